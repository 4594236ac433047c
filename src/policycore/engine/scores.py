"""Scores: what experts gave and what the scheme makes of it, bit for bit the same on every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ..scoring import Adjustment, Scoring, trimmed_mean
from ..units import Quantity
from ..verdict import Missing, Truth, Verdict, all_lacks
from .situation import Situation


def score(situation: Situation, rule: Scoring, given: Mapping[str, Sequence[Decimal | int]]) -> Verdict:
    """Return the points of a scheme from the scores given per criterion, with bonus, deduction, grade.

    A criterion nobody scored makes the result undetermined and is named. Trimming needs ``2 n + 1`` scores; with
    fewer a plain mean is taken and the detail says so.
    """
    trim, weights = _number(situation.settled(rule.trims)), situation.settled(rule.weights)
    lacks = all_lacks([trim if isinstance(trim, Missing) else None, weights])
    leaves = situation.pack.criteria[rule.of].leaves
    unscored = [leaf.id for leaf in leaves if not given.get(leaf.id)]
    if lacks or unscored:
        detail: dict[str, Any] = {"unscored": unscored}
        return Verdict(f"score {rule.id}", Truth.UNDETERMINED, "asks", rule.citation(), lacks=lacks, detail=detail)
    per_leaf, trimmed = {}, True
    for leaf in leaves:
        mean, was_trimmed = trimmed_mean([Decimal(v) for v in given[leaf.id]], int(trim or 0))
        trimmed = trimmed and was_trimmed
        per_leaf[leaf.id] = mean
    total = _together(rule, per_leaf, weights)
    adjusted = total + sum((_adjust(situation, a) for a in rule.bonus), Decimal(0))
    adjusted -= sum((_adjust(situation, a) for a in rule.deductions), Decimal(0))
    if rule.maximum is not None:
        cap = situation.ask("maximum", rule.maximum, rule.citation()).value
        adjusted = min(adjusted, cap.base) if isinstance(cap, Quantity) else adjusted
    detail = {
        "per-criterion": {key: str(value.quantize(Decimal("0.0001"))) for key, value in per_leaf.items()},
        "trimmed": Truth.of(trimmed).value if trim else "not-asked",
        "grade": _grade(situation, rule, adjusted),
    }
    return Verdict(f"score {rule.id}", adjusted.quantize(Decimal("0.0001")), "scores", rule.citation(),
                   rule.strength.value, detail=detail)  # fmt: skip


def _together(rule: Scoring, per_leaf: Mapping[str, Decimal], weights: Any) -> Decimal:
    if rule.method == "sum":
        return sum(per_leaf.values(), Decimal(0))
    if rule.method == "mean":
        return sum(per_leaf.values(), Decimal(0)) / len(per_leaf)
    return sum((per_leaf[leaf] * Decimal(weights.get(leaf, 0)) / 100 for leaf in per_leaf), Decimal(0))


def _adjust(situation: Situation, rule: Adjustment) -> Decimal:
    citation = Verdict("", "").citation
    if rule.when is not None and situation.ask(rule.id, rule.when, citation).value is not Truth.YES:
        return Decimal(0)
    points = situation.ask(rule.id, rule.points, citation).value
    amount = points.base if isinstance(points, Quantity) else Decimal(0)
    if rule.each is not None:
        each = situation.ask(rule.id, rule.each, citation).value
        amount *= each.base if isinstance(each, Quantity) else Decimal(0)
    if rule.at_most is not None:
        most = situation.ask(rule.id, rule.at_most, citation).value
        amount = min(amount, most.base) if isinstance(most, Quantity) else amount
    return amount


def _grade(situation: Situation, rule: Scoring, points: Decimal) -> str:
    for grade in rule.grades:  # best first, as written
        least = situation.ask(grade.id, grade.at_least, rule.citation()).value
        if isinstance(least, Quantity) and points >= least.base:
            return grade.id
    return ""


def _number(value: Any) -> Any:
    return int(value.amount) if isinstance(value, Quantity) else value
