"""工作台: one page that answers what to do now. It reads the agenda only (and the trail for what changed)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Duty
from jidi.agenda import queries as agenda
from jidi.agenda.enums import Urgency
from jidi.cases.queries import recent_moves
from jidi.common.say import Say
from jidi.notices.queries import unread
from jidi.web.desk.counting import counted_for
from jidi.web.desk.http import actor_required, page, reads
from jidi.web.desk.work.lines import ahead_of, elsewhere_of, first_of, groups_of
from jidi.web.shared.acting import today_of
from jidi.web.shared.parts import Filter, Link

SIZE: Final = 50
AHEAD: Final = timedelta(days=120)
"""How far the right column looks ahead."""
APPLYING: Final = frozenset({Duty.COUNTY_OFFICER, Duty.CITY_OFFICER, Duty.BASE_CLERK})
"""Who may find a round open for applications although nothing waits for them."""
SHOWN: Final = 8
"""Lines of the right column's panels."""

_URGENCY = Filter(
    "urgency",
    Say("期限", "Due"),
    (
        ("", Say("全部", "all")),
        (Urgency.OVERDUE.value, Say("逾期", "overdue")),
        (Urgency.WEEK.value, Say("本周", "this week")),
        (Urgency.LATER.value, Say("以后和没有期限", "later, or no day")),
    ),
)
_SORT = Filter(
    "sort",
    Say("排序", "Sort"),
    (
        ("due", Say("期限先后", "by due day")),
        ("-opened", Say("最近收到", "latest first")),
        ("opened", Say("最早收到", "oldest first")),
        ("area", Say("按地区", "by area")),
        ("what", Say("按事项", "by matter")),
    ),
)


@reads
@actor_required
def work(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for the post: the first thing, and the list by urgency."""
    on, asked = today_of(request), request.GET
    urgency = asked.get("urgency", "") if asked.get("urgency", "") in {u.value for u in Urgency} else ""
    sort = asked.get("sort", "due") if asked.get("sort", "due") in agenda.SORTS else "due"
    number = int(asked["page"]) if asked.get("page", "").isdecimal() else 1
    counted = counted_for(request, actor, on)
    found = agenda.work_list(
        actor, on=on, urgency=urgency, text=asked.get("q", "")[:60], sort=sort, page=number, size=SIZE,
        counted=counted,
    )  # fmt: skip
    pressing = agenda.at_once(actor) if number == 1 and not urgency else ()
    first = (
        pressing[0]
        if pressing
        else (
            found.rows[0]
            if found.rows and sort == "due" and number == 1 and not urgency
            else agenda.first(actor, counted)
        )
    )
    context = {
        "first": first_of(first, on),
        "groups": groups_of(found.rows, on, pressing),
        "total": found.total,
        "overdue": sum(line.urgency(on) is Urgency.OVERDUE for line in found.rows),
        "pager": Paginator(range(found.total), SIZE).get_page(found.page),
        "filters": [_chosen(_URGENCY, urgency), _chosen(_SORT, sort)],
        "q": asked.get("q", ""),
        "unread": unread(actor),
        "may_apply": actor.duty in APPLYING,
        "rounds_link": Link(Say("去申报认定", "To the applications"), reverse("desk:applications")),
    }
    return page(request, "desk/work/work.html", context, room="work")


@reads
@actor_required
def side(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What stands beside the list: the days ahead, what others hold, what changed.

    The page asks for it by itself once it is there: the list, which is what one came for, does not wait for it.
    """
    on = today_of(request)
    counted = counted_for(request, actor, on)
    others, elsewhere_total = agenda.first_with_others(actor, SHOWN)
    context = {
        "ahead": ahead_of(agenda.deadlines(actor, from_on=on, until_on=on + AHEAD, most=SHOWN, counted=counted)),
        "elsewhere": elsewhere_of(others, on),
        "elsewhere_total": elsewhere_total,
        "changes": recent_moves(actor, SHOWN),
    }
    return page(request, "desk/work/side.html", context, room="work")


def _chosen(of: Filter, value: str) -> Filter:
    return Filter(of.name, of.label, of.options, value)
