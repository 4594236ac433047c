"""What must hold of every case, checked in one pass: I2 (replay gives the state), I3 (trail and moves agree), I4 (one end).

Anything changed by hand in a case, a move, an opinion, a verdict or a list shows up here or in the audit chain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from jidi.audit.models import Entry
from jidi.audit.queries import last_after
from jidi.cases.models import (
    Case,
    CaseAnswer,
    ListStep,
    Move,
    Opinion,
    Recording,
    ReturnPoint,
    StepRecord,
    StoredVerdict,
)
from jidi.cases.queries import procedure_of
from jidi.cases.states import (
    state_of,
    state_of_answer,
    state_of_list,
    state_of_move,
    state_of_opinion,
    state_of_point,
    state_of_record,
)
from jidi.common.digests import digest
from jidi.common.say import Say
from policycore.verdict import digest_of

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: which invariant, what is wrong, of which thing."""

    invariant: str
    say: Say
    kind: str
    key: str


def all_checks() -> Iterator[Finding]:
    """Everything that does not hold; nothing when all is well."""
    yield from moves_give_the_state()
    yield from state_is_the_recorded_one()
    yield from rows_are_as_written()
    yield from as_many_entries_as_moves()
    yield from one_final_decision()
    yield from evidence_is_whole()


def moves_give_the_state() -> Iterator[Finding]:
    """I2: replaying the moves of a case, link by link, gives where it stands; each answer is one its step has."""
    for case in Case.objects.select_related("version").order_by("pk").iterator(chunk_size=_BATCH):
        wrong = _replayed(case)
        if wrong is not None:
            yield Finding("I2", wrong, "case", str(case.pk))


def _replayed(case: Case) -> Say | None:
    here, seq, procedure = "", 0, procedure_of(case)
    for move in Move.objects.filter(case=case).order_by("seq"):
        seq += 1
        if move.seq != seq or move.step != here:
            return Say(f"第 {seq} 步与上一步不相连", f"move {seq} is not tied to the one before")
        if not _possible(_steps_of(case), procedure.withdraw.to if procedure.withdraw else "", move):
            return Say(f"第 {seq} 步不是程序允许的", f"move {seq} is none the procedure allows")
        here = move.to_step
    stands = f"end.{case.end}" if case.has_ended else case.step
    if (here, seq) != (stands, case.seq):
        return Say(f"经过指向「{here}」，案卷却在「{stands}」", f"its moves lead to {here}, the case says {stands}")
    return None


def _steps_of(case: Case) -> dict[str, dict[str, str]]:
    return {step.id: {key: answer.to for key, answer in step.then.items()} for step in procedure_of(case).steps}


def _possible(steps: dict[str, dict[str, str]], withdrawn_to: str, move: Move) -> bool:
    if move.seq == 1:
        return move.to_step == next(iter(steps))
    if move.answer == "withdraw" and move.answer not in steps[move.step]:
        return move.to_step == withdrawn_to
    if move.answer == "skip" and move.answer not in steps[move.step]:
        return move.to_step in steps[move.step].values()
    return steps.get(move.step, {}).get(move.answer) == move.to_step


def state_is_the_recorded_one() -> Iterator[Finding]:
    """I2: the state of each case and list is the one the trail recorded last."""
    wrong = Say("现状与审计记录不符", "its state is not the one the trail recorded")
    recorded = last_after("case")
    for case in Case.objects.order_by("pk").iterator(chunk_size=_BATCH):
        if recorded.get(str(case.pk)) != digest(state_of(case)):
            yield Finding("I2", wrong, "case", str(case.pk))
    recorded = last_after("list")
    for row in ListStep.objects.order_by("pk").iterator(chunk_size=_BATCH):
        if recorded.get(str(row.pk)) != digest(state_of_list(row)):
            yield Finding("I2", wrong, "list", str(row.pk))


