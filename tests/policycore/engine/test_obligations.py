"""Due days: by cycle, by event, on days that do not exist every year, kept or moved past a holiday."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycore.calendar import Due
from policycore.engine.obligations import content_of, day_of_year, due_day, failed, owed_since
from policycore.engine.situation import Situation
from policycore.facts import DataFacts, Subject
from policycore.obligations import DueRule, Obligation
from policycore.open_points import Decision, DecisionBook
from policycore.pack import load_pack
from policycore.periods import PARTS, Period

from ..days import CALENDAR

PACK = load_pack(Path(__file__).parents[2] / "packs" / "fixture")
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
PERIODS = st.builds(
    lambda unit, year, part: Period(year, unit, part % PARTS[unit] + 1),
    st.sampled_from(sorted(PARTS)), st.integers(2000, 2060), st.integers(0, 11),
)  # fmt: skip


def situation(**decisions: object) -> Situation:
    own = Subject("organisation", "self")
    book = DecisionBook.of(Decision(point, value) for point, value in decisions.items())
    return Situation(PACK, DataFacts({}, own, {}, {}, {}), book, date(2025, 6, 1), own, calendar=CALENDAR)


def due(rule: dict[str, object], period: str = "2025", happened: date | None = None) -> date:
    found = due_day(situation(), DueRule.model_validate(rule), Period.parse(period), happened=happened)
    assert isinstance(found, Due)
    return found.day


@pytest.mark.parametrize(
    ("rule", "period", "expected"),
    [
        ({"day": "02-month-end"}, "2023", date(2024, 2, 29)),
        ({"day": "02-month-end"}, "2025", date(2026, 2, 28)),
        ({"day": "09-month-end"}, "2025-H1", date(2025, 9, 30)),
        ({"day": "12-31"}, "2025", date(2025, 12, 31)),
        ({"day": "03-31", "in-period": True}, "2025", date(2025, 3, 31)),
        ({"day": "period-end"}, "2024-M02", date(2024, 2, 29)),
        ({"after-period": {"length": 15, "unit": "day"}}, "2025-Q2", date(2025, 7, 15)),
        ({"after-period": {"length": 1, "unit": "day"}}, "2025-Q3", date(2025, 10, 1)),
        ({"after-period": {"length": 1, "unit": "day", "when-closed": "next-workday"}}, "2025-Q3", date(2025, 10, 9)),
    ],
)
def test_days_after_and_in_a_period(rule: dict[str, object], period: str, expected: date) -> None:
    assert due(rule, period) == expected


@pytest.mark.parametrize(
    ("rule", "happened", "expected"),
    [
        ({"after-event": {"length": 6, "unit": "month"}}, date(2023, 8, 31), date(2024, 2, 29)),
        ({"after-event": {"length": 30, "unit": "day"}}, date(2025, 5, 1), date(2025, 5, 31)),
        ({"after-event": {"length": 6, "unit": "month", "when-closed": "next-workday"}}, date(2025, 4, 1), date(2025, 10, 9)),
        ({"at-once": True}, date(2025, 5, 1), date(2025, 5, 1)),
    ],
)  # fmt: skip
def test_days_after_an_event(rule: dict[str, object], happened: date, expected: date) -> None:
    assert due(rule, happened=happened) == expected


@given(DAYS, st.sampled_from(["01-01", "02-28", "02-month-end", "06-30", "12-31"]))
def test_a_day_of_the_year_is_the_first_on_or_after(since: date, text: str) -> None:
    found = day_of_year(text, since)
    assert since <= found < since + timedelta(days=367)
    month, _, day = text.partition("-")
    assert found.month == int(month)
    assert day == "month-end" or found.day == int(day)


@given(PERIODS, st.integers(1, 90))
def test_days_after_a_period_never_fall_in_it_and_a_closed_day_only_moves_later(period: Period, length: int) -> None:
    window = {"length": length, "unit": "day"}
    kept, moved = (
        due_day(situation(), DueRule.model_validate({"after-period": window | {"when-closed": how}}), period)
        for how in ("keep", "next-workday")
    )
    assert isinstance(kept, Due)
    assert isinstance(moved, Due)
    assert kept.day == period.ends_on + timedelta(days=length)
    assert moved.day >= kept.day
    assert CALENDAR.is_workday(moved.day)


@given(DAYS, PERIODS)
def test_a_new_holder_owes_for_whole_periods_and_the_running_one_only_by_decision(began: date, period: Period) -> None:
    duty = PACK.obligations["summary"].model_copy(update={"of": "this-period"})
    whole = owed_since(situation(), duty, period, began)
    running = owed_since(situation(**{"owes-from": "running-period"}), duty, period, began)
    assert whole is (began <= period.starts_on)
    assert running is (began <= period.ends_on)
    assert running or not whole


@pytest.mark.parametrize(
    ("of", "expected"),
    [("this-period", "2025"), ("previous-year", "2024"), ("first-half", "2025-H1"), ("second-half", "2025-H2")],
)
def test_what_a_duty_is_of(of: str, expected: str) -> None:
    duty: Obligation = PACK.obligations["count"].model_copy(update={"of": of})
    assert str(content_of(duty, Period(2025))) == expected


@pytest.mark.parametrize(
    ("reading", "statuses", "found", "expected"),
    [
        ("missed", {"missed"}, None, "yes"),
        ("missed", {"late", "filed"}, None, "no"),
        ("missed-or-late", {"late", "filed"}, None, "yes"),
        ("found", {"missed"}, None, "undetermined"),
        ("found", {"filed"}, True, "yes"),
        ("found", {"missed"}, False, "no"),
    ],
)
def test_what_counts_as_not_as_required_is_the_reading_in_use(
    reading: str, statuses: set[str], found: bool | None, expected: str
) -> None:
    duty = PACK.obligations["figures"]
    assert failed(situation(**{"not-in-time": reading}), duty, frozenset(statuses), found=found).value == expected


def test_without_a_reading_nobody_can_say() -> None:
    assert failed(situation(), PACK.obligations["figures"], frozenset({"missed"})).value == "undetermined"
