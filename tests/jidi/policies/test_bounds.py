"""What a decision may say where it adds to a printed form."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jidi.policies.bounds import DecisionLine, problems_of
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
