"""Which day counts for each level: after a return none for who passed it on already, and those above move with an extension."""

from __future__ import annotations

from datetime import date

import pytest

from jidi.agenda.models import WorkItem
from jidi.returns import services
from jidi.returns.enums import ActKind
from jidi.returns.models import Act, Duty, Level
from jidi.returns.queries.duties import levels_of
from jidi.returns.queries.filling import WHOLE
from jidi.returns.queries.leveldays import days_of, put_off
from jidi.returns.queries.yearly import Entry, year
from jidi.returns.services import Point
from tests.jidi.returns.ferry import Ferry


@pytest.fixture
def plan(year: Ferry) -> Duty:
    """The plan of the base of the cast: county to city by 02-15, city to province by 03-01."""
    return year.duty("plan", "2023", year.base)


def item_of(duty: Duty) -> WorkItem:
    return WorkItem.objects.get(room="returns", kind="duty", key=str(duty.pk), done_at__isnull=True)


def days(duty: Duty) -> list[date | None]:
    return list(days_of(duty, levels_of(duty)).values())


def test_a_level_that_passed_it_on_once_has_no_day_after_a_return(year: Ferry) -> None:
    """The base feeds the city by 04-10, the city files by 04-15; the province returns it after that day."""
    cast, duty = year.cast, year.duty("figures", "2023-Q1", year.base)
    duty = year.day("2023-04-03").filed(duty, cast.base_clerk)
    services.pass_on(actor=cast.city_officer, duty=duty, **year.day("2023-04-10").sent)
    services.send_back(
        actor=cast.province_officer, duty=year.again(duty), reason="产值单位有误", points=[Point(WHOLE, "请核对")],
        **year.day("2023-04-20").sent,
    )  # fmt: skip
    year.day("2023-04-22")
    duty = year.again(duty)
    year.filled(duty, cast.base_clerk, {"output": "5100"})
    services.hand_in(actor=cast.base_clerk, duty=year.again(duty), why="单位改正", **year.sent)
    duty = year.again(duty)
    assert duty.at == 1
    assert days(duty)[1] is None
    item = item_of(duty)
    assert item.due_on is None
    city = levels_of(duty)[1]
    assert (city.due_on, city.first_passed_on) == (date(2023, 4, 15), date(2023, 4, 10))


def test_the_levels_above_move_with_what_was_put_off_and_the_reason_stands(year: Ferry, plan: Duty) -> None:
    services.extend(
        actor=year.cast.city_officer, duty=plan, until=date(2023, 3, 10), reason="统计口径调整", **year.sent
    )
    held = year.again(plan)
    assert days(held)[:2] == [date(2023, 3, 10), date(2023, 3, 24)]
    act = Act.objects.get(kind=ActKind.EXTENDED)
    moved = act.detail_json["with"]
    assert [pair[1:] for pair in moved] == [["2023-03-01", "2023-03-24"]]
    assert levels_of(held)[1].due_on == date(2023, 3, 1), "the day of the article stays on record"
    filed = year.day("2023-03-09").filed(held, year.cast.county_officer)
    assert item_of(filed).due_on == date(2023, 3, 24)


def test_a_day_above_that_still_lies_after_the_extended_one_stays(year: Ferry, plan: Duty) -> None:
    services.extend(
        actor=year.cast.city_officer, duty=plan, until=date(2023, 2, 20), reason="统计口径调整", **year.sent
    )
    held = year.again(plan)
    assert days(held)[:2] == [date(2023, 2, 20), date(2023, 3, 1)]
    assert Act.objects.get(kind=ActKind.EXTENDED).detail_json["with"] == []


def test_what_lies_above_a_level_that_moved_moves_too(year: Ferry, plan: Duty) -> None:
    """Three levels in a row: the second moves beyond the third's own day, which therefore moves as well."""
    plan.due_on, plan.extended_to = date(2023, 2, 15), date(2023, 3, 10)
    levels = [
        Level(place=0, is_debtor=True, due_on=date(2023, 2, 15)), Level(place=1, due_on=date(2023, 2, 20)),
        Level(place=2, due_on=date(2023, 3, 12)), Level(place=3, due_on=date(2023, 6, 30)), Level(place=4),
    ]  # fmt: skip
    found = [day for _, day in sorted(put_off(plan, levels).items())]
    assert found == [date(2023, 3, 10), date(2023, 3, 15), date(2023, 4, 4), date(2023, 6, 30), None]


def test_taking_the_extension_back_takes_the_days_above_back(year: Ferry, plan: Duty) -> None:
    city = year.cast.city_officer
    services.extend(actor=city, duty=plan, until=date(2023, 3, 10), reason="统计口径调整", **year.sent)
    services.take_back(actor=city, duty=year.again(plan), reason="口径已定", **year.sent)
    assert days(year.again(plan))[:2] == [date(2023, 2, 15), date(2023, 3, 1)]


def _entries(ferry: Ferry, actor: str) -> tuple[list[Entry], list[Entry]]:
    months, undecided = year(getattr(ferry.cast, actor), 2023)
    return [one for month in months for one in month.entries], list(undecided)


def test_the_calendar_has_the_days_by_which_a_level_passes_on_what_comes_from_below(year: Ferry) -> None:
    dated, _ = _entries(year, "city_officer")
    passing = [one for one in dated if one.forwards]
    assert [(one.on, one.say.zh[:4], one.units, one.filed) for one in passing] == [(date(2023, 3, 1), "工作安排", 1, 0)]
    assert not [one for one in _entries(year, "county_officer")[0] if one.forwards]
    plan = year.duty("plan", "2023", year.base)
    services.extend(
        actor=year.cast.city_officer, duty=plan, until=date(2023, 3, 10), reason="统计口径调整", **year.sent
    )
    dated, _ = _entries(year, "city_officer")
    assert [(one.on, one.put_off) for one in dated if one.forwards] == [(date(2023, 3, 24), 1)]


def test_who_feeds_a_debtor_has_the_day_set_for_that_on_the_calendar_or_none(year: Ferry) -> None:
    quarter = "季度数据"
    dated, undecided = _entries(year, "base_clerk")
    assert not [one for one in dated if quarter in one.say.zh]
    assert {one.open.zh for one in undecided if quarter in one.say.zh} == {"没有定日子"}
    duty = year.duty("figures", "2023-Q1", year.base)
    leg = levels_of(duty)[0].actor
    services.set_leg_days(actor=year.cast.city_officer, duty=duty, leg=leg, days_before=5, **year.sent)
    dated, _ = _entries(year, "base_clerk")
    assert date(2023, 4, 10) in [one.on for one in dated if quarter in one.say.zh]
