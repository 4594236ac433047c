"""Review: ask, answer, return by cell, accept, release, judge an explanation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from jidi.accounts.acting import Actor
from jidi.common.say import Say
from jidi.returns import services
from jidi.returns.services import Point
from jidi.web.desk.http import actor_required, done, now_of, once_of, today_of, writes
from jidi.web.desk.returns.seen import Seen, seen


def _here(request: HttpRequest, actor: Actor, pk: int) -> tuple[Seen, dict[str, object]]:
    here = seen(actor, pk, today_of(request))
    return here, {"on": here.on, "at": now_of(request), "once_key": once_of(request)}


@writes
@actor_required
def accept(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Accept it."""
    here, sent = _here(request, actor, pk)
    opinion, paper = request.POST.get("opinion", "").strip(), request.POST.get("paper") == "yes"
    services.accept(actor=actor, duty=here.duty, opinion=opinion, paper=paper, **sent)  # type: ignore[arg-type]
    done(request, Say("已审核通过。", "Accepted."))
    return redirect("desk:duty", pk)


@writes
@actor_required
def send_back(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Return it with the places to be corrected."""
    here, sent = _here(request, actor, pk)
    pairs = zip(request.POST.getlist("field"), request.POST.getlist("text"), strict=False)
    points = [Point(field, text) for field, text in pairs if text.strip() or field]
    days = request.POST.get("days", "")
    services.send_back(
        actor=actor, duty=here.duty, reason=request.POST.get("reason", ""), points=points,
        days=int(days) if days.isdecimal() and len(days) < 4 else 0, **sent,  # type: ignore[arg-type]
    )  # fmt: skip
    done(request, Say(f"已退回补正，{len(points)} 处。", f"Returned, {len(points)} places."))
    return redirect("desk:duty", pk)


@writes
@actor_required
def ask(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Put a question."""
    here, sent = _here(request, actor, pk)
    services.ask(actor=actor, duty=here.duty, text=request.POST.get("text", ""), **sent)  # type: ignore[arg-type]
    done(request, Say("已提问。", "Asked."))
    return redirect("desk:duty", pk)


@writes
@actor_required
def answer(request: HttpRequest, actor: Actor, pk: int, question: int) -> HttpResponseBase:
    """Answer a question."""
    here, sent = _here(request, actor, pk)
    text = request.POST.get("text", "")
    services.answer(actor=actor, duty=here.duty, question=question, text=text, **sent)  # type: ignore[arg-type]
    done(request, Say("已答复。", "Answered."))
    return redirect("desk:duty", pk)


@writes
@actor_required
def judge(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Judge an explanation."""
    here, sent = _here(request, actor, pk)
    services.judge_explanation(
        actor=actor, duty=here.duty, check=request.POST.get("check", ""), holds=request.POST.get("holds") == "yes",
        reason=request.POST.get("reason", ""), **sent,  # type: ignore[arg-type]
    )  # fmt: skip
    done(request, Say("已判定。", "Judged."))
    return redirect("desk:duty", pk)
