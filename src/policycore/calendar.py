"""Counting days: working days with make-up workdays, calendar days, months and years.

The table of days comes from outside (the State Council publishes it year by year). A year that is not published yet
is counted Monday to Friday and every date that leans on it is *provisional*.
"""

from __future__ import annotations

import calendar as _calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum


class DayUnit(StrEnum):
    """What a length counts."""

    WORKDAY = "workday"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Due:
    """A day somebody has to keep, and whether an unpublished calendar may still move it."""

    day: date
    provisional: bool = False
    moved_from: date | None = None


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days that differ from Monday-to-Friday, by published year.

    ``special`` says for a date whether it is worked; ``published`` holds the years whose notice is out; ``edition``
    names the state of the table, so that a clock can show by which one it was counted.
    """

    special: Mapping[date, bool] = field(default_factory=dict)
    published: frozenset[int] = frozenset()
    edition: str = ""

    def is_workday(self, day: date) -> bool:
        """Tell whether ``day`` is worked, by the table, else by the day of the week."""
        known = self.special.get(day)
        return day.weekday() < 5 if known is None else known

    def is_published(self, day: date) -> bool:
        """Tell whether the notice for the year of ``day`` is out."""
        return day.year in self.published

    def next_workday(self, day: date) -> date:
        """Return ``day`` itself when it is worked, else the first worked day after it."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def previous_workday(self, day: date) -> date:
        """Return ``day`` itself when it is worked, else the last worked day before it."""
        while not self.is_workday(day):
            day -= timedelta(days=1)
        return day

    def count_workdays(self, first: date, last: date) -> int:
        """Count the worked days from ``first`` to ``last``, both included."""
        days = (last - first).days + 1
        return sum(self.is_workday(first + timedelta(days=i)) for i in range(max(days, 0)))

    def window(
        self, start: date, length: int, unit: DayUnit, *, count_first: bool = False, when_closed: str = "keep"
    ) -> Due:
        """Return the last day of a window of ``length`` units that begins on ``start``.

        ``count_first`` says whether the starting day itself is day one. Months and years run to the same day, else to
        the month's last day, and their first day is not counted (Civil Code 201, 202). ``when_closed`` is ``keep`` or
        ``next-workday`` (Civil Code 203). Raises ValueError for a length below one.
        """
        if length < 1:
            raise ValueError(f"a window has at least one day, found {length}")
        if unit is DayUnit.WORKDAY:
            return self._workday_window(start, length, count_first)
        if unit is DayUnit.DAY:
            last = start + timedelta(days=length - (1 if count_first else 0))
        else:
            last = add_months(start, length * (12 if unit is DayUnit.YEAR else 1))
        return self.settle(last, when_closed)

    def settle(self, day: date, when_closed: str) -> Due:
        """Keep a due day, or move it past days that are not worked (``next-workday``)."""
        if when_closed == "keep":
            return Due(day)
        moved = self.next_workday(day)
        return Due(moved, not self.is_published(moved), day if moved != day else None)

    def _workday_window(self, start: date, length: int, count_first: bool) -> Due:
        day, left = start, length
        if not count_first:
            day += timedelta(days=1)
        while True:
            if self.is_workday(day):
                left -= 1
                if not left:
                    break
            day += timedelta(days=1)
        years = range(start.year, day.year + 1)
        return Due(day, any(year not in self.published for year in years))


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, else the last day of that month (2023-08-31 + 6 = 2024-02-29)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, _calendar.monthrange(year, month)[1]))


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, _calendar.monthrange(year, month)[1])
