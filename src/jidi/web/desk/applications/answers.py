"""The opinion panel: the answers of a step, and everything that is written with one; and reading it back."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, QueryDict

from jidi.accounts.acting import Denied, Permit
from jidi.accounts.queries import authority
from jidi.cases.enums import SKIP, PointState
from jidi.cases.handing_back import hand_back
from jidi.cases.models import Opinion
from jidi.cases.permissions import capacity_of
from jidi.cases.queries import actor_of_step, is_joint, named_in, points_raised, record_at, seats_at
from jidi.cases.queries.missing import Point
from jidi.cases.records import OF_REFUSAL
from jidi.cases.words import HAND_BACK, of_need
from jidi.common.say import Say
from jidi.web.desk.applications import records, shown
from jidi.web.desk.applications.records import RecordField
from jidi.web.desk.applications.targets import targets
from jidi.web.shared.chips import chip_of
from jidi.web.shared.language import Words, spoken
from jidi.web.shared.parts import Chip, Choice
from policycore.calendar import Due
from policycore.engine import Move, limit_of_step
from policycore.procedures import AnswerDoes, StepKind

if TYPE_CHECKING:
    from jidi.web.desk.applications.matter import Matter

POINT_ROWS = 3
"""Rows for points a page offers beside those that are written already."""
MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class PointRow:
    """One row for a point of a return: its place, what stands in it."""

    place: int
    target: str = ""
    text: str = ""
    why_new: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that has to be written down with an answer, under its own name."""

    key: str
    words: Say
    value: str


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """The form of an opinion: the answers, and which parts belong to which of them.

    ``onward``, ``back``, ``against`` are the answers that go on, send back, end it against the applicant, joined as a form
    part names them; ``deciding`` the first and last together, ``recorded`` those the record of the step goes with.
    """

    title: Say
    choices: tuple[Choice, ...]
    buttons: tuple[tuple[str, Words, bool], ...]
    onward: str
    back: str
    against: str
    deciding: str
    recorded: str
    fields: tuple[RecordField, ...]
    statement: Words
    statement_value: str
    reason: str
    reasoned: bool
    notes: tuple[Note, ...]
    rows: tuple[PointRow, ...]
    targets: tuple[tuple[str, Say], ...]
    again: bool
    raised: int
    back_by: str
    back_unless: Say
    back_chip: tuple[Chip, ...]
    joint: tuple[tuple[Say, Say], ...]
    signed: bool
    paper: int
    on_list: bool
    reason_when: Say

    @property
    def skips(self) -> bool:
        """Whether the step may be left out now."""
        return any(choice.value == SKIP for choice in self.choices)

    @property
    def any_open(self) -> bool:
        """Whether an answer can be chosen at all."""
        return any(not choice.off for choice in self.choices)


def answer_form(here: Matter, request: HttpRequest, typed: QueryDict | None) -> AnswerForm:
    """The opinion panel of the step for the person whose turn it is."""
    moves = here.moves
    assert moves is not None
    by_kind: dict[AnswerDoes | None, list[str]] = {}
    choices, buttons = [], []
    on_list = here.step.is_list
    names = [name for name in moves.permits if not (on_list and _decides(here, name))]
    mine = _mine(here)
    chosen = _chosen(here, names, typed) or (mine.answer if mine and typed is None else "")
    for name in names:
        move = _move_of(here, name)
        does = move.does if move else None
        by_kind.setdefault(does, []).append(name)
        words = move.say if move else Say("略过本步", "Leave the step out")
        choices.append(_choice(here, name, move, words, name == chosen))
        buttons.append((name, _button(here, words, does), does is AnswerDoes.REFUSE))
    onward = [*by_kind.get(AnswerDoes.FORWARD, []), *by_kind.get(None, [])]
    against = by_kind.get(AnswerDoes.REFUSE, [])
    raised = points_raised(here.case)
    held = record_at(here.case) or {}
    who = actor_of_step(here.case, here.on, here.situation)
    return AnswerForm(
        title=_title(here),
        choices=tuple(choices),
        buttons=tuple(buttons),
        onward="|".join(onward),
        back="|".join(by_kind.get(AnswerDoes.RETURN, [])),
        against="|".join(against),
        deciding="|".join(n for n in [*onward, *against] if n != SKIP),
        recorded="|".join(n for n in [*onward, *(against if here.step.kind in OF_REFUSAL else ())] if n != SKIP),
        fields=() if on_list else records.fields_for(here.whole, here.step, str(who), here.actor, here.on, held, typed),
        statement=here.step.statement.say if here.step.statement and not on_list else Say(""),
        statement_value=_typed(typed, "record.statement", str(held.get("statement") or "")),
        reason=_typed(typed, "reason", mine.text if mine else ""),
        reasoned=set(by_kind) != {AnswerDoes.FORWARD}
        or any(i.code == "reason" for m in moves.missing.values() for i in m),
        notes=tuple(_notes(here, typed)),
        rows=tuple(_rows(here, request, typed)) if by_kind.get(AnswerDoes.RETURN) else (),
        targets=tuple(_targets(here)),
        again=bool(raised),
        raised=len({point.move_id for point in raised}),
        back_by=_typed(typed, "back_by"),
        back_unless=_back_unless(here),
        back_chip=(chip_of(HAND_BACK),),
        joint=tuple(_joint(here)),
        signed=mine is not None and not on_list,
        paper=here.step.parts.paper_copies if here.step.parts else 0,
        on_list=on_list,
        reason_when=_reason_when(set(by_kind)),
    )


