"""The conformance suite over the plain tree: closure and SQL give what the evaluation gives, case by case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from policycore.facts import FactType
from policycore.formula.book import Book, in_base
from policycore.formula.emit_sql import Digits, Wide, column_type, select
from policycore.formula.lower import Shape, Shaped
from policycore.formula.sql_terms import constant, name
from policycore.periods import Period
from policycore.units import Quantity

from .shapes import Return, shape_of
from .test_conformance import SUITE, WORDS, _expected

CASES = [*SUITE.data["cases"], *SUITE.data["conditions"]]
CYCLES = ("year", "half", "quarter", "month")
SHAPES = {cycle: shape_of(WORDS, cycle) for cycle in CYCLES}
RETURNS = [Return.of(case, WORDS) for case in CASES]
SAID = [one for one in RETURNS if not Book.of({"rule": one.node}, SHAPES[one.cycle]).unsaid]
NAMES = {id(one): one.case["case"] for one in SAID}
ABSENT = ("undetermined", "missing")


def wanted(one: Return) -> Any:
    """Return what a case expects: a truth, a number in base units, a text; None for missing and undetermined."""
    found = _expected(one.case["gives"])
    if found in ABSENT or isinstance(found, dict):
        return None
    return found.base if isinstance(found, Quantity) else found


def test_most_of_the_suite_can_be_said_without_evaluation() -> None:
    assert len(SAID) >= 220, f"{len(SAID)} of {len(RETURNS)}"


@pytest.mark.parametrize("one", SAID, ids=lambda one: one.case["case"])
def test_the_closure_gives(one: Return) -> None:
    book = Book.of({"rule": one.node}, SHAPES[one.cycle])
    assert book.judge(book.values(one.facts, one.period, one.given))["rule"] == wanted(one)


# --- SQL ------------------------------------------------------------------------------------------------------------


TYPES = {"text": "VARCHAR", "date": "DATE", "truth": "BOOLEAN"}


def sql_type(shaped: Shaped) -> str:
    return TYPES.get(shaped.kind) or column_type(shaped.base_decimals)


def _fill(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, Shaped], rows: list[dict[str, Any]]) -> None:
    keys = ["subject_kind", "subject_key", "period", "vintage"]
    typed = [f"{key} VARCHAR" for key in keys] + [f"{name(c)} {sql_type(s)}" for c, s in columns.items()]
    con.execute(f"CREATE OR REPLACE TABLE {table} ({', '.join(typed)})")
    for row in rows:
        values = [constant(row[key]) for key in keys]
        values += [constant(in_base(row.get(c), s.kind, s.unit.factor)) for c, s in columns.items()]
        con.execute(f"INSERT INTO {table} VALUES ({', '.join(values)})")


def store(con: duckdb.DuckDBPyConnection, one: Return, shape: Shape, number: int = 0) -> Wide:
    """Put one return into the tables of its cycle; return where they stand."""
    rows: dict[str, dict[str, Any]] = {one.period: {}}
    tables: dict[str, list[dict[str, Any]]] = {table: [] for table in shape.tables}
    for key, value in one.facts.items():
        fact = WORDS.facts.get(key)
        if fact is None or fact.type is FactType.TABLE:
            tables.get(key, []).extend(value if isinstance(value, list) else [])
            continue
        for period, amount in value.items():
            if Period.parse(str(period)).cycle == one.cycle:
                rows.setdefault(str(period), {})[key] = amount
    keys = {"subject_kind": "base", "subject_key": f"k{number}"}
    wide = [keys | {"period": period, "vintage": period} | row for period, row in rows.items()]
    _fill(con, "wide", dict(shape.fields), wide)
    for table, filled in tables.items():
        _fill(con, f"rows_{table}", dict(shape.tables[table]), [keys | {"period": one.period, "vintage": one.period} | r for r in filled])
    return Wide(tables={table: f"rows_{table}" for table in shape.tables})


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as found:
        yield found


def ask(con: duckdb.DuckDBPyConnection, one: Return, digits: Digits) -> Any:
    shape = SHAPES[one.cycle]
    wide = store(con, one, shape)
    found = select({"rule": Book.of({"rule": one.node}, shape).lows["rule"].node}, shape, wide, one.given, digits)
    if found.unsaid:
        pytest.skip(str(found.unsaid["rule"]))
    rows = con.execute(found.sql).fetchall()
    return next(row[-1] for row in rows if row[2] == one.period)


def same(found: Any, expected: Any) -> bool:
    """Whether a value of the column engine is the expected one: numbers it divided may differ in the last binary digit."""
    if isinstance(found, float):
        return abs(found - float(expected)) <= 1e-9 * max(1.0, abs(float(expected)))
    return bool(found == expected)


def _empty_table(one: Return) -> bool:
    return any(value == [] for value in one.facts.values())


@pytest.mark.parametrize("digits", list(Digits))
@pytest.mark.parametrize("one", SAID, ids=lambda one: one.case["case"])
def test_the_column_engine_gives(con: duckdb.DuckDBPyConnection, one: Return, digits: Digits) -> None:
    found, expected = ask(con, one, digits), wanted(one)
    if _empty_table(one):
        expected = None  # in a form, a table without a row has not been filled in
    if digits is Digits.BINARY and "fen" in one.case["case"]:
        return  # a hundredth of ten billion is beyond what binary can tell
    assert found is None if expected is None else found is not None and same(found, expected), found
