"""Many rules over many returns in one pass: plain trees as one SELECT in DuckDB's SQL. Text only; nothing is run here.

The relation read is the wide copy of a form: one row per subject, period and filing, one column per field, numbers in
base units as decimals. A value is NULL where it is missing and a condition NULL where it is undetermined: SQL's own
three-valued AND, OR and NOT are Kleene's. The same period a year before is the same subject's row of that period: as the
filing at hand restates it, else as it was filed at the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..periods import PARTS, Period
from . import plain as p
from .lower import Shape, UnsayableError
from .sql_around import joins
from .sql_rows import table_join
from .sql_terms import Terms, name, text


class Digits(StrEnum):
    """How numbers are reckoned: as the columns are stored, in 38 digits, or in binary when even those do not suffice."""

    STORED = "stored"
    ROOMY = "roomy"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class Wide:
    """The wide copy of a form.

    ``relation`` is what stands behind FROM (``wide``, ``read_parquet('…')``); ``keys`` are handed through to the answer.
    ``vintage`` names the column that says which period's filing a row is from (empty: one filing per period), ``version``
    the one whose highest number counts (empty: one version). ``tables`` gives the relation of each table of the form: its
    rows with the same subject, period, vintage and version. ``columns`` are names that differ from the field's id; ``has`` are the
    fields the copy holds (None: all of the form).

    What stands around a return: ``everyone`` is the relation the others of a population are read from (empty: the same);
    ``populations`` give by name and area the relation of whom it is asked of and among whom: subject, ``group`` (the area
    they are compared in) and ``member``. ``related`` give by relation the figures of that area: subject, period and one
    column per field. ``known`` is the relation of what the system knows: subject, period and the columns ``answers``
    names by the key of each question.
    """

    relation: str = "wide"
    subject: tuple[str, ...] = ("subject_kind", "subject_key")
    period: str = "period"
    vintage: str = "vintage"
    version: str = ""
    keys: tuple[str, ...] = ("subject_kind", "subject_key", "period")
    tables: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    has: frozenset[str] | None = None
    everyone: str = ""
    populations: Mapping[tuple[str, str], str] = field(default_factory=dict)
    related: Mapping[str, str] = field(default_factory=dict)
    known: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def of_rows(self) -> tuple[str, ...]:
        """The columns that say which return a row of a table belongs to."""
        more = [key for key in (self.vintage, self.version) if key]
        return (*self.subject, self.period, *more)

    def column(self, of: str) -> str:
        """Return the quoted column of a field; raise UnsayableError when the copy does not hold it."""
        if self.has is not None and of not in self.has:
            raise UnsayableError("这一项不在分析副本里", f"{of} is not in the wide copy")
        return name(self.columns.get(of, of))


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT over the wide copy: ``sql`` gives the keys and one column per rule; ``unsaid`` names the reasons of the rest."""

    sql: str
    said: tuple[str, ...]
    unsaid: Mapping[str, UnsayableError]
    digits: Digits = Digits.STORED


def select(
    rules: Mapping[str, p.Plain],
    shape: Shape,
    wide: Wide,
    given: Mapping[str, Any] | None = None,
    digits: Digits = Digits.STORED,
) -> Select:
    """Return the SELECT that gives every rule's value for every return; ``given`` are the decisions by open point."""
    terms = Terms(shape, wide, given or {}, digits)
    said: dict[str, str] = {}
    unsaid: dict[str, UnsayableError] = {}
    for key, node in rules.items():
        try:
            said[key] = terms.of(node)
        except UnsayableError as reason:
            unsaid[key] = reason
    columns = [f"t.{name(key)}" for key in wide.keys] + [f"{sql} AS {name(key)}" for key, sql in said.items()]
    return Select(
        f"{_source(terms)}\nSELECT {', '.join(columns)}\nFROM here t{_joins(terms)}{_own(wide)}",
        tuple(said),
        unsaid,
        digits,
    )


def statements(
    rules: Mapping[str, p.Plain], shape: Shape, wide: Wide, given: Mapping[str, Any] | None = None
) -> tuple[Select, ...]:
    """Return the SELECT three times, to be tried in order: a figure too long for one way of reckoning raises in DuckDB."""
    return tuple(select(rules, shape, wide, given, digits) for digits in Digits)


def counts(found: Select) -> str:
    """Return the SELECT of one row per rule: rule, returns for which it holds, fails and is undetermined."""
    both = [
        f"count_if({name(key)}) AS {name(key + ' holds')}, count({name(key)}) AS {name(key + ' known')}"
        for key in found.said
    ]
    lines = [f"({text(key)}, {name(key + ' holds')}, {name(key + ' known')})" for key in found.said]
    return (  # names and texts are quoted
        f"WITH judged AS MATERIALIZED ({found.sql}), counted AS (SELECT count(*) AS returns, {', '.join(both)} FROM judged)\n"  # noqa: S608
        "SELECT rule, holds, known - holds AS fails, returns - known AS unsure\n"
        f"FROM counted, LATERAL (VALUES {', '.join(lines)}) AS each(rule, holds, known)"
    )


