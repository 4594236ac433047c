"""The copy to be stamped, its code, and the page the code leads to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from jidi.accounts.acting import Actor
from jidi.common.clock import BEIJING
from jidi.common.say import Say
from jidi.filings.doors import door_of
from jidi.filings.models import Version
from jidi.filings.queries import form_in
from jidi.web.desk.homes import Home, home_of
from jidi.web.desk.http import actor_required, now_of, page, reads, today_of
from jidi.web.desk.stamped import printed as paper
from jidi.web.shared.forms import read_view
from jidi.web.shared.parts import Badge, Row, State

TITLE = Say("盖章件", "Copy to be stamped")
_STATES = {
    "filed": Badge(State.GOING, Say("已报", "filed")),
    "accepted": Badge(State.DONE, Say("已采纳", "accepted")),
    "returned": Badge(State.BACK, Say("退回补正", "returned")),
    "superseded": Badge(State.NONE, Say("有新版", "superseded")),
}


@reads
@actor_required
def stamped(request: HttpRequest, actor: Actor, filing_id: int, ordinal: int) -> HttpResponse:
    """A version as it is printed, signed and stamped."""
    version = paper.version_for(actor, filing_id, ordinal)
    door = door_of(actor, version.filing, today_of(request))
    context = _context(version) | {
        "name": door.name,
        "view": read_view(version, rules=door.rules),
        "explained": version.explanations.all(),
        "printed_by": actor,
        "now": now_of(request),
    }
    return page(request, "desk/stamped/stamped.html", context, room=context["home"].room)


@reads
@actor_required
def code(request: HttpRequest, actor: Actor, filing_id: int, ordinal: int) -> HttpResponse:
    """The code of a version, as a picture."""
    version = paper.version_for(actor, filing_id, ordinal)
    return HttpResponse(paper.code_of(version), content_type="image/svg+xml")


@reads
@actor_required
def check(request: HttpRequest, actor: Actor, filing_id: int, ordinal: int, printed: str) -> HttpResponse:
    """What the code on a paper leads to: the version, and whether its digest still agrees."""
    version = paper.version_for(actor, filing_id, ordinal)
    same, sound = paper.on_paper(version, printed), paper.unchanged(version)
    context = _context(version) | {
        "printed": printed,
        "same": same,
        "sound": sound,
        "agrees": same and sound,
        "rows": _rows(version),
        "state": _STATES[version.standing.status],
    }
    return page(request, "desk/stamped/check.html", context, room=context["home"].room)


def _context(version: Version) -> dict[str, Any]:
    home: Home = home_of(version.filing)
    form = form_in(version.filing)
    return {
        "title": TITLE,
        "form_title": Say(form.zh or form.id, form.en),
        "version": version,
        "letters": paper.letters_of(version),
        "later": paper.later_than(version),
        "home": home,
        "crumbs": [home.owner],
    }


def _rows(version: Version) -> list[Row]:
    """Which version it is, in words."""
    form, home = form_in(version.filing), home_of(version.filing)
    made = version.made_at.astimezone(BEIJING)
    return [
        Row(Say("事项", "Matter"), home.owner.text),
        Row(Say("编号", "Number"), home.number),
        Row(Say("表", "Form"), Say(form.zh or form.id, form.en)),
        Row(Say("版本", "Version"), Say(f"第 {version.ordinal} 版", f"version {version.ordinal}")),
        Row(Say("报送", "Handed in"), f"{made:%Y-%m-%d %H:%M} {version.who_organisation} {version.who_name}"),
    ]
