"""The years the library knows: what the table is seeded from, and what counts until it is. No database."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.metadata import version

from chinese_calendar import constants

from policycore.calendar import WorkCalendar

SOURCE = f"chinesecalendar {version('chinesecalendar')}（国务院办公厅历年节假日安排通知）"


@cache
def known_calendar() -> WorkCalendar:
    """The calendar of all years whose notice was out when the library was released.

    Its edition names the library, so that a clock counted by it says so.
    """
    special: dict[date, bool] = {day: False for day in constants.holidays if day.weekday() < 5}
    special |= {day: True for day in constants.workdays if day.weekday() >= 5}
    years = frozenset(day.year for day in constants.holidays)
    return WorkCalendar(special, years, f"chinesecalendar-{version('chinesecalendar')}")
