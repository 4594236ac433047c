"""A case as the engine sees it: its pinned pack, its step, the decisions that hold for it, the facts about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Q

from jidi.cases.facts import CaseFacts
from jidi.cases.models import Case, Move
from jidi.common.reading import read_once
from jidi.facts.registry import reader
from jidi.policies import queries as policies
from jidi.policies.actors import Seat, seats_of
from policycore.actors import ActorKind
from policycore.calendar import WorkCalendar
from policycore.engine import Situation
from policycore.facts import FactReader
from policycore.open_points import Decision, DecisionBook, Where
from policycore.pack import Pack
from policycore.procedures import AnswerDoes, Procedure, Step
from policycore.verdict import Missing


def pack_of(case: Case) -> Pack:
    """The pack a case is pinned to."""
    return policies.pack(case.version)


def procedure_of(case: Case) -> Procedure:
    """The procedure of a case, as it was when the case began."""
    return pack_of(case).procedures[case.procedure]


def step_of(case: Case) -> Step:
    """The step a case stands at (the last one once it has ended)."""
    return procedure_of(case).step(case.step)


def place_of(case: Case) -> Where:
    """Where decisions may be limited to for this case."""
    return Where(case=str(case.pk), round=case.round_key, area=case.area_code, year=case.year)


def book_for(case: Case, whole: DecisionBook | None = None) -> DecisionBook:
    """The decisions that hold for a case: those in force when it reached its step; a point open then is open still.

    A decision applies to cases that reach the step after it. Where none was in force then, the step could not go on, so
    whatever was decided since holds. ``whole`` are all decisions that can reach the case, where they were read already.
    """
    where, pack_id, since = place_of(case), case.version.pack_id, case.entered_on
    if whole is not None:
        return DecisionBook.of(_held(whole, where, since))
    return read_once(
        (policies.DECISIONS, pack_id, where, since),
        lambda: DecisionBook.of(_held(policies.book(pack_id, where), where, since)),
    )


def book_when_left(case: Case, step_id: str, now: DecisionBook) -> DecisionBook | None:
    """The decisions that held for a case at a step when it last went on from there, as they were known in that moment.

    None where it has not gone on from there. What was open then is open still: ``now`` are the decisions that hold today.
    """
    found = Move.objects.filter(Q(step=step_id) | Q(to_step=step_id), case=case).order_by("seq")
    since: date | None = None
    then: tuple[date, datetime] | None = None
    for at, made_on, to_step, does in found.values_list("at", "made_on", "to_step", "does"):
        if to_step == step_id:
            since = made_on
        elif does == AnswerDoes.FORWARD.value and since is not None:
            then = since, at
    return None if then is None else _as_known(case, *then, now)


def book_on_entering(case: Case, now: DecisionBook) -> DecisionBook:
    """The decisions that held for a case when it came to the step where it stands, as they were known in that moment."""
    return _as_known(case, case.entered_on, case.entered_at, now)


def _as_known(case: Case, since: date, at: datetime, now: DecisionBook) -> DecisionBook:
    where, pack_id = place_of(case), case.version.pack_id
    known = DecisionBook.of(_held(policies.book_known(pack_id, where, at), where, since))
    points = {decision.point for decision in known.decisions}
    return DecisionBook.of([*known.decisions, *(d for d in now.decisions if d.point not in points)])


def _held(book: DecisionBook, where: Where, entered_on: date) -> Iterator[Decision]:
    for point in dict.fromkeys(decision.point for decision in book.decisions):
        then = book.find(point, entered_on, where)
        if then is not None:
            yield replace(then, valid_from=None, valid_until=None)
        else:
            yield from (decision for decision in book.decisions if decision.point == point)


def reader_for(case: Case) -> FactReader:
    """The reader of a case: its own answers, and the site's readers for everything else."""
    pack = pack_of(case)
    return CaseFacts(case, pack, reader(policies.sources_of(pack)))


def situation_for(
    case: Case, on: date, *, facts: FactReader | None = None, whole: DecisionBook | None = None,
    calendar: WorkCalendar | None = None,
) -> Situation:  # fmt: skip
    """The situation of a case on a day: this site's facts, its own answers, the decisions that hold for it.

    ``whole`` and ``calendar`` are the decisions and the calendar where the caller has read them already.
    """
    read = facts or reader_for(case)
    held = book_for(case, whole)
    return policies.situation(
        case.version, case.subject, on, place_of(case), kind=case.kind, facts=read, decided=held, calendar=calendar
    )


def actor_of_step(case: Case, on: date, situation: Situation | None = None) -> str | Missing:
    """The actor of the pack whose turn it is, or what is undecided about it."""
    found: str | Missing = (situation or situation_for(case, on)).settled(step_of(case).actor)
    return found


def seats_at(case: Case, actor_id: str, on: date) -> tuple[Seat, ...]:
    """The seats of an actor for this case."""
    return seats_of(pack_of(case), actor_id, case.area_code, on, organisation_id=case.organisation_id)


def is_joint(case: Case, actor_id: str) -> bool:
    """Whether several offices have to say the same at once."""
    return pack_of(case).actors[actor_id].kind is ActorKind.JOINT
