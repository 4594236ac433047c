"""Changing the holiday table: the table itself, and with it every clock that runs by it, in one operation.

Those whose due day moved find it in their reminders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor
from jidi.agenda.services.clocks import recount
from jidi.agenda.services.reminding import tell_moved
from jidi.audit.services import About, operation, refusals_audited
from jidi.calendars.services import publish_year, set_day
from jidi.common.clock import day_of
from jidi.common.keys import once


def _about(named: Mapping[str, Any]) -> About:
    return About("calendar", str(named.get("day") or named.get("year")), named["actor"].area_code)


@refusals_audited("calendar.change", _about)
def change_day(*, actor: Actor, day: date, is_workday: bool, source: str, at: datetime, key: str) -> int:
    """Say of one day whether it is worked, naming the notice, and count all clocks again; return how many moved.

    ``key`` is the page's idempotency key. Raises Refused as ``calendars.services.set_day`` does.
    """

    def work() -> int:
        set_day(actor=actor, day=day, is_workday=is_workday, source=source, at=at)
        return _recounted(at)

    return _once(actor, "calendar.change", at, key, work, [str(day), is_workday, source])


@refusals_audited("calendar.change", _about)
def enter_year(
    *, actor: Actor, year: int, days: Mapping[date, bool], source: str, published_on: date, at: datetime, key: str
) -> int:
    """Enter the notice of a whole year and count all clocks again; return how many moved.

    Raises Refused as ``calendars.services.publish_year`` does.
    """

    def work() -> int:
        publish_year(actor=actor, year=year, days=days, source=source, published_on=published_on, at=at)
        return _recounted(at)

    asked = [year, {str(day): worked for day, worked in sorted(days.items())}, source, str(published_on)]
    return _once(actor, "calendar.publish", at, key, work, asked)


def _recounted(at: datetime) -> int:
    moved = recount(at=at)
    tell_moved(moved, at=at, on=day_of(at))
    return len(moved)


def _once(actor: Actor, what: str, at: datetime, key: str, work: Callable[[], int], content: Any) -> int:
    with operation(at=at):
        return int(once(key=key, who=actor.key, what=what, at=at, work=work, content=content).result)
