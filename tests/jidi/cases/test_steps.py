"""Records, notices, consultations: what a step leaves behind, and the time it takes."""

from __future__ import annotations

from datetime import date

import pytest

from jidi.accounts.acting import Denied
from jidi.agenda.models import RunningClock, WorkItem
from jidi.cases import permissions, services
from jidi.cases.models import StepRecord
from jidi.cases.queries import situation_for, step_of, steps, what_is_missing
from jidi.cases.services import MoveRefused
from jidi.cases.windows import Length, length_of
from jidi.common.keys import new_key
from jidi.policies.services import decide_point
from policycore.calendar import Due
from policycore.engine import due_of_window
from policycore.open_points import Scope
from tests.jidi.cases.conftest import Play

pytestmark = pytest.mark.django_db


def opine(play: Play, answer: str = "agree", text: str = "") -> None:
    services.give_opinion(
        actor=play.cast.finance_officer, case_id=play.case_id, answer=answer, text=text, at=play.at, on=play.day,
        key=new_key(),
    )  # fmt: skip


def at_ask(play: Play) -> Play:
    play.open().to_province()
    play.answer(play.cast.province_officer, "received", record={"statement": True})
    play.note(play.cast.province_officer, "visit-needed", value=True)
    visit = {"visited_on": play.day, "people": ["赵敏"], "place": "庄河", "findings": "属实"}
    play.answer(play.cast.province_officer, "done", record=visit)
    return play


def test_a_visit_is_on_record_with_everything_it_needs(play: Play) -> None:
    play.open().to_province()
    play.answer(play.cast.province_officer, "received", record={"statement": True})
    items = {m.link for m in what_is_missing(play.case, "done", play.day) if m.code == "record"}
    assert items == {"record:visited_on", "record:people", "record:place", "record:findings"}
    with pytest.raises(MoveRefused, match="还没有到"):
        play.record(play.cast.province_officer, visited_on=date(2020, 7, 1), people=["赵敏"], place="x", findings="y")
    with pytest.raises(MoveRefused, match="没有「weather」这一项"):
        play.record(play.cast.province_officer, weather="晴")


def test_a_corrected_record_keeps_the_first(play: Play) -> None:
    play.open().to_notice()
    play.record(play.cast.province_officer, published_on=play.day, where="网站")
    play.record(play.cast.province_officer, where="厅门户网站")
    valid = StepRecord.objects.filter(case_id=play.case_id, step="notice", is_valid=True).get()
    assert valid.data == {
        "statement": False,
        "published_on": play.day,
        "where": "厅门户网站",
        "last_day": date(2020, 6, 10),
    }
    assert StepRecord.objects.filter(case_id=play.case_id, step="notice").count() == 4


def test_a_notice_runs_to_its_last_day(play: Play) -> None:
    play.open().to_notice()
    play.record(play.cast.province_officer, published_on=play.day, where="网站")
    clock = RunningClock.objects.get(state="running")
    assert (clock.name, str(clock.starts_on), str(clock.ends_on)) == ("notice:window", "2020-06-04", "2020-06-10")
    play.day = date(2020, 6, 10)
    with pytest.raises(MoveRefused, match="2020-06-10 期满以后"):
        play.answer(play.cast.province_officer, "clear")
    play.wait()
    play.answer(play.cast.province_officer, "clear")
    assert play.case.step == "decide"


def test_a_notice_with_an_undecided_rule_of_days_names_who_decides(play: Play) -> None:
    from jidi.policies.models import PointDecision

    play.open().to_notice()
    PointDecision.objects.filter(point="first-day").delete()
    with pytest.raises(MoveRefused, match="首日计入") as refused:
        play.record(play.cast.province_officer, published_on=play.day, where="网站")
    assert [m.link for m in refused.value.missing] == ["decision:first-day"]


