"""What the audit trail keeps the digest of for each thing of this room, so that a change by hand is found."""

from __future__ import annotations

from typing import Any

from jidi.cases.models import Case, CaseAnswer, ListStep, Move, Opinion, ReturnPoint, StepRecord


def state_of(case: Case) -> dict[str, Any]:
    """The state of a case. The kind is part of it where the subject applied as one."""
    kind = {"kind": case.kind} if case.kind else {}
    return kind | {
        "number": case.case_no,
        "version": case.version_id,
        "procedure": case.procedure,
        "subject": [case.subject_kind, case.subject_key],
        "area": case.area_code,
        "round": case.round_key,
        "step": case.step,
        "seq": case.seq,
        "entered_on": case.entered_on,
        "ended_on": case.ended_on,
        "end": case.end,
    }


def state_of_list(list_step: ListStep) -> dict[str, Any]:
    """The state of a frozen list."""
    return {
        "procedure": list_step.procedure,
        "step": list_step.step,
        "scope": [list_step.scope, list_step.scope_key, list_step.round_key],
        "digest": list_step.digest,
        "closed": list_step.closed_at is not None,
    }


def state_of_move(move: Move) -> dict[str, Any]:
    """The content of a move."""
    return {
        "case": move.case_id,
        "seq": move.seq,
        "at": move.at,
        "made_on": move.made_on,
        "path": [move.step, move.answer, move.to_step, move.does, move.as_actor],
        "reason": move.reason,
        "notes": move.notes_json,
        "verdicts": move.verdicts_digest,
        "list": move.list_step_id,
        "who": _who(move),
    }


def state_of_opinion(row: Opinion) -> dict[str, Any]:
    """The content of an opinion (whether it still counts follows from those after it)."""
    return {
        "case": row.case_id,
        "visit": row.visit,
        "step": row.step,
        "capacity": row.capacity,
        "answer": row.answer,
        "text": row.text,
        "who": _who(row),
    }


def state_of_answer(row: CaseAnswer) -> dict[str, Any]:
    """The content of a finding."""
    return {
        "case": row.case_id,
        "fact": row.fact,
        "value": row.value_json,
        "evidence": row.evidence,
        "noted_on": row.noted_on,
        "who": _who(row),
    }


def state_of_record(row: StepRecord) -> dict[str, Any]:
    """The content of the record of a step."""
    return {
        "of": [row.case_id, row.list_step_id],
        "visit": row.visit,
        "step": row.step,
        "data": row.data_json,
        "who": _who(row),
    }


def state_of_point(row: ReturnPoint) -> dict[str, Any]:
    """The content of a point for correction as it was raised."""
    return {
        "case": row.case_id,
        "move": row.move_id,
        "place": row.place,
        "target": [row.target_kind, row.target],
        "text": row.text,
        "why_new": row.why_new,
    }


def _who(row: Move | Opinion | CaseAnswer | StepRecord) -> list[Any]:
    return [row.person_id, row.who_name, row.who_post, row.who_organisation]
