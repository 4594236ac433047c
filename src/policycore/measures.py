"""Measures: tasks with a lead, co-operating departments and named products, as printed."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from .citation import Rule, Slug
from .open_points import OpenOr


class Measure(Rule):
    """A task of the document: ``lead`` with ``with``, or a sole ``bearer``; what it ``delivers``."""

    lead: tuple[Slug, ...] = ()
    with_: tuple[Slug, ...] = ()
    bearer: Slug | None = None
    sets: dict[Slug, OpenOr] = {}
    delivers: tuple[str, ...] = ()
    by: OpenOr | None = None

    @model_validator(mode="after")
    def _borne(self) -> Self:
        if bool(self.bearer) == bool(self.lead):
            raise ValueError("a measure has lead: (with with:), or a sole bearer:, and not both")
        return self
