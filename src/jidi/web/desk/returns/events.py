"""登记事项: whoever may puts on record that something happened of which a duty follows, with its day and in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from jidi.accounts.acting import Actor, require
from jidi.accounts.models import Division
from jidi.accounts.queries import within
from jidi.bases.models import Base
from jidi.bases.queries.bases import visible_to as bases_of
from jidi.common.say import Say
from jidi.policies.actors import cite_of
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack, versions_in_force
from jidi.returns import services
from jidi.returns.queries.articles import event_rules
from jidi.returns.rights import RAISING, may_raise
from jidi.returns.services.states import needs_reason, refused
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.desk.returns.words import ROOM
from jidi.web.shared.chips import chip_of
from jidi.web.shared.parts import Link

NOTHING_DONE = Say("没有登记。", "It was not put on record.")
MOST = 300
"""Bases and places offered at most."""


@reads
@actor_required
def events(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The page: which event, where, on which day, what happened; beside each event what follows and by which article."""
    require(may_raise(actor, ""))
    on = today_of(request)
    rules = [
        {
            "value": f"{version.pk}:{rule.id}",
            "event": Say(rule.on.zh, rule.on.en) if rule.on else rule.say,
            "duty": rule.say,
            "who": pack(version).actors[rule.debtor].say,
            "chip": chip_of(cite_of(pack(version), rule.citation())),
        }
        for version, rule in event_rules(actor.area_code, on)
    ]
    context: dict[str, Any] = {
        "crumbs": [Link(Say("统计填报", "Returns"), reverse("desk:returns"))],
        "rules": rules,
        "bases": _bases(actor, on)[:MOST] if rules else (),
        "places": Division.objects.filter(within(actor, "code")).order_by("code")[:MOST] if rules else (),
        "today": on,
    }
    return page(request, "desk/returns/events.html", context, room=ROOM)


def _bases(actor: Actor, on: date) -> Any:
    return bases_of(actor, on).filter(ended_on__isnull=True).order_by("area_id", "pk")


@writes
@actor_required
def raise_(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Put it on record; lead to the duty that follows, or to the year where there are several."""
    require(may_raise(actor, ""))
    on, sent = today_of(request), request.POST
    version, rule_id = _rule(actor, sent.get("event", ""), on)
    base = _base(actor, sent.get("where", ""), on)
    made = services.raise_duty(
        actor=actor, version=version, rule_id=rule_id, area_code=base.area_id if base else sent.get("where", ""),
        base=base, happened=_day(sent.get("happened", "")), reason=needs_reason(sent.get("reason", ""), NOTHING_DONE),
        on=on, at=now_of(request), once_key=once_of(request),
    )  # fmt: skip
    done(request, Say(f"已登记，形成 {len(made)} 项义务。", f"On record; {len(made)} duties follow."))
    return redirect("desk:duty", made[0].pk) if len(made) == 1 else redirect("desk:returns-year")


def _rule(actor: Actor, chosen: str, on: date) -> tuple[PackVersion, str]:
    key, _, rule_id = chosen.partition(":")
    version = versions_in_force(actor.area_code, on).filter(pk=int(key)).first() if key.isdecimal() else None
    if version is None:
        raise _wrong("没有选是什么事项。", "No event was chosen.", "event")
    return version, rule_id


def _base(actor: Actor, where: str, on: date) -> Base | None:
    """The base chosen (``b12``), None where a place is (a code of the division table)."""
    if where.startswith("b") and where[1:].isdecimal():
        found: Base | None = _bases(actor, on).filter(pk=int(where[1:])).first()
        if found is not None:
            return found
    elif len(where) == 6 and where.isdecimal():
        return None
    raise _wrong("没有选在哪里。", "No base or place was chosen.", "where")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong("没有写哪一天。", "No day was given.", "day") from None


def _wrong(zh: str, en: str, code: str) -> Exception:
    return refused(
        NOTHING_DONE, Say(zh, en), Say("请补齐后再登记。", "Complete it, then send it again."), code, RAISING, 422
    )
