"""The page of a panel and what the province does on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from jidi.accounts.acting import Actor, Denied, require
from jidi.accounts.enums import Duty
from jidi.applications import services
from jidi.common.say import Refused, Say, Unknown
from jidi.panels.enums import PanelState, SeatState
from jidi.panels.models import Panel, Seat
from jidi.panels.queries import short_of, what_is_missing
from jidi.web.desk.applications import links
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.desk.panels import parts
from jidi.web.desk.panels.parts import Place, place_for
from jidi.web.shared.chips import chip_of
from jidi.web.shared.cited import chips_of, source_of
from jidi.web.shared.parts import Link, MissingItem, Problem


@dataclass(frozen=True, slots=True)
class NotPassed:
    """A case that could not be passed on, and why."""

    title: str
    href: str
    why: Say


@reads
@actor_required
def panel(request: HttpRequest, actor: Actor, round_key: str, step: str) -> HttpResponse:
    """One panel: its terms, its draw, its seats, how far it is, what it gave."""
    return panel_page(request, place_for(actor, round_key, step, today_of(request)))


def panel_page(
    request: HttpRequest, place: Place, refused: Refused | None = None, typed: QueryDict | None = None, **more: Any
) -> HttpResponse:
    """Draw the page of a panel; after a refusal with what was typed."""
    row, may = place.panel, not isinstance(place.permit, Denied)
    seats = parts.seats_of(row) if row else []
    fit, left_out = parts.pool_shown(place) if row is None and may else ([], [])
    stands = what_is_missing(row) if row is not None and row.state == PanelState.SITTING else []
    answer, words = parts.onward(place)
    context: dict[str, Any] = {
        "place": place,
        "panel": row,
        "may": may,
        "title": Say(place.step.say.zh, place.step.say.en or place.step.id),
        "crumbs": _crumbs(place),
        "badge": parts.badge_of(place),
        "meta": [Say(place.round_.zh, place.round_.en or place.round_.zh), source_of(place.whole)],
        "step_chips": chips_of(place.whole, place.step.citation()),
        "undecided": parts.undecided(place) if row is None else [],
        "terms": parts.terms_rows(place) if row is not None or not place.terms.lacks else [],
        "fit": fit,
        "left_out": left_out,
        "draws": parts.draws_of(row) if row else [],
        "seats": seats,
        "cases": parts.cases_of(place, seats) if row else [],
        "criteria": parts.criteria_shown(place),
        "short": bool(row and row.state == PanelState.SITTING and short_of(row)),
        "missing": [MissingItem(one.say, chips=(chip_of(one.cite),), key=f"panel:{row.pk}") for one in stands]
        if row
        else [],
        "onward": answer,
        "onward_words": words,
        "to_pass": [one for one in place.waiting if row and str(one.case_id) in row.case_keys],
        "typed_seat": typed.get("seat", "") if typed is not None else "",
        "typed_reason": typed.get("reason", "") if typed is not None else "",
        "problems": _problems(refused),
        "problems_title": refused.what if refused else Say(""),
        **more,
    }
    room = "pending" if place.actor.duty == Duty.DECIDER else "applications"
    status = more.get("status") or (refused.status if refused else HTTPStatus.OK)
    return page(request, "desk/panels/panel.html", context, room=room, status=status)


@writes
@actor_required
def begin(request: HttpRequest, actor: Actor, round_key: str, step: str) -> HttpResponseBase:
    """Form the panel and draw its experts, in one act."""
    place = _own(actor, round_key, step, request)

    def act() -> Say:
        row = services.begin_panel(
            actor=actor,
            round_=place.round_,
            step=place.step,
            on=place.on,
            at=now_of(request),
            once_key=once_of(request),
        )
        return Say(f"评审组已组建，随机抽取 {row.size} 人。", f"The panel is formed; {row.size} experts were drawn.")

    return _done(request, place, act)


@writes
@actor_required
def take_in(request: HttpRequest, actor: Actor, round_key: str, step: str) -> HttpResponseBase:
    """Put before the panel what came after it was formed."""
    place = _own(actor, round_key, step, request)

    def act() -> Say:
        count = len(place.late)
        services.take_in(
            actor=actor, round_=place.round_, panel=_panel(place), step=place.step, on=place.on, at=now_of(request),
            once_key=once_of(request),
        )  # fmt: skip
        return Say(f"{count} 件已列入评审。", f"{count} cases were put before the panel.")

    return _done(request, place, act)


@writes
@actor_required
def replace(request: HttpRequest, actor: Actor, round_key: str, step: str, seat_id: int) -> HttpResponseBase:
    """Replace an expert by another drawn from the pool, with the reason."""
    place = _own(actor, round_key, step, request)
    seat = Seat.objects.select_related("panel__version", "expert__person").filter(
        pk=seat_id, panel=_panel(place), state__in=SeatState.values
    ).first()  # fmt: skip
    if seat is None:
        raise Unknown(parts.THING)

    def act() -> Say:
        fresh = services.replace_expert(
            actor=actor, round_=place.round_, seat=seat, step=place.step, reason=request.POST.get("reason", ""),
            on=place.on, at=now_of(request), once_key=once_of(request),
        )  # fmt: skip
        name = fresh.expert.person.name
        return Say(f"已更换，另抽到{name}。", f"Replaced; {name} was drawn.")

    return _done(request, place, act)


@writes
@actor_required
def stand_in(request: HttpRequest, actor: Actor, round_key: str, step: str) -> HttpResponseBase:
    """Draw another expert for the one case somebody keeps away from."""
    place = _own(actor, round_key, step, request)
    case_key = request.POST.get("case", "")

    def act() -> Say:
        fresh = services.draw_stand_in(
            actor=actor, round_=place.round_, panel=_panel(place), case_key=case_key, step=place.step, on=place.on,
            at=now_of(request), once_key=once_of(request),
        )  # fmt: skip
        name = fresh.expert.person.name
        return Say(f"已另抽到{name}，只评这一件。", f"{name} was drawn, for this case only.")

    return _done(request, place, act)


@writes
@actor_required
def close(request: HttpRequest, actor: Actor, round_key: str, step: str) -> HttpResponseBase:
    """End the sitting, once everything is in."""
    place = _own(actor, round_key, step, request)

    def act() -> Say:
        services.end_panel(
            actor=actor, round_=place.round_, panel=_panel(place), step=place.step, on=place.on, at=now_of(request),
            once_key=once_of(request), why_short=request.POST.get("why_short", ""),
        )  # fmt: skip
        return Say("评审已结束，结果列在下面。", "The review has ended; its results are below.")

    return _done(request, place, act)


@writes
@actor_required
def pass_on(request: HttpRequest, actor: Actor, round_key: str, step: str) -> HttpResponseBase:
    """Give the answer of the step for every case of the panel, one after another; what cannot go stays, with the reason."""
    place = _own(actor, round_key, step, request)
    answer, _ = parts.onward(place)
    key, passed, stay = once_of(request), [], []
    known = set(_panel(place).case_keys)
    for one in place.waiting:
        if str(one.case_id) not in known:
            continue
        try:
            services.answer_case(
                actor=actor, application=one, answer=answer, on=place.on, at=now_of(request),
                once_key=f"{key[:40]}-{one.case_id}" if key else "", reason=request.POST.get("reason", ""),
            )  # fmt: skip
            passed.append(one.case.title_zh)
        except Denied:
            raise
        except Refused as refused:
            stay.append(NotPassed(one.case.title_zh, links.matter(one.case), refused.why))
    if stay:
        fresh = place_for(actor, round_key, step, place.on)
        return panel_page(request, fresh, passed=passed, stay=stay, status=HTTPStatus.CONFLICT)
    count = len(passed)
    done(request, Say(f"评审结果已转出，{count} 件。", f"The results of {count} cases were passed on."))
    return redirect(place.href)


def _own(actor: Actor, round_key: str, step: str, request: HttpRequest) -> Place:
    place = place_for(actor, round_key, step, today_of(request))
    require(place.permit)
    return place


def _panel(place: Place) -> Panel:
    if place.panel is None:
        raise Unknown(parts.THING)
    return place.panel


def _done(request: HttpRequest, place: Place, act: Callable[[], Say]) -> HttpResponseBase:
    try:
        said = act()
    except (Denied, Unknown):
        raise
    except Refused as refused:
        fresh = place_for(place.actor, place.round_.key, place.step.id, place.on)
        return panel_page(request, fresh, refused, request.POST)
    done(request, said)
    return redirect(place.href)


def _crumbs(place: Place) -> list[Link]:
    if place.actor.duty == Duty.DECIDER:
        return [Link(Say("待决", "To decide"), reverse("desk:pending"))]
    return [
        Link(Say("申报认定", "Applications"), reverse("desk:applications")),
        Link(Say(place.round_.zh, place.round_.en), links.round_(place.round_.key)),
    ]


def _problems(refused: Refused | None) -> list[Problem]:
    if refused is None:
        return []
    return [Problem(refused.because)]
