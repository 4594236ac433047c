"""Criteria: what reviewers look at, as the document groups it; each leaf cites its article. Where the document leaves its
indicators to an annex nobody holds or to a notice, an open point of ``kind: criteria`` supplies them."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from pydantic import Field, model_validator

from .citation import BothWords, Rule, Slug
from .formula import Value
from .formula.tree import Number


class Criterion(Rule):
    """One thing to look at; ``weight`` and ``maximum`` may be open; ``computed`` takes it from facts."""

    group: Slug | None = None
    weight: Value | None = None
    maximum: Value | None = None
    computed: Value | None = None
    looks_at: tuple[str, ...] = ()


class CriteriaSet(Rule):
    """A set of criteria used at a panel, a review or an assessment, in groups; or the open point that supplies them."""

    groups: dict[Slug, BothWords] = Field(default_factory=dict)
    leaves: tuple[Criterion, ...] = ()
    open: Slug | None = None

    @model_validator(mode="after")
    def _filled(self) -> Self:
        if bool(self.leaves) == bool(self.open):
            raise ValueError(
                "criteria have leaves, or open: the point (kind: criteria) that supplies them, and not both"
            )
        if self.open and self.groups:
            raise ValueError("groups are decided together with the leaves; leave groups out beside open")
        return self


def written(value: Value | None) -> Decimal | None:
    """Return an amount that is written out as a number, in base units; None for a formula or nothing."""
    node = getattr(value, "node", None)
    return node.amount * node.unit.factor if isinstance(node, Number) else None


def shares(criteria: CriteriaSet) -> dict[str, Decimal]:
    """Return the part of a hundred each leaf counts, where every leaf has its weight written out; else nothing.

    Weights are written as parts of a hundred or with %.
    """
    weights = {leaf.id: written(leaf.weight) for leaf in criteria.leaves}
    known = {leaf: weight for leaf, weight in weights.items() if weight is not None}
    if len(known) < len(weights):
        return {}
    scale = 100 if sum(known.values()) == 1 else 1
    return {leaf: weight * scale for leaf, weight in known.items()}
