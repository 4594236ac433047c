"""Pages of those who decide: what waits, and one A4 for each matter."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jidi.accounts.acting import Actor, Denied
from jidi.accounts.enums import Duty
from jidi.common.say import Say, Unknown
from jidi.web.desk.http import actor_required, page, reads, today_of
from jidi.web.desk.lists import workbench
from jidi.web.desk.lists.place import THING, place_for
from jidi.web.desk.pending import parts
from jidi.web.shared.cited import chips_of, source_of
from jidi.web.shared.parts import Link

ROOM = "pending"


@reads
@actor_required
def pending(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for a decision of the meeting this person prepares."""
    on = today_of(request)
    matters = parts.matters_of(actor, on) if actor.duty == Duty.DECIDER else []
    return page(request, "desk/pending/pending.html", {"matters": matters}, room=ROOM)


@reads
@actor_required
def sheet(request: HttpRequest, actor: Actor, round_key: str, step: str, scope_key: str) -> HttpResponse:
    """One A4: what is to be decided, the list with its ranking and its places, the opinions, the article."""
    place = place_for(actor, round_key, step, scope_key, today_of(request))
    if isinstance(place.permit, Denied):
        raise Unknown(THING)
    entries = parts.entries_of(place)
    done = not entries and bool(place.closed)
    entries = parts.decided_on(place) if done else entries
    context = {
        "place": place,
        "title": Say(
            f"{place.step.say.zh}：{place.round_.zh}",
            f"{place.step.say.en or step}: {place.round_.en or place.round_.zh}",
        ),
        "crumbs": [Link(Say("待决", "To decide"), reverse("desk:pending"))],
        "meta": [source_of(place.whole)],
        "step_chips": chips_of(place.whole, place.step.citation()),
        "answers": parts.answers_of(place),
        "entries": entries,
        "done": done,
        "scored": any(entry.points != "—" for entry in entries),
        "preferred": any(entry.preferences for entry in entries),
        "quotas": workbench.quotas_of(place),
        "printed_by": actor,
    }
    return page(
        request, "desk/pending/sheet.html", context, room=ROOM if actor.duty == Duty.DECIDER else "applications"
    )
