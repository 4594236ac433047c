"""Funding: programmes with directions, ceilings and tranches gated by results."""

from __future__ import annotations

from pydantic import Field

from .citation import Rule, Slug, Strict
from .formula import Condition, Value
from .open_points import OpenOr


class Tranche(Strict):
    """A part of the money, and the condition that opens it."""

    id: Slug
    zh: str = ""
    share: Value
    gate: Condition | None = None


class Programme(Rule):
    """A programme: for whom, in which directions, how much, up to what, in which parts, rounded how.

    ``tranches`` are written out, or ``{open: the point}`` (``kind: tranches``) that sets them.
    """

    for_: Condition
    directions: dict[Slug, str] = Field(default_factory=dict)
    amount: Value | None = None
    ceiling: Value | None = None
    ceiling_is_per: OpenOr | None = None
    per: str = Field(default="holder", pattern="^(holder|project|area)$")
    tranches: tuple[Tranche, ...] | OpenOr = ()
    rounds_to: Value | None = None
    match: Value | None = None
    reaches: str = ""
