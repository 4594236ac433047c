"""Preferences: who goes first other things equal, and what is forbidden or put in front at a named step."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from .citation import Rule, Slug
from .formula import Condition
from .open_points import OpenOr


class Preference(Rule):
    """At step ``at`` those for whom ``when`` holds go first among equals (``breaks: ties``) or first of all
    (``breaks: order``); or ``forbids`` says which right they do not have. ``equal-within`` is the difference of points
    that still counts as equal (同等条件); without it only the same points do."""

    when: Condition
    at: Slug | None = None
    procedure: Slug | None = None
    breaks: str | None = Field(default=None, pattern="^(ties|order)$")
    forbids: str | None = Field(default=None, pattern="^(apply|recommend|receive)$")
    equal_within: OpenOr | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.breaks is None) == (self.forbids is None):
            raise ValueError(
                "a preference has either breaks: ties | order (with at:), or forbids: apply | recommend | receive"
            )
        if self.breaks and not self.at:
            raise ValueError("a preference that breaks ties or orders needs at: the step it applies to")
        return self
