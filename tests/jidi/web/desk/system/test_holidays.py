"""The holiday table: who reads it, who changes it, from which notice, and what moves with it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from jidi.accounts.enums import Tier
from jidi.agenda.models import RunningClock
from jidi.agenda.services import start_clock
from jidi.audit.models import Entry
from jidi.audit.services import operation
from jidi.calendars.models import Day, Year
from jidi.calendars.queries import work_calendar
from jidi.common.say import HOUSE, Say
from jidi.policies.actors import Seat
from jidi.web.desk.system.holidays import read_days
from policycore.calendar import DayUnit
from tests.cast import Cast
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db

PATH = "/system/holidays/"
NOTICE = "国办发明电〔2026〕7号"


def key_on(text: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', text)
    assert found
    return found.group(1)


def send(client: Client, what: str, **typed: Any) -> Any:
    key = key_on(client.get(PATH).content.decode())
    return client.post(f"{PATH}{what}/", {"once": key, **typed}, follow=True)


def test_the_room_leads_to_the_table(cast: Cast, enter: Enter) -> None:
    client = enter(cast.system_admin)
    assert client.get("/").headers["Location"] == "/system/"
    assert f'href="{PATH}"' in client.get("/system/").content.decode()


def test_a_known_year_is_shown_with_its_days(cast: Cast, enter: Enter) -> None:
    text = enter(cast.system_admin).get(f"{PATH}?year=2026").content.decode()
    assert "已公布" in text
    assert "2026-10-10" in text
    assert "补班" in text
    assert text.count("<table>") == 12
    assert "248" in text


def test_a_year_without_notice_is_provisional(cast: Cast, enter: Enter) -> None:
    text = enter(cast.system_admin).get(f"{PATH}?year=2031").content.decode()
    assert "未公布，暂按周一至周五计" in text
    assert "这一年还没有录入安排" in text


@pytest.mark.parametrize("year", ["", "abcd", "20260", "２０２６"])
def test_an_odd_year_shows_this_one(cast: Cast, enter: Enter, year: str) -> None:
    assert enter(cast.system_admin).get(PATH, {"year": year}).status_code == 200


def test_other_administrators_read_and_others_do_not(cast: Cast, enter: Enter) -> None:
    text = enter(cast.security_admin).get(PATH).content.decode()
    assert "由系统管理员修改" in text
    assert "改这一天" not in text
    for path in (PATH, "/system/"):
        answer = enter(cast.province_officer).get(path)
        assert answer.status_code == 403
        assert "三名管理员" in answer.content.decode()
    answer = enter(cast.province_officer).post(f"{PATH}day/", {"day": "2026-05-08", "workday": "no", "source": "x"})
    assert answer.status_code == 403
    assert not Day.objects.exists()


def test_a_day_is_changed_from_a_notice(cast: Cast, enter: Enter) -> None:
    client = enter(cast.system_admin)
    answer = send(client, "day", day="2026-05-08", workday="no", source=NOTICE)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "2026-05-08 已改为放假" in text
    assert NOTICE in text
    assert not work_calendar().is_workday(date(2026, 5, 8))
    assert Entry.objects.filter(action="calendar.change", outcome="done").count() == 1


def test_a_running_clock_moves_with_the_day(cast: Cast, enter: Enter) -> None:
    at = datetime(2026, 5, 6, 2, tzinfo=UTC)
    with operation(at=at):
        start_clock(
            room="tests", kind="case", key="1", what=Say("某期限"), cite=HOUSE, area_code="210200",
            seat=Seat("commerce", Tier.CITY, "210200"), starts_on=date(2026, 5, 6), length=3, unit=DayUnit.WORKDAY, at=at,
        )  # fmt: skip
    before = RunningClock.objects.get().ends_on
    answer = send(enter(cast.system_admin), "day", day="2026-05-08", workday="no", source=NOTICE)
    assert "1 个在走的期限因此变动" in answer.content.decode()
    assert RunningClock.objects.get().ends_on > before


def test_two_clicks_change_once(cast: Cast, enter: Enter) -> None:
    client = enter(cast.system_admin)
    typed = {"once": key_on(client.get(PATH).content.decode()), "day": "2026-05-08", "workday": "no", "source": NOTICE}
    assert client.post(f"{PATH}day/", typed).status_code == 302
    assert client.post(f"{PATH}day/", typed).status_code == 302
    assert Entry.objects.filter(action="calendar.change").count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "五月八日"}, "请写明日期"),
        ({"workday": ""}, "请选上班还是放假"),
        ({"source": " "}, "请写明依据哪份通知"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_stays(cast: Cast, enter: Enter, typed: dict[str, str], said: str) -> None:
    given = {"day": "2026-05-08", "workday": "no", "source": NOTICE, **typed}
    answer = send(enter(cast.system_admin), "day", **given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert not Day.objects.filter(day=date(2026, 5, 8)).exists()


def test_a_day_of_a_year_without_notice_is_refused_with_the_next_step(cast: Cast, enter: Enter) -> None:
    answer = send(enter(cast.system_admin), "day", day="2031-05-08", workday="no", source=NOTICE)
    assert answer.status_code == 422
    assert "请先按通知录入全年安排" in answer.content.decode()


def test_a_whole_year_is_entered_as_one_writes_it_from_the_notice(cast: Cast, enter: Enter) -> None:
    days = "2031-01-01 休\n2031-01-22 至 2031-01-28 休\n\n2031-02-01 班\n"
    answer = send(enter(cast.system_admin), "year", year="2031", days=days, notice=NOTICE, published_on="2030-11-05")
    assert "2031 年安排已录入，9 天" in answer.content.decode()
    row = Year.objects.get(pk=2031)
    assert (row.source, row.published_on, row.entered_by_id) == (NOTICE, date(2030, 11, 5), cast.system_admin.person_id)
    table = work_calendar()
    assert 2031 in table.published
    assert table.is_workday(date(2031, 2, 1))
    assert not table.is_workday(date(2031, 1, 28))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"days": "元旦放假三天"}, "第 1 行「元旦放假三天」没有读懂"),
        ({"days": "2031-01-05 至 2031-01-01 休"}, "第 1 行"),
        ({"days": "2031-02-30 休"}, "没有读懂"),
        ({"days": " "}, "还没有写放假和补班的日子"),
        ({"notice": ""}, "请写明通知名称和文号"),
        ({"published_on": ""}, "请写明公布日期"),
        ({"days": "2032-01-01 休"}, "2032-01-01 不在 2031 年"),
    ],
)
def test_what_is_wrong_with_a_year_is_said(cast: Cast, enter: Enter, typed: dict[str, str], said: str) -> None:
    given = {"year": "2031", "days": "2031-01-01 休", "notice": NOTICE, "published_on": "2030-11-05", **typed}
    answer = send(enter(cast.system_admin), "year", **given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Year.objects.filter(pk=2031).exists()


@pytest.mark.parametrize(
    "line", ["2027-02-05 至 2027-02-06 休", "2027-02-05~2027-02-06：放假", "2027-02-05 -- 2027-02-06 off"]
)
def test_spans_are_read_however_they_are_joined(line: str) -> None:
    assert read_days(line) == ({date(2027, 2, 5): False, date(2027, 2, 6): False}, [])
    assert read_days("2027-02-14 班")[0] == {date(2027, 2, 14): True}


def test_the_page_is_there_in_english(cast: Cast, enter: Enter) -> None:
    client = enter(cast.system_admin)
    client.cookies["jidi_language"] = "en"
    text = client.get(f"{PATH}?year=2026").content.decode()
    assert "Holidays of 2026" in text
    assert "Change this day" in text
