"""Reporting periods and how to step between them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycore.periods import PARTS, Period

PERIODS = st.builds(
    lambda year, cycle, part: Period(year, cycle, part % PARTS[cycle] + 1),
    st.integers(1950, 2150),
    st.sampled_from(list(PARTS)),
    st.integers(0, 11),
)


@pytest.mark.parametrize("text", ["2018", "2019-H1", "2023-Q4", "2023-M05", "2023-M12"])
def test_a_period_is_written_as_it_is_read(text: str) -> None:
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize("text", ["", "18", "2019-H3", "2023-Q0", "2023-M13", "2023-05", "y-1"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no period|has parts 1 to"):
        Period.parse(text)


def test_an_unknown_cycle_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown cycle 'week'; allowed: year, half, quarter, month"):
        Period(2023, "week")


def test_the_days_of_a_period() -> None:
    assert (Period(2023, "quarter", 3).starts_on, Period(2023, "quarter", 3).ends_on) == (
        date(2023, 7, 1),
        date(2023, 9, 30),
    )
    assert Period(2024, "half", 1).ends_on == date(2024, 6, 30)
    assert Period(2024, "month", 2).ends_on == date(2024, 2, 29)
    assert Period(2024).ends_on == date(2024, 12, 31)


def test_the_year_before_keeps_the_part() -> None:
    assert Period(2023, "quarter", 3).year_before() == Period(2022, "quarter", 3)


@given(PERIODS, st.integers(-60, 60))
def test_steps_can_be_taken_back(period: Period, count: int) -> None:
    assert period.step(count).step(-count) == period
    assert (period.step(count) > period) == (count > 0)


@given(PERIODS)
def test_periods_of_a_cycle_follow_each_other_without_a_gap(period: Period) -> None:
    assert period.ends_on + timedelta(days=1) == period.step(1).starts_on
    assert Period.containing(period.starts_on, period.cycle) == period
    assert Period.containing(period.ends_on, period.cycle) == period
    assert Period.parse(str(period)) == period
