"""Outcomes: what a result is called, who decides it, which clock it starts, what follows."""

from __future__ import annotations

from pydantic import Field

from .citation import Rule, Slug, Strict
from .formula import Condition
from .procedures import Window


class Follows(Strict):
    """What follows an outcome's clock: another outcome at once, or one that is only proposed."""

    becomes: Slug | None = None
    proposes: Slug | None = None


class Asks(Strict):
    """What the holder has to ask for before the clock runs out (a re-assessment), else ``then.not-asked-for``."""

    procedure: Slug
    by: Window | None = None


class Outcome(Rule):
    """An outcome named as the document names it; ``decider`` decides, nothing decides by itself."""

    decider: Slug
    when: Condition | None = None
    clock: Window | None = None
    asks: Asks | None = None
    then: dict[Slug, Follows] = Field(default_factory=dict)
    ends_title: Slug | None = None
    may_apply: str = Field(default="", pattern="^(|next-round|next-round-after-putting-right|never)$")
    commended: bool = False
