"""Waiving a duty and putting its day off: a superior's decision with a reason, never an article's (``basis: house``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from jidi.accounts.acting import Actor, require
from jidi.audit.services import refusals_audited
from jidi.common.say import Say
from jidi.notices.enums import LetterKind
from jidi.returns.enums import ActKind, DutyState
from jidi.returns.models import Act, Duty, Level
from jidi.returns.permissions import (
    EXEMPTING,
    EXTEND,
    RESTORE,
    WAIVE,
    debtor_level,
    may_exempt,
    may_restore,
    seat_of,
)
from jidi.returns.queries.leveldays import put_off
from jidi.returns.queries.statuses import due_day_of
from jidi.returns.services.filing import about, once_for
from jidi.returns.services.states import KIND, Step, change, locked, needs_reason, refused
from jidi.returns.services.telling import people_at, tell
from jidi.returns.words import title_of

MOST_DAYS = 366
"""Days a due day is put off at most at a time (rule of the house)."""


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
        made = change(held, levels, permit, step, on=on, at=at)
        _tell_below(actor, held, levels, made, Say(f"本期豁免：{words}", f"waived: {words}"), on, at)
        return made.pk

    return Act.objects.get(pk=once_for(actor, WAIVE, once_key, at, [duty.pk, words], work))


@refusals_audited(EXTEND, about)
def extend(*, actor: Actor, duty: Duty, until: date, reason: str, on: date, at: datetime, once_key: str) -> Act:
    """Put the day of a duty off to a later one, with the reason; the day of the article stays on record.

    The days of the levels above that would lie before it move with it (``queries.leveldays``); the act names them. Raises
    Refused for a day that is not later than the one that counts now, lies in the past, or more than a year ahead (rule of
    the house: a slip of the pen is none). Whoever owes it and whoever feeds it is written to.
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
        last = max(on, now or on) + timedelta(days=MOST_DAYS)
        if until > last:
            raise refused(
                Say("没有延期。", "It was not put off."),
                Say(f"{until} 太远，一次最多延到 {last}。", f"{until} is too far: {last} at most."),
                Say("请核对年份。", "Check the year."),
                "too-late",
                EXEMPTING,
                422,
            )
        detail = {"was": now, "until": until, "with": moved_with(held, levels, until)}
        step = Step(ActKind.EXTENDED, words, {"extended_to": until}, detail=detail, cite=EXEMPTING)
        made = change(held, levels, permit, step, on=on, at=at)
        _tell_below(actor, held, levels, made, Say(f"延期至 {until}：{words}", f"put off to {until}: {words}"), on, at)
        return made.pk

    return Act.objects.get(pk=once_for(actor, EXTEND, once_key, at, [duty.pk, until, words], work))


def moved_with(duty: Duty, levels: Sequence[Level], until: date) -> list[list[str]]:
    """The levels above whose day moves with the extension: who, the day that counted before, the day that counts then."""
    before, duty.extended_to = put_off(duty, levels), until
    after = put_off(duty, levels)
    moved = ((one.actor_zh, before[one.place], after[one.place]) for one in levels if not one.is_debtor)
    return [[who, was.isoformat(), now.isoformat()] for who, was, now in moved if was and now and was != now]


@refusals_audited(RESTORE, about)
def take_back(*, actor: Actor, duty: Duty, reason: str, on: date, at: datetime, once_key: str) -> Act:
    """Take a waiver back, or else the last extension, with the reason; the day that counted before counts again.

    Both stay on record. Raises Denied where none stands, or once it was filed.
    """
    words = needs_reason(reason, Say("没有撤销。", "It was not taken back."))

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = require(may_restore(actor, held, levels))
        if held.state == DutyState.WAIVED:
            told = Say(f"撤销豁免，仍要报送：{words}", f"the waiver was taken back, it is owed: {words}")
            step = Step(ActKind.RESTORED, words, {"state": DutyState.DUE, "settled_at": None}, cite=EXEMPTING)
        else:
            before = _before(held)
            told = Say(f"撤销延期，期限为 {before}：{words}", f"the extension was taken back, due {before}: {words}")
            changes = {"extended_to": None if before == held.due_on else before}
            step = Step(ActKind.RESTORED, words, changes, detail={"until": before}, cite=EXEMPTING)
        made = change(held, levels, permit, step, on=on, at=at)
        _tell_below(actor, held, levels, made, told, on, at)
        return made.pk

    return Act.objects.get(pk=once_for(actor, RESTORE, once_key, at, [duty.pk, words], work))


def _before(duty: Duty) -> date | None:
    """The day that counted before the extension that stands; the article's own where there was none."""
    kept = Act.objects.filter(duty=duty, kind=ActKind.EXTENDED).order_by("-pk").values_list("detail_json", flat=True)
    assert duty.extended_to is not None
    last = next((one for one in kept if one["until"] == duty.extended_to.isoformat()), None)
    return date.fromisoformat(last["was"]) if last and last["was"] else duty.due_on


def _tell_below(
    actor: Actor, duty: Duty, levels: Sequence[Level], act: Act, why: Say, on: date, at: datetime
) -> None:  # fmt: skip
    """Write to whoever owes it and whoever feeds it."""
    seats = [seat_of(duty, level) for level in levels if level.place <= debtor_level(levels).place]
    tell(
        people_at(seats, on), kind=LetterKind.WORD, owner=(KIND, str(duty.pk)), what=title_of(duty), why=why,
        cite=EXEMPTING, occasion=f"exempting:{act.pk}", sender=actor, on=on, at=at,
    )  # fmt: skip
