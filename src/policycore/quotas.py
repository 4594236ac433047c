"""Quotas: how many may be forwarded, designated, recommended or kept; fixed, decided, or computed from history."""

from __future__ import annotations

from pydantic import Field

from .citation import Rule, Slug
from .formula import Value


class Quota(Rule):
    """At most ``to`` may pass ``at`` a step; per round or per city; ``zero: allowed`` says that none needs no reason."""

    limits: str = Field(pattern="^(forwarded|designated|recommended|stock)$")
    per: str = Field(default="round", pattern="^(round|city|area)$")
    procedure: Slug | None = None
    at: Slug | None = None
    to: Value
    zero: str = Field(default="allowed", pattern="^(allowed|needs-reason)$")
