"""What the audit trail keeps the digest of for each thing of this room, so that a change by hand is found."""

from __future__ import annotations

from typing import Any

from jidi.cases.models import Case, ListStep


def state_of(case: Case) -> dict[str, Any]:
    """The state of a case."""
    return {
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
