"""Targets: what is striven for, from which base line, by when; a target is never a ground."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from .citation import Rule, Strict
from .formula import Condition, Value
from .open_points import OpenOr


class BaseLine(Strict):
    """The base line: a year and its figure, which may only be known as a bound."""

    year: int
    value: Decimal | None = None
    at_most: Decimal | None = None
    at_least: Decimal | None = None
    unit: str = ""


class Target(Rule):
    """What is measured, what should be reached, by which year; ``met`` is a condition where words give one."""

    what: Value | None = None
    met: Condition | None = None
    base: BaseLine | None = None
    reach: Value | OpenOr | None = None
    by: int | None = None
    direction: str = Field(default="up", pattern="^(up|down)$")
    of: str = ""
