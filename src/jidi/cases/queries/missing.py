"""What still stands in the way of an answer: one list, shown by the page and enforced by the guard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from jidi.agenda.queries import clock_of
from jidi.cases import guards, words
from jidi.cases.enums import ASKED_AS, SKIP, PointState, TargetKind
from jidi.cases.guards import MissingItem
from jidi.cases.handing_back import problems_of_day
from jidi.cases.models import Case, ReturnPoint
from jidi.cases.queries.asked import asked_offices, capacity_asked
from jidi.cases.queries.cases import open_points, opinions, record_at
from jidi.cases.queries.needs import named_in
from jidi.cases.queries.situations import situation_for
from jidi.cases.records import NEEDED, OF_REFUSAL, WITH_ANY, checked
from jidi.common.say import Cite, Say
from jidi.policies.actors import cite_of
from policycore.actors import ActorKind
from policycore.citation import Citation
from policycore.engine import Move as EngineMove
from policycore.engine import Moves, Situation, due_of_window, moves
from policycore.pack import Pack
from policycore.procedures import AnswerDoes, Procedure, Step, StepKind
from policycore.verdict import Lack, LackKind, Missing, Truth, Verdict


@dataclass(frozen=True, slots=True)
class Point:
    """A point for correction as a reviewer states it; ``why_new`` from the second return on, where it is new."""

    target_kind: str
    target: str
    text: str
    why_new: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with an answer. A page asks with nothing given and sees everything that has to be.

    ``back_by`` is the day a return names for its correction; a text is one that could not be read.
    """

    reason: str = ""
    points: tuple[Point, ...] = ()
    record: Mapping[str, Any] | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    requirements: tuple[MissingItem, ...] = ()
    back_by: date | str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """An answer at a step: where it leads and what it does; ``move`` is the engine's view of it (none for leaving a step
    out that the procedure gives no answer for)."""

    answer: str
    to: str
    does: AnswerDoes
    citation: Citation
    move: EngineMove | None

    @property
    def decides(self) -> bool:
        """Whether it settles the step (forward or refused), rather than sending back or leaving out."""
        return self.does in {AnswerDoes.FORWARD, AnswerDoes.REFUSE} and self.answer != SKIP

    def stands_on(self, kind: StepKind) -> bool:
        """Whether it stands on the record of a step of this kind: not what is left out, sent back, or refused undone."""
        return self.decides and (self.does is AnswerDoes.FORWARD or kind in OF_REFUSAL)

    def of_record(self, kind: StepKind, record: Mapping[str, Any] | None) -> dict[str, Any]:
        """What of a record that was sent goes with this answer; the rest was never meant to be kept."""
        whole = self.stands_on(kind)
        return {key: value for key, value in (record or {}).items() if whole or (self.decides and key in WITH_ANY)}


NOTHING = Given()
OFFICES = frozenset({ActorKind.OFFICE, ActorKind.JOINT})
"""Actors that are offices of the system: they answer and sign themselves."""


