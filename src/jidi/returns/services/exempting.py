"""Waiving a duty and putting its day off: a superior's decision with a reason, never an article's (``basis: house``)."""

from __future__ import annotations

from datetime import date, datetime

from jidi.accounts.acting import Actor, require
from jidi.audit.services import refusals_audited
from jidi.common.say import Say
from jidi.returns.enums import ActKind, DutyState
from jidi.returns.models import Act, Duty
from jidi.returns.permissions import EXEMPTING, EXTEND, WAIVE, may_exempt
from jidi.returns.queries.statuses import due_day_of
from jidi.returns.services.filing import about, once_for
from jidi.returns.services.states import Step, change, locked, needs_reason, refused


@refusals_audited(WAIVE, about)
def waive(*, actor: Actor, duty: Duty, reason: str, on: date, at: datetime, once_key: str) -> Act:
    """Waive a duty for its period, with the reason. Raises Refused for one that was filed."""
    words = needs_reason(reason, Say("没有豁免。", "It was not waived."))

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = require(may_exempt(actor, held, levels, WAIVE))
        if held.first_filed_on is not None:
            raise refused(
                Say("没有豁免。", "It was not waived."),
                Say("这一项已经报送。", "It was filed already."),
                Say("已报的请审核或退回。", "Review it or return it."),
                "already-filed",
                EXEMPTING,
            )
        step = Step(ActKind.WAIVED, words, {"state": DutyState.WAIVED, "settled_at": at}, cite=EXEMPTING)
        return change(held, levels, permit, step, on=on, at=at).pk

    return Act.objects.get(pk=once_for(actor, WAIVE, once_key, at, [duty.pk, words], work))


@refusals_audited(EXTEND, about)
def extend(*, actor: Actor, duty: Duty, until: date, reason: str, on: date, at: datetime, once_key: str) -> Act:
    """Put the day of a duty off to a later one, with the reason; the day of the article stays on record.

    Raises Refused for a day that is not later than the one that counts now, or lies in the past.
    """
    words = needs_reason(reason, Say("没有延期。", "It was not put off."))

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = require(may_exempt(actor, held, levels, EXTEND))
        now = due_day_of(held)
        if until < on or (now is not None and until <= now):
            raise refused(
                Say("没有延期。", "It was not put off."),
                Say(
                    f"{until} 不晚于现在的期限 {now}。" if now else f"{until} 已经过去。",
                    f"{until} is not later than {now or on}.",
                ),
                Say("请填更晚的日期。", "Give a later day."),
                "not-later",
                EXEMPTING,
                422,
            )
        step = Step(
            ActKind.EXTENDED, words, {"extended_to": until}, detail={"was": now, "until": until}, cite=EXEMPTING
        )
        return change(held, levels, permit, step, on=on, at=at).pk

    return Act.objects.get(pk=once_for(actor, EXTEND, once_key, at, [duty.pk, until, words], work))
