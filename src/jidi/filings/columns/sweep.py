"""All filed returns of a form judged by its rules in one pass over the analytic copy: how often each holds, and where not.

The rules are those a single return is judged by; what the column engine cannot say is named with its reason and left to
the return itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jidi.common.say import Say
from jidi.filings.columns.around import Beside
from jidi.filings.columns.place import Copy, Part, column_name
from policycore.engine import FormRules
from policycore.formula.emit_sql import Select, Wide, counts, statements

KEYS = ("version", "subject_kind", "subject_key", "period")
ROWS = (*KEYS, "filing", "area", "vintage", "filed_at", "status")
"""The columns every row of the copy has beside its figures."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What one check says of all returns."""

    holds: int
    fails: int
    unsure: int


@dataclass(frozen=True, slots=True)
class Swept:
    """Every check over every return: tallies by check, which versions fail which, and what could not be asked."""

    tallies: Mapping[str, Tally]
    failing: tuple[tuple[str, int], ...]
    unsaid: Mapping[str, Say]


def sweep(
    copy: Copy,
    part: Part,
    rules: FormRules,
    given: Mapping[str, Any],
    fence: Iterable[int],
    statuses: Collection[str] = ("filed", "accepted"),
    only: Iterable[int] | None = None,
    beside: Beside | None = None,
) -> Swept:
    """Judge the latest version of every return in a part of the copy, of the filings inside ``fence``.

    With ``only`` these filings are judged; the others inside the fence are what rules look back at (the year before), also
    those filed by another definition of the same form.
    ``given`` are the decisions the rules read (``FormRules.given``); ``beside`` is what stands around the returns, for rules
    that look there. Raises what DuckDB raises when the files are gone.
    """
    import duckdb
    import pyarrow as pa

    nodes = {key: low.node for key, low in rules.book.lows.items()}
    wide = _wide(copy, part, statuses)
    with duckdb.connect(":memory:") as db:
        db.execute("SET threads = 2")
        db.execute("SET memory_limit = '512MB'")
        ways = statements(nodes, rules.shape, beside.put(db, wide) if beside else wide, given)
        unsaid = {**rules.book.unsaid, **{key: reason.say for key, reason in ways[0].unsaid.items()}}
        if not ways[0].said:
            return Swept({}, (), unsaid)
        db.register("fence", pa.table({"filing": pa.array(list(fence), pa.int64())}))
        own = f"SELECT version FROM {_file(copy, part)}"  # noqa: S608 - quoted
        if only is not None:
            db.register("wanted", pa.table({"filing": pa.array(list(only), pa.int64())}))
            own += " WHERE filing IN (SELECT filing FROM wanted)"
        found = _judged(db, ways, f" WHERE version IN ({own})")
        # Where a rule can be judged of none, the engine counts nothing at all, not zero.
        tallies = {row[0]: Tally(*(count or 0 for count in row[1:])) for row in db.execute(counts(found)).fetchall()}
        failing = db.execute(
            "SELECT rule, version FROM (UNPIVOT judged ON COLUMNS(* EXCLUDE (version, subject_kind, subject_key, period)) "
            "INTO NAME rule VALUE holds) WHERE NOT holds ORDER BY rule, version"
        ).fetchall()
    return Swept(tallies, tuple((str(rule), int(version)) for rule, version in failing), unsaid)


def _wide(copy: Copy, part: Part, statuses: Collection[str]) -> Wide:
    kept = ", ".join(_text(status) for status in statuses)
    where = f"status IN ({kept}) AND filing IN (SELECT filing FROM fence)"  # noqa: S608 - quoted
    tables = {one.table: one for one in copy.parts if one.digest == part.digest and one.table}
    columns = {column.field: column_name(column.field) for column in part.columns}
    return Wide(
        f"({' UNION ALL BY NAME '.join(_definitions(copy, part, where))})",
        version="version",
        keys=KEYS,
        tables={table: _file(copy, one) for table, one in tables.items()},
        has=frozenset(columns),
        columns=columns,
    )


def _definitions(copy: Copy, part: Part, where: str) -> Iterator[str]:
    """Yield what was filed by a definition of a form, and of its other definitions the columns both have: a form may have
    changed between this year and the last."""
    yield f"SELECT * FROM {_file(copy, part)} WHERE {where}"  # noqa: S608 - quoted
    own = {column.field: column.indicator for column in part.columns}
    for other in copy.parts:
        if other.form != part.form or other.table or other.digest == part.digest:
            continue
        shared = [column_name(one.field) for one in other.columns if own.get(one.field) == one.indicator]
        names = ", ".join(f'"{one}"' for one in (*ROWS, *shared))
        yield f"SELECT {names} FROM {_file(copy, other)} WHERE {where}"  # noqa: S608 - quoted


def _judged(db: Any, ways: tuple[Select, ...], where: str) -> Select:
    """Judge into a table, in the first way of reckoning that has room for every figure; return what reads it."""
    import duckdb

    for place, way in enumerate(ways):
        try:
            db.execute(f"CREATE OR REPLACE TEMP TABLE judged AS SELECT * FROM ({way.sql}) every{where}")  # noqa: S608
        except (duckdb.OutOfRangeException, duckdb.ConversionException, duckdb.InvalidInputException):
            if place == len(ways) - 1:
                raise
            continue
        return Select("SELECT * FROM judged", way.said, way.unsaid, way.digits)
    raise AssertionError("there is always a way of reckoning")


def _file(copy: Copy, part: Part) -> str:
    return f"read_parquet({_text(copy.path(part.file))})"


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
