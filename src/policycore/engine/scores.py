"""Scores: what experts gave and what the scheme makes of it, bit for bit the same on every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ..criteria import Criterion, shares
from ..formula import Value
from ..scoring import Adjustment, Scoring, trimmed_mean
from ..units import Quantity
from ..verdict import Missing, Truth, Verdict, all_lacks
from .situation import Situation


def score(situation: Situation, rule: Scoring, given: Mapping[str, Sequence[Decimal | int]]) -> Verdict:
    """Return the points of a scheme from the scores given per criterion, with bonus, deduction, grade.

    A criterion nobody scored makes the result undetermined and is named; one the pack computes is taken from the facts.
    Trimming needs ``2 n + 1`` scores; with fewer a plain mean is taken and the detail says so.
    """
    trim, criteria = _number(situation.settled(rule.trims)), situation.criteria(rule.of)
    if isinstance(criteria, Missing):
        return Verdict(f"score {rule.id}", Truth.UNDETERMINED, "asks", rule.citation(), lacks=criteria.lacks)
    weights = situation.settled(rule.weights) if rule.weights else shares(criteria)
    computed = {leaf.id: _computed(situation, leaf) for leaf in criteria.leaves if leaf.computed is not None}
    lacks = all_lacks([trim if isinstance(trim, Missing) else None, weights, *computed.values()])
    unscored = [leaf.id for leaf in criteria.leaves if leaf.id not in computed and not given.get(leaf.id)]
    if lacks or unscored:
        detail: dict[str, Any] = {"unscored": unscored}
        return Verdict(f"score {rule.id}", Truth.UNDETERMINED, "asks", rule.citation(), lacks=lacks, detail=detail)
    per_leaf, trimmed = {key: value for key, value in computed.items() if isinstance(value, Decimal)}, True
    for leaf in (one for one in criteria.leaves if one.id not in computed):
        mean, was_trimmed = trimmed_mean([Decimal(v) for v in given[leaf.id]], int(trim or 0))
        trimmed = trimmed and was_trimmed
        per_leaf[leaf.id] = mean
    changes = [_adjust(situation, a) for a in rule.bonus], [_adjust(situation, a) for a in rule.deductions]
    cap = situation.ask("maximum", rule.maximum, rule.citation()) if rule.maximum is not None else None
    lacks = all_lacks([*changes[0], *changes[1], *([cap] if cap else [])])
    if lacks:  # points nobody can judge are not no points
        return Verdict(f"score {rule.id}", Truth.UNDETERMINED, "asks", rule.citation(), lacks=lacks)
    adjusted = _together(rule, per_leaf, weights) + _total(changes[0]) - _total(changes[1])
    if cap is not None and isinstance(cap.value, Quantity):
        adjusted = min(adjusted, cap.value.base)
    detail = {
        "per-criterion": {key: str(value.quantize(Decimal("0.0001"))) for key, value in per_leaf.items()},
        "trimmed": Truth.of(trimmed).value if trim else "not-asked",
        "grade": _grade(situation, rule, adjusted),
    }
    return Verdict(f"score {rule.id}", adjusted.quantize(Decimal("0.0001")), "scores", rule.citation(),
                   rule.strength.value, detail=detail)  # fmt: skip


def _computed(situation: Situation, leaf: Criterion) -> Decimal | Missing:
    """The points of a criterion the pack computes, never above its maximum where that is known."""
    points, most = _amount(situation, leaf.computed), _amount(situation, leaf.maximum)
    if not isinstance(points, Decimal) or not isinstance(most, Decimal):
        return points if points is not None else Missing(())
    return min(points, most)


def _together(rule: Scoring, per_leaf: Mapping[str, Decimal], weights: Any) -> Decimal:
    if rule.method == "sum":
        return sum(per_leaf.values(), Decimal(0))
    if rule.method == "mean":
        return sum(per_leaf.values(), Decimal(0)) / len(per_leaf)
    return sum((per_leaf[leaf] * Decimal(weights.get(leaf, 0)) / 100 for leaf in per_leaf), Decimal(0))


def _total(changes: Sequence[Decimal | Missing]) -> Decimal:
    return sum((c for c in changes if isinstance(c, Decimal)), Decimal(0))


def _adjust(situation: Situation, rule: Adjustment) -> Decimal | Missing:
    """Return the points a bonus or a deduction comes to, or what it takes to know."""
    citation = Verdict("", "").citation
    if rule.when is not None:
        stands = situation.ask(rule.id, rule.when, citation)
        if stands.value is Truth.UNDETERMINED:
            return Missing(stands.lacks)
        if stands.value is not Truth.YES:
            return Decimal(0)
    points, each = _amount(situation, rule.points), _amount(situation, rule.each)
    most = _amount(situation, rule.at_most)
    for amount in (points, each, most):
        if isinstance(amount, Missing):
            return amount
    assert isinstance(points, Decimal)
    times = points * each if isinstance(each, Decimal) else points
    return min(times, most) if isinstance(most, Decimal) else times


def _amount(situation: Situation, value: Value | None) -> Decimal | Missing | None:
    if value is None:
        return None
    found = situation.ask("points", value, Verdict("", "").citation)
    return found.value.base if isinstance(found.value, Quantity) else Missing(found.lacks)


def _grade(situation: Situation, rule: Scoring, points: Decimal) -> str:
    for grade in rule.grades:  # best first, as written
        least = situation.ask(grade.id, grade.at_least, rule.citation()).value
        if isinstance(least, Quantity) and points >= least.base:
            return grade.id
    return ""


def _number(value: Any) -> Any:
    return int(value.amount) if isinstance(value, Quantity) else value
