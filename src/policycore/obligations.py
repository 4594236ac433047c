"""Obligations: who owes what, about whom, how often, due when at each level, and what fulfils it."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from .citation import Rule, Slug, Strict
from .facts import CYCLES
from .formula import Condition
from .open_points import OpenOr
from .procedures import Window


class DueRule(Strict):
    """When a duty is due: a day of the year (``03-month-end``), days after the period, at once, or an open point."""

    day: str | None = None
    after_period: Window | None = None
    open: Slug | None = None
    at_once: bool = False
    when_closed: str = Field(default="keep", pattern="^(keep|next-workday)$")

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [self.day is not None, self.after_period is not None, self.open is not None, self.at_once]
        if sum(given) != 1:
            raise ValueError("due is exactly one of: day, after-period, open, at-once")
        return self


class Fulfilment(Strict):
    """What fulfils a duty (G5)."""

    form: Slug | OpenOr | None = None
    articles: int | None = Field(default=None, ge=1)
    pictures: bool = False
    mark: str = ""
    procedure: Slug | None = None
    document: Slug | None = None
    done_elsewhere: Slug | None = None
    paper: int = Field(default=0, ge=0)


class Leg(Strict):
    """Who feeds the debtor by an earlier day; ``set-by`` says that the debtor chooses it (no article)."""

    from_: Slug
    to: Slug | None = None
    due: str | None = None
    set_by: Slug | None = None
    only: tuple[Slug, ...] = ()


class Obligation(Rule):
    """A duty to report or to do: debtor, about whom, cycle, due day, what fulfils it, legs below it."""

    debtor: Slug
    to: Slug | None = None
    about: str = Field(default="itself", pattern="^(itself|each-base|each-holder|each-area)$")
    only: tuple[Slug, ...] = ()
    every: str = "year"
    of: str = Field(default="this-period", pattern="^(this-period|previous-year|first-half|second-half)$")
    on: dict[str, str] = Field(default_factory=dict)
    when: Condition | None = None
    due: DueRule | None = None
    fulfilled_by: Fulfilment | None = None
    legs: tuple[Leg, ...] = ()
    chain: tuple[Leg, ...] = ()
    prepares: Slug | None = None
    reminds_after: OpenOr | None = None

    @model_validator(mode="after")
    def _cycle(self) -> Self:
        if self.every not in CYCLES:
            raise ValueError(f"every: found {self.every!r}; allowed: {', '.join(CYCLES)}")
        return self
