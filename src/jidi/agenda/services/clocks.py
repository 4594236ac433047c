"""Clocks: they start, stand still, run on, end; and are counted again when the calendar changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from jidi.accounts.codes import NATION
from jidi.agenda.addressees import of_seat
from jidi.agenda.enums import ClockState
from jidi.agenda.models import RunningClock
from jidi.agenda.queries import clock_key, clock_of
from jidi.agenda.services.items import owner_values, touch_items
from jidi.audit.services import operation, record
from jidi.audit.who import SYSTEM
from jidi.calendars.queries import work_calendar
from jidi.common.say import Cite, Say
from jidi.policies.actors import Seat
from policycore.calendar import DayUnit, Due, WorkCalendar


@dataclass(frozen=True, slots=True)
class Recounted:
    """A clock whose end moved with the calendar, and whom it concerns."""

    clock_id: int
    room: str
    kind: str
    key: str
    addressee: str
    area_code: str
    what: Say
    was: date
    now: date
    provisional: bool


def start_clock(
    *, room: str, kind: str, key: str, what: Say, cite: Cite, area_code: str, seat: Seat, starts_on: date,
    length: int, unit: DayUnit, at: datetime, count_first: bool = False, when_closed: str = "keep", name: str = "",
    sets_due: bool = True, calendar: WorkCalendar | None = None,
) -> RunningClock:  # fmt: skip
    """Start a clock of an owner (one of a name at a time), in the caller's transaction, by the site's calendar
    (``calendar``, where the caller has read it already).

    Raises RuntimeError outside a transaction; ValueError for a length below one.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a clock starts in the transaction of the act that starts it")
    calendar = calendar or work_calendar()
    clock = RunningClock(
        **owner_values(room, kind, key, area_code, what, cite),
        addressee=of_seat(seat), deciders=seat.deciders, living_key=clock_key(room, kind, key, name),
        name=name, sets_due=sets_due,
        starts_on=starts_on, length=length, unit=unit.value, count_first=count_first, when_closed=when_closed,
        edition=calendar.edition, started_at=at, ends_on=starts_on,
    )  # fmt: skip
    due = due_of(clock, calendar)
    clock.ends_on, clock.provisional = due.day, due.provisional
    clock.save(force_insert=True)
    return clock


def due_of(clock: RunningClock, calendar: WorkCalendar) -> Due:
    """The last day of a clock by a calendar, with the days it stood still."""
    unit = DayUnit(clock.unit)
    if unit is DayUnit.WORKDAY or unit is DayUnit.DAY:
        length = clock.length + clock.paused
        return calendar.window(
            clock.starts_on, length, unit, count_first=clock.count_first, when_closed=clock.when_closed
        )
    due = calendar.window(clock.starts_on, clock.length, unit)
    return calendar.settle(due.day + timedelta(days=clock.paused), clock.when_closed)


def stop_clock(*, room: str, kind: str, key: str, on: date, name: str = "") -> RunningClock | None:
    """Let the clock of an owner stand still from this day on (time out for correction); None where none runs."""
    clock = clock_of(room, kind, key, name)
    if clock is None or clock.state != ClockState.RUNNING:
        return clock
    stand_still(clock, on)
    return clock


def resume_clock(*, room: str, kind: str, key: str, on: date, name: str = "") -> RunningClock | None:
    """Let a clock that stood still run on; the days between are added at its end. None where none stood still."""
    clock = clock_of(room, kind, key, name)
    if clock is None or clock.state != ClockState.STOPPED:
        return None
    run_on(clock, on)
    return clock


def end_clock(*, room: str, kind: str, key: str, on: date, name: str = "") -> RunningClock | None:
    """End the clock of an owner; None where there was none."""
    clock = clock_of(room, kind, key, name)
    if clock is not None:
        put_out(clock, on)
    return clock


def stand_still(clock: RunningClock, on: date) -> None:
    """Stop a running clock on a day."""
    clock.state, clock.stopped_on = ClockState.STOPPED, on
    clock.save(update_fields=["state", "stopped_on"])


def run_on(clock: RunningClock, on: date) -> None:
    """Let a stopped clock run on. The day it stopped is not counted again, the day it runs on is: a return on Monday
    answered on Wednesday costs two."""
    assert clock.stopped_on is not None
    calendar = work_calendar()
    first, last = clock.stopped_on + timedelta(days=1), on
    between = calendar.count_workdays(first, last) if clock.unit == DayUnit.WORKDAY else max(0, (last - first).days + 1)
    clock.paused += between
    clock.state, clock.stopped_on, clock.edition = ClockState.RUNNING, None, calendar.edition
    due = due_of(clock, calendar)
    clock.ends_on, clock.provisional = due.day, due.provisional
    clock.save()


def put_out(clock: RunningClock, on: date) -> None:
    """End a clock on a day."""
    clock.state, clock.ended_on, clock.stopped_on, clock.living_key = ClockState.ENDED, on, None, None
    clock.save(update_fields=["state", "ended_on", "stopped_on", "living_key"])


def recount(*, at: datetime) -> list[Recounted]:
    """Count every running clock again by the calendar as it is now; return those whose end moved, with whom to tell.

    Called by whoever changed the calendar, after the change. The items of the same owners get the new day.
    """
    moved = []
    with operation(at=at):
        calendar = work_calendar()
        stale = RunningClock.objects.select_for_update(of=("self",)).exclude(edition=calendar.edition)
        for clock in stale.filter(state=ClockState.RUNNING).order_by("pk"):
            was, was_provisional = clock.ends_on, clock.provisional
            due = due_of(clock, calendar)
            clock.ends_on, clock.provisional, clock.edition = due.day, due.provisional, calendar.edition
            clock.save(update_fields=["ends_on", "provisional", "edition"])
            if (was, was_provisional) != (due.day, due.provisional):
                if clock.sets_due:
                    touch_items(room=clock.room, kind=clock.kind, key=clock.key, due=due)
                moved.append(_recounted(clock, was))
        if moved:
            detail = {
                "edition": calendar.edition,
                "moved": {f"{m.room}:{m.kind}:{m.key}": [m.was, m.now] for m in moved},
            }
            record(
                at=at, who=SYSTEM, action="clocks.recounted", kind="clocks", key="all", area_code=NATION, detail=detail
            )
    return moved


def _recounted(clock: RunningClock, was: date) -> Recounted:
    what = Say(clock.what_zh, clock.what_en)
    return Recounted(
        clock.pk, clock.room, clock.kind, clock.key, clock.addressee, clock.area_code, what, was, clock.ends_on,
        clock.provisional,
    )  # fmt: skip
