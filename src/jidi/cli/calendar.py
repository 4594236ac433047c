"""``jidi calendar window …`` counts by the site's table; ``jidi calendar seed`` begins it with the years that are known."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import DatabaseError

from jidi.calendars.known import known_calendar
from jidi.calendars.queries import work_calendar
from jidi.calendars.services import seed
from jidi.common.clock import clock
from policycore import cli
from policycore.calendar import WorkCalendar


def main(arguments: Sequence[str]) -> int:
    """Begin the table, or let the core count: its command line knows windows, this room knows the days."""
    if list(arguments) == ["seed"]:
        added = seed(at=clock.now())
        print(f"新增 {added} 年 · {added} years added")
        return 0
    return cli.main(["calendar", *arguments], calendar=site_calendar)


def site_calendar() -> WorkCalendar:
    """The site's calendar; on a machine without a database yet, the years that are known."""
    try:
        return work_calendar()
    except DatabaseError:
        return known_calendar()
