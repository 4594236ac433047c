"""A table of a form as a page draws it."""

from __future__ import annotations

import pytest

from jidi.web.shared.formtables import beside


@pytest.mark.parametrize(
    ("label", "unit", "shown"), [("总产值（亿元）", "亿元", ""), ("总产值", "亿元", "亿元"), ("企业名称", "", "")]
)
def test_a_unit_the_form_prints_in_the_label_is_not_said_twice(label: str, unit: str, shown: str) -> None:
    assert beside(label, unit) == shown
