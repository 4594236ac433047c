"""Writing a move down: verdicts with everything they read, the move itself, its points, the case, the agenda, the trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from jidi.accounts.acting import Actor
from jidi.audit.services import record
from jidi.audit.who import Who
from jidi.cases.enums import HANDED_BACK, SKIP, PointState
from jidi.cases.errors import refused_for
from jidi.cases.guards import MissingItem
from jidi.cases.handing_back import HandBack, hand_back
from jidi.cases.models import (
    CalendarUsed,
    Case,
    ListItem,
    ListStep,
    Move,
    Recording,
    ReturnPoint,
    StepRecord,
    StoredVerdict,
)
from jidi.cases.queries import pack_of, record_at
from jidi.cases.queries.missing import Given, Resolved, skip_verdict
from jidi.cases.recording import Recorder, calendar_data, decisions_used, written
from jidi.cases.records import checked
from jidi.cases.services.entering import Passage, enter, finish, leave, passage
from jidi.cases.states import state_of, state_of_move, state_of_point, state_of_record
from jidi.common.digests import canonical, digest
from jidi.common.say import Say
from jidi.policies.actors import cite_of
from jidi.policies.values import to_json
from policycore.engine import Moves, Situation
from policycore.open_points import DecisionBook
from policycore.procedures import AnswerDoes, Step
from policycore.verdict import Verdict, plain_data


@dataclass(frozen=True, slots=True)
class Made:
    """A move that is about to be written."""

    case: Case
    moves: Moves
    situation: Situation
    answer: Resolved
    as_actor: str
    given: Given
    at: datetime
    on: date
    operation: str
    list_step: ListStep | None
    who: Who
    actor: Actor | None
    whole: DecisionBook


def write(made: Made) -> int:
    """Write a move and everything that follows from it at once; return its id."""
    case, before = made.case, state_of(made.case)
    verdicts = _verdicts(made)
    written_down = [verdict.written() for verdict in verdicts]
    back = _hand_back(made)
    move = _move_row(made, [one for _, one in written_down], back)
    keep(move, "move", state_of_move(move), made.who, case.area_code, made.at)
    _store(move, verdicts, written_down, made.situation)
    _points(made, move)
    way = passage(
        case, made.at, made.on, whole=made.whole, calendar=made.situation.calendar, verdict=_said(made),
        from_organisation_id=made.actor.organisation_id if made.actor else None,
    )  # fmt: skip
    leave(way, made.answer.does)
    way.hand_back = back
    _advance(way, made)
    record(
        at=made.at, who=made.who, action="case.moved", kind="case", key=str(case.pk), area_code=case.area_code,
        before=before, after=state_of(case),
        detail={
            "from": move.step, "answer": move.answer, "to": move.to_step, "reason": move.reason, "seq": move.seq,
            "verdicts": move.verdicts_digest, "list": move.list_step_id,
        },
    )  # fmt: skip
    return move.pk


def _verdicts(made: Made) -> list[Verdict]:
    """What a move rests on: the checks of the step and the condition of the answer."""
    guard = made.answer.move.guard if made.answer.move else None
    left_out = skip_verdict(made.situation, made.moves.step) if made.answer.answer == SKIP else None
    return [*made.moves.checks, *(verdict for verdict in (guard, left_out) if verdict is not None)]


def _hand_back(made: Made) -> HandBack | None:
    """By when a return has to be handed back; None for any other answer, and where the document's own time holds."""
    if made.answer.does is not AnswerDoes.RETURN:
        return None
    named = made.given.back_by if isinstance(made.given.back_by, date) else None
    return hand_back(made.situation, made.moves.procedure, made.answer.to, named, made.on)


def _move_row(made: Made, digests: list[str], back: HandBack | None) -> Move:
    notes = dict(made.given.notes) | ({HANDED_BACK: back.due.day.isoformat()} if back else {})
    return Move.objects.create(
        case=made.case, seq=made.case.seq + 1, at=made.at, made_on=made.on, step=made.case.step,
        answer=made.answer.answer, to_step=made.answer.to, does=made.answer.does.value, as_actor=made.as_actor,
        reason=made.given.reason, notes_json=canonical(notes), list_step=made.list_step,
        verdicts_digest=digest(digests) if digests else "", operation=made.operation,
        person_id=made.actor.person_id if made.actor else None, who_name=made.who.name, who_post=made.who.post,
        who_organisation=made.who.organisation,
    )  # fmt: skip