def test_a_clock_counts_as_the_engine_does(play: Play) -> None:
    play.open().to_notice()
    situation, step = situation_for(play.case, play.day), step_of(play.case)
    assert step.window is not None
    length = length_of(situation, step.window)
    due = due_of_window(situation, step.window, play.day)
    assert isinstance(length, Length)
    assert isinstance(due, Due)
    window = situation.calendar.window(play.day, length.length, length.unit, count_first=length.count_first)
    assert window.day == due.day


def test_those_asked_have_an_item_and_their_opinion_counts(play: Play) -> None:
    at_ask(play)
    asked = WorkItem.objects.get(kind="opinion", done_at__isnull=True)
    assert (asked.addressee, asked.holder_zh) == ("office:finance:province", "辽宁省财政厅")
    play.record(play.cast.province_officer, asked=["省财政厅"], sent_on=play.day)
    with pytest.raises(MoveRefused, match="省财政厅」还没有答复"):
        play.answer(play.cast.province_officer, "answered")
    with pytest.raises(MoveRefused, match="须写明内容"):
        opine(play, "disagree")
    opine(play, "remarks", "请补充用地情况")
    assert WorkItem.objects.filter(kind="opinion", done_at__isnull=True).count() == 0
    play.answer(play.cast.province_officer, "answered")
    assert play.case.step == "notice"


def test_silence_counts_when_the_time_is_over_and_it_was_decided_so(play: Play) -> None:
    at_ask(play)
    play.record(play.cast.province_officer, asked=["省财政厅"], sent_on=play.day)
    with pytest.raises(MoveRefused, match="期限还没有满"):
        play.answer(play.cast.province_officer, "elapsed")
    play.day = date(2020, 6, 9)
    play.answer(play.cast.province_officer, "elapsed")
    assert play.case.step == "notice"


def test_only_who_is_asked_gives_an_opinion(play: Play) -> None:
    at_ask(play)
    for outsider in (play.cast.city_finance_officer, play.cast.province_officer, play.cast.expert):
        assert isinstance(permissions.may_give_opinion(outsider, play.case, play.day), Denied)


def test_a_case_keeps_the_decision_it_found_when_it_came_to_its_step(play: Play) -> None:
    play.open().to_city()
    window = {"length": 9, "unit": "workday", "count-first": False}
    decide_point(
        version_id=play.version.pk, point="city-days", value=window, act="新通知", decided_on=play.day, actor=None,
        at=play.at, scope=Scope.AREA, target="210200", valid_from=play.wait().day,
    )  # fmt: skip
    assert situation_for(play.case, play.day).decision("city-days")["length"] == 5
    play.wait().open(key="2").answer(play.cast.county_officer, "submit")
    assert situation_for(play.case, play.day).decision("city-days")["length"] == 9


def test_an_item_gets_its_day_once_the_limit_is_decided(play: Play) -> None:
    play.open(key="2", area_code="210882", actor=play.cast.other_county_officer)
    play.answer(play.cast.other_county_officer, "submit")
    assert {i.due_on for i in WorkItem.objects.filter(done_at__isnull=True)} == {None}
    decide_point(
        version_id=play.version.pk, point="city-days", value={"length": 2, "unit": "workday"}, act="通知",
        decided_on=play.day, actor=None, at=play.at, scope=Scope.AREA, target="210800",
    )  # fmt: skip
    assert services.settle_dues(pack_id="harbour-2020", at=play.at, on=play.day) == 1
    assert {str(i.due_on) for i in WorkItem.objects.filter(done_at__isnull=True)} == {"2020-06-03"}
    assert services.settle_dues(pack_id="harbour-2020", at=play.at, on=play.day) == 0


def test_the_step_bar_tells_what_is_done_where_it_stands_and_what_comes(play: Play) -> None:
    play.open().to_notice()
    lines = {line.id: (line.state, line.optional, line.returns) for line in steps(play.case)}
    assert lines["visit"] == ("skipped", True, 0)
    assert lines["notice"] == ("current", False, 0)
    assert [state for state, _, _ in lines.values()] == [
        "done", "done", "done", "skipped", "done", "current", "ahead", "ahead",
    ]  # fmt: skip
