"""The page of a round: what was decided for it, what waits where, beginning applications."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from jidi.accounts.acting import Actor, Permit
from jidi.accounts.enums import OrgKind, Tier
from jidi.accounts.models import Division, Organisation
from jidi.accounts.queries import counties_of
from jidi.applications import queries, services
from jidi.applications.kinds import THEMSELVES, applies_itself, kinds_open_to
from jidi.applications.models import Application, Round
from jidi.applications.permissions import is_open, may_announce, starting_cite
from jidi.applications.titled import NOT_TWICE, ONE_AT_A_TIME, holding_already, living_for_title
from jidi.bases.enums import HostKind
from jidi.bases.models import TitleHolding
from jidi.bases.queries import bases as base_queries
from jidi.cases import queries as cases
from jidi.common.say import Refused, Say, Unknown
from jidi.policies.queries import pack as pack_of
from jidi.web.desk.applications import links
from jidi.web.desk.applications.decided import decisions_of
from jidi.web.desk.applications.rounds import may_start, round_badge, round_for, step_of
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.shared.cited import chips_of
from jidi.web.shared.parts import NOTHING, Chip, Dash, FigureCell, Link, Problem
from policycore.pack import Pack
from policycore.procedures import AnswerDoes, Procedure, Step, StepKind, words_of_answer

MOST_BASES = 50
ROOM = "applications"


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a step of the round is worked on: a list, a panel, a notice, or one by one."""

    step: Step
    words: Say
    count: int
    href: str
    mine: bool
    chips: tuple[Chip | Dash, ...]
    pass_answer: str = ""
    pass_words: Say = NOTHING