def rows_are_as_written() -> Iterator[Finding]:
    """I2: moves, opinions, findings, records and points have the content the trail recorded, and none is missing."""
    for kind, model, state in _WRITTEN:
        recorded, held = last_after(kind), set()
        for row in model._default_manager.order_by("pk").iterator(chunk_size=_BATCH):
            held.add(str(row.pk))
            if recorded.get(str(row.pk)) != digest(state(row)):
                say = Say("内容与审计记录不符", "its content is not the one the trail recorded")
                yield Finding("I2", say, kind, str(row.pk))
        for key in sorted(recorded.keys() - held):
            yield Finding("I2", Say("记录不见了", "a row is gone"), kind, key)


_WRITTEN: tuple[tuple[str, type[Model], Callable[[Any], dict[str, Any]]], ...] = (
    ("case-move", Move, state_of_move),
    ("case-opinion", Opinion, state_of_opinion),
    ("case-answer", CaseAnswer, state_of_answer),
    ("case-record", StepRecord, state_of_record),
    ("case-point", ReturnPoint, state_of_point),
)


def as_many_entries_as_moves() -> Iterator[Finding]:
    """I3: as many entries in the trail as moves in the history, case by case."""
    done = Entry.objects.filter(object_kind="case", action__in=["case.opened", "case.moved"], outcome="done")
    entries = Counter(done.order_by().values_list("object_key", flat=True).iterator(chunk_size=_BATCH))
    moves = Counter(
        str(pk) for pk in Move.objects.order_by().values_list("case_id", flat=True).iterator(chunk_size=_BATCH)
    )
    for key in sorted(entries.keys() | moves.keys()):
        if entries[key] != moves[key]:
            say = Say(
                f"经过 {moves[key]} 条，审计 {entries[key]} 条", f"{moves[key]} moves, {entries[key]} audit entries"
            )
            yield Finding("I3", say, "case", key)


def one_final_decision() -> Iterator[Finding]:
    """I4: a case has at most one move that ended it, and none after it; a living one has none."""
    ends = Move.objects.filter(to_step__startswith="end.").order_by("case_id", "seq")
    found: dict[int, list[Move]] = {}
    for move in ends.iterator(chunk_size=_BATCH):
        found.setdefault(move.case_id, []).append(move)
    cases = {case.pk: case for case in Case.objects.filter(pk__in=list(found))}
    for pk, moves in found.items():
        case = cases[pk]
        if len(moves) > 1 or moves[0].seq != case.seq or not case.has_ended:
            say = Say("最终决定不止一次，或其后又有动作", "more than one final decision, or something after it")
            yield Finding("I4", say, "case", str(pk))
    for case in Case.objects.filter(ended_at__isnull=False).exclude(pk__in=list(found)):
        yield Finding("I4", Say("已办结却没有最终决定", "ended without a final decision"), "case", str(case.pk))


def evidence_is_whole() -> Iterator[Finding]:
    """I2: stored verdicts and what they read still have their digests, and the moves name them."""
    for row in Recording.objects.order_by("pk").iterator(chunk_size=_BATCH):
        if digest(row.data_json) != row.digest:
            yield Finding("I2", Say("判定依据被改动", "what a verdict read was changed"), "move", str(row.move_id))
    by_move: dict[int, list[str]] = {}
    for verdict in StoredVerdict.objects.order_by("move_id", "place").iterator(chunk_size=_BATCH):
        if not _sealed(verdict):
            yield Finding("I2", Say("判定被改动", "a verdict was changed"), "move", str(verdict.move_id))
        by_move.setdefault(verdict.move_id, []).append(verdict.digest)
    for move_id, named in Move.objects.exclude(verdicts_digest="").values_list("pk", "verdicts_digest").iterator():
        if digest(by_move.get(move_id, [])) != named:
            yield Finding(
                "I2", Say("判定与经过不符", "the verdicts are not those the move named"), "move", str(move_id)
            )


def _sealed(verdict: StoredVerdict) -> bool:
    return digest_of(verdict.data) == verdict.digest


def counted() -> dict[str, int]:
    """How many rows ``all_checks`` looks at, by what they are."""
    return {
        "案卷 matters": Case.objects.count(),
        "流转 moves": Move.objects.count(),
        "名单 lists": ListStep.objects.count(),
        "判定 verdicts": StoredVerdict.objects.count(),
    }
