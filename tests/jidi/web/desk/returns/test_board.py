"""The board: what stands outside its columns is reminded of too, each mark is explained, nothing hides behind another."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from jidi.returns import services
from jidi.returns.models import Duty
from jidi.returns.queries.board import Cell, Column
from jidi.web.desk.returns.words import cell_badge
from tests.jidi.returns.ferry import Ferry
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.returns.conftest import On
from tests.jidi.web.desk.returns.test_pages import sent, text_of

NOTHING: Column = None  # type: ignore[assignment]


def test_earlier_periods_stand_in_no_column_and_are_reminded_of_all_the_same(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-20")
    client = enter(year.cast.province_officer)
    page = text_of(client.get(reverse("desk:returns")))
    assert "项更早的还没有报，不在表中" in page
    sent(client, "returns-remind")
    first = year.duty("figures", "2023-Q1", year.base)
    assert first.acts.filter(kind="reminded", on=year.on).exists()


def test_once_all_were_reminded_the_button_is_gone_and_says_so(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-20")
    client = enter(year.cast.province_officer)
    assert "提醒全部未报" in text_of(client.get(reverse("desk:returns")))
    sent(client, "returns-remind")
    page = client.get(reverse("desk:returns")).content.decode()
    assert "项今天都催过了" in page
    assert "提醒全部未报（" not in page


def test_what_a_city_sent_below_leaves_the_province_its_own_button(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-04-03")
    duty, province = year.duty("figures", "2023-Q1", year.base), enter(year.cast.province_officer)
    on("2023-04-12")
    before = text_of(province.get(reverse("desk:returns"))).partition("提醒全部未报（")[2].partition(" ")[0]
    services.remind(actor=year.cast.city_officer, duties=[duty.pk], **year.sent)
    after = text_of(province.get(reverse("desk:returns"))).partition("提醒全部未报（")[2].partition(" ")[0]
    assert int(before) == int(after) > 0


def test_missing_twice_in_a_row_is_counted_whatever_column_is_looked_at(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-20")
    yearly = next(duty for duty in Duty.objects.filter(opens_on__lte=year.on) if "-" not in duty.period)
    key = f"ferry-2023:{yearly.rule}:{yearly.link}:{yearly.period}"
    page = text_of(enter(year.cast.province_officer).get(reverse("desk:returns"), {"c": key}))
    assert "季度数据连续两期以上未按要求" in page
    assert "本项不按期" not in page


def test_a_place_with_a_returned_one_says_what_else_is_there(year: Ferry) -> None:
    year.day("2023-10-12")
    city = year.cast.city_officer
    duty = year.filed(year.duty("figures", "2023-Q3", year.base), city)
    services.send_back(
        actor=year.cast.province_officer, duty=duty, reason="请核对产值", days=5,
        points=[services.Point("output", "请核对")], **year.sent,
    )  # fmt: skip
    other = year.duty("figures", "2023-Q3", year.other)
    place = Cell(date(2023, 10, 20), [year.again(duty), other])
    assert cell_badge(place, NOTHING).word.zh == "欠 2 / 2"
    place = Cell(date(2023, 10, 13), [year.again(duty), other])
    assert cell_badge(place, NOTHING).word.zh == "退回 1 / 2"


def test_the_marks_of_the_board_are_explained(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-10-12")
    page = text_of(enter(year.cast.province_officer).get(reverse("desk:returns")))
    for words in ("都已审", "未到期", "欠：过期还能补报", "漏：过期不再补报"):
        assert words in page
