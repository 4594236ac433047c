"""Where a formula is evaluated: what it may ask for, the row and period at hand, what is noted and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from ..periods import Period
from ..say import Say
from ..units import plain
from ..verdict import Lack, LackKind, Missing, TraceLine
from .sentence import say_formula
from .tree import Node


@dataclass(frozen=True, slots=True)
class Between(Missing):
    """A number that is not known exactly but lies between two bounds (a count with undetermined rows)."""

    low: Decimal = Decimal(0)
    high: Decimal | None = None


class Source(Protocol):
    """What evaluation asks for. The engine implements it over a fact reader, decisions and the pack."""

    on: date

    def fact(self, name: str, period: str, subject: Any) -> Any:
        """Return a declared fact (by id or Chinese name) of a subject, or Missing."""

    def decision(self, point: str) -> Any:
        """Return the decided value of an open point, or Missing naming who may decide."""

    def members(self, name: str) -> Any:
        """Return the members of a named set, or Missing when it is left open."""

    def is_kind(self, name: str, subject: Any) -> Any:
        """Tell whether a subject is of a kind, or Missing."""

    def related(self, subject: Any, relation: str) -> Any:
        """Return the subjects that stand in a relation (its city, its province), or Missing."""

    def population(self, name: str, subject: Any, within: str) -> Any:
        """Return the members a subject is ranked among, or Missing."""

    def rate(self, source: str, target: str) -> Any:
        """Return how many units of ``target`` one unit of ``source`` is worth, or Missing."""

    def score(self, scheme: str, subject: Any, who: str) -> Any:
        """Return the points of a scoring scheme (``who``: ``given`` or ``self``), or Missing."""

    def cycle(self, name: str) -> str:
        """Return how often a fact is given (``year``, ``half``, ``quarter``, ``month``); empty when it has no cycle."""

    def label(self, name: str) -> Say:
        """Return the words of a fact, set or open point."""


@dataclass(slots=True)
class Env:
    """Where a formula is evaluated: the source, the subject and, inside a table, the row at hand.

    ``statuses`` says that the row is a period of a duty, where ``missed`` and the like are conditions.
    """

    source: Source
    subject: Any = None
    period: Period | None = None
    row: Mapping[str, Any] | None = None
    statuses: bool = False
    loop: tuple[str, Period] | None = None
    trace: list[TraceLine] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    depth: int = 0
    quiet: bool = False

    def within(self, **changes: Any) -> Env:
        """Return the same place with some things changed; trace and lacks are shared."""
        return replace(self, **changes)

    def lacking(self, value: object) -> None:
        """Note why something is missing."""
        if isinstance(value, Missing):
            self.add(value.lacks)

    def add(self, lacks: Iterable[Lack]) -> None:
        """Note what is missing, each once."""
        for lack in lacks:
            if lack not in self.lacks:
                self.lacks.append(lack)

    def note(self, node: Node, value: str) -> None:
        """Add a line to the trace, unless inside a row."""
        if not self.quiet:
            self.trace.append(TraceLine(say_formula(node, self.source.label), value, self.depth))


def missing(kind: LackKind, name: str, zh: str, en: str, supplier: str = "") -> Missing:
    """Make a missing value with one reason."""
    return Missing((Lack(kind, name, Say(zh, en), supplier),))


def show(value: Any) -> str:
    """Write a value for the trace."""
    if value is True or value is False:
        return "是" if value else "否"
    if isinstance(value, Between):
        return f"{plain(value.low)}～{plain(value.high) if value.high is not None else '?'}"
    if value is None or isinstance(value, Missing):
        return "不能判断"
    if isinstance(value, frozenset | set | list | tuple):
        return "、".join(sorted(map(str, value)))
    return str(value)


def resolve_period(wanted: str, here: Period | None, on: date) -> Period:
    """Turn ``y-1``, ``previous-year``, ``first-half`` or ``2019-H1`` into a period."""
    cycles = {"y": "year", "h": "half", "q": "quarter", "m": "month"}
    head, _, tail = wanted.partition("-")
    if head.lower() in cycles and (not tail or tail.isdecimal()):
        cycle = cycles[head.lower()]
        base = here if here and here.cycle == cycle else Period.containing(here.ends_on if here else on, cycle)
        return base.step(-int(tail or 0))
    year = here.year if here else on.year
    named = {
        "previous-year": Period(year - 1),
        "first-half": Period(year, "half", 1),
        "second-half": Period(year, "half", 2),
        "this-period": here or Period(year),
        "previous-period": (here or Period(year)).step(-1),
    }
    return named.get(wanted) or Period.parse(wanted)


def period_text(env: Env, wanted: str = "") -> str:
    """Return the period a fact is asked for, as text: given, counted from the one at hand, or the one at hand."""
    here = env.loop[1] if env.loop else env.period
    if not wanted or wanted == "this-period" or (env.loop and wanted == env.loop[0]):
        return str(here) if here else ""
    return str(resolve_period(wanted, here, env.source.on))
