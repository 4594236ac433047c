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
from ..open_points import OpenOr
from ..pack.model import HeaderValue
from ..periods import Period
from ..procedures import Window
from ..verdict import Missing, Truth, Verdict, all_lacks, plain_data
from . import duties, flow, lists, rules, scores
from .form_findings import form_findings
from .situation import Situation

Answer = dict[str, Any]
Ask = Mapping[str, Any]


class QuestionError(ValueError):
    """An ``ask`` that names nothing the pack has."""


def answer(situation: Situation, ask: Ask) -> Answer:
    """Answer a question; raise :class:`QuestionError` when it asks for something the pack does not have."""
    found = [key for key in ask if key in QUESTIONS]
    if len(found) != 1:
        raise QuestionError(f"ask needs exactly one of {', '.join(QUESTIONS)}; found {', '.join(ask)}")
    return QUESTIONS[found[0]](situation, ask)


def of_verdict(verdict: Verdict) -> Answer:
    """Flatten a verdict to the data an example compares."""
    data: Answer = {key: plain_data(value) for key, value in verdict.detail.items()}
    data |= {
        "value": plain_data(verdict.value),
        "effect": verdict.effect,
        "strength": verdict.strength,
        "cite": list(verdict.citation.articles),
        "basis": verdict.citation.basis,
        "lacks": [lack.name for lack in verdict.lacks],
        "decisions": [used.point for used in verdict.decisions],
        "because": [f"{line.say.zh} {line.value}" for line in verdict.trace],
    }
    return data


def _entry(situation: Situation, section: str, ask: Ask, key: str) -> Any:
    found = situation.pack.section(section)
    name = ask[key]
    if name not in found:
        raise QuestionError(f"{key}: {name!r} is not in this pack; it has {', '.join(found) or 'none'}")
    return found[name]


def _rule(section: str, key: str, judge: Callable[[Situation, Any], Verdict]) -> Callable[[Situation, Ask], Answer]:
    return lambda situation, ask: of_verdict(judge(situation, _entry(situation, section, ask, key)))


