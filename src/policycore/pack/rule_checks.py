"""What a single rule has to hold to beyond its own shape: points of the right kind, days that exist, shares that add up.

Each check yields (key inside the rule, message); :mod:`policycore.pack.checks` adds the section and the entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from pydantic import BaseModel

from ..citation import Strength
from ..criteria import CriteriaSet, shares
from ..criteria import written as _written
from ..eligibility import Eligibility
from ..facts import FactType
from ..forms import Form
from ..formula.tree import AtLeast, Compare, Logic, Node
from ..funding import Programme
from ..grounds import Ground
from ..obligations import PERIOD_END, WORDS_OF_KEYS, Cycle, DueRule, Fulfilment, Leg, Obligation
from ..open_points import OpenOr, OpenPoint, PointKind, is_month_day
from ..periods import PARTS
from ..preferences import Preference
from ..procedures import Step
from ..quotas import Quota
from ..scoring import Scoring
from ..units import duration, plain
from ..vetoes import Veto
from .model import Pack
from .problems import allowed_words

Trouble = Iterator[tuple[str, str]]

# Which kind of decision a key needs when it is left open.
_POINT_KINDS: Final[dict[tuple[str, str], PointKind]] = {
    ("Step", "forms"): PointKind.FORM,
    ("Step", "documents"): PointKind.CHECKLIST,
    ("Scoring", "weights"): PointKind.WEIGHTS,
    ("CriteriaSet", "open"): PointKind.CRITERIA,
    ("Programme", "tranches"): PointKind.TRANCHES,
    ("Window", "open"): PointKind.WINDOW,
    ("NamedSet", "open"): PointKind.SET,
    ("Step", "actor"): PointKind.VALUE,
    ("Step", "gives"): PointKind.VALUE,
    ("Start", "year"): PointKind.VALUE,
    ("DueRule", "open"): PointKind.VALUE,
    ("Cycle", "open"): PointKind.VALUE,
    ("Obligation", "prepares"): PointKind.FORM,
    ("Obligation", "reminds_after"): PointKind.VALUE,
    ("Obligation", "owes_from"): PointKind.VALUE,
    ("Obligation", "seen_above"): PointKind.VALUE,
    ("Obligation", "fails_when"): PointKind.READING,
    ("Fulfilment", "form"): PointKind.FORM,
    ("Form", "adds"): PointKind.FORM,
    ("FormField", "defined"): PointKind.VALUE,
    ("Objections", "identity"): PointKind.VALUE,
}


def rule_problems(pack: Pack, model: BaseModel) -> Trouble:
    """Yield what is wrong with one rule, or one part of a rule, of a pack whose names all resolve."""
    yield from _point_kinds(pack, model)
    check = _CHECKS.get(type(model))
    if check is not None:
        yield from check(pack, model)


def _point_kinds(pack: Pack, model: BaseModel) -> Trouble:
    for (owner, attribute), needed in _POINT_KINDS.items():
        if type(model).__name__ != owner:
            continue
        value, key = getattr(model, attribute), attribute.replace("_", "-")
        name = value.open if isinstance(value, OpenOr) else value
        point = pack.open_points.get(name) if isinstance(name, str) else None
        if point is not None and point.kind is not needed:
            fitting = [p.id for p in pack.open_points.values() if p.kind is needed]
            yield (
                f"{key}.open" if isinstance(value, OpenOr) else key,
                f"the point {point.id} is of kind: {point.kind}; here a point of kind: {needed} is needed; "
                f"{allowed_words(point.id, fitting)}",
            )


def _step(pack: Pack, step: Step) -> Trouble:
    if not isinstance(step.actor, OpenOr):
        return
    point = pack.open_points.get(step.actor.open or "")
    strangers = [c for c in (point.choices or {}) if c not in pack.actors] if point else []
    if point is not None and (point.type != "choice" or strangers):
        found = f"has the choices {', '.join(strangers)}" if strangers else f"is of type: {point.type}"
        yield (
            "actor.open",
            f"the point {point.id} {found}; a point that says who acts is of type: choice with actors as its choices: "
            f"{', '.join(sorted(pack.actors))}",
        )


def _at_a_step(pack: Pack, rule: Veto | Quota | Preference) -> Trouble:
    """A rule of one procedure may only name that procedure's steps."""
    procedure = pack.procedures.get(rule.procedure or "")
    wanted: Iterable[str] = (rule.at,) if isinstance(rule.at, str) else (rule.at or ())
    if procedure is None:
        return
    steps = [step.id for step in procedure.steps]
    anywhere = {step.id for p in pack.procedures.values() for step in p.steps}
    for name in wanted:
        if name in anywhere and name not in steps:  # one that is nowhere is said already
            yield "at", f"{name!r} is no step of the procedure {procedure.id}; {allowed_words(name, steps)}"


