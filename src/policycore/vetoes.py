"""Vetoes: what stops a matter at a review, whatever else speaks for it."""

from __future__ import annotations

from .citation import Rule, Slug
from .formula import Condition


class Veto(Rule):
    """A veto: it stands when ``when`` holds. ``needs`` names what has to be written down with it."""

    when: Condition
    at: tuple[Slug, ...] = ()
    procedure: Slug | None = None
    needs: tuple[Slug, ...] = ()
    evidence: tuple[str, ...] = ()
