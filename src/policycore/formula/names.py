"""What a formula may speak of, and the types its parts have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ..periods import Period

STATUSES: Final = ("due", "filed", "accepted", "returned", "late", "missed", "waived", "done-elsewhere")
PERIOD_WORDS: Final = ("previous-year", "first-half", "second-half", "this-period", "previous-period")
ROWS: Final = ("table", "title", "applications", "statuses")


@dataclass(frozen=True, slots=True)
class Kind:
    """The type of a part of a formula: ``number`` (with a dimension), ``truth``, ``text``, ``date``, ``set``, …

    ``choices`` holds the words a text can be, where they are declared, and ``what`` what one of them is called in a
    message; ``word`` is a bare word inside a WHERE.
    """

    name: str
    dimension: str = ""
    choices: tuple[str, ...] = ()
    what: str = "choice of it"


NUMBER: Final = Kind("number", "number")
TRUTH: Final = Kind("truth")
ANYTHING: Final = Kind("anything")


@dataclass(frozen=True, slots=True)
class Declared:
    """A fact as a formula sees it: its type, its dimension, the words it can be (``what`` they are), a table's columns."""

    type: str
    dimension: str = ""
    columns: Mapping[str, Declared] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    what: str = "choice of it"


@dataclass(frozen=True, slots=True)
class Names:
    """Everything a formula of a pack may speak of. ``ends`` are those of each procedure, where all of them are known."""

    facts: Mapping[str, Declared] = field(default_factory=dict)
    chinese: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, Kind] = field(default_factory=dict)
    sets: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    populations: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    schemes: frozenset[str] = frozenset()
    ends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, Declared] | None = None
    statuses: bool = False
    loop: str = ""

    def fact_id(self, name: str) -> str | None:
        """Return the id of a fact given by id or by its Chinese name, or None."""
        return name if name in self.facts else self.chinese.get(name)

    def inside(self, columns: Mapping[str, Declared]) -> Names:
        """Return the names as they stand inside a WHERE over a table."""
        return replace(self, columns=columns, statuses=False)

    def in_statuses(self) -> Names:
        """Return the names as they stand over the periods of a duty, where ``missed`` and the like are conditions."""
        return replace(self, statuses=True, columns=None)

    def in_loop(self, loop: str) -> Names:
        """Return the names as they stand inside ``year IN LAST n YEARS: …``."""
        return replace(self, loop=loop)


def kind_of(declared: Declared) -> Kind:
    """Return the type a declared fact or column has in a formula."""
    if declared.type == "number":
        return Kind("number", declared.dimension or "number")
    if declared.type in {"choice", "text"}:
        return Kind("text", "", declared.choices, declared.what)
    fixed = {"flag": TRUTH, "finding": TRUTH, "document": TRUTH, "open": ANYTHING}
    return fixed.get(declared.type, Kind(declared.type))


def is_relative_period(name: str) -> bool:
    """Tell whether a word is a period counted from the one at hand: ``y``, ``y-1``, ``q-2``."""
    head, mark, tail = name.partition("-")
    return head.lower() in {"y", "h", "q", "m"} and (not mark or (tail.isdecimal() and len(tail) <= 2))


def is_period_text(text: str) -> bool:
    """Tell whether a text names a period: ``2018``, ``2019-H1``, ``y-1``, ``previous-year``."""
    if is_relative_period(text) or text in PERIOD_WORDS:
        return True
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True