def _reason_when(does: Set[AnswerDoes | None]) -> Say:
    """With which of the answers that can be given here a reason has to be written."""
    words = {
        AnswerDoes.REFUSE: Say("不同意", "to refuse"),
        AnswerDoes.RETURN: Say("退回", "to return"),
        None: Say("略过", "to leave it out"),
    }
    found = [say for kind, say in words.items() if kind in does]
    if not found:
        return Say("可不填", "optional")
    return Say(f"{'、'.join(say.zh for say in found)}须写", f"needed {' or '.join(say.en for say in found)}")


def read_points(data: QueryDict) -> list[Point]:
    """The points of a return a page sent; rows left empty are none."""
    found = []
    for place in range(1, MOST_ROWS + 1):
        target, text = data.get(f"point.{place}.target", ""), data.get(f"point.{place}.text", "").strip()
        if not target and not text:
            continue
        kind, _, key = target.partition(":")
        other = kind == "other"
        found.append(
            Point(
                "other" if other else kind, "other" if other else key, text, data.get(f"point.{place}.why", "").strip()
            )
        )
    return found


def read_notes(data: QueryDict) -> dict[str, str]:
    """What has to be written down with an answer, by name."""
    return {name.removeprefix("note."): str(value).strip() for name, value in data.items() if name.startswith("note.")}


def _decides(here: Matter, name: str) -> bool:
    move = _move_of(here, name)
    return move is not None and move.does in {AnswerDoes.FORWARD, AnswerDoes.REFUSE}


def _move_of(here: Matter, name: str) -> Move | None:
    assert here.moves is not None
    return next((move for move in here.moves.moves.moves if move.answer == name), None)


def _choice(here: Matter, name: str, move: Move | None, words: Say, chosen: bool) -> Choice:
    assert here.moves is not None
    permit = here.moves.permits[name]
    leads = (
        shown.where(here.procedure, move.to)
        if move
        else Say("写明理由后进入下一步", "on to the next step, with the reason")
    )
    if isinstance(permit, Denied):
        return Choice(name, words, leads, permit.why, False)
    if shown.blocking(here.moves.missing.get(name, ())):
        # In the words and counts of the list of what is missing, which says it line by line.
        stands = here.lacking(name)
        zh = "；".join(spoken(item.what, "zh") for item in stands[:2]) + ("…" if len(stands) > 2 else "")
        en = "; ".join(spoken(item.what, "en") for item in stands[:2]) + ("…" if len(stands) > 2 else "")
        return Choice(name, words, leads, Say(f"还差 {len(stands)} 项：{zh}", f"{len(stands)} missing: {en}"), False)
    return Choice(name, words, leads, chosen=chosen)


def _chosen(here: Matter, names: Sequence[str], typed: QueryDict | None) -> str:
    """What was chosen before; else the only answer that can be given now."""
    assert here.moves is not None
    if typed is not None and typed.get("answer"):
        return str(typed["answer"])
    open_ = [
        name
        for name in names
        if isinstance(here.moves.permits[name], Permit) and not shown.blocking(here.moves.missing.get(name, ()))
    ]
    return open_[0] if len(open_) == 1 else ""


def _button(here: Matter, words: Say, does: AnswerDoes | None) -> Words:
    if here.step.kind is StepKind.FILL and does is AnswerDoes.FORWARD and here.points:
        return Say("补正后再报", "Hand in again")
    return words


