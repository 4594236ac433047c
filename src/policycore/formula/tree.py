"""The tree of a formula. Small, typed, frozen; every emitter (closure, sentence, later SQL and Excel) walks this."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from ..periods import Period
from ..units import NONE, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Any part of a formula; ``at`` is its place in the text (start, end), or (-1, -1) when it has none."""

    at: tuple[int, int] = (-1, -1)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number with its unit: ``3``, ``15%``, ``5 亿元``, ``3 years``."""

    amount: Decimal
    unit: Unit = NONE


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A text, date or period written out."""

    value: str | date | Period


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A bare word: a fact, a column of the row at hand, a status, a set, a population or a relation."""

    name: str


@dataclass(frozen=True, slots=True)
class FactRef(Node):
    """``[exports]``, ``[exports, 2018]``, ``[exports, y-1]``: a declared fact by id or by its Chinese name."""

    name: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Minus(Node):
    """The negative of a value."""

    item: Node


@dataclass(frozen=True, slots=True)
class Arith(Node):
    """``+ - * /`` of two values; missing with anything is missing, and so is a division by zero."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """``= <> < <= > >=`` of two values; with a missing one it is undetermined."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class InSet(Node):
    """Whether a value is a member of a set."""

    item: Node
    members: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """``and`` / ``or`` of conditions, by Kleene."""

    op: str
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """The opposite of a condition; undetermined stays so."""

    item: Node


@dataclass(frozen=True, slots=True)
class AtLeast(Node):
    """At least ``count`` of the conditions hold."""

    count: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Reading(Node):
    """A text with several possible readings: the decision on ``point`` picks one."""

    point: str
    choices: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class By(Node):
    """A value picked by the member of a set (``BY(tax-class, A: 7 workdays, B: 12 workdays)``)."""

    key: Node
    cases: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Clause(Node):
    """What stands behind the arguments of a call: ``where``, ``within``, ``among``, ``of``, ``last``, ``missing``."""

    kind: str
    name: str = ""
    node: Node | None = None
    other: Node | None = None
    any_of: bool = False


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function with its arguments and clauses."""

    function: str
    args: tuple[Node, ...] = ()
    clauses: tuple[Clause, ...] = ()

    def clause(self, kind: str) -> Clause | None:
        """Return the first clause of a kind."""
        return next((c for c in self.clauses if c.kind == kind), None)


def children(node: Node) -> Iterator[Node]:
    """Yield the parts of a node, in reading order."""
    for spec in fields(node):
        value = getattr(node, spec.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, Node):
                    yield item
                elif isinstance(item, tuple) and len(item) == 2 and isinstance(item[1], Node):
                    yield item[1]


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)
