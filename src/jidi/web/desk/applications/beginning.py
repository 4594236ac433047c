"""按事项发起: a procedure that starts from an event is begun by whoever the pack names, about a base, with what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from jidi.accounts.acting import Actor, Permit
from jidi.applications import services
from jidi.applications.permissions import begins_by_event, may_begin, starting_cite
from jidi.bases.models import Base
from jidi.bases.queries.bases import visible_to as bases_of
from jidi.common.say import Refused, Say, Unknown, house
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack, versions_in_force
from jidi.web.desk.applications import links
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.shared.chips import chip_of
from jidi.web.shared.parts import Chip, Dash, Link, Problem
from policycore.procedures import Procedure

ROOM = "applications"
MOST = 300
"""Bases offered at most."""
INCOMPLETE = house("按事项发起要写明什么事、哪个基地、哪一天", "what happened, to which base and when has to be said")


@dataclass(frozen=True, slots=True)
class Way:
    """A procedure one may begin: the event it starts from as the document says it, and by which article."""

    value: str
    rule: Procedure
    version: PackVersion
    event: str
    chip: Chip | Dash


def ways_of(actor: Actor, on: date) -> list[Way]:
    """The procedures that start from an event and that this person may begin in their area."""
    found = []
    for version in versions_in_force(actor.area_code, on):
        whole = pack(version)
        for rule in whole.procedures.values():
            if begins_by_event(rule) and isinstance(_may(actor, version, rule, on), Permit):
                chip = chip_of(starting_cite(whole, rule))
                found.append(Way(f"{version.pk}:{rule.id}", rule, version, event_words(version, rule), chip))
    return found


def _may(actor: Actor, version: PackVersion, rule: Procedure, on: date) -> object:
    return may_begin(actor, version, rule, "0", actor.area_code, on, actor.organisation_id)


def event_words(version: PackVersion, rule: Procedure) -> str:
    """The event a procedure starts from: where it names an outcome of the pack (\u201coutcome ID\u201d) that is called by its words."""
    head, _, named = rule.starts.event.partition(" ")
    outcome = pack(version).outcomes.get(named) if head == "outcome" else None
    return outcome.say.zh if outcome is not None else rule.starts.event


@reads
@actor_required
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The page: which procedure, about which base, what happened on which day."""
    return _page(request, actor)


@writes
@actor_required
def send(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Begin it; lead to the matter. What is refused comes back with everything typed."""
    on = today_of(request)
    ways = _ways(actor, on)
    try:
        way, base, happened = _chosen(request, actor, ways, on)
        made = services.begin_by_event(
            actor=actor, version=way.version, procedure=way.rule.id, base=base, happened=happened,
            what=request.POST.get("what", ""), on=on, at=now_of(request), once_key=once_of(request),
        )  # fmt: skip
    except Refused as refused:
        if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
        return _page(request, actor, refused)
    done(request, Say(f"已发起，案号 {made.case.case_no}。", f"Begun: No. {made.case.case_no}."))
    return redirect(links.matter(made.case))


def _ways(actor: Actor, on: date) -> list[Way]:
    ways = ways_of(actor, on)
    if not ways:
        raise Unknown(Say("个页面", "page"))
    return ways


def _page(request: HttpRequest, actor: Actor, refused: Refused | None = None) -> HttpResponse:
    on = today_of(request)
    context = {
        "crumbs": [Link(Say("申报认定", "Applications"), reverse("desk:applications"))],
        "ways": _ways(actor, on),
        "bases": _bases(actor, on)[:MOST],
        "today_iso": on.isoformat(),
        "typed": request.POST,
        "problems": [Problem(refused.why, "what")] if refused else [],
    }
    status = HTTPStatus(refused.status) if refused and refused.status else HTTPStatus.OK
    return page(request, "desk/applications/begin.html", context, room=ROOM, status=status)


def _bases(actor: Actor, on: date) -> list[Base]:
    return list(bases_of(actor, on).filter(ended_on__isnull=True).order_by("area_id", "pk"))


def _chosen(request: HttpRequest, actor: Actor, ways: list[Way], on: date) -> tuple[Way, Base, date]:
    sent = request.POST
    way = next((one for one in ways if one.value == sent.get("way", "")), None)
    base = next((one for one in _bases(actor, on) if str(one.pk) == sent.get("base", "")), None)
    happened = _day(sent.get("happened", ""))
    if way is None or base is None or happened is None:
        raise Refused(
            Say("没有发起。", "It was not begun."),
            Say("程序、基地和日期都要选。", "Choose the procedure, the base and the day."),
            Say("请补齐后再发起。", "Complete it, then send it again."),
            cite=INCOMPLETE,
            code="incomplete",
            status=422,
        )
    return way, base, happened


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