def _store(move: Move, verdicts: list[Verdict], texts: list[tuple[str, str]], situation: Situation) -> None:
    """Keep the verdicts as they are written (text and digest of each), and everything they read."""
    if not verdicts:
        return
    recorder = situation.reader
    assert isinstance(recorder, Recorder)
    edition = situation.calendar.edition
    # Written out only where this edition is not kept yet: it is long, and hardly ever new.
    calendar = CalendarUsed.objects.filter(edition=edition).first()
    if calendar is None:
        calendar, _ = CalendarUsed.objects.get_or_create(
            edition=edition, defaults={"data_json": calendar_data(situation.calendar)}
        )
    used = decisions_used(situation.decisions, verdicts, situation.on, situation.where)
    read = written(recorder, used)
    Recording.objects.create(move=move, calendar=calendar, asked_on=situation.on, data_json=read, digest=digest(read))
    StoredVerdict.objects.bulk_create(
        StoredVerdict(
            move=move, place=place, question=verdict.question, value=str(plain_data(verdict.value))[:60],
            effect=verdict.effect, data_json=text, digest=sealed,
        )
        for place, (verdict, (text, sealed)) in enumerate(zip(verdicts, texts, strict=True))
    )  # fmt: skip


def _points(made: Made, move: Move) -> None:
    """A return raises its points; points of an earlier return that are named again are superseded."""
    if made.answer.does is not AnswerDoes.RETURN:
        return
    open_ = ReturnPoint.objects.filter(case=made.case, state__in=(PointState.OPEN, PointState.ANSWERED))
    for point in made.given.points:
        open_.filter(target_kind=point.target_kind, target=point.target).update(state=PointState.REPEATED)
    points = ReturnPoint.objects.bulk_create(
        ReturnPoint(
            case=made.case, move=move, place=place, target_kind=point.target_kind, target=point.target.strip(),
            text=point.text.strip(), why_new=point.why_new.strip(),
        )
        for place, point in enumerate(made.given.points, 1)
    )  # fmt: skip
    for row in points:
        keep(row, "point", state_of_point(row), made.who, made.case.area_code, made.at)


def _advance(way: Passage, made: Made) -> None:
    case, to = way.case, made.answer.to
    case.seq += 1
    if to.startswith("end."):
        case.end, case.ended_at, case.ended_on, case.living_key = to.removeprefix("end."), made.at, made.on, None
        case.save(update_fields=["seq", "end", "ended_at", "ended_on", "living_key"])
        finish(way)
        return
    case.step, case.entered_at, case.entered_on = to, made.at, made.on
    case.save(update_fields=["seq", "step", "entered_at", "entered_on"])
    enter(way)


def _said(made: Made) -> Say | None:
    """The last word an item shows: how many points came back."""
    count = len(made.given.points)
    if made.answer.does is not AnswerDoes.RETURN:
        return None
    if not count:
        return Say(f"退回：{made.given.reason}"[:400], f"returned: {made.given.reason}"[:500])
    return Say(f"退回补正 {count} 处", f"returned, {count} points to correct")


def store_record(
    case: Case, step: Step, data: Mapping[str, Any], actor: Actor | None, at: datetime, on: date,
    list_step: ListStep | None = None, computed: Mapping[str, Any] | None = None,
) -> StepRecord:  # fmt: skip
    """Keep the record of a step (of a case, or of its list), completing what was entered before.

    ``computed`` is what nobody enters (the last day of a notice). Raises MoveRefused naming everything that is wrong with it.
    """
    held = record_at(case) if list_step is None else None
    found, problems = checked(step.kind, {**(held or {}), **dict(data), **(computed or {})}, on, case.opened_on)
    if problems:
        cite = cite_of(pack_of(case), step.citation())
        raise refused_for([MissingItem(say, cite, f"record:{key}", "record") for key, say in problems])
    living = f"list:{list_step.pk}" if list_step else f"case:{case.pk}:{case.seq}"
    StepRecord.objects.filter(living_key=living).update(is_valid=False, living_key=None)
    who = actor.who if actor else Who()
    row = StepRecord.objects.create(
        case=None if list_step else case, list_step=list_step, visit=0 if list_step else case.seq, step=step.id,
        kind=step.kind.value, data_json=to_json(found), at=at, living_key=living,
        person_id=actor.person_id if actor else None, who_name=who.name, who_post=who.post,
        who_organisation=who.organisation,
    )  # fmt: skip
    keep(row, "record", state_of_record(row), who, case.area_code, at)
    return row


def keep(row: Model, kind: str, state: Mapping[str, Any], who: Who, area_code: str, at: datetime) -> None:
    """Let the trail keep the digest of a row that is written once, so that a change by hand is found."""
    record(at=at, who=who, action=f"case.{kind}-written", kind=f"case-{kind}", key=str(row.pk), area_code=area_code,
           after=state)  # fmt: skip


def hold_item(item: ListItem, reason: str, actor: Actor, at: datetime) -> None:
    """Take a case off an open list, with the reason; it stays at its step and may come on a later one."""
    item.held_reason, item.held_at, item.held_by_id = reason, at, actor.person_id
    item.save(update_fields=["held_reason", "held_at", "held_by"])
