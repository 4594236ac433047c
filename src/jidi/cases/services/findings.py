"""Answers on questions of fact (否决情形核查), and the answering and accepting of points for correction.

Each verb asks for its permission under the key of its page: a second click gets what the first one did, although the
case has moved on meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jidi.accounts.acting import Actor, require
from jidi.agenda.services import touch_items
from jidi.audit.services import operation, record, refusals_audited
from jidi.cases import words
from jidi.cases.enums import PointState
from jidi.cases.errors import MoveRefused
from jidi.cases.models import Case, CaseAnswer, ReturnPoint
from jidi.cases.permissions import may_accept_point, may_answer_point, may_note
from jidi.cases.queries import named_in, open_points, pack_of, situation_for, vetoes_needing
from jidi.cases.services.carrying import locked
from jidi.cases.services.entering import KIND, ROOM
from jidi.cases.services.steps import about_case
from jidi.cases.services.writing import keep
from jidi.cases.states import state_of_answer
from jidi.common.digests import digest
from jidi.common.keys import once
from jidi.common.say import Cite, Say
from jidi.policies.actors import cite_of
from jidi.policies.values import to_json
from policycore.engine import veto
from policycore.facts import Fact, FactSource, FactType
from policycore.verdict import Truth


def note_answer(
    *, actor: Actor, case_id: int, fact: str, value: Any, evidence: str, at: datetime, on: date, key: str,
    named: Mapping[str, str] | None = None,
) -> CaseAnswer:  # fmt: skip
    """Record what a person found on a question of fact in a case, with the evidence; a later finding replaces it.

    ``named`` is what a veto that stands by it wants written down with it (``needs`` of the pack), by name.

    Raises Denied for whoever is not asked it there; MoveRefused for a value the question cannot have, without evidence,
    for a fact people do not answer, or where a veto would stand without what it wants written down.
    """
    given = {need: text.strip() for need, text in (named or {}).items() if text.strip()}
    return _note(
        actor=actor, case_id=case_id, fact=fact, value=value, evidence=evidence.strip(), at=at, on=on, key=key,
        named=given,
    )  # fmt: skip


@refusals_audited("case.note", about_case)
def _note(
    *,
    actor: Actor,
    case_id: int,
    fact: str,
    value: Any,
    evidence: str,
    at: datetime,
    on: date,
    key: str,
    named: dict[str, str],
) -> CaseAnswer:
    def work() -> int:
        case = locked(case_id)
        rule = pack_of(case).facts.get(fact)
        cite = cite_of(pack_of(case), rule.citation()) if rule else words.RECORDED
        require(may_note(actor, case, fact, on))
        _require_answerable(rule, value, evidence, cite)
        row = _write(case, fact, value, evidence, actor, at, on)
        kept = _name_needs(case, fact, named, row, actor, at, on)
        record(
            at=at, who=actor.who, action="case.noted", kind="case", key=str(case.pk), area_code=case.area_code,
            detail={"fact": fact, "value": row.value_json, "evidence": digest(evidence), "named": kept},
        )  # fmt: skip
        return row.pk

    content = {"case": case_id, "fact": fact, "value": to_json(value), "evidence": evidence, "named": named}
    with operation(at=at):
        done = once(key=key, who=actor.key, what="case.note", at=at, work=work, content=content)
    return CaseAnswer.objects.get(pk=done.result)


def _write(
    case: Case, fact: str, value: Any, evidence: str, actor: Actor, at: datetime, on: date
) -> CaseAnswer:  # fmt: skip
    """Keep an answer; the one before is superseded."""
    living = f"{case.pk}:{fact}"
    CaseAnswer.objects.filter(living_key=living).update(is_valid=False, living_key=None)
    row = CaseAnswer.objects.create(
        case=case, fact=fact, value_json=to_json(value), evidence=evidence, step=case.step, noted_on=on, at=at,
        living_key=living, person_id=actor.person_id, who_name=actor.who.name, who_post=actor.who.post,
        who_organisation=actor.who.organisation,
    )  # fmt: skip
    keep(row, "answer", state_of_answer(row), actor.who, case.area_code, at)
    return row


def _name_needs(
    case: Case, fact: str, named: Mapping[str, str], row: CaseAnswer, actor: Actor, at: datetime, on: date
) -> dict[str, str]:
    """Keep what the vetoes that stand by an answer want written down with it; return it by name.

    Where none stands any more, what had been written down for it goes with it. Raises MoveRefused naming what lacks.
    """
    pack, kept = pack_of(case), {}
    for rule in vetoes_needing(case, fact):
        if veto(situation_for(case, on), rule).value is not Truth.YES:
            gone = [f"{case.pk}:{need}" for need in rule.needs]
            CaseAnswer.objects.filter(living_key__in=gone).update(is_valid=False, living_key=None)
            continue
        held = named_in(case)
        for need in rule.needs:
            if need in named and named[need] != held.get(need):
                _write(case, need, named[need], row.evidence, actor, at, on)
                kept[need] = named[need]
        lacking = [words.of_need(pack, need) for need in rule.needs if need not in named and need not in held]
        if lacking:
            zh, en = "、".join(say.zh for say in lacking), ", ".join(say.en for say in lacking)
            raise _refused(
                f"「{rule.say.zh}」成立的，须写明：{zh}。", f"Where “{rule.say.en or rule.id}” stands, name: {en}.",
                cite_of(pack, rule.citation()),
            )  # fmt: skip
    return kept


def _require_answerable(rule: Fact | None, value: Any, evidence: str, cite: Cite) -> None:
    if rule is None or rule.source not in {FactSource.ANSWER, FactSource.FINDING}:
        raise _refused("这一项不由人直接回答。", "This is not answered by a person.", cite)
    fits = {
        FactType.FLAG: isinstance(value, bool),
        FactType.FINDING: isinstance(value, bool),
        FactType.NUMBER: isinstance(value, int | Decimal) and not isinstance(value, bool),
        FactType.DATE: isinstance(value, date),
        FactType.CHOICE: value in rule.choices,
        FactType.TEXT: isinstance(value, str) and bool(value.strip()),
    }.get(rule.type, False)
    if not fits:
        raise _refused(f"「{rule.say.zh}」不能这样回答。", f"“{rule.say.en or rule.id}” cannot be answered so.", cite)
    if not evidence:
        asked = "、".join(rule.evidence) or "凭据"
        raise _refused(f"还没有写明凭据：{asked}。", f"The evidence is not named: {asked}.", cite)


def answer_point(*, actor: Actor, point_id: int, text: str, at: datetime, on: date, key: str) -> ReturnPoint:
    """Answer a point for correction, while the case is with whoever corrects it.

    Raises Denied for anybody else, MoveRefused without words or for a point that is settled.
    """
    return _answer(actor=actor, case_id=_case_of(point_id), point_id=point_id, text=text.strip(), at=at, on=on, key=key)


@refusals_audited("case.point", about_case)
def _answer(*, actor: Actor, case_id: int, point_id: int, text: str, at: datetime, on: date, key: str) -> ReturnPoint:
    def work() -> int:
        case = locked(case_id)
        point = _open_point(case, point_id)
        require(may_answer_point(actor, point, on))
        if not text:
            raise _refused("还没有写答复。", "The answer is empty.", words.ONCE)
        point.state, point.answer_text, point.answered_at = PointState.ANSWERED, text, at
        point.answered_by_id, point.answered_name = actor.person_id, actor.who.name
        point.save(update_fields=["state", "answer_text", "answered_at", "answered_by", "answered_name"])
        left = sum(p.state == PointState.OPEN for p in open_points(case))
        word = (
            Say(f"补正还有 {left} 处没有答复", f"{left} points not answered")
            if left
            else Say("补正已全部答复", "all answered")
        )
        touch_items(room=ROOM, kind=KIND, key=str(case.pk), verdict=word)
        record(
            at=at, who=actor.who, action="case.point-answered", kind="case", key=str(case.pk), area_code=case.area_code,
            detail={"point": point.pk, "target": f"{point.target_kind}:{point.target}", "text": text},
        )  # fmt: skip
        return point.pk

    with operation(at=at):
        done = once(
            key=key, who=actor.key, what="case.point", at=at, work=work, content={"point": point_id, "text": text}
        )
    return ReturnPoint.objects.get(pk=done.result)


def accept_point(*, actor: Actor, point_id: int, at: datetime, on: date, key: str) -> ReturnPoint:
    """Accept the answer to a point (采纳), once the case is back with whoever raised it.

    Raises Denied for anybody else, MoveRefused for a point that is not answered or settled.
    """
    return _accept(actor=actor, case_id=_case_of(point_id), point_id=point_id, at=at, on=on, key=key)


@refusals_audited("case.accept", about_case)
def _accept(*, actor: Actor, case_id: int, point_id: int, at: datetime, on: date, key: str) -> ReturnPoint:
    def work() -> int:
        case = locked(case_id)
        point = _open_point(case, point_id)
        require(may_accept_point(actor, point, on))
        if point.state != PointState.ANSWERED:
            raise _refused("这一处还没有答复。", "This point is not answered yet.", words.ONCE)
        point.state, point.accepted_at, point.accepted_by_id = PointState.ACCEPTED, at, actor.person_id
        point.save(update_fields=["state", "accepted_at", "accepted_by"])
        record(
            at=at, who=actor.who, action="case.point-accepted", kind="case", key=str(case.pk), area_code=case.area_code,
            detail={"point": point.pk},
        )  # fmt: skip
        return point.pk

    with operation(at=at):
        done = once(key=key, who=actor.key, what="case.accept", at=at, work=work, content={"point": point_id})
    return ReturnPoint.objects.get(pk=done.result)


def _open_point(case: Case, point_id: int) -> ReturnPoint:
    point = next((p for p in open_points(case) if p.pk == point_id), None)
    if point is None:
        raise _refused("这一处已经办完。", "The point is settled.", words.ONCE)
    point.case = case  # the locked row: where it stands now
    return point


def _case_of(point_id: int) -> int:
    return ReturnPoint.objects.filter(pk=point_id).values_list("case_id", flat=True).first() or 0


def _refused(zh: str, en: str, cite: Cite) -> MoveRefused:
    return MoveRefused(
        Say(zh, en), Say("请核对后再提交；已填写的内容都还在。", "Look again and send once more; nothing is lost."), cite=cite,
        code="finding", status=422,
    )  # fmt: skip
