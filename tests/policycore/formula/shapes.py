"""The cases of the conformance suite as returns of a form: its shape, the period at hand and the values by period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from policycore.facts import FactType
from policycore.formula import Condition, parse
from policycore.formula.lower import Shape, Shaped
from policycore.formula.tree import Literal, Node, walk
from policycore.periods import Period
from policycore.units import NONE, UNITS, duration

from .given import Vocabulary

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

    @classmethod
    def of(cls, case: dict[str, Any], words: Vocabulary) -> Return:
        node = parse(case["formula"]) if "formula" in case else Condition.read(case["when"]).node
        here = Period.parse(str(case["period"])) if "period" in case else None
        written = next((n.value for n in walk(node) if isinstance(n, Literal) and isinstance(n.value, Period)), None)
        cycle = here.cycle if here else (written.cycle if written else "year")
        here = here or Period.containing(case.get("on", date(2024, 6, 30)), cycle)
        facts = {}
        for key, value in case.get("facts", {}).items():
            fact = words.facts.get(key)
            if fact is None or fact.type is FactType.TABLE or isinstance(value, dict):
                facts[key] = value
            else:
                facts[key] = {str(here): value}
        given = {f"set:{name}": frozenset(members) for name, members in words.sets.items() if members}
        for point, value in case.get("decisions", {}).items():
            given[point] = duration(value) if words.points[point] == "duration" else value
        return cls(case, node, cycle, str(here), facts, given)


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
