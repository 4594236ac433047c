"""The schedule of a pack: every duty between two days, its levels and days, from which period on, when to remind."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycore.calendar import DayUnit, Due, WorkCalendar
from policycore.engine import Situation
from policycore.engine.schedule import Planned, Undecided, first_owed, owes_for, plan, reminders, schedule
from policycore.facts import DataFacts, Subject
from policycore.obligations import Obligation
from policycore.open_points import Decision, DecisionBook
from policycore.pack import Pack, load_pack
from policycore.periods import PARTS, Period
from policycore.verdict import Missing, Truth

from ..pack.packs import FIXTURE

SELF = Subject("base", "self")
SINCE = date(2020, 1, 1)
AUTUMN_2025 = [date(2025, 10, day) for day in range(1, 9)]
CALENDAR = WorkCalendar(
    dict.fromkeys(AUTUMN_2025, False) | {date(2025, 10, 11): True}, frozenset(range(2020, 2027)), "test"
)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FIXTURE)


def situation(pack: Pack, **decisions: Any) -> Situation:
    book = DecisionBook.of(Decision(point.replace("_", "-"), value, "通知") for point, value in decisions.items())
    return Situation(pack, DataFacts({}, SELF, {}, {}, {}), book, date(2023, 1, 1), SELF, calendar=CALENDAR)


def duties(pack: Pack, first: date, last: date, **decisions: Any) -> list[Planned]:
    found = schedule(situation(pack, **decisions), first, last, SINCE)
    return [one for one in found if isinstance(one, Planned)]


def rule(**changed: Any) -> Obligation:
    """A made-up obligation of the fixture's actors."""
    data = {
        "id": "made-up", "zh": "样例", "debtor": "county-office", "to": "city-office", "every": "quarter",
        "due": {"day": "period-end"}, "fulfilled-by": {"form": "summary"}, "cite": "14.b",
    }  # fmt: skip
    return Obligation.model_validate(data | changed)


def only(pack: Pack, obligation: Obligation, period: str, **decisions: Any) -> Planned:
    (found,) = plan(situation(pack, **decisions), obligation, Period.parse(period))
    return found


# --- days --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("period", "due"), [("2024", "2024-02-29"), ("2026", "2026-02-28")])
def test_the_end_of_february_is_the_last_day_it_has(pack: Pack, period: str, due: str) -> None:
    last_year = rule(every="year", of="previous-year", due="02-month-end")
    assert only(pack, last_year, period).day == date.fromisoformat(due)


def test_six_months_after_the_end_of_august_2023_is_the_leap_day(pack: Pack) -> None:
    six_months = rule(every="month", due={"after-period": {"length": 6, "unit": "month"}})
    assert only(pack, six_months, "2023-M08").day == date(2024, 2, 29)


def test_a_half_year_that_ends_on_a_holiday_ends_on_the_next_working_day(pack: Pack) -> None:
    window = CALENDAR.window(date(2025, 4, 1), 6, DayUnit.MONTH, when_closed="next-workday")
    assert window == Due(date(2025, 10, 9), moved_from=date(2025, 10, 1))
    moved = rule(every="year", due={"day": "10-01", "in-period": True, "when-closed": "next-workday"})
    assert only(pack, moved, "2025").day == date(2025, 10, 9)
    stays = rule(every="year", due={"day": "10-01", "in-period": True})
    assert only(pack, stays, "2025").day == date(2025, 10, 1)


def test_a_day_in_a_year_without_calendar_is_provisional(pack: Pack) -> None:
    moved = rule(due={"after-period": {"length": 10, "unit": "workday"}})
    assert only(pack, moved, "2026-Q4").due == Due(date(2027, 1, 14), provisional=True)


def test_an_undecided_day_names_who_decides_it(pack: Pack) -> None:
    planned = next(one for one in duties(pack, date(2023, 1, 1), date(2023, 12, 31)) if one.rule.id == "count")
    assert planned.day is None
    assert [lack.name for lack in planned.lacks] == ["count-day"]
    assert "省商务厅" in planned.lacks[0].say.zh


def test_an_undecided_cycle_gives_no_duty_and_names_who_decides_it(pack: Pack) -> None:
    found = schedule(situation(pack), date(2023, 1, 1), date(2023, 12, 31), SINCE)
    (open_,) = [one for one in found if isinstance(one, Undecided)]
    assert open_.rule.id == "song"
    assert [lack.name for lack in open_.lacks] == ["song-cycle"]


