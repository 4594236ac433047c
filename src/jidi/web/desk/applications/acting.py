"""What is done on the page of a matter: answers, withdrawal, findings, records, opinions, points of correction.

Each takes what the page sent to one service. What is refused is drawn on the same page again, with everything typed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from jidi.accounts.acting import Actor
from jidi.applications import queries, services
from jidi.applications.models import Application
from jidi.cases import services as cases
from jidi.cases.models import Move, ReturnPoint
from jidi.cases.queries import record_at
from jidi.common.say import Refused, Say, Unknown
from jidi.web.desk.applications import consulting, facts, links, records
from jidi.web.desk.applications.answers import read_notes, read_points
from jidi.web.desk.applications.matter import THING, Matter, matter_page, seen_matter
from jidi.web.desk.http import actor_required, done, now_of, once_of, sent_of, today_of, writes
from policycore.procedures import Step, words_of_answer


@writes
@actor_required
def answer(request: HttpRequest, actor: Actor, number: str) -> HttpResponseBase:
    """Give an answer at the step where the matter stands."""
    here = seen_matter(actor, number, today_of(request))
    data, chosen, seen = request.POST, request.POST.get("answer", ""), request.POST.get("seen", "")
    number_seen = int(seen) if seen.isdecimal() and len(seen) < 10 else None

    def act() -> Say:
        _require_chosen(here, chosen)
        moved = services.answer_case(
            actor=actor, application=application_of(here), answer=chosen, on=here.on, at=now_of(request),
            once_key=once_of(request), reason=data.get("reason", ""), points=read_points(data),
            record=records.read(_step_seen(here, number_seen), data) or None, notes=read_notes(data), seen=number_seen,
            sent=sent_of(request), back_by=records.as_day(by) if (by := data.get("back_by", "").strip()) else None,
        )  # fmt: skip
        return _said(here, chosen, moved)

    return _try(request, here, act)


@writes
@actor_required
def withdraw(request: HttpRequest, actor: Actor, number: str) -> HttpResponseBase:
    """Withdraw the matter."""
    here = seen_matter(actor, number, today_of(request))

    def act() -> Say:
        services.withdraw(
            actor=actor, application=application_of(here), reason=request.POST.get("reason", ""), on=here.on,
            at=now_of(request), once_key=once_of(request),
        )  # fmt: skip
        return Say("已撤回，案卷办结。", "Withdrawn; the matter has ended.")

    return _try(request, here, act)


@writes
@actor_required
def note(request: HttpRequest, actor: Actor, number: str, fact: str) -> HttpResponseBase:
    """Answer a question of fact, with the evidence."""
    here = seen_matter(actor, number, today_of(request))
    rule = here.whole.facts.get(fact)
    if rule is None:
        raise Unknown(Say("个问题", "question"))

    def act() -> Say:
        cases.note_answer(
            actor=actor, case_id=here.case.pk, fact=fact, value=facts.read_value(rule, request.POST.get("value", "")),
            evidence=request.POST.get("evidence", ""), at=now_of(request), on=here.on, key=once_of(request),
            named=facts.needs_sent(request.POST),
        )  # fmt: skip
        return Say(f"已记录「{rule.say.zh}」的核查结论。", f"Recorded what was found on “{rule.say.en or rule.id}”.")

    vetoes = fact in here.places.vetoes
    tab = "vetoes" if vetoes else ""
    return _try(request, here, act, links.matter(here.case, tab, f"n-{fact}"), tab)


@writes
@actor_required
def record(request: HttpRequest, actor: Actor, number: str) -> HttpResponseBase:
    """Enter the record of a consultation: that it was sent, or what came back."""
    here = seen_matter(actor, number, today_of(request))
    data = request.POST

    def act() -> Say:
        held = record_at(here.case) or {}
        made = consulting.sent_record(data) if "sent_on" in data else consulting.answers_record(data, held)
        cases.record_step(
            actor=actor, case_id=here.case.pk, record=made, at=now_of(request), on=here.on, key=once_of(request),
            sent=sent_of(request),
        )  # fmt: skip
        return Say("已登记。", "Recorded.")

    return _try(request, here, act)


@writes
@actor_required
def opinion(request: HttpRequest, actor: Actor, number: str) -> HttpResponseBase:
    """Answer a consultation as an office that was asked."""
    here = seen_matter(actor, number, today_of(request))
    instead = request.POST.get("instead", "")[:18]

    def act() -> Say:
        cases.give_opinion(
            actor=actor, case_id=here.case.pk, answer=request.POST.get("opinion", ""),
            text=request.POST.get("text", ""), at=now_of(request), on=here.on, key=once_of(request),
            instead_of=int(instead) if instead.isdecimal() else None,
        )  # fmt: skip
        if instead:
            return Say("已修改答复；原来的答复仍在记录里。", "The answer was changed; the former one stays on record.")
        return Say("已回复意见。", "Your opinion is on record.")

    return _try(request, here, act)


@writes
@actor_required
def answer_point(request: HttpRequest, actor: Actor, number: str, point_id: int) -> HttpResponseBase:
    """Answer one point for correction."""
    here = seen_matter(actor, number, today_of(request))
    point = _point(here, point_id)

    def act() -> Say:
        cases.answer_point(
            actor=actor, point_id=point.pk, text=request.POST.get("text", ""), at=now_of(request), on=here.on,
            key=once_of(request),
        )  # fmt: skip
        return Say(f"已答复补正点 {point.place}。", f"Point {point.place} is answered.")

    return _try(request, here, act, links.matter(here.case, "", "points"))


@writes
@actor_required
def accept_point(request: HttpRequest, actor: Actor, number: str, point_id: int) -> HttpResponseBase:
    """Accept the answer to a point (采纳)."""
    here = seen_matter(actor, number, today_of(request))
    point = _point(here, point_id)

    def act() -> Say:
        cases.accept_point(actor=actor, point_id=point.pk, at=now_of(request), on=here.on, key=once_of(request))
        return Say(f"已采纳补正点 {point.place} 的答复。", f"The answer to point {point.place} is accepted.")

    return _try(request, here, act, links.matter(here.case, "", "points"))


@writes
@actor_required
def open_forms(request: HttpRequest, actor: Actor, number: str) -> HttpResponseBase:
    """Open the forms that were decided after the application had been started."""
    here = seen_matter(actor, number, today_of(request))

    def act() -> Say:
        services.open_forms(actor=actor, application=application_of(here), on=here.on, at=now_of(request))
        return Say("申报表已打开，可以填写。", "The forms are open.")

    return _try(request, here, act)


def application_of(here: Matter) -> Application:
    """The application of a matter. Raises Unknown for a matter of another room."""
    found = queries.moved_by(here.case)
    if found is None:
        raise Unknown(THING)
    return found


def _point(here: Matter, point_id: int) -> ReturnPoint:
    found = ReturnPoint.objects.filter(pk=point_id, case=here.case).select_related("case__version").first()
    if found is None:
        raise Unknown(Say("处补正", "point"))
    return found


def _try(request: HttpRequest, here: Matter, act: Callable[[], Say], back: str = "", tab: str = "") -> HttpResponseBase:
    """Do it and go back to the page; a refusal is drawn on the page (its ``tab``) with everything that was typed."""
    try:
        said = act()
    except Unknown:
        raise
    except Refused as refused:
        return matter_page(request, Matter(here.actor, _again(here), here.on), refused, request.POST, tab)
    done(request, said)
    return redirect(back or links.matter(here.case))


def _again(here: Matter) -> Any:
    """The case as the database has it now: somebody may have been faster."""
    here.case.refresh_from_db()
    return here.case


def _require_chosen(here: Matter, chosen: str) -> None:
    if chosen:
        return
    raise Refused(
        Say("没有办理。", "Nothing was done."),
        Say("还没有选一项意见。", "No answer was chosen."),
        Say("请在右侧选定一项再办。", "Choose one at the right."),
        status=422,
        code="no-answer",
    )


def _step_seen(here: Matter, seen: int | None) -> Step:
    """The step the page showed: a second click arrives when the matter has moved on, and has to read as the first did."""
    if seen is None or seen == here.case.seq:
        return here.step
    came = Move.objects.filter(case=here.case, seq=seen).values_list("to_step", flat=True).first()
    return here.procedure.step(came) if came and not came.startswith("end.") else here.step


def _said(here: Matter, chosen: str, moved: cases.Moved) -> Say:
    known = here.step.then.get(chosen)
    zh, en = words_of_answer(chosen, known) if known else ("略过本步", "left out")
    if moved.stopped:
        return Say(f"已签署「{zh}」。{moved.stopped[0]}。", f"Signed: {en}. {moved.stopped[1]}.")
    if moved.waiting_for:
        waiting = "、".join(moved.waiting_for)
        return Say(f"已签署「{zh}」，等{waiting}签署。", f"Signed: {en}; waiting for {waiting}.")
    return Say(f"已办：{zh}。", f"Done: {en}.")
