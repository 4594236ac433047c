"""Reminders: on which days, to whom, once for each occasion."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from jidi.accounts.enums import Tier
from jidi.agenda.models import WorkItem
from jidi.agenda.services import close_items, remind_due, remind_now, tell_moved
from jidi.agenda.services.clocks import Recounted
from jidi.agenda.services.reminding import LADDER, day_of_rung, rung_on, why_due
from jidi.audit.models import Entry
from jidi.common.say import Say
from jidi.notices.models import Letter
from jidi.policies.actors import Seat
from tests.cast import Cast
from tests.jidi.agenda.conftest import CITY, COUNTY, item
from tests.policycore.days import CALENDAR

DUE = date(2026, 10, 15)
"""A Thursday after the holiday of October; the Saturday five days before it is worked, the Sunday after it is not."""
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


def opened(day: date, seat: Seat | None = CITY, key: str = "1", **more: Any) -> WorkItem:
    return item(key, seat, DUE, at=moment(day), **more)


def remind(day: date) -> int:
    return remind_due(at=moment(day), on=day)


def letters() -> list[tuple[str, str, bool]]:
    rows = Letter.objects.select_related("person").order_by("pk")
    return [(one.person.name, one.rung, one.from_above) for one in rows]


def test_the_ladder_falls_on_working_days() -> None:
    days = [day_of_rung(DUE, rung, CALENDAR) for rung in LADDER]
    assert [str(day)[5:] for day in days] == ["09-30", "10-10", "10-14", "10-15", "10-16", "10-19"]


def test_before_a_due_day_on_a_holiday_one_is_reminded_on_the_working_day_before() -> None:
    assert day_of_rung(date(2026, 10, 4), 0, CALENDAR) == date(2026, 9, 30)
    assert rung_on(date(2026, 10, 4), date(2026, 9, 1), date(2026, 9, 30), CALENDAR) == 0


@given(DAYS, st.sampled_from(LADDER))
def test_no_reminder_is_sent_on_a_day_that_is_not_worked(due: date, rung: int) -> None:
    day = day_of_rung(due, rung, CALENDAR)
    assert CALENDAR.is_workday(day)
    assert day <= due if rung <= 0 else day > due


@given(DAYS, st.integers(0, 40), st.integers(0, 60))
def test_the_rung_only_climbs_and_none_is_older_than_the_matter(due: date, before: int, passed: int) -> None:
    opened_on = due - timedelta(days=before)
    on = opened_on + timedelta(days=passed)
    now, next_day = (rung_on(due, opened_on, day, CALENDAR) for day in (on, on + timedelta(days=1)))
    assert now is None or (next_day is not None and next_day >= now)
    assert now is None or opened_on <= day_of_rung(due, now, CALENDAR) <= on


def test_how_near_it_is_stands_in_the_letter() -> None:
    said = [why_due(DUE, DUE + timedelta(days=n)).zh for n in (-5, 0, 3)]
    assert said == ["还有 5 天，2026-10-15 截止", "今天（2026-10-15）截止", "已逾期 3 天，2026-10-15 截止"]


@pytest.mark.django_db
class TestTheDailyRun:
    def test_whose_turn_it_is_gets_one_letter_a_rung(self, cast: Cast) -> None:
        opened(date(2026, 9, 1))
        sent = [remind(day) for day in (date(2026, 9, 29), date(2026, 9, 30), date(2026, 9, 30), date(2026, 10, 10))]
        assert sent == [0, 1, 0, 1]
        assert letters() == [("钱伟", "-15", False), ("钱伟", "-5", False)]

    def test_once_the_day_is_past_the_level_above_hears_too(self, cast: Cast) -> None:
        opened(date(2026, 9, 1), COUNTY)
        remind(date(2026, 10, 16))
        assert letters() == [("孙丽", "+1", False), ("钱伟", "+1", True)]

    def test_above_an_organisation_stands_the_authority_of_its_place(self, cast: Cast) -> None:
        opened(date(2026, 9, 1), Seat(organisation_id=cast.organisations["institution"].pk))
        remind(date(2026, 10, 16))
        assert letters() == [("冯静", "+1", False), ("孙丽", "+1", True)]

    def test_above_the_province_and_above_a_person_is_nobody(self, cast: Cast) -> None:
        opened(date(2026, 9, 1), Seat("commerce", Tier.PROVINCE, "210283"))
        opened(date(2026, 9, 1), None, "2", person_id=cast.expert.person_id)
        remind(date(2026, 10, 16))
        assert letters() == [("赵敏", "+1", False), ("卫东", "+1", False)]

    def test_what_is_done_and_what_came_after_the_rung_is_not_reminded_of(self, cast: Cast) -> None:
        opened(date(2026, 10, 2))
        assert remind(date(2026, 10, 9)) == 0
        with transaction.atomic():
            close_items(room="cases", kind="case", key="1", at=moment(date(2026, 10, 9)))
        assert remind(date(2026, 10, 14)) == 0

    def test_days_nobody_called_are_not_made_up_one_by_one(self, cast: Cast) -> None:
        opened(date(2026, 9, 1))
        remind(date(2026, 11, 2))
        assert letters() == [("钱伟", "+3", False), ("赵敏", "+3", True)]

    def test_a_day_that_is_not_worked_sends_nothing_and_the_next_one_does(self, cast: Cast) -> None:
        opened(date(2026, 9, 1))
        assert [remind(day) for day in (date(2026, 10, 17), date(2026, 10, 18), date(2026, 10, 19))] == [0, 0, 2]

    def test_a_matter_opened_again_on_the_same_day_is_not_reminded_of_twice(self, cast: Cast) -> None:
        opened(date(2026, 9, 1))
        remind(date(2026, 10, 10))
        with transaction.atomic():
            close_items(room="cases", kind="case", key="1", at=moment(date(2026, 10, 10)))
        opened(date(2026, 10, 10))
        assert remind(date(2026, 10, 12)) == 0

    def test_a_new_due_day_begins_a_new_ladder(self, cast: Cast) -> None:
        opened(date(2026, 9, 1))
        remind(date(2026, 10, 14))
        WorkItem.objects.update(due_on=date(2026, 10, 20))
        assert remind(date(2026, 10, 19)) == 1

    def test_a_run_is_one_entry_of_the_trail_and_a_run_of_nothing_none(self, cast: Cast) -> None:
        for key in "123":
            opened(date(2026, 9, 1), key=key)
        for _ in range(2):
            remind(date(2026, 10, 14))
        assert [entry.detail["letters"] for entry in Entry.objects.filter(action="letters.sent")] == [3]

    def test_a_hundred_items_ask_no_more_than_one(self, cast: Cast) -> None:
        def asked() -> int:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                remind(date(2026, 10, 14))
            return len(captured)

        opened(date(2026, 9, 1))
        one = asked()
        for n in range(100):
            opened(date(2026, 9, 1), key=str(100 + n))
        assert asked() <= one + 3  # SQLite takes the rows in batches


@pytest.mark.django_db
class TestByHand:
    def test_the_same_matter_is_chased_once_a_day(self, cast: Cast) -> None:
        one = opened(date(2026, 9, 1), COUNTY)
        on = date(2026, 10, 12)
        sent = [remind_now(items=[one], sender=cast.city_officer, at=moment(on), on=on) for _ in range(2)]
        sent += [remind_now(items=[one], sender=cast.city_officer, at=moment(on), on=date(2026, 10, 13))]
        assert sent == [1, 0, 1]
        assert Letter.objects.first().sender == "大连市商务局，外贸科经办，钱伟"  # type: ignore[union-attr]

    def test_nobody_chases_themselves_or_what_is_done(self, cast: Cast) -> None:
        own, on = opened(date(2026, 9, 1)), date(2026, 10, 12)
        done = opened(date(2026, 9, 1), COUNTY, "2")
        done.done_at = moment(on)
        assert remind_now(items=[own, done], sender=cast.city_officer, at=moment(on), on=on) == 0


@pytest.mark.django_db
def test_a_clock_that_moved_is_told_to_whoever_waits_on_it(cast: Cast) -> None:
    was, now = date(2027, 10, 8), date(2027, 10, 11)
    moved = Recounted(
        7, "cases", "case", "1", "office:commerce:city", "210283", Say("公示", "notice"), was, now, provisional=False
    )
    for _ in range(2):
        tell_moved([moved], at=moment(DUE), on=DUE)
    row = Letter.objects.get()
    assert (row.person.name, row.why_zh, row.due_on) == ("钱伟", "期限由 2027-10-08 改为 2027-10-11", now)