class Looked:
    """What a page or guard looks up about a case, each at most once for all answers."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def record(self) -> dict[str, Any]:
        """What the record of the step holds so far."""
        return record_at(self.case) or {}

    @cached_property
    def capacities(self) -> set[str]:
        """Who has given an opinion at this visit of the step."""
        return set(opinions(self.case, visit=self.case.seq).values_list("capacity", flat=True))

    @cached_property
    def named(self) -> dict[str, str]:
        """What was written down already with a veto that stands, by name."""
        return named_in(self.case)

    @cached_property
    def points(self) -> list[ReturnPoint]:
        """The open points. A case that has not moved yet has none."""
        return open_points(self.case) if self.case.seq > 1 else []


def resolved(step_moves: Moves, answer: str) -> Resolved | None:
    """What an answer means at a step, or None when the step does not allow it."""
    try:
        found = step_moves.move(answer)
    except KeyError:
        return _left_out(step_moves) if answer == SKIP else None
    return Resolved(answer, found.to, found.does, found.citation, found)


def _left_out(step_moves: Moves) -> Resolved | None:
    """Leaving out a step that may be, where the procedure names no answer for it: on to where it would lead."""
    onward = {move.to for move in step_moves.moves if move.does is AnswerDoes.FORWARD}
    if not step_moves.step.may_be_skipped or len(onward) != 1:
        return None
    return Resolved(SKIP, onward.pop(), AnswerDoes.FORWARD, step_moves.step.citation(), None)


def what_is_missing(
    case: Case, answer: str, on: date, *, given: Given = NOTHING, situation: Situation | None = None,
    step_moves: Moves | None = None, looked: Looked | None = None,
) -> tuple[MissingItem, ...]:  # fmt: skip
    """Everything that still stands in the way of an answer, each with its article and where to see to it.

    Empty means the answer may be given. An answer the step does not have is one missing item that says so.
    """
    here = situation or situation_for(case, on)
    found = step_moves or moves(here, case.procedure, case.step)
    how = resolved(found, answer)
    if how is None:
        allowed = "、".join(move.say.zh for move in found.moves)
        say = Say(f"这一步没有这个答复，可以：{allowed}", "the step has no such answer")
        return (MissingItem(say, cite_of(here.pack, found.step.citation()), "", "no-answer"),)
    asked = _Asked(case, on, here, found, how, given, looked or Looked(case))
    return tuple(dict.fromkeys(asked.items()))


@dataclass(slots=True)
class _Asked:
    """One answer looked at from every side."""

    case: Case
    on: date
    situation: Situation
    moves: Moves
    how: Resolved
    given: Given
    looked: Looked

    @property
    def pack(self) -> Pack:
        return self.situation.pack

    @property
    def step(self) -> Step:
        return self.moves.step

    @property
    def cite(self) -> Cite:
        return cite_of(self.pack, self.how.citation)

    def items(self) -> Iterator[MissingItem]:
        yield from self.undecided()
        yield from self.engine()
        yield from self.left_out()
        yield from self.notes()
        yield from self.record()
        yield from self.time()
        yield from self.correction()
        yield from self.reason()
        yield from guards.required(self.case, self.step, self.how.answer, self.moves.procedure.right, self.on)
        yield from self.given.requirements

    def undecided(self) -> Iterator[MissingItem]:
        if self.how.decides:
            yield from (self._lack(lack) for lack in self.moves.undecided)

    def engine(self) -> Iterator[MissingItem]:
        """Vetoes, eligibility, the condition of the answer itself."""
        for verdict in self.how.move.blocked_by if self.how.move else ():
            if verdict.lacks:
                yield from (self._lack(lack, verdict) for lack in verdict.lacks)
            else:
                yield self._stands(verdict)

    def left_out(self) -> Iterator[MissingItem]:
        """A step is left out where its condition does not hold, or the text leaves it to whoever acts."""
        if self.how.answer != SKIP or self.how.move is not None:
            return
        verdict = skip_verdict(self.situation, self.step)
        if verdict is not None and verdict.value is Truth.YES:
            yield self._item("这一步现在必须办理，不能略过", "the step has to be taken now", "", "not-optional")
        for lack in verdict.lacks if verdict is not None else ():
            yield self._lack(lack, verdict)

    def notes(self) -> Iterator[MissingItem]:
        """What has to be written down with the answer, and with a veto that stands and is answered by a refusal."""
        needs = list(self.how.move.needs) if self.how.move else []
        who = self.pack.actors.get(self.moves.actor) if isinstance(self.moves.actor, str) else None
        if who is not None and self.how.decides:
            needs += who.needs
        if self.how.does is AnswerDoes.REFUSE:
            for verdict in self.moves.checks:
                if verdict.effect == "stops":
                    needs += verdict.detail.get("needs", [])
        for need in dict.fromkeys(needs):
            if need == "reason" or self.given.notes.get(need, "").strip() or self.looked.named.get(need):
                continue
            label = words.of_need(self.pack, need)
            yield self._item(f"须写明：{label.zh}", f"write down: {label.en}", f"note:{need}", "note")

    def record(self) -> Iterator[MissingItem]:
        """The record the answer stands on, the statement that goes with it, the paper that has to be sent."""
        needed = self.step.kind in NEEDED or self.given.record or self.step.statement or self.step.parts
        if not self.how.decides or not needed:
            return
        data = self._recorded()
        if self.how.stands_on(self.step.kind) and (self.step.kind in NEEDED or self.given.record):
            for key, say in checked(self.step.kind, data, self.on, self.case.opened_on)[1]:
                yield MissingItem(say, self.cite, f"record:{key}", "record")
        if self.step.statement and not self._stated(data):
            label = self.step.statement
            yield self._item(
                f"还没有写「{label.zh}」", f"“{label.en or label.zh}” is not there", "note:statement", "statement"
            )
        copies = self.step.parts.paper_copies if self.step.parts and self.how.does is AnswerDoes.FORWARD else 0
        sent = data.get("paper") or {}
        if copies and int(sent.get("copies", 0)) < copies:
            yield self._item(f"纸质材料须 {copies} 份", f"{copies} paper copies are needed", "record:paper", "record")

    def _recorded(self) -> dict[str, Any]:
        return {**self.looked.record, **(self.given.record or {})}

    def _stated(self, data: Mapping[str, Any]) -> bool:
        said = data.get("statement")
        written = said.strip() if isinstance(said, str) else said
        return bool(written) or (self.step.kind is StepKind.REVIEW and bool(self.given.reason.strip()))

    def time(self) -> Iterator[MissingItem]:
        """Notices and waits run to their end; a consultation until all have answered or its time is over."""
        if not self.how.decides or self.how.does is not AnswerDoes.FORWARD:
            return
        if self.step.kind is StepKind.CONSULT:
            yield from self._consulted()
        elif self.step.kind in {StepKind.NOTICE, StepKind.WAIT}:
            ends = window_end(self.situation, self.case, self.step, self._recorded())
            if isinstance(ends, date) and self.on <= ends:
                yield self._item(f"要到 {ends} 期满以后", f"only after {ends}", "", "time")

    def _consulted(self) -> Iterator[MissingItem]:
        ends = window_end(self.situation, self.case, self.step, self._recorded())
        over = isinstance(ends, date) and self.on > ends
        silence = self.situation.settled(self.step.silence) if self.step.silence else None
        if over and silence in words.SILENCE_COUNTS:
            return
        if self.how.answer == "elapsed":
            until = f"（{ends}）" if isinstance(ends, date) else ""
            yield self._item(f"答复期限还没有满{until}", "the time for answers is not over", "", "time")
            return
        for name in self._silent():
            yield self._item(f"「{name}」还没有答复", f"{name} has not answered", "record:answers", "consult")

    def _silent(self) -> Iterator[str]:
        """Who was asked and has said nothing: offices of the system by their opinions, others by the record."""
        given, record = self.looked.capacities, self._recorded()
        answered = {str(row["who"]) for row in record.get("answers", ()) if isinstance(row, Mapping) and "who" in row}
        offices = {a: self.pack.actors[a].say.zh for a in self.step.asks if self.pack.actors[a].kind in OFFICES}
        for actor_id, name in offices.items():
            if f"{ASKED_AS}{actor_id}" not in given and name not in answered:
                yield name
        if len(offices) < len(self.step.asks):
            here = asked_offices(record)
            others = [str(who) for who in record.get("asked", ()) if who not in offices.values()]
            answered |= {who for who, organ in here.items() if capacity_asked(organ) in given}
            yield from (who for who in others if who not in answered)

    def correction(self) -> Iterator[MissingItem]:
        """A return names its points; what was returned comes back with every point answered."""
        if self.how.does is AnswerDoes.RETURN:
            yield from _return_items(self)
        elif self.step.kind is StepKind.FILL and self.how.does is AnswerDoes.FORWARD:
            for point in self.looked.points:
                if point.state == PointState.OPEN:
                    zh = f"补正点 {point.place} 还没有答复：{point.text}"
                    yield self._item(
                        zh, f"point {point.place} is not answered: {point.text}", f"point:{point.pk}", "point"
                    )

    def reason(self) -> Iterator[MissingItem]:
        if self.given.reason.strip():
            return
        # Where a condition says that the step is not needed, its verdict is the reason.
        judged = self.step.optional is not None or (self.how.move is not None and self.how.move.guard is not None)
        left_out = self.how.answer == SKIP and not judged
        asked = self.how.move is not None and "reason" in self.how.move.needs
        exceptional = [v for v in self.moves.checks if v.effect in {"stops-unless-accepted", "passes-with-reason"}]
        if self.how.does in {AnswerDoes.REFUSE, AnswerDoes.WITHDRAW} or left_out or asked:
            yield MissingItem(Say("须写明理由", "give the reason"), words.REASON, "note:reason", "reason")
        elif self.how.does is AnswerDoes.FORWARD and exceptional:
            cite = cite_of(self.pack, exceptional[0].citation)
            say = Say("原则上的条件没有满足，须写明理由", "a condition “in principle” is not met; give the reason")
            yield MissingItem(say, cite, "note:reason", "reason")

    def _item(self, zh: str, en: str, link: str, code: str) -> MissingItem:
        return MissingItem(Say(zh, en), self.cite, link, code)

    def _lack(self, lack: Lack, verdict: Verdict | None = None) -> MissingItem:
        if lack.kind is LackKind.DECISION:
            point = self.pack.open_points[lack.name]
            return MissingItem(lack.say, cite_of(self.pack, point.citation()), f"decision:{lack.name}", "undecided")
        cite = cite_of(self.pack, verdict.citation) if verdict else self.cite
        return MissingItem(lack.say, cite, f"fact:{lack.name}", "fact")

    def _stands(self, verdict: Verdict) -> MissingItem:
        kind, _, name = verdict.question.partition(" ")
        rule = self.pack.vetoes.get(name) if kind == "veto" else None
        cite = cite_of(self.pack, verdict.citation)
        if rule is not None:
            named = "；".join(text for need in rule.needs if (text := self.looked.named.get(need, "")))
            by = (f"（{named}）", f" ({named})") if named else ("", "")
            say = Say(f"否决情形成立：{rule.say.zh}{by[0]}", f"a veto stands: {rule.say.en or rule.id}{by[1]}")
            return MissingItem(say, cite, f"verdict:{verdict.question}", "stops")
        because = "；".join(f"{line.say.zh}：{line.value}" for line in verdict.trace[:3])
        what = "条件不成立" if kind == "answer" else "不符合条件"
        say = Say(f"{what}：{because}" if because else what, "the condition is not met")
        return MissingItem(say, cite, f"verdict:{verdict.question}", "stops")


def skip_verdict(situation: Situation, step: Step) -> Verdict | None:
    """Whether the condition under which an optional step is taken holds; None where the text sets none."""
    if step.optional is None:
        return None
    return situation.ask(f"skip {step.id}", step.optional.when, step.citation())


def window_end(situation: Situation, case: Case, step: Step, record: Mapping[str, Any]) -> date | Missing | None:
    """The last day of a step's window: as the running clock has it, else computed from the day the record names.

    None where there is no window, or nothing has started it yet.
    """
    clock = clock_of("cases", "case", str(case.pk), f"{step.id}:window")
    if clock is not None:
        return clock.ends_on
    if step.window is None:
        return None
    start = {
        StepKind.NOTICE: record.get("published_on"),
        StepKind.CONSULT: record.get("sent_on"),
    }.get(step.kind, case.entered_on)
    start = date.fromisoformat(start) if isinstance(start, str) and start else start
    if not isinstance(start, date):
        return None
    due = due_of_window(situation, step.window, start)
    return due if isinstance(due, Missing) else due.day


def _return_items(asked: _Asked) -> Iterator[MissingItem]:
    points, to = asked.given.points, asked.how.to
    to_fill = _is_fill(asked.moves.procedure, to)
    if not points and (to_fill or not asked.given.reason.strip()):
        zh, en = "须列出补正点，每处对准一个栏目或材料", "list the points, each tied to a field or a document"
        yield MissingItem(Say(zh, en), words.ONCE, "note:points", "points")
    yield from problems_of_day(asked.given.back_by, asked.on)
    known = _targets(ReturnPoint.objects.filter(case=asked.case))
    again = bool(known)
    for place, point in enumerate(points, 1):
        if point.target_kind not in TargetKind.values or not point.target.strip() or not point.text.strip():
            say = Say(f"第 {place} 处没有写明栏目（材料）或要求", f"point {place} names no target or no text")
            yield MissingItem(say, words.ONCE, f"point:{place}", "points")
        elif again and (point.target_kind, point.target) not in known and not point.why_new.strip():
            say = Say(
                f"第 {place} 处是上次没有提出的，须写明为什么现在才提",
                f"point {place} was not raised before; say why it comes only now",
            )
            yield MissingItem(say, words.ONCE, f"point:{place}", "why-new")


def _targets(points: Iterable[ReturnPoint]) -> set[tuple[str, str]]:
    return {(point.target_kind, point.target) for point in points}


def _is_fill(procedure: Procedure, to: str) -> bool:
    return not to.startswith("end.") and procedure.step(to).kind is StepKind.FILL
