"""Where a matter stands: who acts, which answers are open, what they need, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..actors import ActorKind
from ..calendar import DayUnit, Due
from ..citation import Citation
from ..formula.evaluate import Env, truth
from ..formula.tree import Call, Name, Node, walk
from ..open_points import OpenOr
from ..procedures import Answer, AnswerDoes, Procedure, Step, Window, words_of_answer
from ..say import Say
from ..verdict import Lack, Missing, Truth, Verdict, all_lacks
from .rules import right, veto
from .situation import Situation


@dataclass(frozen=True, slots=True)
class Move:
    """One answer a step allows: where it leads, by what rule, and what still stands in the way."""

    answer: str
    say: Say
    to: str
    does: AnswerDoes
    citation: Citation
    needs: tuple[str, ...]
    strength: str
    guard: Verdict | None
    blocked_by: tuple[Verdict, ...]

    @property
    def open(self) -> bool:
        """Tell whether nothing stands in the way."""
        return not self.blocked_by


@dataclass(frozen=True, slots=True)
class Moves:
    """Everything about a step a page or a guard asks: who acts, the answers, what is undecided."""

    procedure: Procedure
    step: Step
    actor: str | Missing
    moves: tuple[Move, ...]
    undecided: tuple[Lack, ...]
    checks: tuple[Verdict, ...]
    skippable: Truth

    def move(self, answer: str) -> Move:
        """Return the move of an answer; raise KeyError when the step does not allow it."""
        for move in self.moves:
            if move.answer == answer:
                return move
        raise KeyError(answer)


def moves(situation: Situation, procedure_id: str, step_id: str) -> Moves:
    """Return who acts at a step and which answers are open on the facts known now."""
    procedure = situation.pack.procedures[procedure_id]
    step = procedure.step(step_id)
    actor = situation.settled(step.actor)
    undecided = undecided_points(situation, procedure, step)
    checks = step_checks(situation, procedure, step)
    found = tuple(_move(situation, procedure, step, key, answer, checks) for key, answer in step.then.items())
    return Moves(procedure, step, actor, found, undecided, checks, skippable(situation, step))


def step_checks(situation: Situation, procedure: Procedure, step: Step) -> tuple[Verdict, ...]:
    """Return the verdicts a step has to look at: the vetoes and the eligibility it names under ``check``."""
    found: list[Verdict] = []
    if "vetoes" in step.check:
        rules = [
            v
            for v in situation.pack.vetoes.values()
            if v.procedure in {None, procedure.id} and (not v.at or step.id in v.at)
        ]
        found += [veto(situation, rule) for rule in rules]
    if "eligibility" in step.check and procedure.right != "none":
        found.append(right(situation, procedure.right, procedure.id))
    return tuple(found)


def skippable(situation: Situation, step: Step) -> Truth:
    """Tell whether a step may be left out now (an optional one whose condition does not hold, or a ``may``)."""
    if step.optional is not None:
        value = truth(step.optional.when.node, Env(situation, situation.subject, quiet=True))
        return Truth.of(None if value is None else not value)
    return Truth.of(step.may_be_skipped)


def undecided_points(situation: Situation, procedure: Procedure, step: Step) -> tuple[Lack, ...]:
    """Return the open points a step needs that nobody has decided yet, with who may decide each."""
    return all_lacks(situation.lack_of(point) for point in points_of_step(situation, procedure, step))


def points_of_step(situation: Situation, procedure: Procedure, step: Step) -> tuple[str, ...]:
    """Return the open points a step cannot do without, in a fixed order."""
    points: list[str] = []
    if step is procedure.steps[0]:
        points += _open(procedure.starts.year)
        quota = situation.pack.quotas.get(procedure.starts.quota or "")
        if quota:
            points += _points_in(quota.to)
    scored = situation.settled(step.gives) != "opinions"  # a panel that writes opinions has nothing to trim
    for value in (step.forms, step.documents, step.gives, step.trims if scored else None, step.silence, step.actor):
        points += _open(value)
    points += [p for s in situation.pack.scoring.values() if scored and step.on == s.of for p in _open(s.weights)]
    if step.on and scored:
        points += [point for point in (situation.pack.criteria[step.on].open,) if point]
    points += _points_in(step.optional.when) if step.optional else []
    for window in (step.window, step.limit.within if step.limit else None):
        points += _window_points(window)
    if step.limit:
        points += _open(step.limit.by)
    if step.objections:
        points += _open(step.objections.identity)
    for quota_id in step.quotas:
        points += _points_in(situation.pack.quotas[quota_id].to)
    for preference in (situation.pack.preferences[name] for name in step.prefers):
        points += _open(preference.equal_within)
    points += _panel_points(situation, step)
    return tuple(dict.fromkeys(points))


def _panel_points(situation: Situation, step: Step) -> list[str]:
    actor_id = situation.settled(step.actor)
    actor = situation.pack.actors.get(actor_id) if isinstance(actor_id, str) else None
    if actor is None or actor.kind is not ActorKind.PANEL or actor.panel is None:
        return []
    return _open(actor.panel.size) + _open(actor.panel.sits)


def _points_in(value: object) -> list[str]:
    node = getattr(value, "node", None)
    if not isinstance(node, Node):
        return []
    calls = [n for n in walk(node) if isinstance(n, Call) and n.function == "OPEN"]
    return [n.args[0].name for n in calls if isinstance(n.args[0], Name)]


def _window_points(window: Window | None) -> list[str]:
    if window is None:
        return []
    return ([window.open] if window.open else []) + _open(window.first_day_counts) + _open(window.starts)


def _open(value: object) -> list[str]:
    return [value.open] if isinstance(value, OpenOr) and value.open else []


def _move(
    situation: Situation, procedure: Procedure, step: Step, key: str, answer: Answer, checks: tuple[Verdict, ...]
) -> Move:
    zh, en = words_of_answer(key, answer)
    does = procedure.does(step, answer)
    citation = answer.citation() or step.citation()
    guard = situation.ask(f"answer {key}", answer.when, citation) if answer.when else None
    blocked = tuple(c for c in checks if c.effect in {"stops", "asks"}) if does is AnswerDoes.FORWARD else ()
    if guard is not None and guard.value is not Truth.YES:
        blocked = (*blocked, guard)
    return Move(key, Say(zh, en), answer.to, does, citation, answer.needs, answer.strength.value, guard, blocked)


def due_of_window(situation: Situation, window: Window, start: date) -> Due | Missing:
    """Return the last day of a window, or what is undecided about it."""
    length, unit, first = window.length, window.unit, situation.settled(window.first_day_counts)
    if window.open:
        decided = situation.decision(window.open)
        if isinstance(decided, Missing):
            return decided
        length, unit = int(decided["length"]), DayUnit(decided["unit"])
        first = bool(decided.get("count-first", False))
    if isinstance(first, Missing):
        return first
    assert length is not None
    return situation.calendar.window(start, length, unit, count_first=_as_bool(first), when_closed=window.when_closed)


def limit_of_step(situation: Situation, step: Step, entered_on: date) -> Due | Missing | None:
    """Return by when a step has to be done, or None where the text sets no limit."""
    if step.limit is None:
        return None
    if step.limit.until:
        return Due(step.limit.until)
    if step.limit.by:
        decided = situation.settled(step.limit.by)
        return decided if isinstance(decided, Missing) else Due(decided)
    assert step.limit.within is not None
    return due_of_window(situation, step.limit.within, entered_on)


def may_withdraw(procedure: Procedure, step_id: str) -> bool:
    """Tell whether the applicant may still withdraw at a step."""
    if procedure.withdraw is None:
        return False
    return procedure.place(step_id) <= procedure.place(procedure.withdraw.until)


def _as_bool(value: object) -> bool:
    # A decision on whether the first day counts may be a flag or the choice "counted".
    return value is True or value in {"counted", "yes"}
