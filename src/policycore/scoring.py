"""Scoring: points, weights, bonus and deduction, trimming, ranking, grades."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from .citation import Rule, Slug, Strict
from .formula import Condition, Value
from .open_points import OpenOr


class Adjustment(Strict):
    """Points added or taken when a condition holds; ``each`` multiplies by a count; ``at-most`` caps it."""

    id: Slug
    zh: str = ""
    when: Condition | None = None
    each: Value | None = None
    points: Value
    at_most: Value | None = None


class Grade(Strict):
    """A grade and the least points it takes (以上 includes the number)."""

    id: Slug
    zh: str = ""
    at_least: Value


class Scoring(Rule):
    """A scoring scheme over a criteria set: how points come together, what is trimmed, how it ranks and grades.

    ``weights`` is the point that sets them; without it ``method: weighted`` takes those written on the leaves.
    ``ranks-within`` is a fact: whoever shares its value is ranked together (each industry apart).
    """

    of: Slug
    method: str = Field(default="sum", pattern="^(sum|weighted|mean)$")
    by: str = Field(default="experts", pattern="^(experts|automatic|self|mixed)$")
    weights: OpenOr | None = None
    trims: OpenOr | None = None
    bonus: tuple[Adjustment, ...] = ()
    deductions: tuple[Adjustment, ...] = ()
    maximum: Value | None = None
    grades: tuple[Grade, ...] = ()
    ranks_within: Slug | None = None


def trimmed_mean(scores: list[Decimal], trim: int) -> tuple[Decimal, bool]:
    """Return the mean after dropping the ``trim`` highest and lowest, and whether trimming was possible.

    With fewer than ``2 * trim + 1`` scores nothing is dropped: a plain mean, and the caller says so. Raises ValueError
    without any score.
    """
    if not scores:
        raise ValueError("no scores")
    enough = trim > 0 and len(scores) >= 2 * trim + 1
    kept = sorted(scores)[trim:-trim] if enough else scores
    return sum(kept, Decimal(0)) / len(kept), enough
