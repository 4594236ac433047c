"""A duty that followed an outcome goes with it: once the outcome is voided nobody owes what it asked for.

Asked, not pushed, as it came: working the duties out looks at whether the outcome still stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from jidi.accounts.codes import contains
from jidi.common.say import Say, house
from jidi.notices.enums import LetterKind
from jidi.policies import queries as policies
from jidi.policies.models import PackVersion
from jidi.returns.enums import SETTLED, About, ActKind, DutyState, LevelState
from jidi.returns.models import Duty
from jidi.returns.permissions import debtor_level, seat_of
from jidi.returns.queries.outcomes import Got, outcomes_got
from jidi.returns.services.states import KIND, Step, change_by_itself, locked
from jidi.returns.services.telling import people_at, tell
from jidi.returns.words import title_of

RULE = house("结果作废的，随之产生的义务一并撤销", "with an outcome that is voided go the duties that followed it")
_AGAIN = {"state": LevelState.WAITING, "passed_on": None, "first_passed_on": None}


def withdraw(version: PackVersion, *, on: date, at: datetime) -> int:
    """Withdraw the duties of a version whose outcome does not stand any more; return how many. Call it inside an operation.

    What was accepted, waived or recorded stays as it was.
    """
    found = 0
    for duty, outcome in _without_ground(version, on):
        _withdrawn(duty.pk, outcome, on, at)
        found += 1
    return found


def _without_ground(version: PackVersion, on: date) -> Iterator[tuple[Duty, str]]:
    for rule in policies.pack(version).obligations.values():
        if rule.on is None or not rule.on.outcome:
            continue
        rows = Duty.objects.filter(version=version, rule=rule.id, urgent=True).exclude(state__in=SETTLED)
        duties = list(policies.without_texts(rows.order_by("pk"), "version"))
        got = outcomes_got(version, rule.on.outcome, on) if duties else []
        yield from ((duty, rule.on.outcome) for duty in duties if not any(_follows(duty, one) for one in got))


def _follows(duty: Duty, got: Got) -> bool:
    """Whether a duty follows this outcome: of its day, about whoever got it, or of the office of their place."""
    if duty.period != got.on.isoformat():
        return False
    if duty.about_kind == About.ITSELF:
        return contains(duty.debtor_area, got.area_code)
    return (duty.about_kind, duty.about_key) == (got.kind, got.key)


def _withdrawn(pk: int, outcome: str, on: date, at: datetime) -> None:
    duty, levels = locked(pk)
    begun, words = _begun(duty), _words(duty, outcome)
    changes: dict[str, Any] = {
        "state": DutyState.LAPSED,
        "settled_at": at,
        "at": 0,
        "filler": None,
        "return_due_on": None,
    }
    step = Step(
        ActKind.LAPSED, words.zh, changes, {level.place: _AGAIN for level in levels}, detail={"outcome": outcome}
    )
    act = change_by_itself(duty, levels, step, RULE, on=on, at=at)
    seats = [seat_of(duty, level) for level in levels if begun or level.place <= debtor_level(levels).place]
    tell(
        people_at(seats, on), kind=LetterKind.WORD, owner=(KIND, str(duty.pk)), what=title_of(duty), why=words, cite=RULE,
        occasion=f"withdrawn:{act.pk}", sender=None, on=on, at=at,
    )  # fmt: skip


def _begun(duty: Duty) -> bool:
    """Whether levels above have seen something of it."""
    return duty.first_filed_on is not None or duty.filler is not None


def _words(duty: Duty, outcome: str) -> Say:
    whole = policies.pack(duty.version)
    named = whole.outcomes.get(outcome)
    if named is not None:
        say = named.say
    else:
        procedure, _, end = outcome.rpartition(".")
        ends = [one.ends[end] for key, one in whole.procedures.items() if end in one.ends and procedure in {"", key}]
        say = Say(ends[0].zh, ends[0].en or ends[0].zh) if ends else Say(outcome)
    return Say(
        f"{duty.period} 的「{say.zh}」已作废，这一项不再需要",
        f"“{say.en or say.zh}” of {duty.period} was voided: this is no longer owed",
    )
