"""Carrying out one answer on a locked case. Called inside the transaction and under the key of ``moving`` and ``lists``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, Permit
from jidi.audit.who import SYSTEM
from jidi.cases import words
from jidi.cases.enums import SKIP
from jidi.cases.errors import MoveRefused, Stale, refused_for
from jidi.cases.models import Case, ListStep, Move
from jidi.cases.permissions import action, conflict
from jidi.cases.queries import (
    item_of,
    last_move,
    pack_of,
    place_of,
    procedure_of,
    reader_for,
    resolved,
    situation_for,
    step_of,
)
from jidi.cases.queries.missing import Given, Resolved, what_is_missing
from jidi.cases.recording import Recorder
from jidi.cases.services.joint import Signed, sign
from jidi.cases.services.writing import Made, hold_item, store_record, write
from jidi.common.reading import read_once
from jidi.common.say import Cite, Say
from jidi.policies.actors import cite_of
from jidi.policies.queries import book, version_pinned
from policycore.citation import Citation
from policycore.engine import Moves, Situation, may_withdraw, moves
from policycore.open_points import DecisionBook
from policycore.procedures import AnswerDoes, Procedure, StepKind, words_of_answer


@dataclass(frozen=True, slots=True)
class Carried:
    """An answer on its way: who gives it by which permit, what comes with it, when, in which operation.

    ``list_step`` is set when it is given for a list; the permit is then one for the list and was checked there.
    ``changing`` says that this person changes what they signed for some line of it: the others come again as they were.
    """

    answer: str
    permit: Permit
    given: Given
    at: datetime
    on: date
    operation: str
    seen: int | None
    list_step: ListStep | None = None
    changing: bool = False

    @property
    def actor(self) -> Actor:
        """Who gives it."""
        return self.permit.actor


def locked(case_id: int) -> Case:
    """The case, locked until the transaction ends; within one act the same object. Raises MoveRefused where there is none."""
    return read_once(("locked-case", case_id), lambda: _locked(case_id))


def _locked(case_id: int) -> Case:
    # Locked: two officials may answer in the same second; the second must see what the first did.
    found = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    if found is None:
        raise MoveRefused(
            Say("没有这个案卷。", "There is no such case."), Say("请从列表进入。", "Go back to the list.")
        )
    found.version = version_pinned(found.version_id)
    return found


def recorded(case: Case, on: date) -> tuple[Situation, DecisionBook]:
    """The situation of a case, remembering everything it reads, so that a verdict can be asked again; and the decisions
    that can reach it."""
    whole = book(case.version.pack_id, place_of(case))
    return situation_for(case, on, facts=Recorder(reader_for(case))), whole


def carry_out(case_id: int, how: Carried) -> dict[str, Any]:
    """Carry out an answer in the one order; return what it did as plain data. Raises Stale or MoveRefused."""
    case = locked(case_id)
    _require_current(case, how)
    situation, whole = recorded(case, how.on)
    found = moves(situation, case.procedure, case.step)
    answer = resolved(found, how.answer)
    if answer is None:
        raise _no_such_answer(case, found)
    _require_permit(case, how)
    _require_no_conflict(case, how)
    _require_list(case, found, answer, how)
    how = replace(how, given=replace(how.given, record=answer.of_record(found.step.kind, how.given.record)))
    _require_nothing_missing(case, how, situation, found)
    if how.given.record and how.list_step is None:
        store_record(case, found.step, how.given.record, how.actor, how.at, how.on)
    who = found.actor if isinstance(found.actor, str) else ""
    signed = sign(case, situation, found, answer, who, how.actor, how.given, how.at, changing=how.changing)
    if signed.answer is None:
        return _not_moved(case, how, signed)
    final = answer if signed.answer == answer.answer else resolved(found, signed.answer)
    assert final is not None
    return _made(case, found, situation, final, who, how, replace(how.given, reason=signed.reason), whole)


def carry_out_withdrawal(case_id: int, how: Carried) -> dict[str, Any]:
    """Withdraw a locked case. Raises Stale or MoveRefused."""
    case = locked(case_id)
    _require_current(case, how)
    _require_permit(case, how)
    procedure = procedure_of(case)
    rule = procedure.withdraw
    if rule is None or not may_withdraw(procedure, case.step):
        raise MoveRefused(
            Say("到了这一步不能撤回。", "It cannot be withdrawn at this step."),
            Say("请联系正在办理的机关。", "Turn to the office that has it."),
            cite=_cite(case, (rule or procedure).citation()),
            code="too-late",
        )
    if not how.given.reason:
        raise MoveRefused(
            Say("还没有写撤回的理由。", "The reason is not given."),
            Say("请写明理由后再撤回。", "Give the reason, then withdraw."),
            cite=words.REASON,
            code="reason",
        )
    answer = Resolved(how.answer, rule.to, AnswerDoes.WITHDRAW, rule.citation(), None)
    situation, whole = recorded(case, how.on)
    found = moves(situation, case.procedure, case.step)
    return _made(case, found, situation, answer, procedure.applicant or "", how, how.given, whole)


def let_time_move(case_id: int, at: datetime, on: date, operation: str) -> dict[str, Any]:
    """End a waiting step whose time has run. Raises MoveRefused for another step or too early."""
    case = locked(case_id)
    if case.has_ended or step_of(case).kind is not StepKind.WAIT:
        raise MoveRefused(
            Say("这一步不是等待期。", "This is no waiting step."),
            Say("请刷新后查看。", "Reload the page."),
            code="no-wait",
        )
    situation, whole = recorded(case, on)
    found = moves(situation, case.procedure, case.step)
    answer = resolved(found, found.moves[0].answer)
    assert answer is not None
    missing = what_is_missing(case, answer.answer, on, situation=situation, step_moves=found)
    if missing:
        raise refused_for(missing)
    made = Made(case, found, situation, answer, "", Given(), at, on, operation, None, SYSTEM, None, whole)
    return _done(made)


def _made(
    case: Case, found: Moves, situation: Situation, answer: Resolved, who: str, how: Carried, given: Given,
    whole: DecisionBook,
) -> dict[str, Any]:  # fmt: skip
    if found.step.is_list and how.list_step is None and (item := item_of(case)) is not None:
        # Moved on its own while on an open list: that line is held back, the list goes on without it.
        hold_item(item, given.reason or answer.answer, how.actor, how.at)
    made = Made(
        case, found, situation, answer, who, given, how.at, how.on, how.operation, how.list_step, how.actor.who, how.actor,
        whole,
    )  # fmt: skip
    return _done(made)


def _done(made: Made) -> dict[str, Any]:
    left, to = made.case.step, made.answer.to
    return {
        "move_id": write(made), "case_id": made.case.pk, "answer": made.answer.answer, "step": left, "to": to,
        "ended": to.removeprefix("end.") if to.startswith("end.") else "", "waiting_for": [], "stopped": [],
    }  # fmt: skip


def _not_moved(case: Case, how: Carried, signed: Signed) -> dict[str, Any]:
    return {
        "case_id": case.pk, "answer": how.answer, "step": case.step, "to": case.step, "ended": "", "move_id": None,
        "waiting_for": list(signed.waiting_for),
        "stopped": [signed.stopped.zh, signed.stopped.en] if signed.stopped else [],
    }  # fmt: skip


def _require_current(case: Case, how: Carried) -> None:
    elsewhere = how.permit.action.startswith("case.move.") and how.permit.object_key == str(case.pk)
    at_step = how.permit.action == action(case.step, how.answer)
    require_seen(case, how.seen)
    if case.has_ended or (elsewhere and not at_step):
        raise _stale(case)


def require_seen(case: Case, seen: int | None) -> None:
    """Raise Stale when a case moved since a page showed it at ``seen``; asked before whether the person still may answer,
    so that who was slower hears who was faster, and not that it is none of their business."""
    if seen is not None and seen != case.seq:
        raise _stale(case)


def _stale(case: Case) -> Stale:
    last, procedure = last_move(case), procedure_of(case)
    if case.has_ended:
        end = procedure.ends.get(case.end)
        where = Say(f"已办结：{end.zh if end else case.end}", f"it has ended: {end.en if end else case.end}")
    else:
        step = step_of(case)
        where = Say(f"现在在「{step.say.zh}」", f"it is now at “{step.say.en or step.id}”")
    who = "，".join(part for part in (last.who_organisation, last.who_name) if part)
    when = words.moment(last.at)
    what = _said(last, procedure)
    return Stale(
        Say(
            f"{who} 已于 {when} 办理了这一步{what.zh}，{where.zh}。", f"{who} answered at {when}{what.en}; {where.en}."
        ),
        Say(
            "请刷新页面，核对后再办理。您写的内容还在本页。", "Reload the page and look; what you wrote is still here."
        ),
        cite=words.STALE,
    )


def _said(last: Move, procedure: Procedure) -> Say:
    """What a move answered, to be put behind its moment; nothing for one that was no answer of a step."""
    known = next((step.then.get(last.answer) for step in procedure.steps if step.id == last.step), None)
    if known is None:
        return Say("")
    zh, en = words_of_answer(last.answer, known)
    return Say(f"：{zh}", f": {en}")


def _no_such_answer(case: Case, found: Moves) -> MoveRefused:
    allowed = "、".join(move.say.zh for move in found.moves)
    return MoveRefused(
        Say(f"这一步没有这个答复，可以：{allowed}。", f"The step has no such answer; it has: {allowed}."),
        Say("请在所列答复中选择。", "Choose one of these."),
        cite=_cite(case, found.step.citation()),
        code="no-answer",
    )


def _require_permit(case: Case, how: Carried) -> None:
    if how.list_step is not None or how.permit.fits(action(case.step, how.answer), "case", str(case.pk)):
        return
    raise MoveRefused(
        Say("这份许可不是用来在本案作这个答复的。", "This permit is not for this answer in this case."),
        Say("请从案卷页面重新办理。", "Start again from the page of the case."),
        code="no-permit",
    )


def _require_no_conflict(case: Case, how: Carried) -> None:
    denied = conflict(how.actor, case)
    if denied is not None:
        raise denied


def _require_list(case: Case, found: Moves, answer: Resolved, how: Carried) -> None:
    alone = answer.does in {AnswerDoes.RETURN, AnswerDoes.WITHDRAW} or answer.answer == SKIP
    if not found.step.is_list or how.list_step is not None or alone:
        return
    raise MoveRefused(
        Say("这一步按名单集中办理。", "This step is answered for a list."),
        Say("请先固定名单，再在名单上办理。", "Freeze the list first, then answer on it."),
        cite=words.BY_LIST,
        code="by-list",
    )


def _require_nothing_missing(case: Case, how: Carried, situation: Situation, found: Moves) -> None:
    missing = what_is_missing(case, how.answer, how.on, given=how.given, situation=situation, step_moves=found)
    if missing:
        raise refused_for(missing, case.title if how.list_step is not None else None)


def _cite(case: Case, citation: Citation) -> Cite:
    return cite_of(pack_of(case), citation)
