"""Criteria: what reviewers look at, as the document groups it; each leaf cites its article."""

from __future__ import annotations

from pydantic import Field

from .citation import BothWords, Rule, Slug
from .formula import Value


class Criterion(Rule):
    """One thing to look at; ``weight`` and ``maximum`` may be open; ``computed`` takes it from facts."""

    group: Slug | None = None
    weight: Value | None = None
    maximum: Value | None = None
    computed: Value | None = None
    looks_at: tuple[str, ...] = ()


class CriteriaSet(Rule):
    """A set of criteria used at a panel, a review or an assessment, in groups."""

    groups: dict[Slug, BothWords] = Field(default_factory=dict)
    leaves: tuple[Criterion, ...] = Field(min_length=1)
