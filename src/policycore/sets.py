"""Named sets: areas, products, kinds of event, forms of institution, as the document lists them, dated and cited."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from .citation import Rule, Slug, Strict


class Member(Strict):
    """A member of a set in words; ``named`` says that whoever uses it has to name it (或其他)."""

    zh: str = Field(min_length=1)
    en: str = ""
    named: bool = False
    from_: date | None = None
    until: date | None = None


class NamedSet(Rule):
    """A named set: its members with their words, or an open point that lists them."""

    members: dict[Slug, Member] = Field(default_factory=dict)
    open: Slug | None = None
    population: bool = False

    @model_validator(mode="after")
    def _filled(self) -> Self:
        if bool(self.members) == bool(self.open):
            raise ValueError("a set has members, or open: the point that lists them, and not both")
        return self
