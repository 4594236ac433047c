"""The calendar counts by the notices: known years from the start, later ones entered by an administrator."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from jidi.accounts.acting import Denied
from jidi.audit.models import Entry
from jidi.calendars.known import known_calendar
from jidi.calendars.models import Day, Year
from jidi.calendars.queries import work_calendar
from jidi.calendars.services import publish_year, seed, set_day
from jidi.common.say import Refused
from policycore.calendar import DayUnit, Due
from tests.cast import Cast

AT = datetime(2026, 11, 21, 1, tzinfo=UTC)
NOTICE = "国办发明电〔2026〕7号"


def seven_workdays(*, count_first: bool) -> Due:
    return work_calendar().window(date(2026, 9, 28), 7, DayUnit.WORKDAY, count_first=count_first)


@pytest.mark.django_db
@pytest.mark.parametrize("seeded", [False, True])
def test_seven_working_days_over_the_national_day_of_2026(seeded: bool) -> None:
    if seeded:
        seed(at=AT)
    assert seven_workdays(count_first=True) == Due(date(2026, 10, 12))
    assert seven_workdays(count_first=False) == Due(date(2026, 10, 13))


def test_make_up_workdays_of_2026_are_worked() -> None:
    made_up = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    calendar = known_calendar()
    assert [
        day.strftime("%m-%d") for day, worked in sorted(calendar.special.items()) if worked and day.year == 2026
    ] == made_up
    assert 2004 in calendar.published
    assert 2027 not in calendar.published


@pytest.mark.django_db
def test_a_year_without_a_notice_is_provisional() -> None:
    seed(at=AT)
    assert work_calendar().window(date(2026, 12, 28), 7, DayUnit.WORKDAY) == Due(date(2027, 1, 6), provisional=True)


@pytest.mark.django_db
def test_seeding_again_adds_nothing() -> None:
    assert seed(at=AT) == 23
    edition = work_calendar().edition
    assert seed(at=AT) == 0
    assert work_calendar().edition == edition
    assert dict(Day.objects.values_list("day", "is_workday")) == known_calendar().special
    assert [entry.action for entry in Entry.objects.all()] == ["calendar.seed"]


def publish(cast: Cast, **more: Any) -> None:
    given: dict[str, Any] = {
        "actor": cast.system_admin,
        "year": 2027,
        "days": {date(2027, 1, 1): False, date(2027, 1, 3): True},
        "source": NOTICE,
        "published_on": date(2026, 11, 4),
        "at": AT,
    }
    publish_year(**{**given, **more})


def test_a_new_notice_makes_its_year_certain(cast: Cast) -> None:
    publish(cast)
    assert work_calendar().window(date(2026, 12, 28), 6, DayUnit.WORKDAY) == Due(date(2027, 1, 5))
    assert not work_calendar().is_workday(date(2027, 1, 1))
    assert work_calendar().is_workday(date(2027, 1, 3))
    row = Year.objects.get(pk=2027)
    assert (row.source, row.published_on, row.entered_by_id) == (NOTICE, date(2026, 11, 4), cast.system_admin.person_id)
    assert Year.objects.filter(pk=2026).exists()
    entry = Entry.objects.last()
    assert entry is not None
    assert (entry.action, entry.detail["days"]) == ("calendar.publish", {"2027-01-01": False, "2027-01-03": True})


def test_a_notice_entered_again_replaces_what_stood(cast: Cast) -> None:
    publish(cast)
    first = work_calendar().edition
    publish(cast, days={date(2027, 1, 1): False, date(2027, 1, 4): True})
    assert work_calendar().edition != first
    assert not work_calendar().is_workday(date(2027, 1, 3))
    # A Monday is worked anyway and is not kept as special.
    assert date(2027, 1, 4) not in work_calendar().special


def test_one_day_is_corrected_and_set_back(cast: Cast) -> None:
    day = date(2026, 12, 31)
    given = {"actor": cast.system_admin, "day": day, "source": NOTICE, "at": AT}
    seed(at=AT)
    before = work_calendar().edition
    set_day(**given, is_workday=False)
    assert not work_calendar().is_workday(day)
    assert Day.objects.get(pk=day).source == NOTICE
    set_day(**given, is_workday=True)
    assert work_calendar().is_workday(day)
    assert work_calendar().edition == before


def test_an_entered_year_is_not_overwritten_by_seeding(cast: Cast) -> None:
    publish(cast, year=2026, days={date(2026, 10, 1): False})
    seed(at=AT)
    assert work_calendar().is_workday(date(2026, 10, 2))


@pytest.mark.parametrize(
    ("more", "code"),
    [({"source": " "}, "no-source"), ({"days": {date(2026, 12, 31): False}}, "day-of-another-year")],
)
def test_what_the_notice_does_not_carry_is_refused(cast: Cast, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        publish(cast, **more)
    assert refused.value.code == code
    assert work_calendar() is known_calendar()


def test_a_day_of_a_year_not_entered_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        set_day(actor=cast.system_admin, day=date(2027, 1, 1), is_workday=False, source=NOTICE, at=AT)
    assert refused.value.code == "year-not-entered"


def test_only_the_system_administrator_keeps_the_calendar(cast: Cast) -> None:
    for actor in (cast.province_officer, cast.security_admin):
        with pytest.raises(Denied):
            publish(cast, actor=actor)


@pytest.mark.django_db
def test_the_table_is_read_once_an_edition(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    seed(at=AT)
    work_calendar()
    with django_assert_num_queries(1):
        work_calendar()
