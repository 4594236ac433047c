"""Pasted text is cleaned of what cannot be seen."""

from __future__ import annotations

from jidi.common.texts import comparable, one_line


def test_one_line_drops_breaks_controls_and_direction_marks() -> None:
    assert one_line("  甲\r\n乙\x00\u202e丙\t丁 ") == "甲 乙丙 丁"


def test_one_line_keeps_to_its_limit() -> None:
    assert one_line("辽宁省商务厅", 3) == "辽宁省"


def test_names_are_compared_without_width_space_and_case() -> None:
    assert comparable(" ＡＢc　（甲） ") == "abc(甲)"