def _title(here: Matter) -> Say:
    if here.step.statement:
        return here.step.statement.say
    titles = {
        StepKind.FILL: Say("报送", "Hand in"),
        StepKind.REVIEW: Say("审核意见", "Opinion"),
        StepKind.CONFIRM: Say("接收", "Receipt"),
        StepKind.VISIT: Say("考察记录", "Record of the visit"),
        StepKind.MEETING: Say("会议决定", "Decision of the meeting"),
        StepKind.ACT: Say("发文", "The act"),
        StepKind.OUTSIDE: Say("外部决定", "Decision from outside"),
        StepKind.CONSULT: Say("办结征求意见", "End of the consultation"),
        StepKind.PANEL: Say("评审结果", "Result of the review"),
        StepKind.NOTICE: Say("公示结果", "Result of the notice"),
    }
    return titles.get(here.step.kind, here.step.say)


def _notes(here: Matter, typed: QueryDict | None) -> list[Note]:
    """What the answers, and the vetoes that stand, want written down."""
    assert here.moves is not None
    needs = [need for move in here.moves.moves.moves for need in move.needs]
    if any(move.does is AnswerDoes.REFUSE for move in here.moves.moves.moves):  # a veto is answered by refusing
        needs += [n for v in here.moves.moves.checks if v.effect == "stops" for n in v.detail.get("needs", [])]
    held = named_in(here.case) if needs else {}
    return [
        Note(need, of_need(here.whole, need), _typed(typed, f"note.{need}", held.get(need, "")))
        for need in dict.fromkeys(needs)
        if need != "reason"
    ]


def _rows(here: Matter, request: HttpRequest, typed: QueryDict | None) -> list[PointRow]:
    if typed is not None:
        rows = [
            PointRow(
                n, typed.get(f"point.{n}.target", ""), typed.get(f"point.{n}.text", ""), typed.get(f"point.{n}.why", "")
            )
            for n in range(1, MOST_ROWS + 1)
            if typed.get(f"point.{n}.target") or typed.get(f"point.{n}.text")
        ]
    else:
        rows = [PointRow(0, target) for target in request.GET.getlist("add")[:MOST_ROWS]]
        rows += [
            PointRow(0, f"{p.target_kind}:{p.target}", p.text) for p in here.points if p.state != PointState.ACCEPTED
        ]
    filled = [PointRow(n, row.target, row.text, row.why_new) for n, row in enumerate(rows, 1)]
    return [*filled, *(PointRow(len(filled) + n) for n in range(1, POINT_ROWS + 1))]


def _targets(here: Matter) -> list[tuple[str, Say]]:
    return [*targets(here), ("other:other", Say("其他", "something else"))]


def _joint(here: Matter) -> list[tuple[Say, Say]]:
    """Which of the joint offices has signed what."""
    who = actor_of_step(here.case, here.on, here.situation)
    if not isinstance(who, str) or not is_joint(here.case, who):
        return []
    assert here.moves is not None
    given = {opinion.capacity: opinion for opinion in here.moves.opinions}
    found = []
    for seat in seats_at(here.case, who, here.on):
        office = authority(organ=seat.organ, tier=seat.tier, area_code=here.case.area_code, on=here.on)
        name = Say(office.name, office.name_en) if office else Say(seat.organ, seat.organ)
        signed = given.get(seat.organ)
        move = _move_of(here, signed.answer) if signed else None
        found.append((name, move.say if move else Say("待签署", "to sign")))
    return found


def _mine(here: Matter) -> Opinion | None:
    """What this person's office has signed at this visit of the step, as one of several joint offices."""
    who = actor_of_step(here.case, here.on, here.situation)
    if not isinstance(who, str) or not is_joint(here.case, who):
        return None
    assert here.moves is not None
    organ = capacity_of(here.actor, here.case, who, here.on)
    return next((opinion for opinion in here.moves.opinions if opinion.capacity == organ), None)


def _back_unless(here: Matter) -> Say:
    """By when a return comes back where its writer names no day."""
    to = next((a.to for a in here.step.then.values() if here.procedure.does(here.step, a) is AnswerDoes.RETURN), None)
    found = hand_back(here.situation, here.procedure, to, None, here.on) if to else None
    fixed = limit_of_step(here.situation, here.procedure.step(to), here.on) if to and found is None else None
    if isinstance(fixed, Due):
        return Say(f"不填的，按原定期限 {fixed.day} 前交回", f"if empty, by the day set before, {fixed.day}")
    if found is None:
        return Say("不填的，按文件规定的期限", "if empty, the time of the document holds")
    return Say(f"不填的，{found.due.day} 前交回", f"if empty, by {found.due.day}")


def _typed(data: QueryDict | None, name: str, otherwise: str = "") -> str:
    return str(data.get(name, "")) if data is not None else otherwise