def test_a_decided_cycle_gives_a_duty_each_quarter(pack: Pack) -> None:
    songs = [d for d in duties(pack, date(2023, 1, 1), date(2023, 12, 31), song_cycle="quarter") if d.rule.id == "song"]
    assert [d.key for d in songs] == ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"]


def test_levels_have_their_own_days_and_what_has_its_own_paper_is_a_duty_of_its_own(pack: Pack) -> None:
    found = [d for d in duties(pack, date(2023, 1, 1), date(2023, 12, 31)) if d.rule.id == "summary"]
    shown = {d.link: (d.debtor, d.about, d.day, d.of) for d in found}
    year = Period(2022)
    assert shown == {
        0: ("county-office", "each-holder", date(2023, 2, 15), year),
        1: ("city-office", "itself", date(2023, 3, 1), year),
        2: ("province", "each-holder", None, year),
    }


def test_legs_below_the_article_stand_before_the_debtor(pack: Pack) -> None:
    figures = next(d for d in duties(pack, date(2023, 4, 1), date(2023, 4, 30)) if d.rule.id == "figures")
    assert [(level.from_, level.leg, level.debtor, level.set_by) for level in figures.levels] == [
        ("holder", True, False, "county-office"),
        ("holder", True, False, ""),
        ("county-office", False, True, ""),
    ]
    assert figures.levels[0].due is None


def test_periods_that_began_before_the_document_are_not_owed(pack: Pack) -> None:
    found = schedule(situation(pack), date(2023, 1, 1), date(2023, 12, 31), date(2023, 5, 1), date(2023, 10, 1))
    assert [d.key for d in found if isinstance(d, Planned) and d.rule.id == "figures"] == ["2023-Q3"]


def test_work_begins_after_the_period_it_is_of_and_at_once_where_articles_are_counted(pack: Pack) -> None:
    assert only(pack, rule(due={"after-period": {"length": 5, "unit": "day"}}), "2023-Q2").opens_on == date(2023, 7, 1)
    assert only(pack, rule(**{"fulfilled-by": {"articles": 1}}), "2023-Q2").opens_on == date(2023, 4, 1)


# --- from which period on ----------------------------------------------------------------------------------------------


def test_designated_in_may_one_owes_from_the_third_quarter_on() -> None:
    may = date(2023, 5, 20)

    def holds(day: date) -> Truth:
        return Truth.of(day >= may)

    quarters = [Period(2023, "quarter", part) for part in (1, 2, 3)]
    assert [owes_for(period, holds) for period in quarters] == [Truth.NO, Truth.NO, Truth.YES]
    assert first_owed(may, "quarter") == quarters[2]
    running = [owes_for(period, holds, "running-period") for period in quarters]
    assert running == [Truth.NO, Truth.YES, Truth.YES]
    assert first_owed(may, "quarter", "running-period") == quarters[1]
    assert first_owed(date(2023, 4, 1), "quarter") == quarters[1]


def test_who_lost_the_title_in_the_period_owes_nothing_for_it_and_what_is_unknown_stays_so() -> None:
    assert owes_for(Period(2023), lambda day: Truth.of(day < date(2023, 11, 1))) is Truth.NO
    assert owes_for(Period(2023), lambda day: Truth.UNDETERMINED) is Truth.UNDETERMINED


# --- reminders ---------------------------------------------------------------------------------------------------------


def test_the_reminder_before_a_day_on_a_weekend_falls_on_a_working_day() -> None:
    saturday = date(2026, 2, 28)
    found = {one.offset: one.day for one in reminders(saturday, CALENDAR)}
    assert found[0] == date(2026, 2, 27)
    assert found[3] == date(2026, 3, 3)
    assert len(set(found.values())) == len(found)


# --- properties --------------------------------------------------------------------------------------------------------

cycles = st.sampled_from(sorted(PARTS))
months = st.integers(1, 12)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    cycle = draw(cycles)
    return Period(draw(st.integers(2020, 2030)), cycle, draw(st.integers(1, PARTS[cycle])))


