"""What happens at a step before it is answered: its record is entered, those asked give their opinions, time is set.

Each verb asks for its permission under the key of its page: a second click gets what the first one did, although the
case has moved on meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, require
from jidi.agenda import services as agenda
from jidi.agenda.queries import open_items
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.audit.who import SYSTEM
from jidi.cases import words
from jidi.cases.enums import ASKED_AS
from jidi.cases.errors import MoveRefused, Stale, refused_for
from jidi.cases.guards import MissingItem
from jidi.cases.models import Case, Opinion, StepRecord
from jidi.cases.permissions import may_give_opinion, may_record
from jidi.cases.queries import opinion_standing, pack_of, seats_at, situation_for, step_of
from jidi.cases.queries.asked import OFFICES, ORGAN, asked_offices, seat_asked, with_people
from jidi.cases.records import entered
from jidi.cases.services.carrying import locked
from jidi.cases.services.entering import ASKED, KIND, ROOM, ask, enter, passage, start_window
from jidi.cases.services.joint import write_opinion
from jidi.cases.services.writing import store_record
from jidi.cases.windows import length_of
from jidi.common.digests import digest
from jidi.common.keys import once
from jidi.common.say import Say, house
from jidi.policies.actors import Seat, cite_of
from policycore.procedures import StepKind
from policycore.verdict import LackKind, Missing

ANSWERS = ("agree", "disagree", "remarks")
"""What one who is asked may say: agrees, does not, or has remarks only."""
_STARTS = {StepKind.NOTICE: "published_on", StepKind.CONSULT: "sent_on"}


def about_case(named: Mapping[str, Any]) -> About:
    """What an attempt on a case was about, for the trail."""
    found = Case.objects.filter(pk=named["case_id"]).values_list("area_code", flat=True).first()
    return About("case", str(named["case_id"]), found or "")


def record_step(
    *, actor: Actor, case_id: int, record: Mapping[str, Any], at: datetime, on: date, key: str, sent: Any = None
) -> StepRecord:
    """Enter the record of the step a case stands at (a visit made, a notice published, a question sent).

    A notice or consultation starts its clock; the last day is written into the record of a notice. ``sent`` is what the
    page sent, where what is read of it depends on the step. Raises Denied for whoever does not act there, MoveRefused
    naming what is wrong with the record, or which point about its time is undecided and who decides it.
    """
    data = entered(record)
    content = {"case": case_id, **(data if sent is None else {"sent": sent})}
    return _record(actor=actor, case_id=case_id, data=data, at=at, on=on, key=key, content=content)


@refusals_audited("case.record", about_case)
def _record(
    *, actor: Actor, case_id: int, data: dict[str, Any], at: datetime, on: date, key: str, content: dict[str, Any]
) -> StepRecord:
    def work() -> int:
        case = locked(case_id)
        require(may_record(actor, case, on))
        step = step_of(case)
        asked = step.kind is StepKind.CONSULT and "asked" in data
        offices = with_people(case, data["asked"], on) if asked else {}
        row = store_record(case, step, data, actor, at, on, computed={OFFICES: offices} if asked else None)
        _require_own_answers(case, row)
        if step.kind in _STARTS and step.window is not None:
            row = _with_window(case, row, actor, at, on)
        if offices:
            way = passage(case, at, on, from_organisation_id=actor.organisation_id)
            ask(way, [seat_asked(case, organ, on) for organ in offices.values()])
        record(
            at=at, who=actor.who, action="case.recorded", kind="case", key=str(case.pk), area_code=case.area_code,
            detail={"step": step.id, "kind": step.kind.value, "record": digest(row.data_json)},
        )  # fmt: skip
        return row.pk

    with operation(at=at):
        done = once(key=key, who=actor.key, what="case.record", at=at, work=work, content=content)
    return StepRecord.objects.get(pk=done.result)


def _require_own_answers(case: Case, row: StepRecord) -> None:
    """Nobody writes down an answer for a department that has its own people here."""
    themselves = asked_offices(row.data)
    named = [str(one["who"]) for one in row.data.get("answers", ()) if str(one["who"]) in themselves]
    if named:
        zh, en = "、".join(named), ", ".join(named)
        raise MoveRefused(
            Say(f"{zh}在本系统内自行回复，不由他人代填。", f"{en}: they answer here themselves."),
            Say("请等其回复，或催办。", "Wait for their answer, or remind them."),
            cite=cite_of(pack_of(case), step_of(case).citation()), code="opinion",
        )  # fmt: skip


def _seats_of(case: Case, capacity: str, on: date) -> Sequence[Seat]:
    """Where those sit who were asked in a capacity: a department by its organ, else an office of the pack."""
    if capacity.startswith(ORGAN):
        return (seat_asked(case, capacity.removeprefix(ORGAN), on),)
    return seats_at(case, capacity, case.entered_on)


def _with_window(case: Case, row: StepRecord, actor: Actor, at: datetime, on: date) -> StepRecord:
    situation, step = situation_for(case, on), step_of(case)
    assert step.window is not None
    length = length_of(situation, step.window)
    if isinstance(length, Missing):
        cites = [cite_of(situation.pack, situation.pack.open_points[lack.name].citation()) for lack in length.lacks]
        raise refused_for([
            MissingItem(lack.say, cite, f"decision:{lack.name}", "undecided")
            for lack, cite in zip(length.lacks, cites, strict=True)
            if lack.kind is LackKind.DECISION
        ])  # fmt: skip
    seats = seats_at(case, str(situation.settled(step.actor)), on)
    due = start_window(passage(case, at, on), length, row.data[_STARTS[step.kind]], seats[0])
    if step.kind is StepKind.NOTICE:
        return store_record(case, step, {}, actor, at, on, computed={"last_day": due.day})
    return row


def give_opinion(
    *,
    actor: Actor,
    case_id: int,
    answer: str,
    text: str,
    at: datetime,
    on: date,
    key: str,
    instead_of: int | None = None,
) -> Opinion:
    """Answer a consultation as an office that was asked (agree, disagree, remarks).

    An answer that stands is changed only on purpose: ``instead_of`` is the id of the one that was shown; both stay on record.

    Raises Denied for whoever is not asked, or not any more; MoveRefused for another answer, or without words where one
    does not agree; Stale where the office has answered already, or otherwise than was shown.
    """
    return _opine(
        actor=actor, case_id=case_id, answer=answer, text=text.strip(), at=at, on=on, key=key, instead_of=instead_of
    )


@refusals_audited("case.opinion", about_case)
def _opine(
    *, actor: Actor, case_id: int, answer: str, text: str, at: datetime, on: date, key: str, instead_of: int | None
) -> Opinion:
    def work() -> int:
        case = locked(case_id)
        head, _, capacity = require(may_give_opinion(actor, case, on)).action.rpartition(".")
        if answer not in ANSWERS or (answer != "agree" and not text):
            raise MoveRefused(
                Say("要选同意、不同意或有意见；不同意和有意见须写明内容。",
                    "Choose agree, disagree or remarks; the last two need words."),
                Say("请补充后再提交。", "Complete it and send again."),
                cite=house("不同意和有意见须写明内容", "who does not agree, or has remarks, says why"),
                code="opinion",
            )  # fmt: skip
        stands = opinion_standing(case, f"{ASKED_AS}{capacity}")
        if stands is not None and stands.pk != instead_of:
            if (stands.answer, stands.text) == (answer, text):
                return stands.pk  # the second arrival of the same words
            raise _answered_already(stands)
        row = write_opinion(case, actor, f"{ASKED_AS}{capacity}", answer, text, at)
        was = {"was": {"opinion": stands.pk, "answer": stands.answer, "text": stands.text}} if stands else {}
        agenda.close_items(room=ROOM, kind=ASKED, key=str(case.pk), at=at, seats=_seats_of(case, capacity, on))
        record(
            at=at, who=actor.who, action="case.opinion", kind="case", key=str(case.pk), area_code=case.area_code,
            detail={"step": case.step, "as": capacity, "answer": answer, "text": text, "permit": head, **was},
        )  # fmt: skip
        return row.pk

    content = {"case": case_id, "answer": answer, "text": text} | ({"instead": instead_of} if instead_of else {})
    with operation(at=at):
        done = once(key=key, who=actor.key, what="case.opinion", at=at, work=work, content=content)
    return Opinion.objects.get(pk=done.result)


def _answered_already(stands: Opinion) -> Stale:
    when = words.moment(stands.at)
    return Stale(
        Say(
            f"贵单位已由{stands.who_name}于 {when} 回复，再次提交没有替换它。",
            f"{stands.who_name} answered for your office at {when}; what was sent now did not replace it.",
        ),
        Say("确要修改的，请打开本案，在已有答复下点「修改答复」。",
            "To change it, open the matter and choose “Change the answer” below the one that stands."),
        cite=words.RECORDED, code="opinion-given",
    )  # fmt: skip


def settle_dues(*, pack_id: str, at: datetime, on: date) -> int:
    """Open again the items of cases whose actor or time limit was undecided when they came to their step; return how many.

    Called after decisions on open points of a pack: what waits for a decision is asked, not pushed.
    """
    count = 0
    with operation(at=at):
        living = Case.objects.select_for_update(of=("self",)).filter(version__pack_id=pack_id, ended_at__isnull=True)
        for case in living.select_related("version").order_by("pk"):
            step = step_of(case)
            waiting = open_items(ROOM, KIND, str(case.pk))
            undated = step.limit is not None and waiting.filter(due_on__isnull=True).exists()
            undecided = not isinstance(step.actor, str)
            if not undated and not undecided:
                continue
            held = waiting.values_list("addressee", "due_on")
            before, from_id = set(held), waiting.values_list("from_organisation_id", flat=True).first()
            agenda.close_items(room=ROOM, kind=KIND, key=str(case.pk), at=at)
            enter(passage(case, at, on, from_organisation_id=from_id))
            count += before != set(open_items(ROOM, KIND, str(case.pk)).values_list("addressee", "due_on"))
        if count:
            record(
                at=at,
                who=SYSTEM,
                action="cases.settled",
                kind="pack",
                key=pack_id,
                area_code="",
                detail={"cases": count},
            )
    return count