def _step(situation: Situation, ask: Ask, key: str) -> tuple[Any, Any]:
    procedure = _entry(situation, "procedures", ask, key)
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
        "grants": step.grants or "",
        "ends-title": step.ends_title or "",
        "prefers": list(step.prefers),
        "quotas": list(step.quotas),
        "asks": list(step.asks),
        "on": step.on or "",
        "document": step.document or "",
        "statement": step.statement.zh if step.statement else "",
        "copies": step.parts.paper_copies if step.parts else 0,
        "first": step is procedure.steps[0],
        "strength": step.strength.value,
        "cite": list(step.citation().articles),
        "basis": step.citation().basis,
    }


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
    procedure = _entry(situation, "procedures", ask, "starts")
    start = procedure.starts
    undecided = flow.undecided_points(situation, procedure, procedure.steps[0])
    return {
        "value": Truth.of(not undecided).value,
        "in": start.in_,
        "event": start.event,
        "quota": start.quota or "",
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


def _period(situation: Situation, ask: Ask) -> Period:
    return Period.parse(str(ask["period"])) if "period" in ask else Period.containing(situation.on)


def _obligation(situation: Situation, ask: Ask) -> Answer:
    rule = _entry(situation, "obligations", ask, "obligation")
    data = of_verdict(duties.obligation(situation, rule, _period(situation, ask)))
    return data | {"every": rule.every, "only": list(rule.only), "prepares": rule.prepares or ""}


def _outcome(situation: Situation, ask: Ask) -> Answer:
    started = _day(ask) if "from" in ask else None
    return of_verdict(
        duties.outcome(situation, _entry(situation, "outcomes", ask, "outcome"), str(ask.get("then", "")), started)
    )


def _consequence(situation: Situation, ask: Ask) -> Answer:
    rule = _entry(situation, "consequences", ask, "consequence")
    return of_verdict(duties.consequence(situation, rule, _day(ask, "decided"), ask.get("announced")))


def _programme(situation: Situation, ask: Ask) -> Answer:
    rule = _entry(situation, "funding", ask, "programme")
    return of_verdict(duties.programme(situation, rule, str(ask.get("direction", ""))))


def _measure(situation: Situation, ask: Ask) -> Answer:
    rule = _entry(situation, "measures", ask, "measure")
    undecided = all_lacks(situation.settled(v) for v in rule.sets.values())
    return {
        "lead": list(rule.lead),
        "with": list(rule.with_),
        "bearer": rule.bearer or "",
        "delivers": list(rule.delivers),
        "lacks": [lack.name for lack in undecided],
        "strength": rule.strength.value,
        "cite": list(rule.citation().articles),
    }


def _register(situation: Situation, ask: Ask) -> Answer:
    rule = _entry(situation, "registers", ask, "register")
    return of_verdict(duties.register_entry(situation, rule, ask.get("entry")))


def _set(situation: Situation, ask: Ask) -> Answer:
    rule = _entry(situation, "sets", ask, "set")
    members = situation.members(rule.id)
    cite = list(rule.citation().articles)
    if isinstance(members, Missing):
        return {"value": Truth.UNDETERMINED.value, "lacks": [lack.name for lack in members.lacks], "cite": cite}
    member = ask.get("member")
    named = bool(rule.members.get(member) and rule.members[member].named)
    words = rule.members[member].zh if member in rule.members else ""
    return {"value": Truth.of(member in members).value, "size": len(members), "named": named, "words": words, "cite": cite,
            "members": sorted(members)}  # fmt: skip


def _actor(situation: Situation, ask: Ask) -> Answer:
    rule = _entry(situation, "actors", ask, "actor")
    panel = rule.panel
    points = [v.open for v in (panel.size, panel.sits) if isinstance(v, OpenOr) and v.open] if panel else []
    begun = rule.from_ is None or rule.from_ <= situation.on
    words = rule.meeting or rule.outside or rule.third_party
    return {
        "value": Truth.of(begun and (rule.until is None or situation.on < rule.until)).value,
        "kind": rule.kind.value,
        "level": rule.level.value if rule.level else "",
        "organs": list(rule.organs()),
        "kept-by": rule.kept_by or "",
        "called": words.zh if words else rule.zh,
        "subject": rule.subject or "",
        "duties": list(rule.duties),
        "needs": list(rule.needs),
        "set": rule.set or "",
        "dissent": rule.if_they_differ.open if rule.if_they_differ else "",
        "lacks": [lack.name for lack in all_lacks(situation.decision(p) for p in points)],
        "strength": rule.strength.value,
        "cite": list(rule.citation().articles),
    }


def _open(situation: Situation, ask: Ask) -> Answer:
    rule = _entry(situation, "open_points", ask, "open")
    problems = rule.problems_with(ask["value"]) if "value" in ask else []
    return {
        "value": Truth.of(not problems).value,
        "decider": situation.pack.header.issuer if rule.decider == "issuer" else rule.decider,
        "scope": rule.scope.value,
        "kind": rule.kind.value,
        "type": rule.type,
        "unit": rule.unit,
        "choices": sorted(rule.choices or {}),
        "because": [p.zh for p in problems],
        "strength": rule.strength.value,
        "cite": list(rule.citation().articles),
    }


def _decided(situation: Situation, ask: Ask) -> Answer:
    rule = _entry(situation, "open_points", ask, "decided")
    value = situation.decision(rule.id)
    if isinstance(value, Missing):
        return {"value": Truth.UNDETERMINED.value, "lacks": [rule.id]}
    return {"value": plain_data(value), "cite": list(rule.citation().articles)}


def _criteria(situation: Situation, ask: Ask) -> Answer:
    rule = _entry(situation, "criteria", ask, "criteria")
    groups: dict[str, list[str]] = {}
    for leaf in rule.leaves:
        groups.setdefault(leaf.group or "", []).append(leaf.id)
    return {
        "value": [leaf.id for leaf in rule.leaves],
        "groups": groups,
        "words": {leaf.id: leaf.zh for leaf in rule.leaves},
        "scales": {leaf.id: leaf.maximum.text for leaf in rule.leaves if leaf.maximum is not None},
        "weights": {leaf.id: leaf.weight.text for leaf in rule.leaves if leaf.weight is not None},
        "computed": {leaf.id: leaf.computed.text for leaf in rule.leaves if leaf.computed is not None},
        "of-group": {leaf.id: leaf.group or "" for leaf in rule.leaves},
        "cites": {leaf.id: list(leaf.citation().articles) for leaf in rule.leaves},
        "strengths": {leaf.id: leaf.strength.value for leaf in rule.leaves},
        "cite": list(rule.citation().articles),
        "strength": rule.strength.value,
    }


def _score(situation: Situation, ask: Ask) -> Answer:
    rule = _entry(situation, "scoring", ask, "score")
    return of_verdict(scores.score(situation, rule, ask.get("given", {})))


def _form(situation: Situation, ask: Ask) -> Answer:
    form = _entry(situation, "forms", ask, "form")
    found = form_findings(situation.pack, form, ask.get("values", {}), situation.on, situation.decisions)
    return {
        "value": [f"{f.field}: {f.severity.value}" for f in found],
        "fields": [f.id for f in form.fields()],
        "cite": list(form.citation().articles),
    }


def _fact(situation: Situation, ask: Ask) -> Answer:
    rule = _entry(situation, "facts", ask, "fact")
    value = situation.fact(rule.id, str(ask.get("period", "")), situation.subject)
    return {
        "value": Truth.UNDETERMINED.value if isinstance(value, Missing) else plain_data(value),
        "type": rule.type.value,
        "source": rule.source.value,
        "supplier": rule.supplier or "",
        "columns": list(rule.columns),
        "evidence": list(rule.evidence),
        "sources-in-order": [s.value for s in rule.sources_in_order],
        "every": rule.every,
        "unit": rule.unit,
        "cite": list(rule.citation().articles),
        "strength": rule.strength.value,
    }


def _kind(situation: Situation, ask: Ask) -> Answer:
    rule = _entry(situation, "kinds", ask, "kind")
    base = {"division": rule.division.value, "title": rule.title or "", "cite": list(rule.citation().articles)}
    if rule.when is None:
        return base | {"value": Truth.of(rule.id in (situation.kinds or ())).value}
    return of_verdict(situation.ask(f"kind {rule.id}", rule.when, rule.citation(), rule.strength.value)) | base


def _header(situation: Situation, ask: Ask) -> Answer:
    """What the head of the pack says under one key: ``stock``, ``titles``, ``status``, or a value with its place."""
    header, key = situation.pack.header, str(ask["header"])
    if key == "stock":
        counts = {stock.title: stock.count for stock in header.stock}
        return {"value": counts, "cite": list(dict.fromkeys(stock.cite for stock in header.stock))}
    if key == "titles":
        return {"value": {name: title.zh for name, title in header.titles.items()}, "cite": []}
    value = getattr(header, key.replace("-", "_"), None)
    if isinstance(value, HeaderValue):
        decided = situation.decision(value.open) if value.open else value.value
        undecided = isinstance(decided, Missing)
        return {"value": Truth.UNDETERMINED.value if undecided else plain_data(decided), "place": value.place,
                "lacks": [value.open] if undecided else []}  # fmt: skip
    if value is None:
        raise QuestionError(f"header: {key!r} is not written in pack.yaml")
    return {"value": plain_data(value)}


def _document(situation: Situation, ask: Ask) -> Answer:
    rule = _entry(situation, "documents", ask, "document")
    return {"issued-by": rule.issued_by, "numbered": rule.numbered, "addressed-to": list(rule.addressed_to), "zh": rule.zh,
            "cite": list(rule.citation().articles), "strength": rule.strength.value}  # fmt: skip


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
    "measure": _measure,
    "register": _register,
    "set": _set,
    "actor": _actor,
    "open": _open,
    "decided": _decided,
    "criteria": _criteria,
    "score": _score,
    "form": _form,
    "fact": _fact,
    "kind": _kind,
    "document": _document,
    "header": _header,
}
