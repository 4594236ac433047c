"""The way from one text to another."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from jidi.filings.definition import written
from jidi.filings.differences import changes, pieces
from jidi.filings.spots import layout_of
from policycore.forms import Form

texts = st.text(alphabet="认证企业 1234，。\nab", max_size=80)


@given(texts, texts)
def test_what_stayed_and_went_is_the_former_text_what_stayed_and_came_the_present(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(piece.text for piece in found if piece.kind != "ins") == before
    assert "".join(piece.text for piece in found if piece.kind != "del") == after


def test_a_number_is_replaced_whole() -> None:
    found = pieces("HACCP 认证企业 14 家", "HACCP 认证企业 11 家")
    assert [(piece.kind, piece.text) for piece in found] == [
        ("same", "HACCP 认证企业 "),
        ("del", "14"),
        ("ins", "11"),
        ("same", " 家"),
    ]


def test_ten_thousand_characters_are_compared_at_once() -> None:
    before, after = "的一是" * 3400, "一的是了" * 2500
    started = time.monotonic()
    pieces(before, after)
    assert time.monotonic() - started < 2


def test_changes_are_listed_in_printed_order_with_words_for_choices(form: Form) -> None:
    layout = layout_of(written(form)[0], "2025")
    before = {"brand": "九个", "total.2025": "214.30", "nature": "private", "share.2025": "89.1", "rows.1.name": "甲"}
    after = {"brand": "九个", "total.2025": "1214.3", "nature": "joint", "event": "no", "share.2025": "15.0"}
    found = [(one.label.zh, one.before.zh, one.after.zh) for one in changes(layout, before, after)]
    assert found == [
        ("总产值 2025", "214.30", "1,214.3"),
        ("有无事故", "", "无"),
        ("性质", "民营", "中外合资"),
        ("龙头企业 第 1 行 企业名称", "甲", ""),
        ("特色产品占比 2025", "89.1", "15.0"),
    ]


def test_the_same_figure_in_another_writing_is_no_change(form: Form) -> None:
    layout = layout_of(written(form)[0], "2025")
    assert changes(layout, {"total.2025": "214.30", "brand": "九个 "}, {"total.2025": "2，14.3", "brand": "九个"}) != []
    assert (
        changes(layout, {"total.2025": "214.30", "brand": "九个 "}, {"total.2025": "２１４.3", "brand": "九个"}) == []
    )
