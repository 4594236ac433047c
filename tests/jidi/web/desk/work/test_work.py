"""工作台: what waits, in which order, and always the same number of questions to the database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jidi.accounts.enums import Tier
from jidi.agenda.services import open_item
from jidi.common.clock import clock
from jidi.common.say import Say, house
from jidi.policies.actors import Seat
from policycore.calendar import Due
from tests.cast import Cast
from tests.jidi.web.conftest import Enter

AT = datetime(2026, 9, 21, 1, 0, tzinfo=UTC)
RULE = house("试用规则", "a rule for tests")


def put(count: int, area: str, *, first: date, zh: str = "第 {n} 件") -> None:
    with transaction.atomic():
        for n in range(count):
            open_item(
                room="cases",
                kind="case",
                key=str(9000 + n),
                area_code=area,
                what=Say(zh.format(n=n), f"matter {n}"),
                next_step=Say("去审核", "Review"),
                cite=RULE,
                at=AT,
                seat=Seat("commerce", Tier.CITY, area),
                due=Due(first + timedelta(days=n)),
            )


def questions(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.django_db
def test_the_first_thing_stands_on_top_with_its_due_day_and_rule(cast: Cast, enter: Enter) -> None:
    put(3, cast.city_officer.area_code, first=clock.today())
    text = enter(cast.city_officer).get("/work/").content.decode()
    assert "先办这一件" in text
    assert text.index("第 0 件") < text.index("第 2 件")
    assert "试用规则" in text


@pytest.mark.django_db
def test_what_is_overdue_stands_in_a_group_of_its_own(cast: Cast, enter: Enter) -> None:
    put(1, cast.city_officer.area_code, first=clock.today() - timedelta(days=3))
    text = enter(cast.city_officer).get("/work/?urgency=overdue").content.decode()
    assert "逾期" in text
    assert "第 0 件" in text


@pytest.mark.django_db
def test_the_list_is_grouped_by_urgency_and_what_has_no_day_stands_last(cast: Cast, enter: Enter) -> None:
    area, today = cast.city_officer.area_code, clock.today()
    put(1, area, first=today - timedelta(days=3), zh="旧的")
    open_item(
        room="cases", kind="case", key="8000", area_code=area, what=Say("不限日的", "undated"), cite=RULE, at=AT,
        next_step=Say("去审核", "Review"), seat=Seat("commerce", Tier.CITY, area),
    )  # fmt: skip
    for key, days in (("8001", 0), ("8002", 30)):
        open_item(
            room="cases", kind="case", key=key, area_code=area, what=Say(f"过 {days} 天的", "dated"), cite=RULE, at=AT,
            next_step=Say("去审核", "Review"), seat=Seat("commerce", Tier.CITY, area),
            due=Due(today + timedelta(days=days)),
        )  # fmt: skip
    page = BeautifulSoup(enter(cast.city_officer).get("/work/").content.decode(), "html.parser")
    groups = [body.get_text(" ", strip=True) for body in page.select("main table tbody")]
    heads = [body.get_text(" ", strip=True) for body in page.select("main table .jd-table__group")]
    assert heads == ["逾期 1", "本周 1", "以后 1", "没有期限 1"]
    for text, what in zip(groups, ("旧的", "过 0 天的", "过 30 天的", "不限日的"), strict=True):
        assert what in text
    assert page.select("main table .jd-btn--main") == [], "one filled button: that of the first block"


@pytest.mark.django_db
def test_another_city_sees_nothing_of_it(cast: Cast, enter: Enter) -> None:
    put(2, cast.city_officer.area_code, first=clock.today())
    assert "第 0 件" not in enter(cast.other_city_officer).get("/work/").content.decode()


@pytest.mark.django_db
def test_the_number_of_questions_does_not_grow_with_the_list(cast: Cast, enter: Enter) -> None:
    client = enter(cast.city_officer)
    put(2, cast.city_officer.area_code, first=clock.today())
    questions(client, "/work/")  # the first page also asks what every later one has kept
    few = [questions(client, address) for address in ("/work/", "/work/side/")]
    put(40, cast.city_officer.area_code, first=clock.today() + timedelta(days=9), zh="又一件 {n}")
    assert [questions(client, address) for address in ("/work/", "/work/side/")] == few


@pytest.mark.django_db
def test_what_stands_beside_the_list_comes_by_itself(cast: Cast, enter: Enter) -> None:
    client = enter(cast.city_officer)
    put(2, cast.city_officer.area_code, first=clock.today() + timedelta(days=5))
    assert 'hx-get="/work/side/"' in client.get("/work/").content.decode()
    part = client.get("/work/side/", headers={"HX-Request": "true"}).content.decode()
    assert part.index("往后的期限") < part.index("第 0 件") < part.index("等别人") < part.index("最近变动")
    assert "<html" not in part
    assert "<html" in client.get("/work/side/").content.decode(), "without script it is a page"
    assert "第 0 件" not in enter(cast.other_city_officer).get("/work/side/").content.decode()


@pytest.mark.django_db
def test_words_typed_into_the_address_do_not_break_the_page(cast: Cast, enter: Enter) -> None:
    client = enter(cast.city_officer)
    assert client.get("/work/?page=x&sort=drop&urgency=soonish&q=%3Cscript%3E").status_code == 200


def test_a_visitor_is_led_to_the_door(client: Client, db: None) -> None:
    assert client.get("/work/").status_code == 302