@reads
@actor_required
def round_page(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """One round: what was decided for it, where its applications stand, what waits, starting an application."""
    return draw_round(request, actor, round_for(actor, key))


def draw_round(request: HttpRequest, actor: Actor, round_: Round, refused: Refused | None = None) -> HttpResponse:
    """Draw the page of a round; after a refusal with why."""
    today = today_of(request)
    whole = pack_of(round_.version)
    procedure = whole.procedures[round_.procedure]
    starting = is_open(round_, today) and may_start(actor, round_, today)
    held = holding_already(round_) if starting else {}
    mine = base_queries.visible_to(actor, today).order_by().values("pk")
    living = living_for_title(round_, mine) if starting else {}
    typed = request.POST if refused is not None else {}
    context = {
        "round": round_,
        "procedure": procedure,
        "badge": round_badge(round_, today),
        "chips": chips_of(whole, procedure.citation()),
        "pack": whole.header,
        "decisions": decisions_of(round_, today),
        "figures": _figures(round_, procedure, actor, today),
        "places": _places(round_, procedure, actor, today),
        "starting": starting,
        "bases": _bases(actor, round_, today, request.GET.get("q", ""), {*held, *living}) if starting else [],
        "held": _held_of(actor, held, today) if starting else [],
        "held_cite": NOT_TWICE,
        "living": _living_of(actor, round_, living, today) if starting else [],
        "living_cite": ONE_AT_A_TIME,
        "asked": request.GET.get("q", ""),
        "areas": _areas(actor) if starting else [],
        "kinds": [(kind.id, kind.say) for kind in kinds_open_to(whole, _own_host(actor))] if starting else [],
        "itself": _itself(actor, whole, procedure) if starting else None,
        "host_kinds": [(kind.value, kind.say) for kind in HostKind],
        "may_close": is_open(round_, today) and isinstance(may_announce(actor, round_.area_code, starting_cite(whole, procedure)), Permit),
        "crumbs": [Link(Say("申报认定", "Applications"), links.home())],
        "refused": refused,
        "problems": [Problem(refused.because)] if refused else (),
        "typed": typed,
    }  # fmt: skip
    status = refused.status if refused else HTTPStatus.OK
    return page(request, "desk/applications/round.html", context, room=ROOM, status=status)


def _figures(round_: Round, procedure: Procedure, actor: Actor, on: date) -> list[FigureCell]:
    """Where the applications of a round stand, as far as this person knows of them."""
    known = Application.objects.filter(round=round_, case__in=cases.known_to(actor).values("pk"))
    rows = known.values_list("case__step", "case__end").annotate(n=Count("pk"))
    by_step: dict[str, int] = {}
    ends: dict[str, int] = {}
    for step, end, count in rows:
        (ends if end else by_step)[end or step] = (ends if end else by_step).get(end or step, 0) + count
    cells = [FigureCell(step.say, str(by_step[step.id])) for step in procedure.steps if by_step.get(step.id)]
    cells += [FigureCell(Say(end.zh, end.en), str(ends[key])) for key, end in procedure.ends.items() if ends.get(key)]
    for step in procedure.steps:
        for key, verdict in queries.quotas_at(round_, step, on):
            value = str(verdict.value) if isinstance(verdict.value, int) else "—"
            note = Say("", "") if isinstance(verdict.value, int) else Say("未定", "undecided")
            cells.append(FigureCell(pack_of(round_.version).quotas[key].say, value, note))
    return cells


def _places(round_: Round, procedure: Procedure, actor: Actor, on: date) -> list[Place]:
    """Where something waits: each step with its lists; the ones this person acts at first."""
    living = Application.objects.filter(round=round_, case__ended_at__isnull=True)
    living = living.filter(case__in=cases.known_to(actor).values("pk"))
    rows = living.order_by("case__city_code").values_list("case__step", "case__city_code", "case__area_code")
    by_place: dict[tuple[str, str], int] = {}
    for step_id, city, area in rows:
        step = procedure.step(step_id)
        by_place[step_id, _scope(round_, step, city, area)] = (
            by_place.get((step_id, _scope(round_, step, city, area)), 0) + 1
        )
    names = dict(Division.objects.filter(pk__in={scope for _, scope in by_place}).values_list("pk", "name"))
    found = [
        _place(round_, procedure, procedure.step(s), scope, n, names.get(scope, ""), actor, on)
        for (s, scope), n in by_place.items()
    ]
    return sorted(found, key=lambda one: (not one.mine, procedure.place(one.step.id), one.href))


def _scope(round_: Round, step: Step, city: str, area: str) -> str:
    kind = step.scope.list if step.scope else ""
    return {"per-city": city, "per-area": area}.get(kind, round_.key)


def _place(
    round_: Round, procedure: Procedure, step: Step, scope: str, count: int, name: str, actor: Actor, on: date
) -> Place:
    whole = pack_of(round_.version)
    said = f"（{name}）" if name else ""
    area = scope if name else (actor.area_code if actor.tier == Tier.PROVINCE else round_.area_code)
    mine = _acts(round_, step, area, actor, on)
    href = _href(round_, step, scope, mine)
    onward = [key for key, answer in step.then.items() if procedure.does(step, answer) is AnswerDoes.FORWARD]
    passes = mine and step.kind is StepKind.CONFIRM and not step.is_list and len(onward) == 1
    words = words_of_answer(onward[0], step.then[onward[0]]) if passes else ("", "")
    return Place(
        step, Say(f"{step.say.zh}{said}", f"{step.say.en or step.id} {name}".strip()), count, href, mine,
        chips_of(whole, step.citation()), onward[0] if passes else "", Say(*words),
    )  # fmt: skip


def _href(round_: Round, step: Step, scope: str, mine: bool) -> str:
    """Where the step is worked on, for whoever does; for everybody else what they may know of the round's applications.

    A list, panel or notice is open to those who work on it only: nobody is led to a page they cannot have.
    """
    if mine and step.kind is StepKind.PANEL:
        return links.panel(round_.key, step.id)
    if mine and step.kind is StepKind.NOTICE:
        return links.notice(round_.key, step.id, "" if scope == round_.key else scope)
    if mine and step.is_list:
        return links.list_(round_.key, step.id, scope)
    return links.home(round_.key)


def _acts(round_: Round, step: Step, area: str, actor: Actor, on: date) -> bool:
    from jidi.policies.actors import seat_held

    who = queries.round_situation(round_, on, area_code=area).settled(step.actor)
    whole = pack_of(round_.version)
    return (
        isinstance(who, str)
        and seat_held(actor, whole, who, area, on, organisation_id=actor.organisation_id) is not None
    )


def _held_of(actor: Actor, held: dict[int, TitleHolding], on: date) -> list[tuple[str, str]]:
    """The bases this person sees that are not offered because of a title they hold, with that title."""
    seen = base_queries.visible_to(actor, on).filter(pk__in=list(held), ended_on__isnull=True).order_by("name", "pk")
    return [(base.name, held[base.pk].title_name) for base in seen]


def _living_of(actor: Actor, round_: Round, living: dict[int, Application], on: date) -> list[tuple[str, str]]:
    """The bases this person sees that are not offered because they have asked for the title in another round, with it."""
    elsewhere = {key: row for key, row in living.items() if row.round_id != round_.pk}
    if not elsewhere:
        return []
    seen = base_queries.visible_to(actor, on).filter(pk__in=list(elsewhere)).order_by("name", "pk")
    return [(base.name, f"{elsewhere[base.pk].case.case_no} {elsewhere[base.pk].round.zh}") for base in seen]


def _bases(actor: Actor, round_: Round, on: date, text: str, but: Collection[int]) -> list[dict[str, Any]]:
    """The bases for which this person may begin an application: those of the own area that have none in the round, and
    are none of ``but`` (they hold the title, or have asked for it in another round)."""
    taken = Application.objects.filter(round=round_, living_key__isnull=False).values("base_id")
    scheme = pack_of(round_.version).header.scheme
    found = (
        base_queries.visible_to(actor, on)
        .filter(ended_on__isnull=True, scheme=scheme)
        .exclude(Q(pk__in=taken) | Q(pk__in=list(but)))
    )
    if text:
        found = found.filter(Q(name__icontains=text) | Q(product_words__icontains=text))
    return [{"base": base} for base in found.select_related("area").order_by("name", "pk")[:MOST_BASES]]


def _areas(actor: Actor) -> list[tuple[str, str]]:
    """The divisions in which this person may register a base."""
    if actor.tier == Tier.COUNTY:
        found = Division.objects.filter(pk=actor.area_code)
        return [(one.pk, one.name) for one in found]
    if actor.tier == Tier.CITY:
        return [(one.pk, one.name) for one in counties_of(actor.area_code).order_by("pk")]
    return []


def _own_host(actor: Actor) -> HostKind | None:
    """What the person's own organisation is as the host of what it applies for; None for an office."""
    found = Organisation.objects.filter(pk=actor.organisation_id).values_list("kind", flat=True).first()
    return THEMSELVES.get(OrgKind(found)) if found else None


def _itself(actor: Actor, whole: Pack, procedure: Procedure) -> Organisation | None:
    """The person's own park or enterprise, where the document lets it apply itself."""
    if not applies_itself(whole, procedure) or _own_host(actor) is None:
        return None
    return Organisation.objects.select_related("area").get(pk=actor.organisation_id)


@writes
@actor_required
def start(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Begin the application of a base that is on record."""
    round_, today = round_for(actor, key), today_of(request)
    wanted = request.POST.get("base", "")
    base = base_queries.visible_to(actor, today).filter(pk=int(wanted) if wanted.isdecimal() else 0).first()
    if base is None:
        raise Unknown(Say("个基地", "base"))
    return _begun(
        request, actor, round_,
        lambda: services.start_application(
            actor=actor, round_=round_, base=base, organisation=None, on=today, at=now_of(request),
            once_key=once_of(request), kind=request.POST.get("kind", ""),
        ),
    )  # fmt: skip


@writes
@actor_required
def register(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Register what is not on record and begin its application: an office a base of its area, a park or an enterprise
    what it applies for itself."""
    round_, today, data = round_for(actor, key), today_of(request), request.POST
    whole = pack_of(round_.version)
    if _itself(actor, whole, whole.procedures[round_.procedure]) is not None:
        return _begun(
            request, actor, round_,
            lambda: services.register_itself(
                actor=actor, round_=round_, name=data.get("name", ""), products=data.get("products", ""), on=today,
                at=now_of(request), once_key=once_of(request), kind=data.get("kind", ""),
            ),
        )  # fmt: skip
    area = Division.objects.filter(pk=data.get("area", "")).first()
    if area is None or not actor.covers(area.pk):
        raise Unknown(Say("个地区", "area"))
    return _begun(
        request, actor, round_,
        lambda: services.register_and_start(
            actor=actor, round_=round_, area=area, name=data.get("name", ""), host_kind=data.get("host_kind", ""),
            host_words=data.get("host_words", ""), products=data.get("products", ""), on=today, at=now_of(request),
            once_key=once_of(request), kind=data.get("kind", ""),
        ),
    )  # fmt: skip


@writes
@actor_required
def close(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Stop taking applications."""
    round_ = round_for(actor, key)
    services.close_round(actor=actor, round_=round_, at=now_of(request))
    done(request, Say("本轮已截止受理。", "The round takes no more applications."))
    return redirect(links.round_(key))


@writes
@actor_required
def pass_on(request: HttpRequest, actor: Actor, key: str, step: str) -> HttpResponseBase:
    """Give one answer for everything that waits at a step."""
    round_ = round_for(actor, key)
    rule = step_of(round_, step)
    try:
        moved = services.pass_on(
            actor=actor, round_=round_, step=rule, answer=request.POST.get("answer", ""), on=today_of(request),
            at=now_of(request), once_key=once_of(request),
        )  # fmt: skip
    except Refused as refused:
        return draw_round(request, actor, round_, refused)
    done(request, Say(f"已办 {len(moved)} 件。", f"{len(moved)} done."))
    return redirect(links.round_(key))


def _begun(request: HttpRequest, actor: Actor, round_: Round, act: Any) -> HttpResponseBase:
    try:
        made: Application = act()
    except Unknown:
        raise
    except Refused as refused:
        return draw_round(request, actor, round_, refused)
    done(request, Say("申报已建立，请填报。", "The application is begun; fill it in."))
    return redirect(links.matter(made.case))