def _eligibility(pack: Pack, rule: Eligibility) -> Trouble:
    if rule.strength is Strength.IN_PRINCIPLE and not rule.accepted_by:
        yield "strength", "in-principle lets pass with a reason; write accepted-by: the actor who accepts the reason"


def _obligation(pack: Pack, rule: Obligation) -> Trouble:
    for key, words in WORDS_OF_KEYS.items():
        value = getattr(rule, key)
        if isinstance(value, OpenOr) and value.open:
            yield from _choices(pack, value.open, words, f"{key.replace('_', '-')}.open")
    point = pack.open_points.get(rule.reminds_after.open or "") if rule.reminds_after else None
    if point is not None and point.type != "duration":
        yield (
            "reminds-after.open",
            f"the point {point.id} is of type: {point.type}; here one of type: duration is needed",
        )


def _fulfilment(pack: Pack, by: Fulfilment) -> Trouble:
    procedure = pack.procedures.get(by.procedure or "")
    if by.end and procedure is not None and by.end not in procedure.ends:
        yield (
            "end",
            f"{by.end!r} is no end of the procedure {procedure.id}; {allowed_words(by.end, list(procedure.ends))}",
        )


def _cycle(pack: Pack, cycle: Cycle) -> Trouble:
    if cycle.open:
        yield from _choices(pack, cycle.open, tuple(PARTS), "open")


def _choices(pack: Pack, name: str, words: Sequence[str], key: str) -> Trouble:
    """A point that stands for one of a few words is a choice (or a reading) and offers only those."""
    point = pack.open_points.get(name)
    if point is None:
        return
    strangers = [choice for choice in (point.choices or {}) if choice not in words]
    if not point.choices or strangers:
        found = f"has the choices {', '.join(strangers)}" if strangers else f"is of type: {point.type}"
        yield (
            key,
            f"the point {point.id} {found}; here a point with choices is needed, and they are of: {', '.join(words)}",
        )


def _due(pack: Pack, due: DueRule) -> Trouble:
    if due.day is not None and due.day != PERIOD_END and not is_month_day(due.day):
        yield "day", _no_day(due.day)
    point = pack.open_points.get(due.open or "")
    if point is None or point.kind is not PointKind.VALUE or point.type in {"date", "month-day"}:
        return
    if point.type != "integer" or point.unit != "day":
        yield (
            "open",
            f"the point {point.id} is of type: {point.type}{f' with unit: {point.unit}' if point.unit else ''}; when "
            "something is due is of type: date, month-day, or integer with unit: day (days after)",
        )


def _leg(pack: Pack, leg: Leg) -> Trouble:
    above = {leg.to, *(rule.debtor for rule in pack.obligations.values() if leg in rule.legs)}
    if leg.set_by and leg.set_by in pack.actors and leg.set_by not in above:
        named = " or ".join(sorted(a for a in above if a))
        yield "set-by", f"found {leg.set_by!r}; the day of a leg is chosen by whoever is fed: {named}"


def _no_day(found: str) -> str:
    return f"found {found!r}; write a day every year has, like 03-15, or the end of a month, like 02-month-end"


def _ground(pack: Pack, rule: Ground) -> Trouble:
    if rule.after:
        try:
            if duration(rule.after).unit.dimension == "workdays":
                yield "after", f"{rule.after!r} counts working days; a title is held for years, months or days"
        except ValueError as error:
            yield "after", str(error)
        if rule.since is None and len(pack.header.titles) != 1:
            yield "since", f"say which title has been held so long; {allowed_words('', list(pack.header.titles))}"
    elif rule.since is not None:
        yield "since", "since says from when after counts; write after: 3 years as well, or leave since out"


def _form(pack: Pack, form: Form) -> Trouble:
    for check in form.checks:
        if check.tolerance is not None and not _widens(check.must.node):
            yield (
                f"checks.{check.id}.tolerance",
                "a tolerance widens = < <= > >= joined by all or any; this check has none of them",
            )
    ids = [field.id for field in form.fields()]
    for section in form.sections:
        for cited in [section.cite] if section.cite else []:
            if cited not in pack.articles:
                yield (
                    f"sections.{section.id}.cite",
                    f"{cited!r} is no article of this pack; {allowed_words(cited, list(pack.articles))}",
                )
        for field in section.fields:
            point = pack.open_points.get(field.defined.open or "") if field.defined else None
            if point is not None and point.type != "text":
                yield (
                    f"sections.{section.id}.fields.{field.id}.defined.open",
                    f"the point {point.id} is of type: {point.type}; what a field means is of type: text",
                )
            if field.of_which and field.of_which not in ids:
                yield (
                    f"sections.{section.id}.fields.{field.id}.of-which",
                    f"{field.of_which!r} is no field of this form; {allowed_words(field.of_which, ids)}",
                )


