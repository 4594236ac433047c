"""Eligibility: who may apply, be recommended or receive, with the history it looks at."""

from __future__ import annotations

from pydantic import Field

from .citation import Rule, Slug
from .formula import Condition


class Eligibility(Rule):
    """A condition on a right (``apply``, ``recommend``, ``receive``); ``only`` limits it to kinds of subject."""

    right: str = Field(default="apply", pattern="^(apply|recommend|receive)$")
    procedure: Slug | None = None
    only: tuple[Slug, ...] = ()
    when: Condition
    evidence: tuple[str, ...] = ()
    accepted_by: Slug | None = None
