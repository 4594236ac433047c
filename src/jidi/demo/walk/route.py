"""Which way a procedure is walked: the answer of each step that leads on to a favourable end, asked from the engine."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jidi.cases.enums import SKIP
from jidi.cases.models import Case
from jidi.cases.queries import situation_for
from jidi.policies import queries as policies
from policycore.engine import Moves, Situation, moves
from policycore.facts import FactKey, FactReader, FactSource, FactType, Known, Subject
from policycore.open_points import OpenPoint, Where
from policycore.pack import Pack
from policycore.procedures import AnswerDoes, Procedure, Step
from policycore.verdict import Lack, LackKind, Missing, Truth


@dataclass(frozen=True, slots=True)
class Assumed:
    """A reader that assumes what somebody might find, and asks the real one for everything else."""

    site: FactReader
    found: Mapping[str, Any]

    def read_many(
        self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date
    ) -> Mapping[tuple[FactKey, Subject], Known | Missing]:
        """Return what is assumed, else what is so."""
        rest = [key for key in keys if key.name not in self.found]
        known = dict(self.site.read_many(rest, subjects, as_of)) if rest else {}
        for key in keys:
            if key.name in self.found:
                known |= {(key, subject): Known(self.found[key.name], "assumed") for subject in subjects}
        return known

    def related(self, subject: Subject, relation: str) -> Sequence[Subject] | Missing:
        """Ask the real one."""
        return self.site.related(subject, relation)

    def population(self, name: str, subject: Subject, within: str) -> Sequence[Subject] | Missing:
        """Ask the real one."""
        return self.site.population(name, subject, within)


def favourable(procedure: Procedure) -> set[str]:
    """The steps (and ends) from which a favourable end can be reached by going forward."""
    good = {f"end.{name}" for name, end in procedure.ends.items() if end.favourable}
    while True:
        more = {s.id for s in procedure.steps if any(to in good for _, to in onward(procedure, s))} - good
        if not more:
            return good
        good |= more


def onward(procedure: Procedure, step: Step) -> Iterator[tuple[str, str]]:
    """The answers of a step that do not send back, withdraw or refuse, each with where it leads."""
    for key, answer in step.then.items():
        if procedure.does(step, answer) is AnswerDoes.FORWARD:
            yield key, answer.to


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to be done at the step where a case stands: the answer wished for, whose turn it is, what is undecided."""

    step: Step
    answer: str
    actor: str
    undecided: tuple[Lack, ...]
    moves: Moves


class NoWayError(RuntimeError):
    """No answer of the step leads on to a favourable end on the facts known."""


def turn(case: Case, on: date) -> Turn:
    """The answer to give at the step of a case. Raises NoWayError when none leads on.

    A step is left out only where it has to be: an answer that does the step comes before one that leaves it out.
    """
    procedure = policies.pack(case.version).procedures[case.procedure]
    step, good = procedure.step(case.step), favourable(procedure)
    found = moves(situation_for(case, on), case.procedure, case.step)
    ways = [key for key, to in onward(procedure, step) if to in good]
    ways.sort(key=lambda key: key == SKIP)
    best = sorted(ways, key=lambda key: _standing(case, key, on))
    left_out = step.optional is not None and found.skippable is Truth.YES
    if left_out or (not best and step.may_be_skipped):
        best = [SKIP]
    if not best:
        raise NoWayError(f"{step.id}: {'、'.join(move.say.zh for move in found.moves)}")
    undecided = {lack.name: lack for lack in (*found.undecided, *_lacking_decisions(found, best[0]))}
    actor = found.actor if isinstance(found.actor, str) else ""
    return Turn(step, best[0], actor, tuple(undecided.values()), found)


def _standing(case: Case, answer: str, on: date) -> int:
    """0 for an answer nothing stands against, 1 where something could still be found out, 2 where it is shut."""
    situation = situation_for(case, on)
    move = moves(situation, case.procedure, case.step).move(answer)
    if move.open:
        return 0
    return 2 if any(_shut(verdict.value, verdict.effect) for verdict in move.blocked_by) else 1


def _shut(value: object, effect: str) -> bool:
    return value is Truth.NO or (effect == "stops" and value is not Truth.UNDETERMINED)


def _lacking_decisions(found: Moves, answer: str) -> Iterator[Lack]:
    try:
        move = found.move(answer)
    except KeyError:
        return
    for verdict in move.blocked_by:
        yield from (lack for lack in verdict.lacks if lack.kind is LackKind.DECISION)


def finding(case: Case, on: date, answer: str, fact: str, values: list[str]) -> str:
    """Of the values a question of fact offers, the one that keeps the wished answer open.

    Facts that are still unknown beside it are assumed to stand in nobody's way, so that one is answered at a time.
    """
    whole = policies.pack(case.version)
    situation = situation_for(case, on)
    plain = [value for value in values if value]

    def fits(value: str) -> tuple[int, int, bool, int]:
        assumed = {**_harmless(whole, situation, fact), fact: _as_value(whole, fact, value)}
        asked = situation_for(case, on, facts=Assumed(situation.reader, assumed))
        found = moves(asked, case.procedure, case.step)
        # A step that is walked is one that has to be taken: no finding that says it need not be.
        idle = found.step.optional is not None and found.skippable is not Truth.NO and answer != SKIP
        blocked = next((move.blocked_by for move in found.moves if move.answer == answer), ())
        unknown = len({lack for verdict in blocked for lack in verdict.lacks})  # what is settled need not be found out
        return (len(blocked), unknown, idle, 1 if assumed[fact] is True else 0)

    return min(plain, key=fits)


def _harmless(whole: Pack, situation: Situation, but: str) -> dict[str, Any]:
    """Every finding of the pack that nobody has made yet, as a plain no."""
    found: dict[str, Any] = {}
    for rule in whole.facts.values():
        if rule.id == but or rule.source not in {FactSource.ANSWER, FactSource.FINDING} or rule.type != FactType.FLAG:
            continue
        if isinstance(situation.fact(rule.id, "", situation.subject), Missing):
            found[rule.id] = False
    return found


def _as_value(whole: Pack, fact: str, value: str) -> Any:
    rule = whole.facts.get(fact)
    flag = rule is not None and rule.type in {FactType.FLAG, FactType.FINDING}
    return value in {"true", "yes", "1", "on"} if flag else value


def opening(site_version: Any, procedure: Procedure, subject: Subject, round_key: str, area: str, on: date) -> Moves:
    """The first step of a procedure before anything was begun."""
    situation = policies.situation(site_version, subject, on, Where(round=round_key, area=area, year=str(on.year)))
    return moves(situation, procedure.id, procedure.steps[0].id)


def bounds(point: OpenPoint) -> str:
    """The bounds of an open point in words: its kind, its least and greatest, its choices."""
    said = [point.kind.value if point.kind.value != "value" else point.type]
    if point.min is not None:
        said.append(f"≥ {point.min}")
    if point.max is not None:
        said.append(f"≤ {point.max}")
    if point.choices:
        said.append(" | ".join(f"{key}（{choice.zh}）" for key, choice in point.choices.items()))
    return "，".join(said)
