"""Rounds: the list of them with the applications one may know of, announcing one, the page of one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse

from jidi.accounts.acting import Actor, Permit
from jidi.accounts.enums import Duty, Tier
from jidi.applications import queries
from jidi.applications.models import Application, Round
from jidi.applications.permissions import is_open
from jidi.cases import permissions as may
from jidi.cases import queries as cases
from jidi.cases.enums import PointState
from jidi.cases.models import ReturnPoint
from jidi.common.say import Say, Unknown
from jidi.policies.queries import pack as pack_of
from jidi.web.desk.applications import links, shown
from jidi.web.desk.applications.beginning import ways_of
from jidi.web.desk.http import actor_required, page, reads, today_of
from jidi.web.shared.cited import chips_of
from jidi.web.shared.language import Words
from jidi.web.shared.parts import Badge, Filter, State
from policycore.facts import Subject
from policycore.procedures import Step, StepKind

SIZE = 50

THING = Say("个轮次", "round")
ROOM = "applications"


# --- the list --------------------------------------------------------------------------------------------------------


@reads
@actor_required
def applications(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Rounds that are announced, and every application one may know of, with filters, 50 on a page."""
    today = today_of(request)
    rounds = list(queries.rounds_visible_to(actor))
    found = _filtered(_known(actor), request)
    pages = Paginator(found.order_by("-case__opened_at", "-id"), SIZE)
    shown_page = pages.get_page(request.GET.get("page"))
    context = {
        "rounds": [_round_row(one, actor, today) for one in rounds],
        "rows": [_application_row(one, today) for one in shown_page],
        "page": shown_page,
        "total": pages.count,
        "filters": _filters(rounds, request),
        "asked": request.GET.get("text", ""),
        "may_announce": may_announce_at_all(actor),
        "may_begin": bool(ways_of(actor, today)),
    }
    return page(request, "desk/applications/applications.html", context, room=ROOM)


def _known(actor: Actor) -> QuerySet[Application]:
    returned = ReturnPoint.objects.filter(case=OuterRef("case"), state=PointState.OPEN)
    found = Application.objects.filter(case__in=cases.known_to(actor).values("pk"))
    return found.select_related("round", "case__version", "base__area").annotate(returned=Exists(returned))


def _filtered(found: QuerySet[Application], request: HttpRequest) -> QuerySet[Application]:
    asked = request.GET
    if asked.get("round"):
        found = found.filter(round__key=asked["round"])
    if asked.get("state") == "ended":
        found = found.filter(case__ended_at__isnull=False)
    elif asked.get("state") == "open":
        found = found.filter(case__ended_at__isnull=True)
    if asked.get("text"):
        text = asked["text"]
        found = found.filter(Q(case__title_zh__icontains=text) | Q(case__case_no__icontains=text))
    return found


def _filters(rounds: Iterable[Round], request: HttpRequest) -> list[Filter]:
    options: list[tuple[str, Words]] = [("", Say("全部", "all")), *((one.key, one.zh) for one in rounds)]
    states = (("", Say("全部", "all")), ("open", Say("在办", "under way")), ("ended", Say("已办结", "ended")))
    return [
        Filter("round", Say("轮次", "Round"), tuple(options), request.GET.get("round", "")),
        Filter("state", Say("状态", "State"), states, request.GET.get("state", "")),
    ]


def _round_row(round_: Round, actor: Actor, today: date) -> dict[str, Any]:
    procedure = pack_of(round_.version).procedures[round_.procedure]
    open_now = is_open(round_, today)
    return {
        "round": round_,
        "href": links.round_(round_.key),
        "procedure": procedure.say,
        "badge": round_badge(round_, today),
        "open": open_now,
        "may_start": open_now and may_start(actor, round_, today),
    }


def round_badge(round_: Round, today: date) -> Badge:
    """Whether a round takes applications."""
    if today < round_.opens_on and round_.state == "open":
        return Badge(State.WAIT, Say("未开放", "not open yet"))
    if is_open(round_, today):
        return Badge(State.GOING, Say("受理中", "open"))
    return Badge(State.NONE, Say("已截止", "closed"))


def _application_row(application: Application, today: date) -> dict[str, Any]:
    case = application.case
    whole = pack_of(case.version)
    procedure = whole.procedures[case.procedure]
    step = procedure.step(case.step)
    badge = shown.state_badge(case, procedure)
    if application.returned and step.kind is StepKind.FILL and not case.has_ended:  # type: ignore[attr-defined]
        badge = Badge(State.BACK, Say("退回补正", "returned"))
    return {
        "application": application,
        "case": case,
        "href": links.matter(case),
        "badge": badge,
        "step": step.say,
        "since": case.ended_on or case.entered_on,
        "chips": chips_of(whole, step.citation()),
    }


def may_announce_at_all(actor: Actor) -> bool:
    """Whether this person announces rounds."""
    return actor.duty == Duty.PROVINCE_OFFICER and actor.tier == Tier.PROVINCE


def round_for(actor: Actor, key: str) -> Round:
    """A round this person may know of. Raises Unknown otherwise."""
    found = queries.rounds_visible_to(actor).filter(key=key).first()
    if found is None:
        raise Unknown(THING)
    return found


def may_start(actor: Actor, round_: Round, on: date) -> bool:
    """Whether this person begins applications of a round for their own area or organisation."""
    subject = Subject(queries.SUBJECT, "0")
    answer = may.may_open(
        actor,
        round_.version,
        round_.procedure,
        subject,
        actor.area_code,
        on,
        actor.organisation_id,
        round_key=round_.key,
    )
    return isinstance(answer, Permit)


def step_of(round_: Round, step: str) -> Step:
    """A step of a round's procedure. Raises Unknown for one it does not have."""
    try:
        return pack_of(round_.version).procedures[round_.procedure].step(step)
    except KeyError:
        raise Unknown(Say("个步骤", "step")) from None