@st.composite
def due_rules(draw: st.DrawFn) -> dict[str, Any]:
    """Days that come after the period: what a text can say without ``in-period``."""
    closed = {"when-closed": draw(st.sampled_from(["keep", "next-workday"]))}
    day = f"{draw(months):02d}-{draw(st.one_of(st.just('month-end'), st.integers(1, 28).map(lambda d: f'{d:02d}')))}"
    length, unit = draw(st.integers(1, 200)), draw(st.sampled_from(["day", "workday", "month"]))
    after = {"after-period": {"length": min(length, 18) if unit == "month" else length, "unit": unit, **closed}}
    return draw(st.sampled_from([{"day": day, **closed}, {"day": "period-end", **closed}, after]))


calendars = st.sets(st.dates(date(2020, 1, 1), date(2032, 12, 31)), max_size=40).map(
    lambda days: WorkCalendar(dict.fromkeys(days, False), frozenset(range(2020, 2033)), "any")
)
PACK = load_pack(FIXTURE)


def day_of(due: dict[str, Any], period: Period, calendar: WorkCalendar, **changed: Any) -> date:
    here = situation(PACK)
    here.calendar = calendar
    (planned,) = plan(here, rule(every=period.cycle, due=due, **changed), period)
    assert isinstance(planned.due, Due)
    return planned.due.day


@given(due_rules(), periods(), calendars)
def test_a_day_never_lies_before_the_end_of_the_period_unless_the_text_says_so(
    due: dict[str, Any], period: Period, calendar: WorkCalendar
) -> None:
    assert day_of(due, period, calendar) >= period.ends_on


@given(due_rules(), periods(), calendars)
def test_a_later_period_is_never_due_earlier(due: dict[str, Any], period: Period, calendar: WorkCalendar) -> None:
    assert day_of(due, period, calendar) <= day_of(due, period.step(1), calendar)


@given(months, st.integers(1, 28), st.integers(2020, 2030))
def test_a_day_in_the_period_lies_in_it(month: int, day: int, year: int) -> None:
    due = {"day": f"{month:02d}-{day:02d}", "in-period": True}
    assert day_of(due, Period(year), CALENDAR).year == year


@given(st.randoms(use_true_random=False), st.integers(2020, 2028))
def test_the_order_rules_are_asked_in_changes_nothing(rng: random.Random, year: int) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    usual = schedule(situation(PACK, count_day="05-20"), first, last, SINCE)
    shuffled = list(PACK.obligations.items())
    rng.shuffle(shuffled)
    other = situation(PACK.model_copy(update={"obligations": dict(shuffled)}), count_day="05-20")
    assert _told(schedule(other, first, last, SINCE)) == _told(usual)
    alone = [one for item in shuffled for one in _alone(item, first, last)]
    assert sorted(map(str, _told(alone))) == sorted(map(str, _told(usual)))


def _alone(item: tuple[str, Obligation], first: date, last: date) -> list[Planned | Undecided]:
    here = situation(PACK.model_copy(update={"obligations": dict([item])}), count_day="05-20")
    return schedule(here, first, last, SINCE)


def _told(found: list[Planned | Undecided]) -> list[tuple[Any, ...]]:
    shown = [
        (one.rule.id, one.link, one.key, one.due, one.levels, one.decisions)
        for one in found
        if isinstance(one, Planned)
    ]
    return shown + sorted((one.rule.id,) for one in found if isinstance(one, Undecided))


@given(st.dates(date(2020, 2, 1), date(2030, 12, 1)), calendars)
def test_reminders_fall_on_working_days_in_order_and_never_twice_on_one(due: date, calendar: WorkCalendar) -> None:
    found = reminders(due, calendar)
    days = [one.day for one in found]
    assert days == sorted(set(days))
    assert all(calendar.is_workday(day) for day in days)
    assert all(one.day <= due + timedelta(days=one.offset) for one in found if one.offset <= 0)
    assert all(one.day > due for one in found if one.offset > 0)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), cycles)
def test_the_first_period_owed_is_whole_and_no_earlier_one_is(since: date, cycle: str) -> None:
    first = first_owed(since, cycle)
    assert first.starts_on >= since
    assert first.step(-1).starts_on < since


def test_a_missing_day_is_no_day(pack: Pack) -> None:
    planned = only(pack, rule(every="once", due={"open": "old-summary-by"}), "2023")
    assert isinstance(planned.due, Missing)
    assert planned.day is None
    assert planned.key == "once"
