"""报送日历: the year ahead on one page, month by month."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jidi.accounts.acting import Actor, Permit
from jidi.common.say import Say
from jidi.policies.queries import without_texts
from jidi.returns.queries.duties import visible_to
from jidi.returns.queries.yearly import Entry, year
from jidi.returns.rights import may_raise
from jidi.returns.words import of_the, period_words
from jidi.web.desk.http import actor_required, page, reads, today_of
from jidi.web.desk.returns.words import ROOM, board_link, chips_for, tabs
from jidi.web.shared.days import weekday
from jidi.web.shared.parts import provisional


@reads
@actor_required
def year_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything that is due in a year."""
    today = today_of(request)
    asked = request.GET.get("y", "")
    of = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else today.year
    months, undecided = year(actor, of)
    entries = [entry for month in months for entry in month.entries] + list(undecided)
    ids = [entry.duty_id for entry in entries]
    duties = {duty.pk: duty for duty in without_texts(visible_to(actor).filter(pk__in=ids), "version")}
    chips = {pk: chips_for(duty)[:1] for pk, duty in duties.items()}
    context = {
        "tabs": tabs("year", actor),
        "raises": isinstance(may_raise(actor, ""), Permit),
        "year": of,
        "before": of - 1,
        "after": of + 1,
        "months": [(m.number, [_line(e, chips[e.duty_id], today) for e in m.entries]) for m in months],
        "undecided": [_line(entry, chips[entry.duty_id], today) for entry in undecided],
        "units": sum(entry.units for entry in entries if not entry.forwards),
        "filed": sum(entry.filed for entry in entries if not entry.forwards),
        "none": not entries,
        "this": today.month if of == today.year else 0,
    }
    return page(request, "desk/returns/year.html", context, room=ROOM)


def _line(entry: Entry, chips: object, today: date) -> dict[str, object]:
    href = reverse("desk:duty", args=[entry.duty_id]) if entry.single else board_link(c=entry.column)
    late = entry.on is not None and entry.on < today and entry.filed < entry.units
    return {
        "entry": entry,
        "chips": chips,
        "href": href,
        "late": late,
        "done": entry.filed == entry.units,
        "title": Say(
            of_the(period_words(entry.of_period).zh, entry.say.zh),
            f"{entry.say.en or entry.say.zh}, {period_words(entry.of_period).en}",
        ),
        "weekday": weekday(entry.on) if entry.on else None,
        "dash": provisional(entry.on.year) if entry.provisional and entry.on else None,
    }
