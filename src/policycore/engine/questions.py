"""The questions a worked example may ask, and the flat data each is answered with.

An example's ``ask`` names exactly one question; ``expect`` lists the parts of the answer it insists on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from ..calendar import Due
from ..facts import Subject
from ..obligations import Cadence, Obligation
from ..open_points import OpenOr
from ..periods import PARTS, Period
from ..procedures import Window
from ..verdict import Missing, Truth, Verdict, all_lacks
from . import duties, flow, lists, obligations, rules, scores
from .asking import Answer, Ask, QuestionError, entry, of_verdict, shown
from .questions_declared import DECLARED
from .situation import Situation


def answer(situation: Situation, ask: Ask) -> Answer:
    """Answer a question; raise :class:`QuestionError` when it asks for something the pack does not have."""
    question = next(iter(ask))  # what stands behind it says more about it (a consequence has the day it was decided)
    if question not in QUESTIONS:
        raise QuestionError(f"ask begins with one of {', '.join(QUESTIONS)}; found {', '.join(ask)}")
    return QUESTIONS[question](situation, ask)


def _rule(section: str, key: str, judge: Callable[[Situation, Any], Verdict]) -> Callable[[Situation, Ask], Answer]:
    return lambda situation, ask: of_verdict(judge(situation, entry(situation, section, ask, key)))


def _step(situation: Situation, ask: Ask, key: str) -> tuple[Any, Any]:
    procedure = entry(situation, "procedures", ask, key)
    try:
        return procedure, procedure.step(str(ask.get("at", procedure.steps[0].id)))
    except KeyError:
        raise QuestionError(f"at: {ask.get('at')!r} is no step of {procedure.id}") from None


def _moves(situation: Situation, ask: Ask) -> Answer:
    procedure, step = _step(situation, ask, "moves")
    found = flow.moves(situation, procedure.id, step.id)
    actor = situation.pack.actors.get(found.actor) if isinstance(found.actor, str) else None
    return {
        "kind": step.kind.value,
        "actor": found.actor if isinstance(found.actor, str) else None,
        "organs": list(actor.organs()) if actor else [],
        "level": actor.level.value if actor and actor.level else "",
        "answers": {move.answer: move.to for move in found.moves},
        "does": {move.answer: move.does.value for move in found.moves},
        "words": {move.answer: move.say.zh for move in found.moves},
        "answer-cites": {move.answer: list(move.citation.articles) or [move.citation.basis] for move in found.moves},
        "open": [move.answer for move in found.moves if move.open],
        "skippable": found.skippable.value,
        "scope": step.scope.list if step.scope else "case",
        "undecided": [lack.name for lack in found.undecided],
        "checks": {v.question: v.effect for v in found.checks},
        "check": list(step.check),
        "grants": step.grants or "",
        "ends-title": step.ends_title or "",
        "prefers": list(step.prefers),
        "quotas": list(step.quotas),
        "asks": list(step.asks),
        "forms": _asked_for(step.forms),
        "documents": _asked_for(step.documents),
        "silence": shown(step.silence),
        "objections": shown(step.objections),
        "gives": shown(step.gives),
        "trims": shown(step.trims),
        "on": step.on or "",
        "document": step.document or "",
        "statement": step.statement.zh if step.statement else "",
        "parts": shown(step.parts),
        "copies": step.parts.paper_copies if step.parts else 0,
        "first": step is procedure.steps[0],
        "strength": step.strength.value,
        "cite": list(step.citation().articles),
        "basis": step.citation().basis,
    }


def _asked_for(wanted: Any) -> Any:
    """The forms or documents a step asks for: their ids, the open point that sets them, or nothing."""
    return wanted.open if isinstance(wanted, OpenOr) else list(wanted or ())


def _passes(situation: Situation, ask: Ask) -> Answer:
    procedure, step = _step(situation, ask, "passes")
    found = flow.moves(situation, procedure.id, step.id)
    try:
        move = found.move(str(ask["answer"]))
    except KeyError:
        return {"value": Truth.NO.value, "effect": "not-an-answer", "cite": []}
    stops = [v for v in move.blocked_by if v.effect == "stops"]
    value = Truth.YES if move.open else (Truth.NO if stops else Truth.UNDETERMINED)
    named = stops or list(move.blocked_by)
    articles = list(dict.fromkeys(a for v in named for a in v.citation.articles)) or list(move.citation.articles)
    lacks = [lack.name for lack in all_lacks(list(move.blocked_by))]
    return {
        "value": value.value,
        "to": move.to,
        "cite": articles,
        "blocked-by": [v.question for v in named],
        "lacks": lacks,
    }


def _day(ask: Ask, key: str = "from") -> date:
    value = ask.get(key)
    if not isinstance(value, date):
        raise QuestionError(f"{key}: needs a day, found {value!r}")
    return value


def _due_answer(due: Due | Missing | None) -> Answer:
    if isinstance(due, Due):
        return {"value": due.day.isoformat(), "provisional": due.provisional}
    if isinstance(due, Missing):
        return {"value": Truth.UNDETERMINED.value, "lacks": [lack.name for lack in due.lacks]}
    return {"value": None}


def _window(situation: Situation, ask: Ask) -> Answer:
    _, step = _step(situation, ask, "window")
    window: Window | None = step.window
    if window is None:
        raise QuestionError(f"the step {step.id} has no window")
    return _due_answer(flow.due_of_window(situation, window, _day(ask))) | {"cite": list(step.citation().articles)}


def _limit(situation: Situation, ask: Ask) -> Answer:
    _, step = _step(situation, ask, "limit")
    cites = list(step.limit.citation().articles) if step.limit else []
    return _due_answer(flow.limit_of_step(situation, step, _day(ask))) | {
        "cite": cites or list(step.citation().articles)
    }


def _starts(situation: Situation, ask: Ask) -> Answer:
    procedure = entry(situation, "procedures", ask, "starts")
    start = procedure.starts
    undecided = flow.undecided_points(situation, procedure, procedure.steps[0])
    return {
        "value": Truth.of(not undecided).value,
        "in": start.in_,
        "event": start.event,
        "quota": start.quota or "",
        "year": (start.year.open or start.year.value) if start.year else None,
        "right": procedure.right,
        "applicant": procedure.applicant or "",
        "first": procedure.steps[0].id,
        "ends": {key: end.favourable for key, end in procedure.ends.items()},
        "lacks": [lack.name for lack in undecided],
        "cite": list(start.citation().articles),
        "strength": procedure.strength.value,
    }


def _withdraw(situation: Situation, ask: Ask) -> Answer:
    procedure, step = _step(situation, ask, "withdraw")
    basis = procedure.withdraw.citation() if procedure.withdraw else None
    to = procedure.withdraw.to if procedure.withdraw else ""
    return {
        "value": Truth.of(flow.may_withdraw(procedure, step.id)).value,
        "to": to,
        "basis": basis.basis if basis else "",
    }


def _order(situation: Situation, ask: Ask) -> Answer:
    procedure, step = _step(situation, ask, "order")
    given: Mapping[str, Any] = ask.get("candidates", {})
    kind = situation.subject.kind
    pairs = [(Subject(kind, name), None if points is None else Decimal(points)) for name, points in given.items()]
    found = lists.ranked(situation, procedure.id, step.id, pairs)
    cites = sorted({a for line in found for v in line.preferences for a in v.citation.articles})
    return {
        "value": [line.subject.key for line in found],
        "preferred": [line.subject.key for line in found if line.preferences],
        "undetermined": [line.subject.key for line in found if line.undetermined],
        "cite": cites,
    }


def _obligation(situation: Situation, ask: Ask) -> Answer:
    """A duty for a ``period`` (usually that of its cycle the day falls in), or after an event that ``happened``."""
    rule = entry(situation, "obligations", ask, "obligation")
    since, happened = (_day(ask, key) if key in ask else None for key in ("since", "happened"))
    found = obligations.obligation(situation, rule, _period_of(situation, rule, ask), since=since, happened=happened)
    return of_verdict(found)


def _period_of(situation: Situation, rule: Obligation, ask: Ask) -> Period:
    cadence = obligations.cadence_of(situation, rule)
    unit = cadence.unit if isinstance(cadence, Cadence) and cadence.unit in PARTS else "year"
    return Period.parse(str(ask["period"])) if "period" in ask else Period.containing(situation.on, unit)


def _outcome(situation: Situation, ask: Ask) -> Answer:
    started = _day(ask) if "from" in ask else None
    return of_verdict(
        duties.outcome(situation, entry(situation, "outcomes", ask, "outcome"), str(ask.get("then", "")), started)
    )


def _consequence(situation: Situation, ask: Ask) -> Answer:
    rule = entry(situation, "consequences", ask, "consequence")
    return of_verdict(duties.consequence(situation, rule, _day(ask, "decided"), ask.get("announced")))


def _programme(situation: Situation, ask: Ask) -> Answer:
    rule = entry(situation, "funding", ask, "programme")
    return of_verdict(duties.programme(situation, rule, str(ask.get("direction", ""))))


def _score(situation: Situation, ask: Ask) -> Answer:
    rule = entry(situation, "scoring", ask, "score")
    return of_verdict(scores.score(situation, rule, ask.get("given", {})))


def _right(situation: Situation, ask: Ask) -> Answer:
    return of_verdict(rules.right(situation, str(ask["right"]), ask.get("procedure")))


QUESTIONS: Final[dict[str, Callable[[Situation, Ask], Answer]]] = {
    "veto": _rule("vetoes", "veto", rules.veto),
    "eligibility": _rule("eligibility", "eligibility", rules.eligible),
    "preference": _rule("preferences", "preference", rules.preferred),
    "ground": _rule("grounds", "ground", rules.ground),
    "target": _rule("targets", "target", rules.target),
    "quota": _rule("quotas", "quota", lists.quota),
    "right": _right,
    "moves": _moves,
    "passes": _passes,
    "window": _window,
    "limit": _limit,
    "starts": _starts,
    "withdraw": _withdraw,
    "order": _order,
    "obligation": _obligation,
    "outcome": _outcome,
    "consequence": _consequence,
    "programme": _programme,
    "score": _score,
    **DECLARED,
}
