"""The cases of the conformance suite as returns of a form: its shape, the period at hand and the values by period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from policycore.facts import FactType
from policycore.formula import Condition, Env, evaluate, parse
from policycore.formula import plain as p
from policycore.formula.book import answer_in_base
from policycore.formula.evaluate import Between
from policycore.formula.lower import Shape, Shaped
from policycore.formula.tree import Literal, Node, walk
from policycore.periods import Period
from policycore.units import NONE, UNITS, duration
from policycore.verdict import Missing

from .given import Given, Vocabulary

KINDS = {FactType.NUMBER: "number", FactType.TEXT: "text", FactType.CHOICE: "text", FactType.DATE: "date",
         FactType.FLAG: "truth", FactType.FINDING: "truth", FactType.DOCUMENT: "truth"}  # fmt: skip
POINTS = {
    "number": "number",
    "day": "date",
    "text": "text",
    "flag": "truth",
    "duration": "number",
    "reading": "text",
    "set": "set",
}


@dataclass(frozen=True)
class Return:
    """One case as a return: the rule, the cycle, the period at hand, the values and the decisions."""

    case: dict[str, Any]
    node: Node
    cycle: str
    period: str
    facts: dict[str, Any]
    given: dict[str, Any]
    words: Vocabulary

    @property
    def around(self) -> About:
        """What stands around the return: the others, the areas above, what is known of it."""
        return About(self)

    @classmethod
    def of(cls, case: dict[str, Any], words: Vocabulary) -> Return:
        node = parse(case["formula"]) if "formula" in case else Condition.read(case["when"]).node
        here = Period.parse(str(case["period"])) if "period" in case else None
        written = next((n.value for n in walk(node) if isinstance(n, Literal) and isinstance(n.value, Period)), None)
        cycle = here.cycle if here else (written.cycle if written else "year")
        here = here or Period.containing(case.get("on", date(2024, 6, 30)), cycle)
        facts = by_period(case.get("facts", {}), words, here)
        given = {f"set:{name}": frozenset(members) for name, members in words.sets.items() if members}
        for point, value in case.get("decisions", {}).items():
            given[point] = duration(value) if words.points[point] == "duration" else value
        given |= {"today": case.get("on", date(2024, 6, 30))} | rates(case.get("rates", {}))
        return cls(case, node, cycle, str(here), facts, given, words)


def by_period(facts: dict[str, Any], words: Vocabulary, here: Period) -> dict[str, Any]:
    """Return what somebody filed as a form holds it: a figure without a period is of the period at hand."""
    found = {}
    for key, value in facts.items():
        fact = words.facts.get(key)
        rows = fact is None or fact.type is FactType.TABLE or isinstance(value, dict)
        found[key] = value if rows else {str(here): value}
    return found


def rates(given: dict[str, Any]) -> dict[str, Decimal]:
    """Return the rates of a case both ways, as a situation gives them."""
    ways = {tuple(key.split("/")): Decimal(str(value)) for key, value in given.items()}
    every = {(target, source): 1 / rate for (source, target), rate in ways.items()} | ways
    return {f"rate:{source}/{target}": rate for (source, target), rate in every.items()}


@dataclass(frozen=True)
class About:
    """What stands around a case, read from its data; questions are put to the evaluation."""

    one: Return

    @property
    def source(self) -> Given:
        case = self.one.case
        keys = ("on", "facts", "others", "decisions", "relations", "populations", "rates", "kinds")
        return Given(self.one.words, **{key: case[key] for key in keys if key in case})

    def filed(self, whose: str) -> dict[str, Any]:
        """What somebody else filed, by period."""
        data = self.one.case.get("others", {}).get(whose, {})
        return by_period(data, self.one.words, Period.parse(self.one.period))

    def areas(self) -> dict[str, str]:
        """The areas of the case by relation."""
        return {relation: found[0] for relation, found in self.one.case.get("relations", {}).items() if found}

    def groups(self) -> dict[tuple[str, str], list[str]]:
        """The populations of the case by name and area."""
        found = self.one.case.get("populations", {})
        return {(name, within): members for key, members in found.items()
                for name, _, within in [key.partition(" within ")]}  # fmt: skip

    def figure(self, field: str, period: str, whose: Any) -> Any:
        who = self.areas().get(whose, whose)
        return self.filed(who).get(field, {}).get(period)

    @property
    def me(self) -> str:
        return "self"

    @property
    def memo(self) -> dict[Any, Any]:
        return {}

    def members(self, population: str, within: str) -> tuple[str, ...] | None:
        found = self.groups().get((population, within))
        return None if found is None else tuple(found)

    def known(self, node: Any) -> Any:
        value = evaluate(
            node, Env(self.source, "self", Period.parse(self.one.period) if "period" in self.one.case else None)
        )
        return None if isinstance(value, Missing) and not isinstance(value, Between) else value

    def answer(self, node: p.Known) -> Any:
        """What is known, as the emitters are given it: in base units, bounds as two numbers."""
        return answer_in_base(node, self.known(node.node))


def shape_of(words: Vocabulary, cycle: str) -> Shape:
    """Return the vocabulary of the suite as the shape of a form; figures by month stand in monthly forms only."""
    own = [f for f in words.facts.values() if f.every != "month" or cycle == "month"]
    fields = {f.id: Shaped(KINDS[f.type], UNITS[f.unit], 4) for f in own if f.type in KINDS}
    tables = {
        f.id: {name: Shaped(KINDS[c.type], UNITS[c.unit], 4) for name, c in f.columns.items()}
        for f in words.facts.values()
        if f.type is FactType.TABLE
    }
    points = {name: Shaped(POINTS[kind], NONE) for name, kind in words.points.items()}
    return Shape(cycle, fields, tables, {f.zh: f.id for f in words.facts.values() if f.zh}, points)
