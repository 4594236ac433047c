"""Questions over the analytic copy: an indicator by base, city, product or province over periods, within a fence.

A figure counts as it does everywhere: an accepted one before one only filed, the latest vintage, the last version. Amounts
are added only where adding means something; an enterprise named by several bases counts once above them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from jidi.filings.columns.place import Column, Copy, Part, column_name
from jidi.filings.plans import FLAG, in_unit
from policycore.periods import Period


class By(StrEnum):
    """What figures are grouped by."""

    BASE = "base"
    CITY = "city"
    PRODUCT = "product"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator the copy holds: its words (those of the latest form), unit, and whether amounts may be added."""

    id: str
    zh: str
    en: str
    unit: str
    additive: bool
    form_zh: str
    form_en: str
    rows: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One group in one period: the amount in the indicator's unit (None: nobody filed it), from how many, the change on the
    same period a year before in per cent (points where the unit is %), the share of all in per cent, the rank.
    """

    amount: Decimal | None = None
    count: int = 0
    accepted: int = 0
    change: Decimal | None = None
    before: int = 0
    share: Decimal | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A group with its cells, one for each period asked for."""

    key: str
    name: str
    area: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked and what came of it; ``total`` only where amounts may be added."""

    indicator: Indicator
    by: By
    periods: tuple[str, ...]
    lines: tuple[Line, ...]
    total: tuple[Cell, ...] = ()
    made_at: str = ""


def indicators(copy: Copy) -> dict[str, Indicator]:
    """Return every indicator of the copy by its id, in the order of the forms."""
    found: dict[str, Indicator] = {}
    for part in copy.parts:
        if part.table and not part.key:
            continue
        for column in part.columns:
            found[column.indicator] = Indicator(
                column.indicator, column.zh, column.en, column.unit, column.additive, part.zh, part.en, bool(part.table)
            )
    return found


def periods(copy: Copy, indicator: str, fence: Collection[int]) -> list[str]:
    """Return the periods an indicator has figures for, latest first."""
    places = _places(copy, indicator)
    if not places or not fence:
        return []
    union = " UNION ".join(
        f"SELECT period FROM read_parquet({_text(copy.path(part.file))}) WHERE {_name(column_name(column.field))} IS NOT NULL "  # noqa: S608
        "AND filing IN (SELECT filing FROM fence)"
        for part, column in places
    )
    return [row[0] for row in _run(fence, f"SELECT DISTINCT period FROM ({union}) ORDER BY 1 DESC")]  # noqa: S608


def filed_most(copy: Copy, fence: Collection[int]) -> list[str]:
    """Return one indicator of each form, the form with most filings of the fence first; forms nobody filed are left out.

    Of a form it is the first that may be added up, else its first. One question to DuckDB.
    """
    forms = [part for part in copy.parts if not part.table and part.columns]
    if not forms or not fence:
        return []
    counts = " UNION ALL ".join(
        f"SELECT {place} AS place, count(DISTINCT filing) AS filed FROM read_parquet({_text(copy.path(part.file))}) "  # noqa: S608
        "WHERE filing IN (SELECT filing FROM fence)"
        for place, part in enumerate(forms)
    )
    found = _run(fence, f"SELECT place FROM ({counts}) WHERE filed > 0 ORDER BY filed DESC, place")  # noqa: S608
    columns = [forms[place].columns for (place,) in found]
    return [next((one for one in own if one.additive), own[0]).indicator for own in columns]


def by_group(
    copy: Copy,
    indicator: str,
    by: By,
    wanted: Sequence[str],
    fence: Collection[int],
    *,
    accepted_only: bool = False,
) -> Answer:
    """Return an indicator by group for each of these periods. ``fence`` are the filings the asker may see.

    Raises KeyError for an indicator the copy does not hold. Two questions to DuckDB at most, however many groups.
    """
    about = indicators(copy)[indicator]
    asked = list(dict.fromkeys([*wanted, *(before for one in wanted if (before := year_before(one)))]))
    if not fence or not wanted:
        return Answer(about, by, tuple(wanted), (), made_at=copy.made_at)
    rows = _rows(copy, about, by, asked, fence, accepted_only)
    # Groups that share an enterprise do not add up: all together is a question of its own.
    every = _rows(copy, about, None, asked, fence, accepted_only) if about.rows else []
    return _answer(copy, about, by, tuple(wanted), rows, every)


def year_before(period: str) -> str:
    """Return the same period a year before; "" where the text is no period."""
    try:
        return str(Period.parse(period).year_before())
    except ValueError:
        return ""


# --- SQL ------------------------------------------------------------------------------------------------------------


def _places(copy: Copy, indicator: str) -> list[tuple[Part, Column]]:
    return [
        (part, column)
        for part in copy.parts
        if not part.table or part.key
        for column in part.columns
        if column.indicator == indicator
    ]


def _rows(
    copy: Copy,
    about: Indicator,
    by: By | None,
    asked: Sequence[str],
    fence: Collection[int],
    accepted_only: bool,
) -> list[tuple[Any, ...]]:
    """Return a row for each group and period; without ``by`` one for each period, all groups together."""
    statuses = "'accepted'" if accepted_only else "'accepted', 'filed'"
    inner = " UNION ALL ".join(_figures(copy, part, column, statuses) for part, column in _places(copy, about.id))
    key, name, area = _GROUPS[by] if by else ("''", "''", "''")
    # What cannot be added is shown where it stands alone.
    amount = "SUM(amount)" if about.additive else "CASE WHEN COUNT(*) = 1 THEN MAX(amount) END"
    places = f"read_parquet({_text(copy.path('places.parquet'))})"
    sql = f"""
        WITH figures AS ({inner}),
        placed AS (
            SELECT f.*, b.name AS base_name, b.product, a.name AS area_name,
                   COALESCE(a.city, f.area) AS city, LEFT(f.area, 2) || '0000' AS province
            FROM figures f
            LEFT JOIN read_parquet({_text(copy.path("bases.parquet"))}) b ON f.kind = 'base' AND b.base = f.base
            LEFT JOIN {places} a ON a.code = f.area
            WHERE f.period IN ({", ".join(map(_text, asked))})
        ),
        grouped AS (
            SELECT placed.*, {key} AS key, {name} AS name, {area} AS place
            FROM placed
            LEFT JOIN {places} c ON c.code = placed.city
            LEFT JOIN {places} v ON v.code = placed.province
        ),
        best AS (
            -- Of a table the enterprise is the subject: it counts in each group that names it, and once in each.
            SELECT * FROM grouped
            QUALIFY ROW_NUMBER() OVER (
                PARTITION BY key, who, period ORDER BY status = 'accepted' DESC, vintage DESC, version DESC
            ) = 1
        )
        SELECT key, ANY_VALUE(name), ANY_VALUE(place), period, {amount},
               COUNT(*), COUNT(*) FILTER (WHERE status = 'accepted')
        FROM best GROUP BY key, period ORDER BY key, period
    """  # noqa: S608 - names of pinned forms, quoted; texts quoted
    return _run(fence, sql)


_GROUPS = {
    By.BASE: ("placed.kind || ':' || placed.base", "COALESCE(base_name, area_name, placed.base)", "placed.area"),
    By.CITY: ("placed.city", "COALESCE(c.name, area_name)", "placed.city"),
    By.PRODUCT: ("COALESCE(product, '')", "COALESCE(product, '')", "''"),
    By.PROVINCE: ("placed.province", "v.name", "placed.province"),
}
"""For each grouping: the key of a group, its name, and the place it lies in."""


def _figures(copy: Copy, part: Part, column: Column, statuses: str) -> str:
    who = "row_key" if part.table else "subject_kind || ':' || subject_key"
    return (
        f"SELECT subject_kind AS kind, subject_key AS base, {who} AS who, area, period, vintage, status, version, "  # noqa: S608
        f"CAST({_name(column_name(column.field))} AS DECIMAL(38,12)) AS amount FROM read_parquet({_text(copy.path(part.file))}) "
        f"WHERE {_name(column_name(column.field))} IS NOT NULL AND status IN ({statuses}) AND filing IN (SELECT filing FROM fence)"
    )


def _run(fence: Iterable[int], sql: str) -> list[tuple[Any, ...]]:
    import duckdb
    import pyarrow as pa

    with duckdb.connect(":memory:") as db:
        db.execute("SET threads = 2")
        db.execute("SET memory_limit = '256MB'")
        db.register("fence", pa.table({"filing": pa.array(list(fence), pa.int64())}))
        return list(db.execute(sql).fetchall())


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# --- change, share, rank --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sum:
    amount: Decimal | None
    count: int
    accepted: int


def _answer(
    copy: Copy,
    about: Indicator,
    by: By,
    wanted: tuple[str, ...],
    rows: list[tuple[Any, ...]],
    every: list[tuple[Any, ...]],
) -> Answer:
    named: dict[str, tuple[str, str]] = {}
    sums: dict[tuple[str, str], _Sum] = {}
    for key, name, area, period, amount, count, accepted in rows:
        named.setdefault(key, (name or key, area or ""))
        sums[key, period] = _Sum(None if amount is None else in_unit(amount, about.unit), count, accepted)
    whole = sums
    if every:
        whole = {("", row[3]): _Sum(in_unit(row[4], about.unit), row[5], row[6]) for row in every}
    totals = {one: _total(about, whole, one) for one in {period for _, period in sums}}
    # Where several lines name the same enterprise they overlap: they are no shares of the whole, which counts it once.
    parts = {one: _total(about, sums, one) for one in totals}
    amounts = {one: found.amount for one, found in parts.items() if found}
    whole_of = {one: found for one, found in totals.items() if found and amounts.get(one) == found.amount}
    ranks = {one: _ranks(sums, one) for one in wanted} if about.unit != FLAG else {}
    if len(named) == 1:  # what stands alone is no share of anything and has no place among others
        whole_of, ranks = {}, {}
    lines = [
        Line(
            key,
            name,
            area,
            tuple(_cell(about, sums, key, one, whole_of.get(one), ranks.get(one, {})) for one in wanted),
        )
        for key, (name, area) in named.items()
        if any((key, one) in sums for one in wanted)
    ]
    total = tuple(_total_cell(totals, one) for one in wanted) if about.additive else ()
    return Answer(about, by, wanted, tuple(sorted(lines, key=_order)), total, copy.made_at)


def _order(line: Line) -> tuple[bool, Decimal, str]:
    last = line.cells[-1].amount if line.cells else None
    return last is None, -(last or Decimal(0)), line.key


def _total(about: Indicator, sums: dict[tuple[str, str], _Sum], period: str) -> _Sum | None:
    if not about.additive:
        return None
    every = [one for (_, at), one in sums.items() if at == period]
    amounts = [one.amount for one in every if one.amount is not None]
    return _Sum(sum(amounts, Decimal(0)), sum(one.count for one in every), sum(one.accepted for one in every))


def _ranks(sums: dict[tuple[str, str], _Sum], period: str) -> dict[str, int]:
    amounts = {key: one.amount for (key, at), one in sums.items() if at == period and one.amount is not None}
    ordered = sorted(amounts.values(), reverse=True)
    return {key: ordered.index(amount) + 1 for key, amount in amounts.items()}


def _cell(
    about: Indicator,
    sums: dict[tuple[str, str], _Sum],
    key: str,
    period: str,
    total: _Sum | None,
    ranks: dict[str, int],
) -> Cell:
    here, before = sums.get((key, period)), sums.get((key, year_before(period)))
    if here is None:
        return Cell()
    share = None
    if total is not None and total.amount and here.amount is not None:
        share = here.amount * 100 / total.amount
    change = change_of(here.amount, before.amount if before else None, about.unit)
    return Cell(here.amount, here.count, here.accepted, change, before.count if before else 0, share, ranks.get(key))


def change_of(now: Decimal | None, then: Decimal | None, unit: str) -> Decimal | None:
    """Return the change on a year before in per cent, of percentages in points; None where it cannot be said."""
    if now is None or then is None or unit == FLAG:
        return None
    if unit == "%":
        return now - then
    return (now - then) * 100 / abs(then) if then else None


def _total_cell(totals: dict[str, _Sum | None], period: str) -> Cell:
    here, before = totals.get(period), totals.get(year_before(period))
    if here is None:
        return Cell()
    change = change_of(here.amount, before.amount if before else None, "")
    return Cell(here.amount, here.count, here.accepted, change, before.count if before else 0, Decimal(100))
