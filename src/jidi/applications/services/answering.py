"""Answering for a case or for a list, and what follows at the end: the title.

Each verb stands under the key of its page, permission and all: a second click gets what the first one did, although the
case has moved on meanwhile and the person could no longer give that answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, Permit, require
from jidi.applications import queries
from jidi.applications.models import Application, Round, SelectionLine
from jidi.applications.permissions import DIFFERS
from jidi.applications.services.granting import after_end
from jidi.applications.services.selection import require_within_quota
from jidi.audit.services import About, operation, refusals_audited
from jidi.cases import permissions as case_permissions
from jidi.cases import services as cases
from jidi.cases.models import Case, ListStep
from jidi.common.keys import once
from jidi.common.say import Refused, Say
from jidi.filings import queries as filings_read
from jidi.filings import services as filings
from jidi.filings.services import NotComplete
from jidi.policies.actors import cite_of
from jidi.policies.queries import pack, version_pinned
from policycore.procedures import AnswerDoes, Step, StepKind


def _about(asked: Mapping[str, Any]) -> About:
    application: Application = asked["application"]
    return About("case", str(application.case_id), application.base.area_id)


@refusals_audited("application.answer", _about)
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
    sent: Any = None,
    back_by: date | str | None = None,
) -> cases.Moved:
    """Give an answer at the step an application stands at. A filling step hands in its forms first, as one version each.

    ``sent`` is what the page sent, where a page did: it tells a second arrival from a changed page. What is read of it
    depends on the step, and by the second arrival the case stands at another. ``back_by`` is the day a return names.

    Raises Refused with the one list of what is missing, or naming who was faster.
    """

    def work() -> dict[str, Any]:
        version_pinned(application.round.version_id, application.round.version)
        case = cases.locked(application.case_id)
        queries.at_hand(application, case)
        cases.require_seen(case, seen)
        permit = require(case_permissions.may_answer(actor, case, answer, on))
        step = pack(case.version).procedures[case.procedure].step(case.step)
        if step.kind is StepKind.FILL and goes_forward(application.round, step, answer):
            _hand_in(application, actor, permit, on, at)
        moved = cases.move(
            case_id=case.pk, answer=answer, permit=permit, at=at, on=on, key=_part(once_key, "case"), reason=reason,
            points=points, record=record, notes=notes, seen=seen, back_by=back_by,
        )  # fmt: skip
        if moved.ended:
            after_end(application, step, moved, permit, on, at)
        return data_of(moved)

    given = [answer, reason, [asdict(p) for p in points], dict(record or {}), dict(notes or {}), back_by]
    content = [application.pk, given if sent is None else sent]
    return _once(actor, "application.answer", once_key, at, content, work)


@refusals_audited("application.withdraw", _about)
def withdraw(
    *, actor: Actor, application: Application, reason: str, on: date, at: datetime, once_key: str
) -> cases.Moved:
    """Withdraw an application, as far as its procedure lets the applicant."""

    def work() -> dict[str, Any]:
        case = cases.locked(application.case_id)
        permit = require(case_permissions.may_withdraw(actor, case, on))
        key = _part(once_key, "case")
        moved = cases.withdraw(case_id=case.pk, permit=permit, at=at, on=on, key=key, reason=reason)
        Application.objects.filter(pk=application.pk).update(living_key=None)
        return data_of(moved)

    return _once(actor, "application.withdraw", once_key, at, [application.pk, reason], work)


@refusals_audited("application.pass-on", lambda a: About("round", a["round_"].key, a["round_"].area_code))
def pass_on(
    *, actor: Actor, round_: Round, step: Step, answer: str, on: date, at: datetime, once_key: str
) -> tuple[cases.Moved, ...]:
    """Give one answer for every application of a round that stands at a step (the results of a panel, a receipt).

    All or nothing: raises Refused with what is missing, as ``answer_case`` does for each.
    """

    def work() -> list[dict[str, Any]]:
        waiting = queries.waiting_at(round_, step.id)
        if not waiting:
            raise Refused(
                Say("没有要送出的申报。", "There is nothing to pass on."),
                Say("这一步现在没有等待的申报。", "No application waits at this step."),
                Say("请刷新后查看。", "Reload the page."),
                cite=cite_of(pack(round_.version), step.citation()),
            )
        return [
            data_of(answer_case(actor=actor, application=application, answer=answer, on=on, at=at,
                               once_key=_part(once_key, str(application.case_id))))
            for application in waiting
        ]  # fmt: skip

    with operation(at=at):
        content = [round_.key, step.id, answer]
        done = once(key=once_key, who=actor.key, what="application.pass-on", at=at, work=work, content=content)
    return tuple(cases.Moved.of(one, fresh=done.fresh) for one in done.result)


@refusals_audited("application.freeze", lambda a: About("round", a["round_"].key, a["round_"].area_code))
def freeze(
    *, actor: Actor, round_: Round, step_id: str, scope_key: str, on: date, at: datetime, once_key: str
) -> ListStep:
    """Freeze the list of a step: what waits there for this city or round, in the order saved for it."""

    def work() -> int:
        asked = case_permissions.may_freeze(
            actor, round_.version, round_.procedure, step_id, scope_key, on, round_key=round_.key
        )
        saved = SelectionLine.objects.filter(round=round_, step=step_id).order_by("place")
        return cases.freeze_list(
            version_id=round_.version_id, procedure=round_.procedure, step=step_id, round_key=round_.key,
            scope_key=scope_key, permit=require(asked), at=at, on=on, key=_part(once_key, "list"),
            order=list(saved.values_list("case_id", flat=True)),
        ).pk  # fmt: skip

    with operation(at=at):
        content = [round_.key, step_id, scope_key]
        done = once(key=once_key, who=actor.key, what="application.freeze", at=at, work=work, content=content)
    return ListStep.objects.get(pk=done.result)


@refusals_audited("application.hold-back", lambda a: About("list", str(a["list_"].pk), a["list_"].area_code))
def hold_back(
    *, actor: Actor, list_: ListStep, case_id: int, reason: str, on: date, at: datetime, once_key: str
) -> None:
    """Take a case off a frozen list with a reason; it stays at its step."""

    def work() -> int:
        permit = require(case_permissions.may_move_list(actor, list_, on))
        key = _part(once_key, "list")
        return cases.hold_back(list_id=list_.pk, case_id=case_id, reason=reason, permit=permit, at=at, key=key).pk

    with operation(at=at):
        content = [list_.pk, case_id, reason]
        once(key=once_key, who=actor.key, what="application.hold-back", at=at, work=work, content=content)


@refusals_audited("application.answer-list", lambda a: About("list", str(a["list_"].pk), a["list_"].area_code))
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
    step = pack(round_.version).procedures[round_.procedure].step(list_.step)

    def work() -> list[dict[str, Any]]:
        permit = require(case_permissions.may_move_list(actor, list_, on))
        forward = {case for case, answer in answers.items() if goes_forward(round_, step, answer)}
        area = list_.scope_key if step.scope and step.scope.list != "per-round" else ""
        passed = queries.passed_before(round_, step, list_.scope_key)
        require_within_quota(round_, step, len(forward) + passed, on, area)
        _require_reasons(round_, step, answers, forward, reasons or {})
        moved = cases.move_list(
            list_id=list_.pk, answers=answers, permit=permit, at=at, on=on, key=_part(once_key, "list"), record=record,
            reasons=reasons or {}, notes=notes or {},
        )  # fmt: skip
        _after_list(step, moved, permit, on, at)
        return [data_of(one) for one in moved]

    with operation(at=at):
        content = [list_.pk, dict(answers), dict(record or {}), dict(reasons or {}), dict(notes or {})]
        done = once(key=once_key, who=actor.key, what="application.answer-list", at=at, work=work, content=content)
    return tuple(cases.Moved.of(one, fresh=done.fresh) for one in done.result)


def goes_forward(round_: Round, step: Step, answer: str) -> bool:
    """Whether an answer of a step sends the application on (an answer the step does not have does not)."""
    known = step.then.get(answer)
    procedure = pack(round_.version).procedures[round_.procedure]
    return known is not None and procedure.does(step, known) is AnswerDoes.FORWARD


def _after_list(step: Step, moved: Sequence[cases.Moved], permit: Permit, on: date, at: datetime) -> None:
    ended = {one.case_id: one for one in moved if one.ended}
    found = Application.objects.filter(case_id__in=ended).select_related("round__version", "case", "base__area")
    for application in found:
        after_end(application, step, ended[application.case_id], permit, on, at)


def _hand_in(application: Application, actor: Actor, permit: Permit, on: date, at: datetime) -> None:
    """Turn the drafts into immutable versions; only places a return opened may differ from the version before.

    A form that is not complete is left as it is: the guard of ``cases`` names its gaps with everything else that is
    missing, and refuses.
    """
    rules, key = queries.rules_of(application, on), str(application.pk)
    unlocked = queries.unlocked_fields(application)
    for filing in filings_read.filings_of(queries.OWNER, [key])[key]:
        try:
            filings.submit_version(
                filing=filing,
                actor=actor,
                permit=queries.owner_permit(permit, application),
                rules=rules,
                at=at,
                why="报送" if unlocked is None else "补正后再报",
                allowed_fields=unlocked,
            )
        except NotComplete:
            continue


def _require_reasons(
    round_: Round, step: Step, answers: Mapping[int, str], forward: set[int], reasons: Mapping[int, str]
) -> None:
    """A decision that differs from the saved list says why, line by line (rule of the house)."""
    saved = SelectionLine.objects.filter(round=round_, step=step.id, case_id__in=list(answers))
    differs = [
        row.case_id
        for row in saved
        if row.chosen != (row.case_id in forward) and not reasons.get(row.case_id, "").strip()
    ]
    if differs:
        titles = "、".join(Case.objects.filter(pk__in=differs).values_list("title_zh", flat=True))
        raise Refused(
            Say("决定没有登记。", "The decision was not recorded."),
            Say(f"与拟定名单不同的还没有写理由：{titles}。", f"These differ from the list without a reason: {titles}."),
            Say("请逐项写明理由。", "Give a reason for each."),
            cite=DIFFERS,
        )


def _once(
    actor: Actor, what: str, key: str, at: datetime, content: Any, work: Callable[[], dict[str, Any]]
) -> cases.Moved:
    with operation(at=at):
        done = once(key=key, who=actor.key, what=what, at=at, work=work, content=content)
    return cases.Moved.of(done.result, fresh=done.fresh)


def data_of(moved: cases.Moved) -> dict[str, Any]:
    """What is kept under the key of a command: everything but whether it was done just now."""
    return {name: value for name, value in asdict(moved).items() if name != "fresh"}


def _part(key: str, part: str) -> str:
    """The key of a part of a command; an incomplete key stays incomplete, so that it is refused."""
    return f"{key[:50]}-{part}" if key else ""
