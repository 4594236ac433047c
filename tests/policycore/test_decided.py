"""What a decision supplies as a whole: an indicator system, the parts of a payment."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from policycore.criteria import shares
from policycore.decided import criteria_decided, shape_problems, tranches_decided
from policycore.pack import Pack, load_pack
from policycore.pack.names import names_of

SIXTH = Path(__file__).parents[1] / "packs" / "sixth"
ONE = {"id": "all", "zh": "总体", "maximum": 100, "weight": 100}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(SIXTH)


def said(pack: Pack, point: str, value: Any) -> list[str]:
    return [say.en for say in shape_problems(pack, pack.open_points[point], value, names_of(pack))]


def test_decided_criteria_rest_on_the_article_that_left_them_open(pack: Pack) -> None:
    found = criteria_decided(pack.criteria["annex-two"], {"leaves": [ONE]})
    assert (found.citation().articles, found.leaves[0].citation().articles) == (("8.a",), ("8.a",))


def test_weights_in_percent_and_in_parts_of_a_hundred_mean_the_same(pack: Pack) -> None:
    rule = pack.criteria["annex-two"]
    for weights in ((60, 40), ("60%", "40%")):
        leaves = [{**ONE, "id": name, "weight": weight} for name, weight in zip("ab", weights, strict=True)]
        assert shares(criteria_decided(rule, leaves)) == {"a": Decimal(60), "b": Decimal(40)}


@pytest.mark.parametrize(
    ("leaves", "wrong"),
    [
        ([ONE], []),
        ([{**ONE, "weight": 90}], ["the weights add up to 90; they must make 100"]),
        ([{"id": "all", "zh": "总体"}], ["every criterion needs its weight, 100 in all"]),
        ([{**ONE, "group": "hall"}], ["all: 'hall' is no group; allowed: none"]),
        ([{**ONE, "weight": 50}, {**ONE, "weight": 50}], ["two criteria are called all"]),
        ([{**ONE, "cite": ["99"]}], ["all: '99' is no article of this pack"]),
        ([{"zh": "总体", "weight": 100}], ["leaves.0.id: is missing here"]),
    ],
)
def test_what_is_wrong_with_decided_criteria_is_said(pack: Pack, leaves: list[Any], wrong: list[str]) -> None:
    assert said(pack, "indicators", {"leaves": leaves}) == wrong


def test_a_formula_of_decided_criteria_speaks_of_declared_facts_only(pack: Pack) -> None:
    (problem,) = said(pack, "indicators", {"leaves": [{**ONE, "computed": "[turnover] / 100 万元"}]})
    assert problem.startswith("all.computed: 'turnover' is no declared fact")


def test_the_parts_of_a_payment_are_a_list_or_stand_under_parts() -> None:
    whole = [{"id": "first", "share": "100%"}]
    assert tranches_decided(whole) == tranches_decided({"parts": whole})


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        ([{"id": "a", "share": "60%"}, {"id": "b", "share": "40%", "gate": '[stars] = "five"'}], []),
        ([{"id": "a", "share": "60%"}], ["the shares add up to 60%; they must make 100%"]),
        ([{"id": "a", "share": "100%", "gate": "[invested]"}], ["a.gate: a condition is needed here, found a number"]),
        ([{"id": "a"}], ["parts.0.share: is missing here"]),
    ],
)
def test_what_is_wrong_with_decided_parts_is_said(pack: Pack, parts: list[Any], wrong: list[str]) -> None:
    assert said(pack, "tranches", {"parts": parts}) == wrong


def test_points_of_other_kinds_are_not_looked_at(pack: Pack) -> None:
    assert said(pack, "round-year", 2031) == []
