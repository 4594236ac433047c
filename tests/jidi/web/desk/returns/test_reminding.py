"""催办 stands where there is somebody to remind and nowhere else: the page offers what the service takes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.common.keys import new_key
from jidi.common.say import Refused
from jidi.returns import services
from jidi.returns.models import Duty
from tests.jidi.returns.ferry import Ferry
from tests.jidi.web.desk.returns.conftest import On

Enter = Callable[[Actor], Client]
ACTORS = ("base_clerk", "county_officer", "city_officer", "province_officer", "decider")


def offered(year: Ferry, enter: Enter, duty: Duty, key: str) -> bool:
    page = enter(getattr(year.cast, key)).get(reverse("desk:duty", args=[duty.pk])).content.decode()
    return reverse("desk:duty-remind", args=[duty.pk]) in page


def takes(year: Ferry, duty: Duty, key: str) -> bool:
    try:
        services.remind(actor=getattr(year.cast, key), duties=[duty.pk], **year.sent)
    except Refused:
        return False
    return True


def both(year: Ferry, enter: Enter, duty: Duty, keys: tuple[str, ...] = ACTORS) -> dict[str, bool]:
    """Who is offered the button; the service takes the same click and no other."""
    there = {key: offered(year, enter, duty, key) for key in keys}
    assert {key: takes(year, duty, key) for key in keys} == there
    return there


def test_only_who_stands_above_somebody_whose_turn_it_is_reminds(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-04-12")
    quarter = year.duty("figures", "2023-Q1", year.base)
    assert both(year, enter, quarter) == {
        "base_clerk": False,
        "county_officer": False,
        "city_officer": True,
        "province_officer": True,
        "decider": False,
    }
    assert not any(both(year, enter, quarter).values()), "once a day"


def test_who_has_it_is_reminded_by_those_above_and_does_not_remind_itself(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-04-12")
    quarter = year.filed(year.duty("figures", "2023-Q1", year.base), year.cast.base_clerk)
    on("2023-04-13")
    there = both(year, enter, quarter)
    assert [key for key, stands in there.items() if stands] == ["province_officer"]
    services.pass_on(actor=year.cast.city_officer, duty=year.again(quarter), **year.sent)
    on("2023-04-14")
    assert not any(both(year, enter, year.again(quarter)).values()), "it is with the province itself"
    services.accept(actor=year.cast.province_officer, duty=year.again(quarter), **year.sent)
    on("2023-04-15")
    assert not any(both(year, enter, year.again(quarter)).values())


@pytest.mark.parametrize("day", ["2023-03-20"])
def test_before_its_work_begins_there_is_nobody_to_remind(year: Ferry, on: On, enter: Enter, day: str) -> None:
    on(day)
    quarter = year.duty("figures", "2023-Q2", year.base)
    assert not any(both(year, enter, quarter).values())


def test_a_click_on_a_page_that_was_open_since_is_refused_in_words(year: Ferry, on: On, enter: Enter) -> None:
    on("2023-04-12")
    quarter = year.duty("figures", "2023-Q1", year.base)
    province = enter(year.cast.province_officer)
    address = reverse("desk:duty-remind", args=[quarter.pk])
    assert province.post(address, {"once": new_key()}).status_code == 302
    again = province.post(address, {"once": new_key()})
    assert (again.status_code, "今天已经催过" in again.content.decode()) == (409, True)
