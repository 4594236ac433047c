"""The one function that moves a case.

In this order: lock, load the pinned procedure, is the answer allowed here, does the permit fit this case and answer, is
there a conflict of interest, guard with its verdicts; then verdicts, opinion, record, move, agenda and audit entry, all in
the caller's transaction under an idempotency key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, Permit
from jidi.agenda.enums import ClockState
from jidi.agenda.models import RunningClock
from jidi.audit.services import About, operation, refusals_audited
from jidi.cases.enums import SKIP, WITHDRAW
from jidi.cases.guards import MissingItem
from jidi.cases.models import Case
from jidi.cases.queries import step_of
from jidi.cases.queries.missing import Given, Point
from jidi.cases.records import entered
from jidi.cases.services.carrying import Carried, carry_out, carry_out_withdrawal, let_time_move
from jidi.cases.services.entering import KIND, ROOM, WINDOW
from jidi.common.keys import Outcome, once
from policycore.procedures import StepKind


@dataclass(frozen=True, slots=True)
class Moved:
    """What an answer did: from ``step`` to ``to`` (``ended`` names the end it came to).

    ``move_id`` is None while it has not moved: ``waiting_for`` names the offices that still have to sign, ``stopped`` says
    (in Chinese, English) why joint offices that differ cannot go on. ``fresh`` is False for a repeated click.
    """

    case_id: int
    answer: str
    step: str
    to: str
    ended: str
    move_id: int | None
    waiting_for: tuple[str, ...]
    stopped: tuple[str, str]
    fresh: bool

    @classmethod
    def of(cls, data: Mapping[str, Any], *, fresh: bool) -> Moved:
        """Read what was stored under the key of the command."""
        values = {**data, "waiting_for": tuple(data["waiting_for"]), "stopped": tuple(data["stopped"])}
        return cls(**values, fresh=fresh)


def move(
    *, case_id: int, answer: str, permit: Permit, at: datetime, on: date, key: str, reason: str = "",
    points: Sequence[Point] = (), record: Mapping[str, Any] | None = None, notes: Mapping[str, str] | None = None,
    requirements: Sequence[MissingItem] = (), seen: int | None = None, back_by: date | str | None = None,
) -> Moved:  # fmt: skip
    """Give an answer at the step where a case stands.

    ``points`` belong to a return for correction, ``record`` is the record of the step, ``notes`` what has to be written
    down with the answer, ``back_by`` the day a return names to be handed back, ``requirements`` what
    the caller knows to be missing still, ``seen`` the ``seq`` of the case the page showed.
    Raises Stale when somebody was faster (saying who and when), MoveRefused with everything missing.
    """
    given = Given(reason.strip(), tuple(points), entered(record or {}), dict(notes or {}), tuple(requirements), back_by)
    return _move(
        actor=permit.actor, case_id=case_id, answer=answer, permit=permit, at=at, on=on, key=key, given=given, seen=seen
    )


def skip(
    *, case_id: int, permit: Permit, at: datetime, on: date, key: str, reason: str, seen: int | None = None
) -> Moved:
    """Leave out a step the text leaves to judgement (视情), with the reason."""
    return move(case_id=case_id, answer=SKIP, permit=permit, at=at, on=on, key=key, reason=reason, seen=seen)


def about_case(named: Mapping[str, Any]) -> About:
    """What an attempt on a case was about, for the trail."""
    found = Case.objects.filter(pk=named["case_id"]).values_list("area_code", flat=True).first()
    return About("case", str(named["case_id"]), found or "")


@refusals_audited("case.move", about_case)
def _move(
    *, actor: Actor, case_id: int, answer: str, permit: Permit, at: datetime, on: date, key: str, given: Given,
    seen: int | None,
) -> Moved:  # fmt: skip
    content = {"case": case_id, "answer": answer, **_content(given)}
    with operation(at=at) as running:
        how = Carried(answer, permit, given, at, on, running.id, seen)
        done = once(
            key=key, who=actor.key, what="case.move", at=at, content=content, work=lambda: carry_out(case_id, how)
        )
    return _moved(done)


def withdraw(*, case_id: int, permit: Permit, at: datetime, on: date, key: str, reason: str) -> Moved:
    """Withdraw a case, as far as its procedure lets the applicant. Raises MoveRefused without a reason or too late."""
    return _withdraw(actor=permit.actor, case_id=case_id, permit=permit, at=at, on=on, key=key, reason=reason.strip())


@refusals_audited("case.withdraw", about_case)
def _withdraw(*, actor: Actor, case_id: int, permit: Permit, at: datetime, on: date, key: str, reason: str) -> Moved:
    with operation(at=at) as running:
        how = Carried(WITHDRAW, permit, Given(reason), at, on, running.id, None)
        done = once(
            key=key, who=actor.key, what="case.withdraw", at=at, content={"case": case_id, "reason": reason},
            work=lambda: carry_out_withdrawal(case_id, how),
        )  # fmt: skip
    return _moved(done)


def elapse(*, case_id: int, at: datetime, on: date, key: str) -> Moved:
    """Let a waiting step end because its time has run; the system acts. Raises MoveRefused before that."""
    with operation(at=at) as running:
        done = once(
            key=key, who="system", what="case.elapse", at=at, content={"case": case_id},
            work=lambda: let_time_move(case_id, at, on, running.id),
        )  # fmt: skip
    return _moved(done)


def let_time_pass(*, at: datetime, on: date) -> list[Moved]:
    """Let every waiting step whose time has run end (called by a daily worker, as often as one likes)."""
    over = RunningClock.objects.filter(
        room=ROOM, kind=KIND, state=ClockState.RUNNING, ends_on__lt=on, name__endswith=WINDOW
    ).values_list("key", flat=True)
    cases = Case.objects.select_related("version").filter(pk__in=[int(key) for key in over], ended_at__isnull=True)
    waiting = [case for case in cases.order_by("pk") if step_of(case).kind is StepKind.WAIT]
    return [elapse(case_id=c.pk, at=at, on=on, key=f"elapse-{c.pk:010d}-{c.seq:05d}") for c in waiting]


def _moved(done: Outcome) -> Moved:
    return Moved.of(done.result, fresh=done.fresh)


def _content(given: Given) -> dict[str, Any]:
    """What identifies the content of a command: a page changed after its first sending has another."""
    return {
        "reason": given.reason,
        "points": [asdict(point) for point in given.points],
        "record": dict(given.record or {}),
        "notes": dict(given.notes),
        "back_by": given.back_by,
    }
