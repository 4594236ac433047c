"""What a decision may say where it adds to a printed form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from jidi.policies.bounds import DecisionLine, problems_of
from policycore.open_points import Scope
from policycore.pack import load_pack

PACK = load_pack(Path(__file__).parents[2] / "packs" / "fixture")


ON = date(2022, 6, 1)


def said(field: str) -> list[str]:
    fields = [{"id": field, "zh": "客人", "kind": "integer"}]
    value = {"sections": [{"id": "more", "zh": "其他", "fields": fields}]}
    line = DecisionLine("summary-more", value, "关于年度总结的通知", "鹭商函〔2022〕9号", ON, ON)
    return [say.zh for say in problems_of(PACK, line, ON)]


def test_a_decision_may_add_fields_to_a_printed_form() -> None:
    assert said("guests") == []


def test_but_not_one_that_is_printed_already() -> None:
    assert said("done") == ["「done」在《年度总结》里已经有了，换一个标识"]


def wrong(point: str, value: object) -> list[str]:
    line = DecisionLine(point, value, "关于评分的通知", "鹭商函〔2022〕10号", ON, ON, Scope(PACK.open_points[point].scope), "r1")
    line = replace(line, target="" if line.scope is Scope.PACK else "r1")
    return [say.zh for say in problems_of(PACK, line, ON)]


def test_a_decided_indicator_system_has_its_weights() -> None:
    assert wrong("guest-items", {"leaves": [{"id": "taste", "zh": "口味", "weight": 100}]}) == []
    assert wrong("guest-items", {"leaves": [{"id": "taste", "zh": "口味", "weight": 90}]}) == ["权重合计 90，须为 100"]


def test_the_decided_parts_of_a_payment_make_the_whole() -> None:
    assert wrong("tool-parts", {"parts": [{"id": "first", "share": "60%"}, {"id": "rest", "share": "40%"}]}) == []
    assert wrong("tool-parts", {"parts": [{"id": "first", "share": "60%"}]}) == ["各批比例合计 60%，须为 100%"]
