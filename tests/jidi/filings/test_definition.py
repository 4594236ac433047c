"""A form as it is pinned: it reads back the same, and what it prints stays in the order it prints it."""

from __future__ import annotations

from typing import Any

from jidi.filings.definition import form_of, written
from policycore.forms import Form


def form(choices: dict[str, str]) -> Form:
    field: dict[str, Any] = {"id": "kind", "zh": "类型", "kind": "choice", "choices": choices}
    section = {"id": "all", "zh": "基本情况", "fields": [field]}
    return Form.model_validate({"id": "card", "zh": "信息表", "basis": "house", "sections": [section]})


def test_choices_stay_in_the_order_the_form_prints_them() -> None:
    text, _ = written(form({"rd": "研发", "test": "检测", "fair": "展会"}))
    assert list(form_of(text).fields()[0].choices) == ["rd", "test", "fair"]


def test_another_order_is_another_form() -> None:
    one, other = (written(form(choices))[1] for choices in ({"a": "甲", "b": "乙"}, {"b": "乙", "a": "甲"}))
    assert one != other
