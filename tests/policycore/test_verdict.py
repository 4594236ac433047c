"""Verdicts: plain data that can be stored, and a digest that is the same on every run and every machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from policycore.citation import Citation
from policycore.periods import Period
from policycore.say import Say
from policycore.units import Quantity, unit_named
from policycore.verdict import (
    DecisionUsed,
    FactUsed,
    Lack,
    LackKind,
    Missing,
    TraceLine,
    Truth,
    Verdict,
    all_lacks,
    digest_of,
    plain_data,
)

LACK = Lack(LackKind.FACT, "exports", Say("出口额", "exports"), "county")
VERDICT = Verdict(
    "veto serious",
    Truth.YES,
    "stops",
    Citation(("17.2",)),
    "must",
    (TraceLine(Say("计数", "count"), "1 > 0 → 是"),),
    (),
    (FactUsed("incidents", "base:1", "", [{"on": date(2024, 1, 2), "cost": Decimal("1.50")}], "register"),),
    (DecisionUsed("day", date(2024, 5, 1), "通知", "1 号", date(2024, 4, 1)),),
    {"needs": ["name"]},
)


def test_the_digest_of_a_verdict_is_pinned() -> None:
    # A stored verdict must replay to the same digest for years: whoever changes this line breaks what is stored.
    assert VERDICT.digest() == "57cc09d099916fd4ec02efd5818eaa2b607f45bfc08e552eb7d5960ba8a979dc"


def test_the_digest_does_not_depend_on_the_order_of_keys_or_the_way_a_number_is_written() -> None:
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})
    assert plain_data(Decimal("1.50")) == plain_data(Decimal("1.5")) == "1.5"
    assert plain_data(frozenset({"b", "a"})) == ["a", "b"]


def test_another_fact_article_or_value_is_another_digest() -> None:
    digests = {
        VERDICT.digest(),
        replace(VERDICT, value=Truth.NO).digest(),
        replace(VERDICT, citation=Citation(("17.3",))).digest(),
        replace(VERDICT, facts=()).digest(),
        replace(VERDICT, strength="may").digest(),
    }
    assert len(digests) == 5


def test_values_become_plain_data() -> None:
    assert plain_data(Quantity(Decimal("2.0"), unit_named("亿元"))) == "2 亿元"
    assert plain_data({"when": date(2024, 1, 2), "which": Period(2023, "quarter", 2)}) == {
        "when": "2024-01-02",
        "which": {"period": "2023-Q2"},
    }
    assert plain_data(Missing((LACK,)))["lacks"][0]["name"] == "exports"
    assert plain_data(Truth.UNDETERMINED) == "undetermined"


def test_a_verdict_is_undetermined_when_its_value_is_missing() -> None:
    assert Verdict("x", Truth.UNDETERMINED).undetermined
    assert Verdict("x", Missing((LACK,))).undetermined
    assert not VERDICT.undetermined


def test_reasons_are_gathered_once() -> None:
    other = Lack(LackKind.DECISION, "exports", Say("同名的待定项"))
    assert Missing.join(Missing((LACK,)), 3, Missing((LACK, other))).lacks == (LACK, other)
    assert all_lacks([Verdict("x", Truth.UNDETERMINED, lacks=(LACK,)), Missing((LACK,)), None]) == (LACK,)


def test_a_condition_has_three_values() -> None:
    assert [Truth.of(value) for value in (True, False, None)] == [Truth.YES, Truth.NO, Truth.UNDETERMINED]
