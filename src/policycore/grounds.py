"""Grounds: facts on which a title may be taken away or moved. Detectors propose, people decide."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from .citation import Rule, Slug, Strict
from .formula import Condition, Value


class CountsAgainst(Strict):
    """Whose failure counts, as an open point with its choices."""

    open: Slug


class Ground(Rule):
    """A ground for revoking or moving a title: ``proposes`` a procedure or outcome; ``warns-at`` speaks earlier.

    ``after`` (``3 years``) keeps it silent until the title has been held so long; ``since`` names the title where the pack
    has several.
    """

    when: Condition
    counts_against: CountsAgainst | None = None
    warns_at: Value | None = None
    proposes: Slug
    after: str = ""
    since: Slug | None = None
    evidence: tuple[str, ...] = ()
    only: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _proposes_only(self) -> Self:
        if self.strength.value == "must" and not self.proposes:
            raise ValueError("a ground proposes a procedure or an outcome")
        return self
