"""Answering for a case or for a list, and what follows at the end: the title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, Permit, require
from jidi.applications import queries
from jidi.applications.models import Application, Round, SelectionLine
from jidi.applications.services.granting import after_end
from jidi.applications.services.selection import require_within_quota
from jidi.audit.services import About, operation, refusals_audited
from jidi.cases import permissions as case_permissions
from jidi.cases import services as cases
from jidi.cases.models import ListStep
from jidi.common.say import Refused, Say
from jidi.filings import queries as filings_read
from jidi.filings import services as filings
from jidi.policies.actors import cite_of
from jidi.policies.queries import pack
from policycore.procedures import AnswerDoes, StepKind


@refusals_audited("application.answer", lambda a: About("case", str(a["application"].case_id), a["application"].base.area_id))
def answer_case(
    *,
    actor: Actor,
    application: Application,
    answer: str,
    on: date,
    at: datetime,
    once_key: str,
    reason: str = "",
    points: Sequence[cases.Point] = (),
    record: Mapping[str, Any] | None = None,
    notes: Mapping[str, str] | None = None,
    seen: int | None = None,
) -> cases.Moved:
    """Give an answer at the step an application stands at. A filling step hands in its forms first, as one version each.

    Raises Refused with the one list of what is missing, or naming who was faster.
    """
    case = application.case
    permit = require(case_permissions.may_answer(actor, case, answer, on))
    procedure = pack(application.round.version).procedures[application.round.procedure]
    step = procedure.step(case.step)
    with operation(at=at):
        if step.kind is StepKind.FILL and procedure.does(step, step.then[answer]) is AnswerDoes.FORWARD:
            _hand_in(application, actor, permit, on, at)
        moved = cases.move(
            case_id=case.pk, answer=answer, permit=permit, at=at, on=on, key=once_key, reason=reason, points=points,
            record=record, notes=notes, seen=seen,
        )  # fmt: skip
        if moved.fresh and moved.ended:
            after_end(application, step, moved, permit, on, at)
    return moved


@refusals_audited("application.withdraw", lambda a: About("case", str(a["application"].case_id), a["application"].base.area_id))
def withdraw(
    *, actor: Actor, application: Application, reason: str, on: date, at: datetime, once_key: str
) -> cases.Moved:
    """Withdraw an application, as far as its procedure lets the applicant."""
    permit = require(case_permissions.may_withdraw(actor, application.case, on))
    with operation(at=at):
        moved = cases.withdraw(case_id=application.case_id, permit=permit, at=at, on=on, key=once_key, reason=reason)
        if moved.fresh and moved.ended:
            Application.objects.filter(pk=application.pk).update(living_key=None)
    return moved


@refusals_audited("application.freeze", lambda a: About("round", a["round_"].key, a["round_"].area_code))
def freeze(*, actor: Actor, round_: Round, step_id: str, scope_key: str, on: date, at: datetime, once_key: str) -> ListStep:
    """Freeze the list of a step: what waits there for this city or round, in the order saved for it."""
    permit = require(
        case_permissions.may_freeze(actor, round_.version, round_.procedure, step_id, scope_key, on)
    )
    order = list(
        SelectionLine.objects.filter(round=round_, step=step_id).order_by("place").values_list("case_id", flat=True)
    )
    return cases.freeze_list(
        version_id=round_.version_id, procedure=round_.procedure, step=step_id, round_key=round_.key,
        scope_key=scope_key, permit=permit, at=at, on=on, key=once_key, order=order,
    )  # fmt: skip


@refusals_audited("application.answer-list", lambda a: About("list", str(a["list_"].pk), a["round_"].area_code))
def answer_list(
    *,
    actor: Actor,
    round_: Round,
    list_: ListStep,
    answers: Mapping[int, str],
    on: date,
    at: datetime,
    once_key: str,
    record: Mapping[str, Any] | None = None,
    reasons: Mapping[int, str] | None = None,
    notes: Mapping[int, Mapping[str, str]] | None = None,
) -> tuple[cases.Moved, ...]:
    """Answer for every case of a frozen list, all or nothing: one record, one act; quotas of the step are kept.

    Raises Refused when more go forward than there are places, a line left the saved order without a reason, or
    ``cases`` names what is missing.
    """
    permit = require(case_permissions.may_move_list(actor, list_, on))
    procedure = pack(round_.version).procedures[round_.procedure]
    step = procedure.step(list_.step)
    forward = [
        case for case, answer in answers.items() if procedure.does(step, step.then[answer]) is AnswerDoes.FORWARD
    ]
    require_within_quota(round_, step, len(forward), on, list_.scope_key if step.scope and step.scope.list == "per-city" else "")
    _require_reasons(round_, step.id, set(forward), reasons or {}, permit)
    with operation(at=at):
        moved = cases.move_list(
            list_id=list_.pk, answers=answers, permit=permit, at=at, on=on, key=once_key, record=record,
            reasons=reasons or {}, notes=notes or {},
        )  # fmt: skip
        applications = {a.case_id: a for a in Application.objects.filter(case_id__in=answers).select_related(
            "round__version", "case", "base")}  # fmt: skip
        for one in moved:
            if one.fresh and one.ended and one.case_id in applications:
                after_end(applications[one.case_id], step, one, permit, on, at)
    return moved


def _hand_in(application: Application, actor: Actor, permit: Permit, on: date, at: datetime) -> None:
    """Turn the drafts into immutable versions; only places a return opened may differ from the version before."""
    rules, key = queries.rules_of(application, on), str(application.pk)
    for filing in filings_read.filings_of(queries.OWNER, [key])[key]:
        filings.submit_version(
            filing=filing,
            actor=actor,
            permit=queries.owner_permit(permit, application),
            rules=rules,
            at=at,
            why="报送",
            allowed_fields=queries.unlocked_fields(application),
        )


def _require_reasons(round_: Round, step: str, forward: set[int], reasons: Mapping[int, str], permit: Permit) -> None:
    """A decision that differs from the saved list says why, line by line (rule of the house)."""
    saved = {row.case_id: row.chosen for row in SelectionLine.objects.filter(round=round_, step=step)}
    differs = [case for case, chosen in saved.items() if chosen != (case in forward) and not reasons.get(case, "").strip()]
    if differs:
        raise Refused(
            Say("决定没有登记。", "The decision was not recorded."),
            Say(f"有 {len(differs)} 项与拟定名单不同，还没有写理由。", f"{len(differs)} lines differ from the list without a reason."),
            Say("请逐项写明理由。", "Give a reason for each."),
            cite=cite_of(pack(round_.version), pack(round_.version).procedures[round_.procedure].step(step).citation()),
        )
