"""What the page of a list shows: its state, its lines, its record, the lists that are done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from jidi.accounts.acting import Denied
from jidi.accounts.enums import Duty
from jidi.cases import queries as cases
from jidi.cases import services as case_services
from jidi.cases.errors import MoveRefused
from jidi.cases.models import Case, ListItem, ListStep, Move, StepRecord
from jidi.common.clock import BEIJING
from jidi.common.say import Refused, Say
from jidi.web.desk.applications import links, records
from jidi.web.desk.applications.placed import Placed, placed_at
from jidi.web.desk.lists import first, lines, workbench
from jidi.web.desk.lists.place import Place
from jidi.web.desk.lists.standing import proposal
from jidi.web.shared.cited import chips_of, source_of
from jidi.web.shared.language import Words
from jidi.web.shared.parts import Badge, Link, Problem, Row, State
from policycore.procedures import AnswerDoes, StepKind, words_of_answer

SEND: Mapping[StepKind, Say] = {
    StepKind.REVIEW: Say("报送名单", "Send the list"),
    StepKind.MEETING: Say("登记会议决定", "Record the decisions"),
    StepKind.ACT: Say("登记发文", "Record the act"),
    StepKind.CONFIRM: Say("登记接收", "Record the receipt"),
    StepKind.OUTSIDE: Say("登记外部决定", "Record what was decided"),
    StepKind.NOTICE: Say("登记公示结果", "Record the result of the notice"),
}
"""What the one button of the answering form says, by kind of step."""
_REASONS: Mapping[StepKind, Say] = {
    StepKind.REVIEW: Say("意见", "Opinion"),
    StepKind.MEETING: Say("理由（不同意必填）", "Reason (needed to refuse)"),
}


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """One case on a list that is done: how it was placed, what was answered, why."""

    case: Case
    href: str
    words: Say
    why: str
    placed: Placed | None


@dataclass(frozen=True, slots=True)
class Closed:
    """A list that is done: who put it up, who answered it, what it decided, on which record."""

    row: ListStep
    by: str
    counts: Say
    record: Sequence[tuple[Words, str]]
    lines: Sequence[ClosedLine]

    @property
    def ordered(self) -> bool:
        """Whether its lines were put in order before."""
        return any(line.placed for line in self.lines)


def context_of(place: Place, typed: QueryDict | None, form: str) -> dict[str, Any]:
    """Everything the page shows."""
    quotas = workbench.quotas_of(place)
    at_lines = typed if form == "answer" else None
    open_ = place.open_list is not None
    shown = lines.list_lines(place, at_lines) if open_ else lines.waiting_lines(place)
    may = not isinstance(place.permit, Denied)
    bench = workbench.workbench(place, typed if form == "order" else None) if _orders_now(place) else None
    send, until = SEND.get(place.step.kind, Say("办理名单", "answer the list")), first.until_of(place)
    return {
        "place": place,
        "title": title_of(place),
        "badge": _badge(place),
        "meta": _meta(place),
        "step_chips": chips_of(place.whole, place.step.citation()),
        "figures": workbench.figures_of(place, quotas),
        "quotas": quotas,
        "lines": shown,
        "proposal": proposal({line.case.pk: line.standing for line in shown if line.standing}),
        "scored": any(line.standing and line.standing.points != "—" for line in shown),
        "sheet": reverse("desk:pending-sheet", args=[place.round_.key, place.step.id, place.scope_key]) if may and place.weighs else "",
        "signed": bool(shown) and all(line.signed.waits_for_others for line in shown if line.open) and any(line.open for line in shown),
        "stuck": [line for line in shown if line.open and line.stuck],
        "may": may,
        "denied": place.permit if isinstance(place.permit, Denied) else None,
        "bench": bench,
        "first": first.first_of(place, shown, bench, until, send),
        "frozen": _frozen(place) if open_ else (),
        "fields": _fields(place, at_lines) if open_ and may else (),
        "statement": _statement(place, at_lines) if open_ else None,
        "paper": _paper(place, at_lines) if open_ else None,
        "reason_words": _reason_words(place),
        "reason_needed": place.step.kind is StepKind.REVIEW and place.step.statement is not None,
        "send": send,
        "held": {"case": typed.get("case", ""), "reason": typed.get("reason", "")} if typed is not None and form == "hold" else {},
        "closed": [_closed(place, row) for row in place.closed],
        "returns": _has(place, AnswerDoes.RETURN),
        "refusable": _has(place, AnswerDoes.REFUSE),
    }  # fmt: skip


def title_of(place: Place) -> Say:
    """The step, and whose list it is where there are several."""
    zh, en = place.step.say.zh, place.step.say.en or place.step.id
    return Say(zh, en) if place.per_round else Say(f"{zh}　{place.scope_name.zh}", f"{en} · {place.scope_name.en}")


def crumbs_of(place: Place) -> list[Link]:
    """The way to the page."""
    if place.actor.duty == Duty.DECIDER:
        return [Link(Say("待决", "To decide"), reverse("desk:pending"))]
    return [
        Link(Say("申报认定", "Applications"), reverse("desk:applications")),
        Link(Say(place.round_.zh, place.round_.en), links.round_(place.round_.key)),
    ]


def problems_of(refused: Refused | None, shown: Sequence[lines.Line] = ()) -> list[Problem]:
    """What a refusal says, line by line, each leading to its field where there is one."""
    if refused is None:
        return []
    if isinstance(refused, MoveRefused) and refused.missing:
        return [Problem(item.say, _target(item.say, item.link, shown)) for item in refused.missing]
    return [Problem(refused.because)]


def said_of(place: Place, moved: Sequence[case_services.Moved]) -> Say:
    """What an answered list says on the next page."""
    waiting = [one for one in moved if one.move_id is None]
    if waiting:
        names = "、".join(dict.fromkeys(name for one in waiting for name in one.waiting_for))
        stopped = next((one.stopped for one in waiting if one.stopped and one.stopped[0]), None)
        if stopped:
            return Say(f"已签署；{stopped[0]}", f"Signed; {stopped[1]}")
        return Say(f"已签署，还等 {names}。", f"Signed; still waiting for {names}.")
    counts: dict[str, int] = {}
    for one in moved:
        counts[one.answer] = counts.get(one.answer, 0) + 1
    zh = "，".join(f"{_answer_words(place, a).zh} {n} 件" for a, n in counts.items())
    en = ", ".join(f"{_answer_words(place, a).en} {n}" for a, n in counts.items())
    return Say(f"已登记：{zh}。", f"Recorded: {en}.")


def _answer_words(place: Place, answer: str) -> Say:
    known = place.step.then.get(answer)
    return Say(*words_of_answer(answer, known)) if known else Say(answer, answer)


def _target(say: Say, link: str, shown: Sequence[lines.Line]) -> str:
    """Where a missing item is mended: the field of the record, or the line it names."""
    kind, _, key = link.partition(":")
    if kind == "record":
        return f"r-{key}"
    line = next((one for one in shown if say.zh.startswith(f"{one.title.zh}：")), None)
    if line is None:
        return "r-statement" if link == "note:statement" else "answers"
    return f"w-{line.case.pk}" if link in {"note:reason", "note:statement"} else f"a-{line.case.pk}"


def _badge(place: Place) -> Badge:
    if place.open_list is not None:
        return Badge(
            State.GOING, Say(f"名单已固定，待办 {len(place.to_answer)} 件", f"Frozen, {len(place.to_answer)} to answer")
        )
    if place.waiting:
        return Badge(State.WAIT, Say("名单未固定", "Not frozen"))
    return (
        Badge(State.DONE, Say("已办完", "Done"))
        if place.closed
        else Badge(State.NONE, Say("没有等待的", "Nothing waits"))
    )


def _meta(place: Place) -> list[Say]:
    who = place.whole.actors.get(place.actor_id)
    said = [Say(place.round_.zh, place.round_.en or place.round_.zh)]
    if who is not None:
        said.append(Say(f"由{who.say.zh}办理", f"Done by: {who.say.en or who.say.zh}"))
    said.append(source_of(place.whole))
    return said


def _orders_now(place: Place) -> bool:
    return place.orders and place.open_list is None and bool(place.waiting)


def _frozen(place: Place) -> list[Row]:
    row = place.open_list
    assert row is not None
    by = f"{row.who_organisation} {row.who_post} {row.who_name}".strip()
    return [
        Row(Say("固定时间", "Frozen"), f"{row.frozen_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"),
        Row(Say("固定人", "By"), by),
        Row(Say("件数", "Cases"), str(len(place.items))),
    ]


def _held_record(place: Place) -> dict[str, Any]:
    items = place.to_answer
    return dict(cases.record_at(items[0].case) or {}) if items else {}


def _fields(place: Place, typed: QueryDict | None) -> Sequence[records.RecordField]:
    return records.fields_for(
        place.whole, place.step, place.actor_id, place.actor, place.on, _held_record(place), typed
    )


def _statement(place: Place, typed: QueryDict | None) -> dict[str, Any] | None:
    """The statement that goes with the answers: per case in a review, once for the list in other steps."""
    if place.step.statement is None or place.step.kind is StepKind.REVIEW:
        return None
    value = typed.get("record.statement", "") if typed is not None else str(_held_record(place).get("statement") or "")
    return {"words": place.step.statement.say, "value": value}


def _paper(place: Place, typed: QueryDict | None) -> dict[str, Any] | None:
    copies = place.step.parts.paper_copies if place.step.parts else 0
    if not copies:
        return None
    held = _held_record(place).get("paper") or {}
    sent = held.get("sent_on", place.on)
    return {
        "copies": typed.get("record.paper.copies", "") if typed is not None else held.get("copies", copies),
        "sent_on": typed.get("record.paper.sent_on", "") if typed is not None else str(sent),
        "least": copies,
    }


def _reason_words(place: Place) -> Say:
    if place.step.statement is not None and place.step.kind is StepKind.REVIEW:
        return place.step.statement.say
    return _REASONS.get(place.step.kind, Say("说明（可不填）", "Note (optional)"))


def _has(place: Place, does: AnswerDoes) -> bool:
    """Whether the step has an answer that does this."""
    return any(place.procedure.does(place.step, answer) is does for answer in place.step.then.values())


def _closed(place: Place, row: ListStep) -> Closed:
    items = list(cases.list_items(row))
    counts: dict[str, int] = {}
    for item in items:
        if item.moved_at and item.answer:
            counts[item.answer] = counts.get(item.answer, 0) + 1
    held = sum(item.held_at is not None for item in items)
    zh = [f"{_answer_words(place, a).zh} {n}" for a, n in counts.items()] + ([f"退出 {held}"] if held else [])
    en = [f"{_answer_words(place, a).en} {n}" for a, n in counts.items()] + ([f"held back {held}"] if held else [])
    record, moves = _record_of(row), {move.case_id: move for move in Move.objects.filter(list_step=row)}
    placed = placed_at(place.round_, place.step.id, place.step.say, [item.case_id for item in items])
    by = next((f"{move.who_organisation} {move.who_name}".strip() for move in moves.values()), "")
    return Closed(
        row, by, Say("，".join(zh), ", ".join(en)), records.in_words(record) if record else (),
        [_closed_line(place, item, placed.get(item.case_id), moves.get(item.case_id)) for item in items],
    )  # fmt: skip


def _closed_line(place: Place, item: ListItem, placed: Placed | None, move: Move | None) -> ClosedLine:
    words = Say("退出名单", "held back") if item.held_at else _answer_words(place, item.answer)
    why = item.held_reason or (move.reason if move else "")
    return ClosedLine(item.case, links.matter(item.case), words, why, placed)


def _record_of(row: ListStep) -> dict[str, Any] | None:
    found = StepRecord.objects.filter(list_step=row, is_valid=True).first()
    return found.data if found else None