def column_type(decimals: int) -> str:
    """Return the type of a column of the wide copy: whole 64-bit decimals, as fast as binary and exact (decision 0013)."""
    return f"DECIMAL(18,{decimals})"


def step_of(period: str) -> int:
    """Return the number of a period among those of its cycle, as the SQL counts them."""
    found = Period.parse(period)
    return found.year * PARTS[found.cycle] + found.part - 1


def _source(terms: Terms) -> str:
    wide = terms.wide
    ctes = [_here(terms, "here", wide.relation)]
    if terms.cells:
        ctes += _pasts(terms, "here", {cell for _, cell in terms.cells}, "")
    ctes += [table_join(terms, table) for table in terms.tables]
    for whose in dict.fromkeys(whose for whose, _ in terms.areas):
        step = _step(terms.shape, name(wide.period))
        ctes.append(f"{name('of the ' + whose)} AS (SELECT *, {step} AS {name('#')} FROM {wide.related[whose]})")  # noqa: S608 - quoted
    if terms.ranks:
        if wide.everyone:
            ctes.append(_here(terms, "everyone", wide.everyone))
        ctes += _pasts(terms, "everyone" if wide.everyone else "here", terms.cells_of_all, ALL)
        ctes += [cte for placed in terms.ranks.values() for cte in placed.ctes]
    return "WITH " + ",\n".join(ctes)


ALL = " of all"
"""What is behind the names of the relations in which the others of a population are looked up."""


def _here(terms: Terms, called: str, relation: str) -> str:
    wide, once = terms.wide, ""
    if wide.version:
        by = ", ".join(name(key) for key in (*wide.subject, wide.period, *([wide.vintage] if wide.vintage else [])))
        once = f"\n  QUALIFY row_number() OVER (PARTITION BY {by} ORDER BY {name(wide.version)} DESC) = 1"
    return f"{called} AS (SELECT *, {_step(terms.shape, name(wide.period))} AS {name('#')} FROM {relation}{once})"  # noqa: S608 - quoted


def _pasts(terms: Terms, source: str, cells: set[str], of: str) -> list[str]:
    """The figures of other periods: as filed at the time, and as a later filing restates them."""
    wide = terms.wide
    wanted = sorted({wide.column(cell) for cell in cells})
    keys = [name(key) for key in (*wide.subject, *([wide.vintage] if wide.vintage else []), wide.period, "#")]
    past = f"SELECT {', '.join(dict.fromkeys([*keys, *wanted]))} FROM {source}"  # noqa: S608 - quoted
    if not wide.vintage:
        return [f"{name('past' + of)} AS ({past})"]
    # Most copies hold little of what a later filing restates.
    vintage, period = name(wide.vintage), name(wide.period)
    return [
        f"{name('past' + of)} AS ({past} WHERE {vintage} = {period})",
        f"{name('restated' + of)} AS ({past} WHERE {vintage} <> {period})",
    ]


def _step(shape: Shape, column: str) -> str:
    if not shape.cycle:
        return "0"
    year = f"TRY_CAST(left({column}, 4) AS INTEGER)"
    if shape.cycle == "year":
        return year
    return f"{year} * {PARTS[shape.cycle]} + TRY_CAST(substr({column}, 7) AS INTEGER) - 1"


def step_at(at: p.At) -> str:
    """Write the number of a period, counted from the row at hand or fixed."""
    return str(step_of(at.fixed) - at.back) if at.fixed else f't."#" - {at.back}'


def joins_of(terms: Terms) -> str:
    """Write the joins to other periods of the subject at hand (of everybody in a population: to the period at hand too)."""
    wide, found, of = terms.wide, [], ALL if terms.everybody else ""
    for alias, at in terms.pasts.items():
        same = " AND ".join(f"{{0}}.{name(key)} = t.{name(key)}" for key in wide.subject)
        on = f'{same} AND {{0}}."#" = {step_at(at)}'
        if wide.vintage:
            own, past = f"{alias}o", name("restated" + of)
            found.append(
                f"LEFT JOIN {past} {own} ON {on.format(own)} AND {own}.{name(wide.vintage)} = t.{name(wide.vintage)}"
            )
        found.append(f"LEFT JOIN {name('past' + of)} {alias} ON {on.format(alias)}")
    return "".join(f"\n{join}" for join in found)


def _joins(terms: Terms) -> str:
    wide, found = terms.wide, []
    for table, rows in terms.tables.items():
        on = " AND ".join(f"{rows.alias}.{name(key)} = t.{name(key)}" for key in wide.of_rows)
        found.append(f"LEFT JOIN {name('rows of ' + table)} {rows.alias} ON {on}")
    return joins_of(terms) + "".join(f"\n{join}" for join in [*found, *joins(terms)])


def _own(wide: Wide) -> str:
    return f"\nWHERE t.{name(wide.vintage)} = t.{name(wide.period)}" if wide.vintage else ""


__all__ = [
    "Digits",
    "Select",
    "Wide",
    "column_type",
    "counts",
    "joins_of",
    "select",
    "statements",
    "step_at",
    "step_of",
]
