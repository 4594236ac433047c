"""The SELECT over the wide copy: restated years, versions, figures too long for it, counts, and what it cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import duckdb
import pytest

from policycore.formula import parse
from policycore.formula.book import Book
from policycore.formula.emit_sql import Digits, Wide, counts, select, statements
from policycore.formula.lower import Shape, Shaped
from policycore.units import UNITS

MONEY = Shaped("number", UNITS["万元"])
SHAPE = Shape("year", {"trade": MONEY, "staff": Shaped("number", UNITS["人"], 0)}, {"works": {"output": MONEY}})
WIDE = Wide(version="version")


def nodes(**rules: str) -> dict[str, Any]:
    book = Book.of({key: parse(text) for key, text in rules.items()}, SHAPE)
    assert not book.unsaid
    return {key: low.node for key, low in book.lows.items()}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as found:
        found.execute(
            "CREATE TABLE wide (subject_kind VARCHAR, subject_key VARCHAR, period VARCHAR, vintage VARCHAR, version INTEGER,"
            " trade DECIMAL(18,2), staff DECIMAL(18,0))"
        )
        yield found


def put(con: duckdb.DuckDBPyConnection, *rows: tuple[Any, ...]) -> None:
    con.executemany("INSERT INTO wide VALUES ('base', ?, ?, ?, ?, ?, ?)", [list(row) for row in rows])


def judged(con: duckdb.DuckDBPyConnection, wide: Wide = WIDE, **rules: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    found = con.execute(select(nodes(**rules), SHAPE, wide).sql).fetchall()
    return {(row[1], row[2]): row[3:] for row in found}


def test_the_year_before_is_what_this_filing_says_of_it_else_what_was_filed_then(
    con: duckdb.DuckDBPyConnection,
) -> None:
    put(
        con,
        ("k", "2023", "2023", 1, 100, 10),
        ("k", "2023", "2024", 1, 80, None),  # the filing of 2024 restates trade and does not ask for staff
        ("k", "2024", "2024", 1, 120, 11),
    )
    found = judged(con, trade="YOY([trade]) = 50%", staff="YOY([staff]) = 10%")
    assert found == {("k", "2023"): (None, None), ("k", "2024"): (True, True)}


def test_only_the_latest_version_counts(con: duckdb.DuckDBPyConnection) -> None:
    put(con, ("k", "2024", "2024", 1, 1, 10), ("k", "2024", "2024", 2, 2, 10))
    assert judged(con, rule="[trade] = 2 元") == {("k", "2024"): (True,)}


def test_subjects_do_not_borrow_from_each_other(con: duckdb.DuckDBPyConnection) -> None:
    put(con, ("k", "2023", "2023", 1, 100, 10), ("l", "2024", "2024", 1, 120, 11))
    assert judged(con, rule="YOY([trade]) > 0")["l", "2024"] == (None,)


def test_without_vintages_there_is_one_row_a_period(con: duckdb.DuckDBPyConnection) -> None:
    put(con, ("k", "2023", "", 1, 100, 10), ("k", "2024", "", 1, 150, 11))
    assert judged(con, Wide(vintage=""), rule="YOY([trade]) = 50%")["k", "2024"] == (True,)


def test_a_figure_too_long_for_one_way_of_reckoning_is_reckoned_in_the_next(con: duckdb.DuckDBPyConnection) -> None:
    put(con, ("k", "2024", "2024", 1, "9999999999999999.99", 10))
    rules = nodes(sum="[trade] + [trade] + [trade] > [trade]", product="[trade] * 1000000000000 > [trade]")
    ways = {found.digits: found.sql for found in statements(rules, SHAPE, WIDE)}
    with pytest.raises(duckdb.OutOfRangeException):
        con.execute(ways[Digits.STORED]).fetchall()
    assert con.execute(ways[Digits.BINARY]).fetchall()[0][3:] == (True, True)


def test_counts_say_how_often_each_rule_holds_fails_and_cannot_be_judged(con: duckdb.DuckDBPyConnection) -> None:
    put(con, ("k", "2024", "2024", 1, 5, 10), ("l", "2024", "2024", 1, None, 10), ("m", "2024", "2024", 1, 1, 10))
    found = select(nodes(trade="[trade] > 2 元", staff="[staff] = 10 人"), SHAPE, WIDE)
    assert sorted(con.execute(counts(found)).fetchall()) == [("staff", 3, 0, 0), ("trade", 1, 1, 1)]


def test_what_cannot_be_said_is_named_and_the_rest_is_asked(con: duckdb.DuckDBPyConnection) -> None:
    put(con, ("k", "2024", "2024", 1, 5, 10))
    found = select(nodes(rows="SUM(output, OF works) > 1 元", trade="[trade] > 2 元"), SHAPE, WIDE)
    assert found.said == ("trade",)
    assert found.unsaid["rows"].say.zh == "明细表不在分析副本里"
    assert con.execute(found.sql).fetchall()[0][3:] == (True,)


def test_names_and_texts_are_quoted(con: duckdb.DuckDBPyConnection) -> None:
    odd = Shape("year", {'a"b': Shaped("text")})
    put(con, ("k", "2024", "2024", 1, 5, 10))
    con.execute('ALTER TABLE wide ADD COLUMN "a""b" VARCHAR')
    book = Book.of({"it's": parse('[a"b] = "o\'k"')}, odd)
    found = select({"it's": book.lows["it's"].node}, odd, replace(WIDE, version=""))
    assert con.execute(found.sql).fetchall()[0][3:] == (None,)
