"""Verdicts: an answer, what was looked at, by which article, and what is still missing.

A condition has three values. ``Lack`` names what is missing and who can supply it; nothing missing counts as zero or no.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

from .citation import Citation
from .say import Say
from .units import Quantity, plain


class Truth(StrEnum):
    """The three values of a condition."""

    YES = "yes"
    NO = "no"
    UNDETERMINED = "undetermined"

    @classmethod
    def of(cls, value: bool | None) -> Truth:
        """Turn True, False or None into a truth value."""
        return cls.UNDETERMINED if value is None else (cls.YES if value else cls.NO)


class LackKind(StrEnum):
    """What sort of thing is missing."""

    FACT = "fact"
    DECISION = "decision"
    RATE = "rate"
    DIVISION_BY_ZERO = "division-by-zero"


@dataclass(frozen=True, slots=True)
class Lack:
    """Something an answer still needs: a fact nobody has given, or a decision nobody has taken."""

    kind: LackKind
    name: str
    say: Say
    supplier: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """The value of something that is not known, with the reasons."""

    lacks: tuple[Lack, ...]

    @classmethod
    def join(cls, *values: object) -> Missing:
        """Gather the reasons of several missing values, each once."""
        seen: dict[tuple[str, str], Lack] = {}
        for value in values:
            if isinstance(value, Missing):
                for lack in value.lacks:
                    seen.setdefault((lack.kind, lack.name), lack)
        return cls(tuple(seen.values()))


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One line of how an answer came about: what was looked at and what it gave."""

    say: Say
    value: str
    depth: int = 0
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact as it was read: name, period, subject, value, source."""

    name: str
    subject: str
    period: str
    value: Any
    source: str = ""


@dataclass(frozen=True, slots=True)
class DecisionUsed:
    """A decision on an open point as it was used."""

    point: str
    value: Any
    act: str = ""
    number: str = ""
    on: date | None = None
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer of the engine.

    ``value`` is a :class:`Truth` for a condition, else the asked value; ``effect`` says what follows for the matter at
    hand (``stops``, ``proposes``, ``passes-with-reason``, ``nothing``, …).
    """

    question: str
    value: Any
    effect: str = ""
    citation: Citation = Citation()
    strength: str = ""
    trace: tuple[TraceLine, ...] = ()
    lacks: tuple[Lack, ...] = ()
    facts: tuple[FactUsed, ...] = ()
    decisions: tuple[DecisionUsed, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def undetermined(self) -> bool:
        """Tell whether something is missing that the answer hangs on."""
        return self.value is Truth.UNDETERMINED or isinstance(self.value, Missing)

    def as_data(self) -> dict[str, Any]:
        """Return the verdict as plain JSON data, in a fixed form that can be stored and compared."""
        return dict(plain_data(self))

    def digest(self) -> str:
        """Return the SHA-256 of the verdict's data; a replay from stored facts gives the same."""
        return self.written()[1]

    def written(self) -> tuple[str, str]:
        """Return the verdict as JSON in its one written form, and the digest of that, for whoever stores both."""
        text = _text_of(self.as_data())
        return text, hashlib.sha256(text.encode()).hexdigest()


def plain_data(value: Any) -> Any:
    """Turn core values into JSON data: decimals and quantities as text, dates as ISO, tuples as lists."""
    if isinstance(value, Quantity):
        return str(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {key: plain_data(item) for key, item in _fields(value)}
    if isinstance(value, dict):
        return {str(key): plain_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [plain_data(item) for item in items]
    if value is None or isinstance(value, str | int | bool):
        return value
    return str(value)


def digest_of(data: Any) -> str:
    """Return the SHA-256 of JSON data written with sorted keys and no spaces."""
    return hashlib.sha256(_text_of(data).encode()).hexdigest()


def _text_of(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def all_lacks(values: Iterable[object]) -> tuple[Lack, ...]:
    """Gather the lacks of missing values and verdicts, each once."""
    found = [Missing(v.lacks) if isinstance(v, Verdict) else v for v in values]
    return Missing.join(*found).lacks


def _fields(value: Any) -> Iterable[tuple[str, Any]]:
    if type(value).__name__ == "Period":
        return [("period", str(value))]
    names = getattr(value, "__dataclass_fields__", None) or asdict(value)
    return [(name, getattr(value, name)) for name in names]
