"""A case is returned once and precisely: points tied to fields and documents, answered, accepted; new ones say why."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from jidi.accounts.acting import Denied
from jidi.agenda.models import RunningClock, WorkItem
from jidi.cases import permissions, services
from jidi.cases.enums import PointState
from jidi.cases.models import ReturnPoint
from jidi.cases.queries import open_points, steps, unlocked, what_is_missing
from jidi.cases.services import MoveRefused, Point
from jidi.common.keys import new_key
from tests.jidi.cases.conftest import Play

pytestmark = pytest.mark.django_db
TRADE = Point("field", "trade", "出口额与附件不符")
PLAN = Point("document", "plan", "缺批准机关和日期页")


def give(play: Play, point: ReturnPoint, text: str = "已改") -> None:
    services.answer_point(
        actor=play.cast.county_officer, point_id=point.pk, text=text, at=play.at, on=play.day, key=new_key()
    )


def returned(play: Play, *points: Point) -> Play:
    play.open().to_city()
    play.answer(play.cast.city_officer, "return", points=points or (TRADE, PLAN))
    return play.wait()


def test_a_return_needs_its_points(play: Play) -> None:
    play.open().to_city()
    with pytest.raises(MoveRefused, match="须列出补正点"):
        play.answer(play.cast.city_officer, "return", reason="不行")
    with pytest.raises(MoveRefused, match="第 2 处没有写明"):
        play.answer(play.cast.city_officer, "return", points=(TRADE, Point("field", "x", " ")))


def test_only_what_the_points_name_unlocks(play: Play) -> None:
    play.open()
    assert unlocked(play.case) is None
    play.to_city()
    assert unlocked(play.case) == frozenset()
    play.answer(play.cast.city_officer, "return", points=(TRADE, PLAN))
    assert unlocked(play.case) == {("field", "trade"), ("document", "plan")}


def test_the_item_says_how_many_points_came_back(play: Play) -> None:
    returned(play)
    item = WorkItem.objects.get(done_at__isnull=True)
    assert (item.addressee, item.verdict_zh, item.next_zh) == (
        "office:commerce:county",
        "退回补正 2 处",
        "去补正",
    )


def test_every_point_is_answered_before_it_goes_up_again(play: Play) -> None:
    returned(play)
    assert [m.code for m in what_is_missing(play.case, "submit", play.day)] == ["point", "point"]
    for point in open_points(play.case):
        give(play, point)
    assert what_is_missing(play.case, "submit", play.day) == ()
    play.answer(play.cast.county_officer, "submit")
    assert {p.state for p in ReturnPoint.objects.all()} == {PointState.ANSWERED}


def test_an_answer_to_a_point_has_words(play: Play) -> None:
    returned(play)
    with pytest.raises(MoveRefused, match="还没有写答复"):
        give(play, open_points(play.case)[0], "  ")


def test_whoever_raised_a_point_accepts_it_and_nobody_else(play: Play) -> None:
    returned(play)
    points = open_points(play.case)
    for point in points:
        give(play, point)
    assert isinstance(permissions.may_accept_point(play.cast.county_officer, points[0], play.day), Denied)
    play.answer(play.cast.county_officer, "submit")
    point = ReturnPoint.objects.get(pk=points[0].pk)
    assert isinstance(permissions.may_accept_point(play.cast.province_officer, point, play.day), Denied)
    services.accept_point(actor=play.cast.city_officer, point_id=point.pk, at=play.at, on=play.day, key=new_key())
    assert ReturnPoint.objects.get(pk=point.pk).state == PointState.ACCEPTED


def test_a_second_return_may_repeat_but_says_why_something_is_new(play: Play) -> None:
    returned(play, TRADE)
    give(play, open_points(play.case)[0])
    play.answer(play.cast.county_officer, "submit")
    with pytest.raises(MoveRefused, match="上次没有提出"):
        play.answer(play.cast.city_officer, "return", points=(TRADE, PLAN))
    late = Point("document", "plan", "缺批准机关和日期页", why_new="上次漏看")
    play.answer(play.cast.city_officer, "return", points=(TRADE, late))
    assert [(p.target, p.state) for p in ReturnPoint.objects.order_by("pk")] == [
        ("trade", PointState.REPEATED),
        ("trade", PointState.OPEN),
        ("plan", PointState.OPEN),
    ]


def test_a_return_gives_its_own_day_and_nothing_is_overdue_the_moment_it_comes_back(play: Play) -> None:
    play.open().to_city()
    play.answer(play.cast.city_officer, "return", points=(TRADE,), back_by=date(2020, 6, 19))
    item = WorkItem.objects.get(done_at__isnull=True)
    assert (str(item.due_on), item.verdict_zh) == ("2020-06-19", "退回补正 1 处，06-19 前交回")
    assert RunningClock.objects.get(name="prepare:correction").cite_zh.startswith("本系统规则")
    lines = {line.id: line for line in steps(play.case)}
    assert (lines["prepare"].correcting, str(lines["prepare"].due_on)) == (True, "2020-06-19")
    assert str(lines["city-review"].stopped_on) == str(play.day)
    give(play, open_points(play.case)[0])
    play.wait().answer(play.cast.county_officer, "submit")
    assert not RunningClock.objects.filter(name="prepare:correction", ended_on__isnull=True).exists()
    assert next(line for line in steps(play.case) if line.id == "city-review").paused == 1


@pytest.mark.parametrize(("day", "said"), [(date(2020, 6, 2), "以后"), ("6月9日", "写法不对，要写作 2020-06-02")])
def test_a_day_to_hand_back_lies_ahead_and_is_a_day(play: Play, day: date | str, said: str) -> None:
    play.open().to_city()
    with pytest.raises(MoveRefused, match=said):
        play.answer(play.cast.city_officer, "return", points=(TRADE,), back_by=day)


def test_time_for_correction_does_not_count(play: Play) -> None:
    play.open().to_city()
    clock = RunningClock.objects.get()
    assert (str(clock.starts_on), str(clock.ends_on)) == ("2020-06-01", "2020-06-08")
    play.answer(play.cast.city_officer, "return", points=(TRADE,))
    play.wait(3)
    give(play, open_points(play.case)[0])
    play.answer(play.cast.county_officer, "submit")
    clock.refresh_from_db()
    assert (clock.state, clock.paused, str(clock.ends_on)) == ("running", 3, "2020-06-11")
    assert {str(i.due_on) for i in WorkItem.objects.filter(done_at__isnull=True)} == {"2020-06-11"}


def test_what_the_province_returns_the_city_passes_on_without_new_reasons(play: Play) -> None:
    play.open().to_province()
    play.answer(play.cast.province_officer, "return", reason="请核", points=(TRADE,))
    assert play.case.step == "city-review"
    play.answer(play.cast.city_officer, "return", points=(TRADE,))
    assert unlocked(play.case) == {("field", "trade")}


def test_the_database_knows_what_an_answered_point_is(play: Play) -> None:
    returned(play)
    with pytest.raises(IntegrityError, match="cases_point_answered"), transaction.atomic():
        ReturnPoint.objects.update(state=PointState.ANSWERED)
