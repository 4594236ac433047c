"""Keeping the table: begun with the years the library knows, then edited from the State Council's notices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, require
from jidi.accounts.permissions import may_administer
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.audit.who import SYSTEM, Who
from jidi.calendars.known import SOURCE, known_calendar
from jidi.calendars.models import Day, Edition, Year
from jidi.calendars.queries import EDITION, read_table
from jidi.common.digests import digest
from jidi.common.reading import forget
from jidi.common.say import Basis, Cite, Refused, Say
from jidi.common.texts import one_line

KIND = "calendar"
NOTICE = Cite(Say("国务院办公厅年度节假日安排通知", "the State Council's yearly holiday notice"), Basis.LAW)


def seed(*, at: datetime) -> int:
    """Begin the table with the years the library knows; return how many were added. Years that stand are not touched."""
    with operation(at=at):
        added = _seed(at)
        if added:
            _settle()
            _record(SYSTEM, "calendar.seed", "all", at, {"years": sorted(added), "source": SOURCE})
    return len(added)


@refusals_audited("calendar.change", lambda a: About(KIND, str(a["day"]), a["actor"].area_code))
def set_day(*, actor: Actor, day: date, is_workday: bool, source: str, at: datetime) -> None:
    """Say of one day of a published year whether it is worked, naming the notice.

    Raises Refused without a source, or for a year whose notice was not entered (use ``publish_year``).
    """
    _require(actor, str(day))
    _refuse_without_source(source)
    with operation(at=at):
        _seed(at)
        year = Year.objects.filter(pk=day.year).first()
        if year is None:
            raise _refused(
                f"{day.year} 年的通知尚未录入。",
                f"The notice for {day.year} was not entered yet.",
                Say("请先按通知录入全年安排。", "Enter the whole year from the notice first."),
                "year-not-entered",
            )
        before = Day.objects.filter(pk=day).values_list("is_workday", flat=True).first()
        _put(year, day, source, is_workday=is_workday)
        _settle()
        _record(actor.who, "calendar.change", str(day), at, {"workday": is_workday, "was": before, "source": source})


@refusals_audited("calendar.change", lambda a: About(KIND, str(a["year"]), a["actor"].area_code))
def publish_year(
    *, actor: Actor, year: int, days: Mapping[date, bool], source: str, published_on: date, at: datetime
) -> None:
    """Enter the notice of a whole year: its holidays (False) and make-up workdays (True). Replaces what stood for it.

    What was provisional in that year is so no longer; the room with the clocks (``agenda``) counts them again afterwards.
    Raises Refused without a source or for days of another year.
    """
    _require(actor, str(year))
    _refuse_without_source(source)
    if strange := sorted(day for day in days if day.year != year):
        raise _refused(
            f"{strange[0]} 不在 {year} 年。",
            f"{strange[0]} is no day of {year}.",
            Say("请核对日期；跨年的日子分别录入各自年份。", "Check the days; enter each under its own year."),
            "day-of-another-year",
        )
    with operation(at=at):
        _seed(at)
        row, _ = Year.objects.update_or_create(
            pk=year,
            defaults={
                "source": one_line(source, 200),
                "published_on": published_on,
                "entered_by_id": actor.person_id,
                "entered_at": at,
            },
        )
        row.days.all().delete()
        for day, is_workday in days.items():
            _put(row, day, source, is_workday=is_workday)
        _settle()
        detail = {"days": {str(day): worked for day, worked in days.items()}, "source": source, "on": published_on}
        _record(actor.who, "calendar.publish", str(year), at, detail)


def _seed(at: datetime) -> set[int]:
    """Copy the library's years the table does not have. A year an administrator entered stays as entered."""
    if Edition.objects.filter(pk=Edition.ONLY).exists() and not _missing_years():
        return set()
    known, added = known_calendar(), _missing_years()
    years = {year: Year(year=year, source=SOURCE, entered_at=at) for year in sorted(added)}
    Year.objects.bulk_create(years.values())
    Day.objects.bulk_create(
        Day(day=day, year=years[day.year], is_workday=worked, source=SOURCE)
        for day, worked in sorted(known.special.items())
        if day.year in added
    )
    return added


def _missing_years() -> set[int]:
    return set(known_calendar().published) - set(Year.objects.values_list("year", flat=True))


def _put(year: Year, day: date, source: str, *, is_workday: bool) -> None:
    # Only what differs from Monday to Friday is kept: a day set back to the ordinary leaves the table.
    if is_workday == (day.weekday() < 5):
        Day.objects.filter(pk=day).delete()
    else:
        Day.objects.update_or_create(
            pk=day, defaults={"year": year, "is_workday": is_workday, "source": one_line(source, 200)}
        )


def _settle() -> None:
    table = read_table()
    content = {"years": sorted(table.published), "days": dict(table.special)}
    Edition.objects.update_or_create(pk=Edition.ONLY, defaults={"edition": digest(content)[-24:]})
    forget(EDITION)


def _require(actor: Actor, key: str) -> None:
    # The table is the whole site's: any system administrator keeps it, whatever area they look after.
    require(may_administer(actor, "calendar.change", kind=KIND, key=key, area_code=actor.area_code))


def _refuse_without_source(source: str) -> None:
    if not one_line(source):
        raise _refused(
            "没有写明依据的通知。",
            "No notice is named.",
            Say("请写明通知名称和文号。", "Name the notice and its number."),
            "no-source",
        )


def _record(who: Who, action: str, key: str, at: datetime, detail: dict[str, Any]) -> None:
    record(at=at, who=who, action=action, kind=KIND, key=key, detail=detail)


def _refused(zh: str, en: str, next_step: Say, code: str) -> Refused:
    what = Say("日历没有更改。", "The calendar was not changed.")
    return Refused(what, Say(zh, en), next_step, cite=NOTICE, status=422, code=code)
