"""A source of facts for formulas, filled from plain data: what an emitter is tried on, without packs and engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from policycore.facts import Fact, typed_rows
from policycore.formula import Names
from policycore.formula.check import ANYTHING, NUMBER, TRUTH, Declared, Kind
from policycore.periods import Period
from policycore.say import Say
from policycore.units import UNITS, Quantity
from policycore.verdict import Lack, LackKind, Missing

POINT_KINDS = {
    "number": NUMBER,
    "day": Kind("date"),
    "text": Kind("text"),
    "set": Kind("set"),
    "flag": TRUTH,
    "duration": Kind("duration", "months"),
    "reading": ANYTHING,
}


@dataclass(frozen=True)
class Vocabulary:
    """The names the cases of the suite may speak of."""

    facts: Mapping[str, Fact]
    points: Mapping[str, str]
    sets: Mapping[str, list[str]]
    kinds: tuple[str, ...]
    populations: tuple[str, ...]
    relations: tuple[str, ...]
    schemes: tuple[str, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Vocabulary:
        """Read the vocabulary as the suite writes it down."""
        facts = {name: Fact.model_validate({"id": name, "source": "filing", "basis": "house"} | body)
                 for name, body in data["facts"].items()}  # fmt: skip
        return cls(
            facts,
            data["points"],
            data["sets"],
            tuple(data["kinds"]),
            tuple(data["populations"]),
            tuple(data["relations"]),
            tuple(data["schemes"]),
        )

    @property
    def names(self) -> Names:
        """The vocabulary as a formula is checked against it."""
        return Names(
            facts={name: fact.declared() for name, fact in self.facts.items()}
            | {f"score:{s}": Declared("number", "points") for s in self.schemes},
            chinese={fact.zh: fact.id for fact in self.facts.values() if fact.zh},
            points={name: POINT_KINDS[kind] for name, kind in self.points.items()},
            sets=frozenset(self.sets),
            kinds=frozenset(self.kinds),
            populations=frozenset(self.populations),
            relations=frozenset(self.relations),
            schemes=frozenset(self.schemes),
        )


def absent(name: str, kind: LackKind = LackKind.FACT) -> Missing:
    """Make a missing value with a name to be recognised by."""
    return Missing((Lack(kind, name, Say(name)),))


@dataclass
class Given:
    """A :class:`policycore.formula.evaluate.Source` over plain data; whatever is not given is missing."""

    words: Vocabulary
    on: date = date(2024, 6, 30)
    facts: Mapping[str, Any] = field(default_factory=dict)
    others: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    decisions: Mapping[str, Any] = field(default_factory=dict)
    relations: Mapping[str, list[str]] = field(default_factory=dict)
    populations: Mapping[str, list[str]] = field(default_factory=dict)
    rates: Mapping[str, Any] = field(default_factory=dict)
    kinds: list[str] | None = None

    def fact(self, name: str, period: str, subject: Any) -> Any:
        fact = next((f for f in self.words.facts.values() if name in {f.id, f.zh}), None)
        data = self.facts if subject == "self" else self.others.get(subject, {})
        value = data.get(fact.id if fact else name)
        if isinstance(value, Mapping):
            value = value.get(period)
        if value is None:
            return absent(f"{name} {period}".strip())
        if fact is None:
            return Quantity(Decimal(value), UNITS["分"])
        return fact.typed(value) if fact.type.value != "statuses" else typed_rows(value, {})

    def decision(self, point: str) -> Any:
        value = self.decisions.get(point)
        if value is None:
            return absent(point, LackKind.DECISION)
        if self.words.points[point] == "duration":
            amount, unit = str(value).split()
            return Quantity(Decimal(amount), UNITS[unit])
        return value

    def members(self, name: str) -> Any:
        found = self.words.sets[name]
        return frozenset(found) if found else absent(name, LackKind.DECISION)

    def is_kind(self, name: str, subject: Any) -> Any:
        return absent("kinds") if self.kinds is None else name in self.kinds

    def related(self, subject: Any, relation: str) -> Any:
        found = self.relations.get(relation)
        return absent(relation) if found is None else found

    def population(self, name: str, subject: Any, within: str) -> Any:
        found = self.populations.get(f"{name} within {within}" if within else name)
        return absent(name) if found is None else found

    def rate(self, source: str, target: str) -> Any:
        direct, inverse = self.rates.get(f"{source}/{target}"), self.rates.get(f"{target}/{source}")
        if direct is not None:
            return Decimal(direct)
        return absent(f"{source}/{target}", LackKind.RATE) if inverse is None else 1 / Decimal(inverse)

    def score(self, scheme: str, subject: Any, who: str) -> Any:
        return self.fact(f"{'self-score' if who == 'self' else 'score'}:{scheme}", "", subject)

    def cycle(self, name: str) -> str:
        fact = next((f for f in self.words.facts.values() if name in {f.id, f.zh}), None)
        return "" if fact is None or fact.every == "once" else fact.every

    def label(self, name: str) -> Say:
        fact = self.words.facts.get(name)
        return fact.say if fact else Say(name)


def period(text: str) -> Period | None:
    """Read the period a case is asked for, if it says one."""
    return Period.parse(text) if text else None