def _widens(node: Node) -> bool:
    """Tell whether a tolerance changes anything: a comparison, on top or joined by AND or OR."""
    if isinstance(node, Logic | AtLeast):
        return any(_widens(item) for item in node.items)
    return isinstance(node, Compare) and node.op != "<>"


def _criteria(pack: Pack, rule: CriteriaSet) -> Trouble:
    for leaf in rule.leaves:
        if leaf.group and leaf.group not in rule.groups:
            yield (
                f"leaves.{leaf.id}.group",
                f"{leaf.group!r} is no group of this set; {allowed_words(leaf.group, list(rule.groups))}",
            )
    twice = _twice([leaf.id for leaf in rule.leaves])
    if twice:
        yield "leaves", f"two criteria are called {', '.join(twice)}; ids are used once"
    weights = [_written(leaf.weight) for leaf in rule.leaves]
    if (
        rule.leaves
        and all(weight is not None for weight in weights)
        and _total(weights) not in {Decimal(100), Decimal(1)}
    ):
        yield "leaves", f"the weights add up to {plain(_total(weights))}; they must make 100"


def _weighing(pack: Pack, rule: Scoring) -> Trouble:
    """Where the weights of a weighted scheme come from: its own point, its leaves, or the decision on the criteria."""
    criteria = pack.criteria.get(rule.of)
    if rule.method != "weighted" or criteria is None:
        return
    if rule.weights and criteria.open:
        yield "weights", f"the weights are decided with the criteria ({criteria.open}); leave weights out here"
    elif not rule.weights and not criteria.open and not shares(criteria):
        yield "method", "weighted needs weights: {open: point}, or a weight on every leaf of the criteria, 100 in all"


def _ranking(pack: Pack, rule: Scoring) -> Trouble:
    """Who is ranked apart share the value of a fact that has one (a choice, a text)."""
    fact = pack.facts.get(rule.ranks_within or "")
    if fact is not None and fact.type not in {FactType.CHOICE, FactType.TEXT}:
        yield (
            "ranks-within",
            f"the fact {fact.id} is of type: {fact.type}; one of type: choice or text tells groups apart",
        )


def _scoring(pack: Pack, rule: Scoring) -> Trouble:
    yield from _weighing(pack, rule)
    yield from _ranking(pack, rule)
    least = [_written(grade.at_least) for grade in rule.grades]
    for place, (one, other) in enumerate(pairwise(least), 1):
        if one is not None and other is not None and other >= one:
            yield (
                f"grades.{rule.grades[place].id}.at-least",
                f"found {other}, not below the {one} of the grade before; write the best grade first",
            )


def _programme(pack: Pack, rule: Programme) -> Trouble:
    parts = () if isinstance(rule.tranches, OpenOr) else rule.tranches
    known = [_written(part.share) for part in parts]
    if known and all(share is not None for share in known) and _total(known) != 1:
        yield "tranches", f"the shares add up to {plain(_total(known) * 100)}%; they must make 100%"


def _total(values: Sequence[Decimal | None]) -> Decimal:
    return sum((v for v in values if v is not None), Decimal(0))


def _twice(ids: Sequence[str]) -> list[str]:
    return sorted({i for i in ids if ids.count(i) > 1})


def _point(pack: Pack, point: OpenPoint) -> Trouble:
    if point.decider != "issuer" and point.decider not in pack.actors:
        yield "decider", f"{point.decider!r} is no actor; {allowed_words(point.decider, ['issuer', *pack.actors])}"


_CHECKS: Final[dict[type[BaseModel], Callable[[Pack, Any], Trouble]]] = {
    OpenPoint: _point,
    Fulfilment: _fulfilment,
    Step: _step,
    Veto: _at_a_step,
    Quota: _at_a_step,
    Preference: _at_a_step,
    Eligibility: _eligibility,
    Obligation: _obligation,
    Cycle: _cycle,
    DueRule: _due,
    Leg: _leg,
    Ground: _ground,
    Form: _form,
    CriteriaSet: _criteria,
    Scoring: _scoring,
    Programme: _programme,
}
__all__ = ["rule_problems"]
