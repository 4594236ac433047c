"""Consequences: what an outcome or decision does to the rights of a holder or of a third party (G8)."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from .citation import ArticleId, Rule
from .open_points import OpenOr
from .procedures import Window


class Does(StrEnum):
    """What happens to the right."""

    ENDS_TITLE = "ends-title"
    SUSPENDS = "suspends"
    STOPS_SUPPORT = "stops-support"
    LAPSES = "lapses"
    MOVES_DUTY = "moves-duty"


class Consequence(Rule):
    """``on`` an outcome or result (an outcome's id, or PROCEDURE.END) the ``right`` ``of`` somebody is lost, from when and for how long."""

    on: ArticleId
    does: Does
    right: str = Field(default="receive", pattern="^(apply|recommend|receive|title)$")
    of: str = Field(default="holder", pattern="^(holder|recommender|host|children|city)$")
    from_: str = Field(default="decision", pattern="^(decision|announcement)$")
    for_: Window | None = None
    rounds: int | None = Field(default=None, ge=1)
    length: OpenOr | None = None

    @model_validator(mode="after")
    def _span(self) -> Self:
        if sum(v is not None for v in (self.for_, self.rounds, self.length)) > 1:
            raise ValueError("a consequence lasts for: a window, or rounds: n, or length: an open point; not several")
        return self
