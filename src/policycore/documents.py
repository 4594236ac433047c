"""Official documents a pack has issued: what they are called, by whom, on which act they rest."""

from __future__ import annotations

from .citation import Rule, Slug


class OfficialDocument(Rule):
    """A document issued in the course of a procedure."""

    issued_by: Slug
    numbered: bool = True
    addressed_to: tuple[Slug, ...] = ()
