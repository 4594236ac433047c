"""The holiday table: each year's notice, its days off and make-up days, and the two ways to change it."""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.accounts.permissions import may_administer
from jidi.agenda.services.holidays import change_day, enter_year
from jidi.calendars.models import Day, Year
from jidi.calendars.queries import work_calendar
from jidi.common.say import Say
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.desk.system.views import ROOM, crumbs, require_administrator
from jidi.web.shared.days import weekday
from jidi.web.shared.parts import Badge, FigureCell, Problem, State, Tab
from policycore.calendar import WorkCalendar

AHEAD = 2
"""How many years after this one are shown, so that what is provisional is seen before it matters."""
PUBLISHED = Badge(State.DONE, Say("已公布", "published"))
PROVISIONAL = Badge(State.WATCH, Say("未公布，暂按周一至周五计", "not published; counted Monday to Friday"))


@dataclass(frozen=True, slots=True)
class Special:
    """A day that differs from Monday to Friday."""

    day: date
    weekday: Say
    is_workday: bool
    source: str


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day in the picture of a month; ``None`` fills the week before the first and after the last."""

    day: date | None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed in one of the two forms, and what is wrong with it."""

    texts: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


NOTHING_TYPED = Typed({})


@reads
@actor_required
def holidays(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One year of the table."""
    require_administrator(actor)
    return _shown(request, actor, _year(request.GET.get("year", ""), today_of(request)))


def _year(text: str, today: date) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today.year


def _shown(
    request: HttpRequest,
    actor: Actor,
    year: int,
    day_typed: Typed = NOTHING_TYPED,
    year_typed: Typed = NOTHING_TYPED,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    table, today = work_calendar(), today_of(request)
    row = Year.objects.filter(pk=year).select_related("entered_by").first()
    published = year in table.published
    context = {
        "crumbs": crumbs(),
        "year": year,
        "row": row,
        "badge": PUBLISHED if published else PROVISIONAL,
        "published": published,
        "tabs": _tabs(table, year, today),
        "figures": _figures(table, year),
        "specials": _specials(table, year),
        "months": [(number, _month(table, year, number)) for number in range(1, 13)],
        "weekdays": [weekday(date(2024, 1, 1) + timedelta(days=place)) for place in range(7)],
        "may": bool(
            may_administer(actor, "calendar.change", kind="calendar", key=str(year), area_code=actor.area_code)
        ),
        "typed": day_typed,
        "typed_year": year_typed,
        "today_iso": today.isoformat(),
    }
    return page(request, "desk/system/holidays.html", context, room=ROOM, status=status)


def _tabs(table: WorkCalendar, chosen: int, today: date) -> list[Tab]:
    first = today.year - 2
    years = sorted({chosen, *range(first, today.year + AHEAD + 1)})
    return [
        Tab(
            str(year),
            f"{reverse('desk:holidays')}?year={year}",
            year == chosen,
            "" if year in table.published else Say("（暂定）", "(provisional)"),
        )
        for year in years
    ]


def _figures(table: WorkCalendar, year: int) -> list[FigureCell]:
    days = [date(year, 1, 1) + timedelta(days=place) for place in range(366 if months.isleap(year) else 365)]
    worked = sum(table.is_workday(day) for day in days)
    off = sum(1 for day in days if day.weekday() < 5 and not table.is_workday(day))
    made_up = sum(1 for day in days if day.weekday() >= 5 and table.is_workday(day))
    return [
        FigureCell(Say("工作日", "Working days"), str(worked), Say(f"天，全年 {len(days)} 天", f"of {len(days)} days")),
        FigureCell(Say("周一至周五放假", "Weekdays off"), str(off), Say("天", "days")),
        FigureCell(Say("周末补班", "Weekends worked"), str(made_up), Say("天", "days")),
    ]


def _specials(table: WorkCalendar, year: int) -> list[Special]:
    """The days of a year that differ, from the site's table; until that was begun from the known years."""
    kept = {row.day: row for row in Day.objects.filter(year_id=year)}
    days = {day: worked for day, worked in table.special.items() if day.year == year}
    known = Say("已知年份", "known years")
    return [
        Special(day, weekday(day), worked, kept[day].source if day in kept else known.zh)
        for day, worked in sorted(days.items())
    ]


def _month(table: WorkCalendar, year: int, month: int) -> list[list[MonthDay]]:
    weeks = months.Calendar().monthdatescalendar(year, month)
    return [[_month_day(table, day, month) for day in week] for week in weeks]


def _month_day(table: WorkCalendar, day: date, month: int) -> MonthDay:
    if day.month != month:
        return MonthDay(None)
    known = table.special.get(day)
    if known is None:
        return MonthDay(day, "" if day.weekday() < 5 else "end")
    return MonthDay(day, "work" if known else "off")


# --- changing ------------------------------------------------------------------------------------------------------


@writes
@actor_required
def day(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Say of one day whether it is worked."""
    require_administrator(actor)
    texts = _texts(request.POST, "day", "workday", "source")
    chosen = _day(texts["day"])
    problems = []
    if chosen is None:
        problems.append(Problem(Say("请写明日期，如 2026-10-10", "enter the day, such as 2026-10-10"), "day"))
    if texts["workday"] not in ("yes", "no"):
        problems.append(Problem(Say("请选上班还是放假", "choose whether it is worked"), "workday"))
    if not texts["source"]:
        problems.append(Problem(Say("请写明依据哪份通知", "name the notice"), "source"))
    if problems or chosen is None:
        shown = chosen.year if chosen else _year(request.POST.get("year", ""), today_of(request))
        wrong = Typed(texts, tuple(problems))
        return _shown(request, actor, shown, day_typed=wrong, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    worked = texts["workday"] == "yes"
    moved = change_day(
        actor=actor, day=chosen, is_workday=worked, source=texts["source"], at=now_of(request), key=once_of(request)
    )
    word = Say("上班", "worked") if worked else Say("放假", "off")
    done(request, _said(Say(f"{chosen} 已改为{word.zh}", f"{chosen} is now {word.en}"), moved))
    return HttpResponseRedirect(f"{reverse('desk:holidays')}?year={chosen.year}")


@writes
@actor_required
def year(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Enter the notice of a whole year."""
    require_administrator(actor)
    texts = _texts(request.POST, "year", "days", "notice", "published_on")
    chosen = _year(texts["year"], today_of(request))
    days, problems = read_days(texts["days"])
    published_on = _day(texts["published_on"])
    if not texts["notice"]:
        problems.append(Problem(Say("请写明通知名称和文号", "name the notice and its number"), "notice"))
    if published_on is None:
        problems.append(Problem(Say("请写明公布日期", "enter the day it was published"), "published_on"))
    if problems or published_on is None:
        wrong = Typed(texts, tuple(problems))
        return _shown(request, actor, chosen, year_typed=wrong, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    moved = enter_year(
        actor=actor,
        year=chosen,
        days=days,
        source=texts["notice"],
        published_on=published_on,
        at=now_of(request),
        key=once_of(request),
    )
    done(request, _said(Say(f"{chosen} 年安排已录入，{len(days)} 天", f"{chosen} is entered, {len(days)} days"), moved))
    return HttpResponseRedirect(f"{reverse('desk:holidays')}?year={chosen}")


def _said(what: Say, moved: int) -> Say:
    return Say(f"{what.zh}；{moved} 个在走的期限因此变动。", f"{what.en}; {moved} running clocks moved with it.")


def _texts(typed: QueryDict, *names: str) -> dict[str, str]:
    return {name: typed.get(name, "").strip() for name in names}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_LINE = re.compile(
    r"^(\d{4}-\d{2}-\d{2})(?:\s*(?:至|到|~|—|-{1,2}|\.\.)\s*(\d{4}-\d{2}-\d{2}))?\s*[，,:：]?\s*(休|放假|off|班|上班|work)$"
)
_WORKED = frozenset({"班", "上班", "work"})
_LONGEST = 60


def read_days(text: str) -> tuple[dict[date, bool], list[Problem]]:
    """Read days as one writes them from a notice, one line each: ``2027-02-05 至 2027-02-11 休``, ``2027-02-14 班``.

    Returns each day with whether it is worked, and what is wrong by line.
    """
    days: dict[date, bool] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _LINE.match(line.strip())
        span = _span(found.group(1), found.group(2)) if found else None
        if found is None or span is None:
            say = Say(
                f"第 {number} 行「{line.strip()}」没有读懂，请写成 2027-02-14 班，或 2027-02-05 至 2027-02-11 休",
                f"line {number} “{line.strip()}” was not understood; write 2027-02-14 work, or 2027-02-05 ~ 2027-02-11 off",
            )
            problems.append(Problem(say, "days"))
            continue
        days |= dict.fromkeys(span, found.group(3) in _WORKED)
    if not days and not problems:
        problems.append(Problem(Say("还没有写放假和补班的日子", "no days are written yet"), "days"))
    return days, problems


def _span(first: str, last: str | None) -> list[date] | None:
    begins, ends = _day(first), _day(last or first)
    if begins is None or ends is None or not 0 <= (ends - begins).days < _LONGEST:
        return None
    return list(_days(begins, ends))


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)
