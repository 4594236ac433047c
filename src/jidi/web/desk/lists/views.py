"""The page of a list and what is done on it: put in order, freeze, hold back, answer for every case in one act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect

from jidi.accounts.acting import Actor, Denied
from jidi.accounts.enums import Duty
from jidi.applications import services
from jidi.cases import queries as cases
from jidi.cases.errors import MoveRefused
from jidi.cases.models import ListStep
from jidi.common.say import Refused, Say, Unknown
from jidi.web.desk.applications import records
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.desk.lists import shown, workbench
from jidi.web.desk.lists.lines import ANSWER, NOTE, REASON
from jidi.web.desk.lists.place import THING, Place, place_for, works_on_list

TOP = 10_000_000_000


@reads
@actor_required
def list_(request: HttpRequest, actor: Actor, round_key: str, step: str, scope_key: str) -> HttpResponse:
    """One list: what waits, the frozen list with its answers, the lists that are done."""
    return list_page(request, place_for(actor, round_key, step, scope_key, today_of(request)))


@reads
@actor_required
def of_case(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """Lead to where a case is worked on by this person: its list, its panel, its notice, or its own page."""
    found = cases.known_to(actor).filter(pk=key).first()
    if found is None:
        raise Unknown(Say("个案卷", "matter"))
    return redirect(works_on_list(actor, found, today_of(request)))


def list_page(
    request: HttpRequest, place: Place, refused: Refused | None = None, typed: QueryDict | None = None, form: str = ""
) -> HttpResponse:
    """Draw the page of a list; after a refusal with everything that was typed in the form that was sent."""
    made = shown.context_of(place, typed, form)
    context: dict[str, Any] = {
        **made,
        "crumbs": shown.crumbs_of(place),
        "refused": refused,
        "problems": shown.problems_of(refused, made["lines"]),
        "problems_title": refused.what if refused else Say(""),
    }
    room = "pending" if place.actor.duty == Duty.DECIDER else "applications"
    status = HTTPStatus.OK if refused is None else refused.status
    return page(request, "desk/lists/list.html", context, room=room, status=status)


@writes
@actor_required
def freeze(request: HttpRequest, actor: Actor, round_key: str, step: str, scope_key: str) -> HttpResponseBase:
    """Freeze the list: what waits now, in the order saved for it."""
    place = place_for(actor, round_key, step, scope_key, today_of(request))

    def act() -> Say:
        row = services.freeze(
            actor=actor, round_=place.round_, step_id=step, scope_key=scope_key, on=place.on, at=now_of(request),
            once_key=once_of(request),
        )  # fmt: skip
        count = row.items.count()
        return Say(f"名单已固定，{count} 件。", f"The list is frozen, {count} cases.")

    return _done(request, place, act, "freeze")


@writes
@actor_required
def order(request: HttpRequest, actor: Actor, round_key: str, step: str, scope_key: str) -> HttpResponseBase:
    """Save the order and the choice."""
    place = place_for(actor, round_key, step, scope_key, today_of(request))

    def act() -> Say:
        lines, wrong = workbench.read_lines(request.POST)
        if wrong:
            names = "、".join(case.title_zh for case in place.waiting if case.pk in wrong)
            raise _unreadable(f"名次要写正整数：{names}。", f"A place is a whole number: {names}.")
        saved = services.save_selection(
            actor=actor, round_=place.round_, step=place.step, lines=lines, on=place.on, at=now_of(request),
            scope_key=scope_key,
        )  # fmt: skip
        chosen = sum(line.chosen for line in saved)
        return Say(f"名单已保存，选中 {chosen} 件。", f"The list is saved, {chosen} chosen.")

    return _done(request, place, act, "order")


@writes
@actor_required
def hold(request: HttpRequest, actor: Actor, round_key: str, step: str, scope_key: str) -> HttpResponseBase:
    """Take a case off the frozen list, with the reason."""
    place = place_for(actor, round_key, step, scope_key, today_of(request))

    def act() -> Say:
        case = request.POST.get("case", "")
        if not case.isdecimal() or int(case) > TOP:
            raise _unreadable("没有选要退出名单的申报。", "Choose the case to hold back.")
        services.hold_back(
            actor=actor, list_=_list_of(place, request.POST), case_id=int(case), reason=request.POST.get("reason", ""),
            on=place.on, at=now_of(request), once_key=once_of(request),
        )  # fmt: skip
        return Say("已退出本次名单，仍在这一步。", "Held back; it stays at this step.")

    return _done(request, place, act, "hold")


@writes
@actor_required
def answer(request: HttpRequest, actor: Actor, round_key: str, step: str, scope_key: str) -> HttpResponseBase:
    """Answer for every case of the frozen list, with one record: all of it or nothing."""
    place = place_for(actor, round_key, step, scope_key, today_of(request))

    def act() -> Say:
        data = request.POST
        moved = services.answer_list(
            actor=actor, round_=place.round_, list_=_list_of(place, data), answers=_by_case(data, ANSWER), on=place.on,
            at=now_of(request), once_key=once_of(request), record=records.read(place.step, data) or None,
            reasons=_by_case(data, REASON), notes=_notes(data),
        )  # fmt: skip
        return shown.said_of(place, moved)

    return _done(request, place, act, "answer")


def _done(request: HttpRequest, place: Place, act: Callable[[], Say], form: str) -> HttpResponseBase:
    """Do it and go back to the page; what is refused is drawn on the page, with all that was typed."""
    if isinstance(place.permit, Denied) and form != "order":
        raise place.permit
    try:
        said = act()
    except (Denied, Unknown):
        raise
    except Refused as refused:
        fresh = place_for(place.actor, place.round_.key, place.step.id, place.scope_key, place.on)
        return list_page(request, fresh, refused, request.POST, form)
    done(request, said)
    return redirect(place.href)


def _list_of(place: Place, data: QueryDict) -> ListStep:
    """The list a page was about, of this step and scope only."""
    key = data.get("list", "")
    found = cases.lists_of(place.round_.procedure, place.round_.key).filter(
        step=place.step.id, scope_key=place.scope_key, pk=int(key) if key.isdecimal() and int(key) < TOP else 0
    )
    row = found.select_related("version").first()
    if row is None:
        raise Unknown(THING)
    return row


def _by_case(data: QueryDict, kind: str) -> dict[int, str]:
    found = {}
    for name, value in data.items():
        head, _, key = name.partition(".")
        if head == kind and key.isdecimal() and int(key) < TOP and str(value).strip():
            found[int(key)] = str(value).strip()
    return found


def _notes(data: QueryDict) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for name, value in data.items():
        parts: Sequence[str] = name.split(".", 2)
        if parts[0] == NOTE and len(parts) == 3 and parts[1].isdecimal() and str(value).strip():
            found.setdefault(int(parts[1]), {})[parts[2]] = str(value).strip()
    return found


def _unreadable(zh: str, en: str) -> MoveRefused:
    return MoveRefused(
        Say(zh, en),
        Say("请改好后再办。", "Mend it and try again."),
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code="typed",
    )
