"""Counting days: working days around holidays, the first day counted or not, months to the last day, years not published."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycore.calendar import DayUnit, Due, WorkCalendar, add_months, month_end

from .days import CALENDAR, HOLIDAYS, MAKE_UP

DATES = st.dates(date(2000, 1, 1), date(2060, 12, 31))
UNITS = st.sampled_from(list(DayUnit))


def last_day(start: date, length: int, unit: DayUnit = DayUnit.WORKDAY, *, count_first: bool = False) -> date:
    return CALENDAR.window(start, length, unit, count_first=count_first).day


def test_seven_workdays_over_the_holidays_with_the_first_day_counted() -> None:
    assert last_day(date(2026, 9, 28), 7, count_first=True) == date(2026, 10, 12)


def test_seven_workdays_over_the_holidays_without_the_first_day() -> None:
    assert last_day(date(2026, 9, 28), 7) == date(2026, 10, 13)


def test_a_make_up_saturday_counts_as_a_workday() -> None:
    assert last_day(date(2026, 10, 9), 1) == date(2026, 10, 10)


def test_a_window_that_begins_on_a_holiday_counts_from_the_first_workday_after_it() -> None:
    assert last_day(date(2026, 10, 1), 1, count_first=True) == date(2026, 10, 8)
    assert last_day(date(2026, 10, 1), 1) == date(2026, 10, 8)


def test_calendar_days_run_through_holidays() -> None:
    assert last_day(date(2026, 9, 28), 7, DayUnit.DAY) == date(2026, 10, 5)
    assert last_day(date(2026, 9, 28), 7, DayUnit.DAY, count_first=True) == date(2026, 10, 4)


def test_months_end_on_the_same_day_or_the_last_of_the_month() -> None:
    assert last_day(date(2023, 8, 31), 6, DayUnit.MONTH) == date(2024, 2, 29)
    assert last_day(date(2024, 8, 31), 6, DayUnit.MONTH) == date(2025, 2, 28)
    assert last_day(date(2024, 1, 15), 1, DayUnit.MONTH) == date(2024, 2, 15)


def test_a_year_from_a_leap_day_ends_on_the_last_of_february() -> None:
    assert last_day(date(2024, 2, 29), 1, DayUnit.YEAR) == date(2025, 2, 28)
    assert last_day(date(2024, 2, 29), 4, DayUnit.YEAR) == date(2028, 2, 29)


def test_the_first_day_of_months_is_never_counted() -> None:
    assert last_day(date(2024, 1, 15), 1, DayUnit.MONTH, count_first=True) == date(2024, 2, 15)


def test_a_last_day_that_is_not_worked_is_kept_or_moved_as_the_rule_says() -> None:
    kept = CALENDAR.window(date(2026, 9, 24), 7, DayUnit.DAY, when_closed="keep")
    assert kept == Due(date(2026, 10, 1))
    moved = CALENDAR.window(date(2026, 9, 24), 7, DayUnit.DAY, when_closed="next-workday")
    assert moved == Due(date(2026, 10, 8), False, date(2026, 10, 1))
    assert CALENDAR.settle(date(2026, 10, 9), "next-workday") == Due(date(2026, 10, 9), False, None)


def test_a_window_in_a_year_without_a_notice_is_provisional() -> None:
    assert CALENDAR.window(date(2026, 12, 28), 3, DayUnit.WORKDAY) == Due(date(2026, 12, 31), False)
    assert CALENDAR.window(date(2026, 12, 28), 4, DayUnit.WORKDAY) == Due(date(2027, 1, 1), True)
    assert CALENDAR.window(date(2027, 3, 1), 1, DayUnit.DAY, when_closed="next-workday").provisional
    assert not CALENDAR.window(date(2027, 3, 1), 1, DayUnit.DAY).provisional


def test_a_window_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="a window has at least one day, found 0"):
        CALENDAR.window(date(2026, 1, 1), 0, DayUnit.WORKDAY)


def test_workdays_are_counted_with_both_ends() -> None:
    assert CALENDAR.count_workdays(date(2026, 9, 28), date(2026, 10, 12)) == 7
    assert CALENDAR.count_workdays(date(2026, 10, 1), date(2026, 10, 7)) == 0
    assert CALENDAR.count_workdays(date(2026, 10, 12), date(2026, 10, 9)) == 0


def test_the_workday_before_and_after() -> None:
    assert CALENDAR.next_workday(date(2026, 10, 3)) == date(2026, 10, 8)
    assert CALENDAR.previous_workday(date(2026, 10, 3)) == date(2026, 9, 30)
    assert CALENDAR.next_workday(MAKE_UP[0]) == MAKE_UP[0]
    assert not any(CALENDAR.is_workday(day) for day in HOLIDAYS)


def test_without_a_table_every_monday_to_friday_is_worked_and_all_is_provisional() -> None:
    bare = WorkCalendar()
    assert bare.window(date(2026, 9, 28), 7, DayUnit.WORKDAY, count_first=True) == Due(date(2026, 10, 6), True)


def test_the_last_day_of_a_month() -> None:
    assert month_end(2024, 2) == date(2024, 2, 29)
    assert month_end(2023, 12) == date(2023, 12, 31)


@given(start=DATES, length=st.integers(1, 60))
def test_a_window_of_workdays_holds_exactly_that_many(start: date, length: int) -> None:
    first, after = (last_day(start, length, count_first=flag) for flag in (True, False))
    assert CALENDAR.count_workdays(start, first) == length
    assert CALENDAR.count_workdays(start + timedelta(days=1), after) == length
    assert CALENDAR.is_workday(first)
    assert CALENDAR.is_workday(after)
    assert first <= after


@given(start=DATES, length=st.integers(1, 60), unit=UNITS, count_first=st.booleans())
def test_a_longer_window_never_ends_earlier_and_a_later_start_neither(
    start: date, length: int, unit: DayUnit, count_first: bool
) -> None:
    end = last_day(start, length, unit, count_first=count_first)
    assert end <= last_day(start, length + 1, unit, count_first=count_first)
    assert end <= last_day(start + timedelta(days=1), length, unit, count_first=count_first)
    assert end >= start


@given(day=DATES, months=st.integers(-600, 600))
def test_months_keep_the_day_or_take_the_last(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and found == month_end(found.year, found.month))


@given(day=DATES)
def test_settling_on_a_workday_changes_only_days_that_are_not_worked(day: date) -> None:
    due = CALENDAR.settle(day, "next-workday")
    assert CALENDAR.is_workday(due.day)
    assert (due.moved_from is None) == CALENDAR.is_workday(day)
