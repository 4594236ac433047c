"""The plain tree: a formula of a form with every name, unit and period resolved, ready to be computed anywhere.

Numbers stand in the base unit of their dimension, periods as so many steps back from the one at hand, and only a handful
of sorts of node are left. The closure, the SQL and the workbook formula are all written from it, so that they cannot
mean different things; the tracing evaluation (``evaluate``) and the sentence are written from the tree itself.

A number, text or day is *missing* where it is not known; a condition is then *undetermined*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal

from .tree import Node

NEAR = Decimal("1e-12")
"""Figures of which one was divided are equal when they differ by no more than this share of the larger (at least of 1)."""


@dataclass(frozen=True, slots=True)
class At:
    """When: so many steps of the form's own cycle before the period at hand, or a fixed period."""

    back: int = 0
    fixed: str = ""

    def earlier(self, steps: int) -> At:
        """Return the period so many steps earlier."""
        return At(self.back + steps, self.fixed)


HERE = At()


class Plain:
    """Any node of the plain tree."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Const(Plain):
    """A number in base units, a text, a day, a truth, or nothing (None: always missing)."""

    value: Decimal | str | date | bool | None


@dataclass(frozen=True, slots=True)
class Cell(Plain):
    """The value of a field of the form, at a period. ``kind`` is number, text, date or truth.

    ``whose`` is a relation (``city``, ``parent``): the figure of the same field filed about that area, not one's own.
    """

    field: str
    at: At = HERE
    kind: str = "number"
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Column(Plain):
    """The value of a column in the row of a table at hand."""

    table: str
    column: str
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class Param(Plain):
    """A decision on an open point: the same for every return it is asked of."""

    point: str
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class Known(Plain):
    """What the system knows of the subject and no form holds: a title, a kind, points, the periods of a duty.

    ``key`` names it (the same question has the same key), ``node`` is what is asked. ``kind`` is truth, number, date or
    ``bounds`` (a number of which two bounds are known).
    """

    key: str
    kind: str = "truth"
    node: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rank(Plain):
    """The place of a number among those of a population, between two bounds while figures of members are missing.

    ``population`` is a name, or the decision that names it; ``within`` the area of one's own it is narrowed to. Figures that
    are not exact are compared in twelve digits.
    """

    item: Plain
    population: str | Param
    within: str = ""
    descending: bool = True
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Within(Plain):
    """Whether a day lies in the last ``count`` months or days up to another, both ends included."""

    day: Plain
    end: Plain
    count: int
    unit: str = "months"


@dataclass(frozen=True, slots=True)
class Op(Plain):
    """``+ - * /`` of two numbers; a division by zero is missing."""

    op: str
    left: Plain
    right: Plain


@dataclass(frozen=True, slots=True)
class Neg(Plain):
    """The negative of a number."""

    item: Plain


@dataclass(frozen=True, slots=True)
class Abs(Plain):
    """The absolute value of a number."""

    item: Plain


@dataclass(frozen=True, slots=True)
class Round(Plain):
    """A number rounded to ``places`` of ``factor`` base units: ``half`` up, ``down`` towards nought or ``up`` from it."""

    item: Plain
    places: int
    factor: Decimal
    way: str = "half"
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Fold(Plain):
    """Several numbers made one: ``sum``, ``average``, ``min``, ``max``, ``median``, ``filled``.

    ``policy`` says what a missing one does: ``any`` makes the whole missing, ``all`` only if all are, ``none`` never.
    """

    how: str
    items: tuple[Plain, ...]
    policy: str = "any"


@dataclass(frozen=True, slots=True)
class OverRows(Plain):
    """One column (or expression) over the rows of a table made one number, by the same policies; no rows is missing."""

    how: str
    table: str
    item: Plain
    where: Plain | None = None
    policy: str = "any"


@dataclass(frozen=True, slots=True)
class Rows(Plain):
    """How many rows of a table surely count and how many might: a number between two bounds."""

    table: str
    where: Plain | None = None


@dataclass(frozen=True, slots=True)
class Tally(Plain):
    """How many of several conditions hold: a number between two bounds while some are undetermined."""

    items: tuple[Plain, ...]


@dataclass(frozen=True, slots=True)
class Sure(Plain):
    """A number between two bounds as a number: missing while the bounds differ."""

    item: Plain


@dataclass(frozen=True, slots=True)
class SinceJanuary(Plain):
    """The sum of a number over the periods since January: ``items`` are the number of this period, one before, …"""

    items: tuple[Plain, ...]
    at: At


@dataclass(frozen=True, slots=True)
class Choose(Plain):
    """One of two values by a condition; missing while it is undetermined."""

    test: Plain
    then: Plain
    other: Plain
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class First(Plain):
    """The first of several values that is not missing."""

    items: tuple[Plain, ...]
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class Compare(Plain):
    """A comparison of two values of a kind; inexact numbers are compared by :data:`NEAR`."""

    op: str
    left: Plain
    right: Plain
    exact: bool = True


@dataclass(frozen=True, slots=True)
class CompareBounds(Plain):
    """A comparison of numbers of which one at least is known by bounds only; decided when the bounds decide it."""

    op: str
    left: Plain
    right: Plain


@dataclass(frozen=True, slots=True)
class And(Plain):
    """All conditions hold, by Kleene."""

    items: tuple[Plain, ...]


@dataclass(frozen=True, slots=True)
class Or(Plain):
    """One condition at least holds, by Kleene."""

    items: tuple[Plain, ...]


@dataclass(frozen=True, slots=True)
class Not(Plain):
    """The opposite of a condition."""

    item: Plain


@dataclass(frozen=True, slots=True)
class Least(Plain):
    """At least ``count`` of the conditions hold."""

    count: int
    items: tuple[Plain, ...]


@dataclass(frozen=True, slots=True)
class Member(Plain):
    """Whether a text is a member of a named set (``set:NAME``) or of a decided list."""

    item: Plain
    members: Param


@dataclass(frozen=True, slots=True)
class Absent(Plain):
    """Whether a value is missing (an undetermined condition is); never undetermined itself."""

    item: Plain
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class DaysBetween(Plain):
    """The days from one day to another."""

    first: Plain
    second: Plain


BOUNDED = (Rows, Tally, Rank)
"""The nodes that give bounds and no number (a :class:`Known` of the kind ``bounds`` does too)."""


def bounded(node: Plain) -> bool:
    """Tell whether a node gives two bounds and no number."""
    return isinstance(node, BOUNDED) or (isinstance(node, Known) and node.kind == "bounds")


def parts(node: Plain) -> Iterator[Plain]:
    """Yield the parts of a node, in reading order."""
    for spec in fields(node):  # type: ignore[arg-type]
        value = getattr(node, spec.name)
        if isinstance(value, Plain):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Plain))


def every(node: Plain) -> Iterator[Plain]:
    """Yield a node and everything below it."""
    yield node
    for part in parts(node):
        yield from every(part)
