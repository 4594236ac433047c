"""Random rules over random returns: evaluation, closure and SQL give the same, to the last digit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policycore.formula import Env, FormulaError, check, evaluate, parse
from policycore.formula.book import Book
from policycore.formula.emit_sql import Digits, statements
from policycore.units import Quantity
from policycore.verdict import Missing

from .given import Given
from .given import period as period_of
from .shapes import Return
from .test_conformance import WORDS
from .test_emitters import SHAPES, same, store

NUMBERS = [
    "[a]",
    "[b]",
    "[c]",
    "[exports]",
    "[imports]",
    "[exports, y-1]",
    "[households]",
    "[rate]",
    "5 亿元",
    "3 万元",
    "15%",
    "3",
    "0",
]
TRUTHS = [
    "[ready]",
    "IS_MISSING([a])",
    '[form] = "company"',
    "[opened] < [closed]",
    "COUNT(works) >= 2",
    "ANY(works WHERE output > 5 万元)",
]
COLUMNS = [
    "SUM(output, OF works)",
    "MAX(output WHERE name = p, OF works)",
    "SUM(output, OF works, MISSING all)",
    "COUNT(works WHERE output > 3 万元)",
]
AROUND = [
    "RANK([exports], AMONG counties)",
    "RANK([a] / [b], AMONG counties)",
    "RANK_FROM_BOTTOM([exports] - [imports], AMONG counties, WITHIN city)",
    "RANK(YOY([exports]), AMONG counties)",
    "PARENT([exports], OF province)",
    "PARENT(YOY([exports]), OF city)",
    "PARENT([a], y-1, OF city)",
    "SHARE([exports], [imports], OF province)",
]
OPS = st.sampled_from(["+", "-", "*", "/"])
COMPARISONS = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])


def _numbers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, OPS, inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["ABS", "YOY", "INCREMENT", "PREVIOUS"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(st.sampled_from(["SUM", "MAX", "MIN", "AVERAGE", "FIRST_OF"]), inner, inner).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
        st.tuples(st.sampled_from(["SUM", "MIN", "AVERAGE"]), inner, inner, st.sampled_from(["all", "none"])).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]}, MISSING {t[3]})"
        ),
        inner.map(lambda t: f"ROUND({t}, 1)"),
    )


def _truths(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda t: f"(NOT {t})"),
        inner.map(lambda t: f"IS_MISSING({t})"),
    )


NUMBER = st.recursive(st.sampled_from([*NUMBERS, *COLUMNS, *AROUND]), _numbers, max_leaves=4)
CONDITION = st.tuples(NUMBER, COMPARISONS, NUMBER).map(lambda t: f"{t[0]} {t[1]} {t[2]}")
CHOICE = st.tuples(CONDITION, NUMBER, NUMBER, COMPARISONS, NUMBER).map(
    lambda t: f"IF({t[0]}, {t[1]}, {t[2]}) {t[3]} {t[4]}"
)
RULE = st.recursive(st.one_of(CONDITION, CHOICE, st.sampled_from(TRUTHS)), _truths, max_leaves=4)

AMOUNT = st.one_of(st.none(), st.integers(-9, 9).map(Decimal), st.decimals(-(10**6), 10**6, places=4))
YEARLY = st.fixed_dictionaries({}, optional={"2024": AMOUNT, "2023": AMOUNT})
DAY = st.one_of(st.none(), st.dates())
ROWS = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from(["p", "q", None])}, optional={"output": AMOUNT}),
    min_size=1,
    max_size=3,
)
FACTS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("a", "b", "c", "households", "rate"), AMOUNT)
    | dict.fromkeys(("exports", "imports"), YEARLY)
    | {"ready": st.sampled_from([True, False, None]), "form": st.sampled_from(["company", "office", None])}
    | {"opened": DAY, "closed": DAY, "works": st.one_of(st.none(), ROWS)},
)  # fmt: skip


FILED = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("a", "b"), AMOUNT) | dict.fromkeys(("exports", "imports"), YEARLY),
)
OTHERS = st.fixed_dictionaries({}, optional=dict.fromkeys(("x", "y", "p"), FILED))
PLACES = {
    "populations": {"counties": ["self", "x", "y"], "counties within city": ["self", "x"]},
    "relations": {"province": ["p"], "city": ["p"]},
}


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as found:
        yield found


def _clean(facts: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known, as a filing does."""
    found = {
        key: {p: v for p, v in value.items() if v is not None} if isinstance(value, dict) else value
        for key, value in facts.items()
    }
    return {key: value for key, value in found.items() if value is not None and value != {}}


def _evaluated(text: str, one: Return) -> Any:
    others = {name: one.around.filed(name) for name in one.case["others"]}
    value = evaluate(
        parse(text), Env(Given(WORDS, facts=one.facts, others=others, **PLACES), "self", period_of("2024"))
    )
    return (
        None if value is None or isinstance(value, Missing) else (value.base if isinstance(value, Quantity) else value)
    )


def _asked(con: duckdb.DuckDBPyConnection, book: Book, one: Return) -> dict[str, Any]:
    wide = store(con, "year", {"k": one})
    rules = {key: low.node for key, low in book.lows.items()}
    for found in statements(rules, book.shape, wide):
        try:
            rows = con.execute(found.sql).fetchall()
        except (duckdb.OutOfRangeException, duckdb.ConversionException, duckdb.InvalidInputException):
            assert found.digits != Digits.BINARY
            continue
        line = next(row for row in rows if row[1] == "k" and row[2] == "2024")
        return dict(zip(found.said, line[3:], strict=True))
    raise AssertionError("no way of reckoning had room")


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(RULE, min_size=6, max_size=12), facts=FACTS, others=OTHERS)
def test_evaluation_closure_and_sql_agree(
    con: duckdb.DuckDBPyConnection, texts: list[str], facts: dict[str, Any], others: dict[str, dict[str, Any]]
) -> None:
    sound = {}
    for text in texts:
        try:
            check(parse(text), WORDS.names, text)
        except FormulaError:
            continue
        sound[f"r{len(sound)}"] = text
    facts = _clean(facts)
    beside = {name: _clean(filed) for name, filed in others.items()}
    one = Return.of({"formula": "[a]", "facts": facts, "period": "2024", "others": beside, **PLACES}, WORDS)
    book = Book.of({key: parse(text) for key, text in sound.items()}, SHAPES["year"])
    assert not book.unsaid
    quick = book.judge(book.values(one.facts, "2024", around=one.around))
    asked = _asked(con, book, one) if sound else {}
    for key, text in sound.items():
        expected = _evaluated(text, one)
        assert quick[key] == expected, (text, facts, others)
        assert same(asked[key], expected), (text, facts, others)
