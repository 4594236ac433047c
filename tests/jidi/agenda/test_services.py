"""Items open and close with the act; clocks run, stand still, end, and are counted again when the calendar changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jidi.agenda.enums import ClockState
from jidi.agenda.models import RunningClock, WorkItem
from jidi.agenda.services import (
    close_items,
    end_clock,
    open_item,
    recount,
    resume_clock,
    start_clock,
    stop_clock,
    touch_items,
)  # fmt: skip
from jidi.audit.models import Entry
from jidi.calendars.services import publish_year
from jidi.common.say import HOUSE, Say
from policycore.calendar import DayUnit, Due
from tests.cast import Cast
from tests.jidi.agenda.conftest import AT, CITY, TODAY, item

pytestmark = pytest.mark.django_db
OWNER: dict[str, str] = {"room": "cases", "kind": "case", "key": "1"}


def clock(**more: Any) -> RunningClock:
    given: dict[str, Any] = {
        **OWNER, "what": Say("市级初审"), "cite": HOUSE, "area_code": "210283", "seat": CITY, "starts_on": date(2026, 9, 28),
        "length": 7, "unit": DayUnit.WORKDAY, "at": AT,
    }  # fmt: skip
    with transaction.atomic():
        return start_clock(**(given | more))


def test_a_clock_counts_working_days_over_the_holidays() -> None:
    assert str(clock().ends_on) == "2026-10-13"
    assert str(clock(key="2", count_first=True).ends_on) == "2026-10-12"


def test_an_owner_has_one_clock_of_a_name() -> None:
    clock()
    clock(name="window")
    with pytest.raises(IntegrityError):
        clock()


def test_days_it_stood_still_are_added_at_its_end() -> None:
    clock()
    stop_clock(**OWNER, on=date(2026, 9, 29))
    assert resume_clock(key="2", room="cases", kind="case", on=TODAY) is None
    found = resume_clock(**OWNER, on=date(2026, 10, 8))
    assert found is not None
    assert (found.paused, found.state, str(found.ends_on)) == (2, ClockState.RUNNING, "2026-10-15")
    ended = end_clock(**OWNER, on=TODAY)
    assert ended is not None
    assert (ended.living_key, ended.ended_on) == (None, TODAY)
    assert end_clock(**OWNER, on=TODAY) is None


def test_months_run_to_the_same_day_and_stand_still_in_days() -> None:
    clock(unit=DayUnit.MONTH, length=6, starts_on=date(2026, 8, 31))
    stop_clock(**OWNER, on=date(2026, 9, 1))
    found = resume_clock(**OWNER, on=date(2026, 9, 4))
    assert found is not None
    assert (found.paused, str(found.ends_on)) == (3, "2027-03-03")


def test_a_new_calendar_moves_the_ends_and_the_items_and_tells_whom(cast: Cast) -> None:
    row = clock(starts_on=date(2027, 9, 27), length=5)
    assert (str(row.ends_on), row.provisional) == ("2027-10-04", True)
    item("1", due=row.ends_on)
    clock(key="2", name="window", starts_on=date(2027, 9, 27), length=5, sets_due=False)
    item("2", due=date(2027, 12, 1))
    holiday = {date(2027, 10, day): False for day in range(1, 8)}
    publish_year(
        actor=cast.system_admin, year=2027, days=holiday, source="国办发明电〔2026〕1号", published_on=TODAY, at=AT
    )
    moved = recount(at=AT)
    assert [(m.key, str(m.was), str(m.now), m.provisional, m.addressee) for m in moved] == [
        ("1", "2027-10-04", "2027-10-11", False, "office:commerce:city"),
        ("2", "2027-10-04", "2027-10-11", False, "office:commerce:city"),
    ]
    assert [str(i.due_on) for i in WorkItem.objects.order_by("key")] == ["2027-10-11", "2027-12-01"]
    assert recount(at=AT) == []
    assert Entry.objects.filter(action="clocks.recounted").count() == 1


def test_a_clock_that_ended_is_not_counted_again(cast: Cast) -> None:
    clock(starts_on=date(2027, 9, 27))
    end_clock(**OWNER, on=TODAY)
    publish_year(actor=cast.system_admin, year=2027, days={}, source="通知", published_on=TODAY, at=AT)
    assert recount(at=AT) == []


def test_closing_closes_all_of_an_owner_and_keeps_them() -> None:
    item("1")
    item("2")
    assert close_items(**OWNER, at=AT) == 1
    assert [(i.key, i.done_at is not None) for i in WorkItem.objects.order_by("key")] == [("1", True), ("2", False)]
    item("1")
    assert WorkItem.objects.filter(key="1").count() == 2


def test_open_items_get_a_new_last_word_or_day() -> None:
    item("1")
    assert touch_items(**OWNER, verdict=Say("还差 3 项"), due=Due(TODAY, provisional=True)) == 1
    row = WorkItem.objects.get()
    assert (row.verdict_zh, row.due_on, row.provisional) == ("还差 3 项", TODAY, True)


def test_an_item_is_for_a_seat_or_a_person_and_inside_a_transaction() -> None:
    with pytest.raises(ValueError, match="seat or for a person"):
        item("1", None)
    with pytest.raises(ValueError, match="seat or for a person"):
        item("1", CITY, person_id=1)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_opened() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        open_item(
            **OWNER, area_code="210283", what=Say("x"), next_step=Say("y"), cite=HOUSE, at=AT, seat=CITY
        )  # fmt: skip


def test_the_database_knows_what_open_and_ended_mean() -> None:
    item("1")
    with pytest.raises(IntegrityError, match="agenda_item_open_or_done"), transaction.atomic():
        WorkItem.objects.update(done_at=AT)
    clock()
    with pytest.raises(IntegrityError, match="agenda_clock_ended"), transaction.atomic():
        RunningClock.objects.update(state=ClockState.ENDED)
    with pytest.raises(IntegrityError, match="agenda_clock_stopped"), transaction.atomic():
        RunningClock.objects.update(state=ClockState.STOPPED)
