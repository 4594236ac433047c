"""The one place where a duty changes: locked, changed, written down as an act, audited, and put on the agenda."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Permit
from jidi.audit.services import record
from jidi.audit.who import SYSTEM, Who
from jidi.common import quick
from jidi.common.digests import digest
from jidi.common.quick import Prepared
from jidi.common.say import HOUSE, Cite, Refused, Say
from jidi.policies.queries import without_texts
from jidi.returns.enums import ActKind
from jidi.returns.models import Act, Duty, Level
from jidi.returns.permissions import REVIEWING
from jidi.returns.services.waiting import put_on_agenda

KIND = "duty"
"""What the audit trail calls it."""
COUNTED = {
    "cells_owed": "counted anew whenever somebody saves while typing, which is no step of the matter; follows from the draft",
    "cells_filled": "the same",
}
"""Columns of a duty the trail does not know, each with the reason."""
_OWN = ("id", "duty_id")
_DUTY = [one.attname for one in Duty._meta.concrete_fields if one.attname not in {*_OWN, *COUNTED}]
_LEVEL = [one.attname for one in Level._meta.concrete_fields if one.attname not in _OWN]
_ACT = [one.attname for one in Act._meta.concrete_fields if one.attname != "id"]


@dataclass(frozen=True, slots=True)
class Step:
    """What an act says and changes: columns of the duty, columns of its levels by place, points, what else belongs to it."""

    kind: ActKind
    reason: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    levels: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    points: Sequence[Mapping[str, str]] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)
    versions: str = ""
    answers: Act | None = None
    place: int | None = None
    cite: Cite | None = None


def locked(pk: int) -> tuple[Duty, list[Level]]:
    """A duty with its levels, held until the transaction ends."""
    # Locked: two levels may act in the same second; the second must see what the first did.
    duty = _LOCKED.first(pk)
    if duty is None:
        raise Duty.DoesNotExist(f"duty {pk}")
    levels = _LEVELS(pk)
    for level in levels:
        level.duty = duty
    return duty, levels


_LOCKED = Prepared(lambda pk: without_texts(Duty.objects.select_for_update(of=("self",)).filter(pk=pk), "version"), int)
_LEVELS = Prepared(lambda duty: Level.objects.filter(duty=duty).order_by("place"), int)


def change(duty: Duty, levels: Sequence[Level], permit: Permit, step: Step, *, on: date, at: datetime) -> Act:
    """Carry out one act on a duty that is locked, under a permit that names it. Call it inside an operation.

    Raises PermissionError for a permit of another duty: a slip of the calling code, never of a person.
    """
    if (permit.object_kind, permit.object_key) != (KIND, str(duty.pk)):
        raise PermissionError(f"the permit is not for duty {duty.pk}: {permit!r}")
    return _carry_out(duty, levels, permit.actor.who, step, permit.cite or HOUSE, on, at)


def change_by_itself(duty: Duty, levels: Sequence[Level], step: Step, cite: Cite, *, on: date, at: datetime) -> Act:
    """Carry out what follows by itself on a duty that is locked (nobody's word): the system is written as who did it."""
    return _carry_out(duty, levels, SYSTEM, step, cite, on, at)


def _carry_out(duty: Duty, levels: Sequence[Level], who: Who, step: Step, cite: Cite, on: date, at: datetime) -> Act:
    before = present(duty, levels)
    _apply(duty, levels, step)
    made = _note(duty, who, step, cite, on, at)
    record(
        at=at, who=who, action=f"duty.{step.kind.value}", kind=KIND, key=str(duty.pk),
        area_code=duty.area_code, before=before, after=present(duty, levels),
        detail={"act": made.pk, "is": digest(act_told(made)), "duty": duty.key, "state": duty.state, **step.detail},
    )  # fmt: skip
    put_on_agenda(duty, levels, on=on, at=at)
    return made


def told(duty: Duty, levels: Sequence[Level], action: str, *, at: datetime) -> None:
    """Write into the trail what the system itself computed of a duty (made, changed, no longer owed)."""
    record(
        at=at, who=SYSTEM, action=f"duty.{action}", kind=KIND, key=str(duty.pk), area_code=duty.area_code,
        after=present(duty, levels), detail={"duty": duty.key, "due": duty.due_on, "state": duty.state},
    )  # fmt: skip


def present(duty: Duty, levels: Sequence[Level]) -> dict[str, Any]:
    """A duty as the trail knows it: everything but the counters that move while one types."""
    own = {name: getattr(duty, name) for name in _DUTY}
    rows = [[getattr(one, name) for name in _LEVEL] for one in sorted(levels, key=lambda one: one.place)]
    return {**own, "levels": rows}


def act_told(act: Act) -> dict[str, Any]:
    """An act as the trail knows it: everything that was written."""
    return {name: getattr(act, name) for name in _ACT}


def _apply(duty: Duty, levels: Sequence[Level], step: Step) -> None:
    if step.changes:
        for name, value in step.changes.items():
            setattr(duty, name, value)
        quick.update(duty, list(step.changes))
    for level in levels:
        changed = step.levels.get(level.place)
        if changed:
            for name, value in changed.items():
                setattr(level, name, value)
            quick.update(level, list(changed))


def _note(duty: Duty, who: Who, step: Step, cite: Cite, on: date, at: datetime) -> Act:
    cite = step.cite or cite
    act = Act(
        duty=duty, kind=step.kind, at=at, on=on, place=step.place, person_id=int(who.key) if who.key else None,
        who_name=who.name, who_post=who.post, who_organisation=who.organisation, reason=step.reason[:1000],
        versions=step.versions, points_json=[dict(point) for point in step.points], detail_json=_plain(step.detail),
        pack_id=cite.pack, article=cite.article, cite_zh=cite.printed.zh, cite_en=cite.printed.en,
        basis=cite.basis.value, answers=step.answers,
    )  # fmt: skip
    quick.insert(act)
    return act


def _plain(detail: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in detail.items()}


def refused(
    what: Say, why: Say, next_step: Say, code: str, cite: Cite = REVIEWING, status: int | None = None
) -> Refused:
    """A refusal of this room."""
    return Refused(what, why, next_step, cite=cite, code=code, status=status)


def needs_reason(reason: str, what: Say) -> str:
    """A reason that says something. Raises Refused for an empty one."""
    words = reason.strip()
    if len(words) < 2:
        raise refused(
            what,
            Say("理由太短，看不出为什么。", "The reason is too short to say why.")
            if words
            else Say("没有写理由。", "No reason was given."),
            Say("请写明理由。", "Give a reason."),
            "no-reason",
            status=422,
        )
    return words
