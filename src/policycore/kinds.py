"""Kinds of subject inside one pack (a county, a zone without a code, an enterprise; a national base, a provincial one)."""

from __future__ import annotations

from enum import StrEnum

from .citation import Rule, Slug
from .formula import Condition


class DivisionNeed(StrEnum):
    """Whether a subject of the kind has a division code of its own."""

    REQUIRED = "required"
    NONE = "none"
    SPANS = "spans"


class Kind(Rule):
    """A kind of subject: who may be one (``when``), whether it has a division code, what stands for it."""

    subject: str = "base"
    division: DivisionNeed = DivisionNeed.REQUIRED
    when: Condition | None = None
    title: Slug | None = None
    population: bool = False
