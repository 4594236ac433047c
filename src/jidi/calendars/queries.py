"""The working calendar as the core counts by it."""

from __future__ import annotations

from functools import lru_cache

from jidi.calendars.known import known_calendar
from jidi.calendars.models import Day, Edition, Year
from jidi.common.quick import Prepared
from jidi.common.reading import read_once
from policycore.calendar import WorkCalendar

EDITION = "calendar-edition"
"""What an act remembers the edition under (``common.reading``)."""


def work_calendar() -> WorkCalendar:
    """The calendar of this site: its own table, and until that was begun the years the library knows.

    One small query; the table itself is read again only when its edition changed. Years without a notice are counted
    Monday to Friday and make what leans on them provisional.
    """
    edition = read_once((EDITION,), _edition)
    return _read(edition) if edition else known_calendar()


def _edition() -> str | None:
    found = _EDITION.first()
    return found[0] if found else None


_EDITION: Prepared[tuple[str]] = Prepared(lambda: Edition.objects.filter(pk=Edition.ONLY).values_list("edition"))


@lru_cache(maxsize=4)
def _read(edition: str) -> WorkCalendar:
    return read_table(edition)


def read_table(edition: str = "") -> WorkCalendar:
    """Read the table as it is now, whatever edition it calls itself."""
    return WorkCalendar(
        dict(Day.objects.values_list("day", "is_workday")),
        frozenset(Year.objects.values_list("year", flat=True)),
        edition,
    )
