"""Laws that hold for every value: Kleene's, and that evaluating never raises on data of the declared types."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policycore.formula import Condition, Env, FormulaError, check, evaluate, parse
from policycore.formula.evaluate import truth
from policycore.formula.tree import Node
from policycore.periods import Period
from policycore.verdict import Missing

from .given import Given
from .test_conformance import SUITE, WORDS

THREE = st.sampled_from([True, False, None])


def _three(text: str, **values: bool | None) -> bool | None:
    """Evaluate a condition over a, b, c where each is true, false or not known."""
    facts = {name: (1 if value else 0) for name, value in values.items() if value is not None}
    for name in ("a", "b", "c"):
        text = text.replace(f"{name}?", f"[{name}] = 1")
    return truth(parse(text), Env(Given(WORDS, facts=facts), "self"))


@given(a=THREE, b=THREE)
def test_and_is_or_of_the_opposites(a: bool | None, b: bool | None) -> None:
    assert _three("NOT (a? AND b?)", a=a, b=b) is _three("NOT a? OR NOT b?", a=a, b=b)


@given(a=THREE, b=THREE, c=THREE)
def test_and_and_or_do_not_mind_order_grouping_or_distribution(a: bool | None, b: bool | None, c: bool | None) -> None:
    assert _three("a? AND b?", a=a, b=b) is _three("b? AND a?", a=a, b=b)
    assert _three("(a? OR b?) OR c?", a=a, b=b, c=c) is _three("a? OR (b? OR c?)", a=a, b=b, c=c)
    assert _three("a? AND (b? OR c?)", a=a, b=b, c=c) is _three("(a? AND b?) OR (a? AND c?)", a=a, b=b, c=c)


@given(a=THREE)
def test_twice_not_is_the_same_and_unknown_stays_unknown(a: bool | None) -> None:
    assert _three("NOT NOT a?", a=a) is a
    assert _three("a? AND a?", a=a) is a
    assert _three("a? OR a?", a=a) is a


@given(a=THREE, b=THREE, wanted=st.integers(1, 3), c=THREE)
def test_at_least_counts_between_any_and_all(a: bool | None, b: bool | None, c: bool | None, wanted: int) -> None:
    values = {"a": a, "b": b, "c": c}
    facts = {name: (1 if value else 0) for name, value in values.items() if value is not None}
    parts = [f"[{name}] = 1" for name in values]
    found = truth(Condition.read({"at-least": wanted, "of": parts}).node, Env(Given(WORDS, facts=facts), "self"))
    sure, possible = list(values.values()).count(True), sum(v is not False for v in values.values())
    assert found is (True if sure >= wanted else (None if possible >= wanted else False))


@given(a=THREE, b=THREE, learnt=st.booleans())
def test_learning_what_was_missing_never_changes_a_decided_answer(a: bool | None, b: bool | None, learnt: bool) -> None:
    for text in ("a? AND b?", "a? OR b?", "NOT (a? AND NOT b?)"):
        before = _three(text, a=a, b=b)
        after = _three(text, a=learnt if a is None else a, b=learnt if b is None else b)
        assert after is not None
        assert before is None or before is after


AMOUNTS = st.one_of(st.none(), st.integers(-(10**9), 10**9), st.decimals(-(10**9), 10**9, places=4))
DAYS = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2040, 12, 31)))
PERIODS = ["2024", "2023", "2022", "2024-H1", "2023-H1", "2023-H2", "2024-Q1", "2023-Q4", "2018"]
FLAGS = st.one_of(st.none(), st.booleans())
WORD = st.one_of(st.none(), st.sampled_from(["quality", "safety"]))
ROWS = st.lists(
    st.fixed_dictionaries({}, optional={"on": DAYS, "kind": WORD, "status": st.text(max_size=3), "cost": AMOUNTS, "serious": FLAGS}),
    max_size=4,
)  # fmt: skip
STATUSES = st.lists(
    st.fixed_dictionaries(
        {"period": st.sampled_from(["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"])},
        optional={"status": st.sampled_from(["missed", "late", "due", "accepted", None])},
    ),
    max_size=4,
    unique_by=lambda row: row["period"],
)
TITLES = st.lists(
    st.fixed_dictionaries({}, optional={"from": DAYS, "until": DAYS, "batch": st.integers(0, 3)}), max_size=3
)
BY_TYPE: dict[str, Any] = {
    "number": AMOUNTS,
    "flag": FLAGS,
    "finding": FLAGS,
    "document": FLAGS,
    "text": st.one_of(st.none(), st.text(max_size=5)),
    "date": DAYS,
    "title": st.one_of(st.none(), TITLES),
    "applications": st.one_of(st.none(), TITLES),
    "statuses": st.one_of(st.none(), STATUSES),
}
POINTS = {
    "least": st.one_of(st.none(), st.integers(-3, 5)),
    "from-day": DAYS,
    "which": st.one_of(st.none(), st.lists(st.sampled_from(["company", "office"]))),
    "window": st.sampled_from([None, "3 years", "30 days"]),
    "meaning": st.sampled_from([None, "strict", "wide", "another"]),
    "whom": st.sampled_from([None, "counties", "zones", "nobody"]),
    "flagged": FLAGS,
}


def _values(name: str) -> st.SearchStrategy[Any]:
    fact = WORDS.facts[name]
    if fact.type.value == "choice":
        one: st.SearchStrategy[Any] = st.one_of(st.none(), st.sampled_from(fact.choices))
    elif fact.type.value == "table":
        one = st.one_of(st.none(), ROWS)
    else:
        one = BY_TYPE[fact.type.value]
    return st.one_of(one, st.dictionaries(st.sampled_from(PERIODS), one, max_size=5)) if fact.every == "year" else one


FACTS = st.fixed_dictionaries({}, optional={name: _values(name) for name in WORDS.facts})
AREAS = st.lists(st.sampled_from(["self", "x", "y"]), unique=True)


@st.composite
def givens(draw: st.DrawFn) -> Given:
    """Draw facts, decisions, relations and populations, each of its declared type or missing."""
    return Given(
        WORDS,
        draw(st.dates(date(1995, 1, 1), date(2040, 1, 1))),
        draw(FACTS),
        {"x": draw(FACTS), "y": draw(FACTS)},
        draw(st.fixed_dictionaries({}, optional=POINTS)),
        draw(st.dictionaries(st.sampled_from(["city", "province", "parent", "neighbours"]), AREAS)),
        draw(st.dictionaries(st.sampled_from(["counties", "zones", "counties within city"]), AREAS)),
        draw(st.dictionaries(st.sampled_from(["USD/CNY"]), st.decimals("0.01", 100, places=4))),
        draw(st.one_of(st.none(), st.lists(st.sampled_from(["county", "zone"])))),
    )


FORMULAS = [parse(case["formula"]) for case in SUITE.data["cases"]]
FORMULAS += [Condition.read(case["when"]).node for case in SUITE.data["conditions"]]


@settings(max_examples=150, deadline=None)
@given(source=givens(), period=st.sampled_from([None, *PERIODS]), first=st.integers(0, 9))
def test_evaluating_never_raises_and_always_says_what_is_lacking(source: Given, period: str | None, first: int) -> None:
    for node in FORMULAS[first::10]:
        env = Env(source, "self", Period.parse(period) if period else None)
        value = evaluate(node, env)
        if value is None or isinstance(value, Missing):
            assert env.lacks, node


PIECES = st.recursive(
    st.sampled_from(["[a]", "[exports]", "[imports]", "5 亿元", "15%", "3", "[households]", "OPEN(least)", "[ready]"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["ABS", "SUM", "MAX", "GROWTH"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(inner, st.sampled_from([">", ">=", "=", "<>"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda t: f"(NOT {t})"),
        st.tuples(inner, inner, inner).map(lambda t: f"IF({t[0]}, {t[1]}, {t[2]})"),
        inner.map(lambda t: f"IS_MISSING({t})"),
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(text=PIECES, source=givens())
def test_whatever_the_check_lets_through_can_be_evaluated(text: str, source: Given) -> None:
    node = parse(text)
    try:
        kind = check(node, WORDS.names, text)
    except FormulaError:
        return
    value = evaluate(node, Env(source, "self", Period(2024)))
    if kind.name == "truth":
        assert value in (True, False, None) or isinstance(value, Missing)


@given(st.text(alphabet="[]()（）abc甲数，,.:;0123456789%><=≥+-*/ ANDORNTxyz亿元", max_size=30))
def test_reading_any_text_gives_a_tree_or_a_formula_error(text: str) -> None:
    found: FormulaError | Node
    try:
        found = parse(text)
    except FormulaError as error:
        found = error
    assert found.formula == text if isinstance(found, FormulaError) else isinstance(found, Node)


@given(st.decimals(-(10**6), 10**6, places=3), st.decimals(-(10**6), 10**6, places=3))
def test_arithmetic_agrees_with_plain_arithmetic(left: Decimal, right: Decimal) -> None:
    env = Env(Given(WORDS, facts={"a": left, "b": right}), "self")
    assert evaluate(parse("[a] + [b]"), env).base == left + right
    assert evaluate(parse("[a] - [b]"), env).base == left - right
    assert evaluate(parse("[a] * [b]"), env).base == left * right
    assert evaluate(parse("[a] < [b]"), env) is (left < right)


@pytest.mark.parametrize(
    "case", [c for c in SUITE.data["cases"] if c["gives"] == "undetermined"], ids=lambda c: c["case"]
)
def test_what_is_undetermined_names_a_reason(case: dict[str, Any]) -> None:
    assert case["lacks"]
