"""A program writes what the description of a form asks for, place by place."""

from __future__ import annotations

import pytest

from jidi.demo.walk.program import first_row, value


@pytest.mark.parametrize(
    ("place", "written"),
    [
        ({"x-kind": "number", "x-unit": "万元"}, "100"),
        ({"x-kind": "choice", "x-choices": {"a": "甲", "b": "乙"}}, "a"),
        ({"x-kind": "text", "maxLength": 4}, "演示填写"),
        ({"x-kind": "flag"}, "否"),
        ({"x-kind": "hs-codes"}, "847989"),
    ],
)
def test_each_kind_gets_what_it_takes(place: dict[str, object], written: str) -> None:
    assert value(place) == written


def test_the_first_row_of_a_table_is_written_by_the_pattern_of_its_addresses() -> None:
    assert first_row(r"^enterprises\.[1-9][0-9]*\.own\-brand$") == "enterprises.1.own-brand"
