"""Figures, days and differences as an office writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from jidi.common.say import Say
from jidi.web.shared import days, differences, figures
from jidi.web.shared.differences import Piece

TODAY = date(2026, 10, 12)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1148, None, "1,148"),
        (Decimal("214.30"), None, "214.30"),
        (Decimal("-14.85"), 1, "−14.9"),
        (Decimal("2.5"), 0, "3"),
        (0, None, "0"),
        (None, None, "—"),
    ],
)
def test_a_figure_has_commas_a_true_minus_and_is_never_zero_when_missing(
    value: Decimal | int | None, places: int | None, text: str
) -> None:
    assert figures.figure(value, places) == text


def test_changes_carry_their_sign_and_no_change_is_said_in_words() -> None:
    assert figures.change(Decimal("61.84")) == Say("+61.8%", "+61.8%")
    assert figures.change(Decimal("-14.8")).zh == "−14.8%"
    assert figures.change(Decimal("0.04")).zh == "持平"
    assert figures.change(None).zh == "—"
    assert figures.point_change(Decimal("1.4")) == Say("+1.40 百分点", "+1.40 pts")
    assert figures.percent(85) == "85.0%"
    assert figures.percent(None) == "—"


def test_what_is_left_is_counted_in_days_and_said_plainly() -> None:
    assert days.left(date(2026, 10, 15), TODAY) == Say("还有 3 天", "3 days left")
    assert days.left(date(2026, 10, 13), TODAY).en == "1 day left"
    assert days.left(TODAY, TODAY).zh == "今天截止"
    assert days.left(date(2026, 9, 30), TODAY) == Say("逾期 12 天", "12 days overdue")
    assert days.working_left(4).zh == "剩 4 个工作日（含今天）"
    assert days.working_left(0).zh == "期限已到"


def test_a_day_of_another_year_names_its_year() -> None:
    assert days.short(date(2026, 10, 15), TODAY) == "10-15"
    assert days.short(date(2027, 1, 15), TODAY) == "2027-01-15"
    assert days.weekday(TODAY) == Say("周一", "Mon")


def test_moments_are_told_in_beijing_time() -> None:
    at = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert days.moment(at) == "2027-01-01 00:30"
    assert days.moment(at, date(2027, 3, 1)) == "01-01 00:30"


def test_a_number_is_replaced_whole() -> None:
    assert differences.inline("认证企业 14 家", "认证企业 11 家") == [
        Piece("same", "认证企业 "),
        Piece("del", "14"),
        Piece("ins", "11"),
        Piece("same", " 家"),
    ]
    assert differences.inline("同", "同") == [Piece("same", "同")]
    assert differences.inline("", "新") == [Piece("ins", "新")]
