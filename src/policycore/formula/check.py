"""Checking a formula at load: every name resolves, every comparison makes sense, units go together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from ..units import DURATIONS, comparable, is_money
from .functions import FUNCTIONS
from .parser import FormulaError
from .tree import (
    Arith,
    AtLeast,
    By,
    Call,
    Clause,
    Compare,
    FactRef,
    InSet,
    Literal,
    Logic,
    Minus,
    Name,
    Node,
    Not,
    Number,
    Reading,
)

STATUSES: Final = ("due", "filed", "accepted", "returned", "late", "missed", "waived", "done-elsewhere")
PERIOD_WORDS: Final = ("previous-year", "first-half", "second-half", "this-period", "previous-period")


@dataclass(frozen=True, slots=True)
class Kind:
    """The type of a part of a formula: ``number`` (with a dimension), ``truth``, ``text``, ``date``, ``set``, …"""

    name: str
    dimension: str = ""


NUMBER: Final = Kind("number", "number")
TRUTH: Final = Kind("truth")
ANYTHING: Final = Kind("anything")


@dataclass(frozen=True, slots=True)
class Declared:
    """A fact as a formula sees it: its type, its dimension, and for a table its columns."""

    type: str
    dimension: str = ""
    columns: Mapping[str, Declared] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Names:
    """Everything a formula of a pack may speak of."""

    facts: Mapping[str, Declared] = field(default_factory=dict)
    chinese: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, Kind] = field(default_factory=dict)
    sets: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    populations: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    schemes: frozenset[str] = frozenset()
    columns: Mapping[str, Declared] | None = None
    statuses: bool = False
    loop: str = ""

    def fact_id(self, name: str) -> str | None:
        """Return the id of a fact given by id or by its Chinese name, or None."""
        return name if name in self.facts else self.chinese.get(name)

    def inside(self, columns: Mapping[str, Declared]) -> Names:
        """Return the names as they stand inside a WHERE over a table."""
        return _replace(self, columns=columns)


def _replace(names: Names, **changes: object) -> Names:
    values = {slot: getattr(names, slot) for slot in Names.__slots__} | changes
    return Names(**values)


def check(node: Node, names: Names, text: str) -> Kind:
    """Return the type of a formula; raise :class:`FormulaError` for an unknown name or units that do not go together."""
    return _Checker(text).kind(node, names)


@dataclass(frozen=True, slots=True)
class _Checker:
    text: str

    def fail(self, message: str, node: Node) -> FormulaError:
        return FormulaError(message, self.text, node.at)

    def unknown(self, what: str, name: str, allowed: Iterable[str], node: Node) -> FormulaError:
        options = sorted(allowed)
        near = get_close_matches(name, options, n=1)
        hint = f"did you mean {near[0]}?" if near else f"allowed: {', '.join(options) or 'none is declared'}"
        return self.fail(f"{name!r} is no {what}; {hint}", node)

    def kind(self, node: Node, names: Names) -> Kind:
        handler: Callable[[_Checker, Node, Names], Kind] = _HANDLERS[type(node)]
        return handler(self, node, names)

    def truth(self, node: Node, names: Names) -> None:
        found = self.kind(node, names)
        if found.name not in {"truth", "anything"}:
            raise self.fail(f"a condition is needed here, found a {found.name}", node)

    def numeric(self, node: Node, names: Names) -> Kind:
        found = self.kind(node, names)
        if found.name not in {"number", "anything"}:
            raise self.fail(f"a number is needed here, found a {found.name}", node)
        return found

    def together(self, left: Kind, right: Kind, node: Node) -> None:
        if "anything" in {left.name, right.name}:
            return
        if left.name != right.name:
            raise self.fail(f"a {left.name} and a {right.name} cannot be compared", node)
        if left.name == "number" and not comparable(left.dimension, right.dimension):
            both_money = is_money(left.dimension) and is_money(right.dimension)
            if not both_money:  # two currencies may be compared: the rate is asked for when it is done (G12)
                raise self.fail(
                    f"units do not go together: {left.dimension} and {right.dimension}; write the unit, like 5 亿元",
                    node,
                )

    # one method per sort of node

    def _number(self, node: Number, names: Names) -> Kind:
        return Kind("duration" if node.unit.dimension in DURATIONS else "number", node.unit.dimension)

    def _literal(self, node: Literal, names: Names) -> Kind:
        return Kind({"str": "text", "date": "date", "Period": "period"}[type(node.value).__name__])

    def _name(self, node: Name, names: Names) -> Kind:
        if names.statuses and node.name in STATUSES:
            return TRUTH
        if names.columns is not None and node.name in names.columns:
            return _kind_of(names.columns[node.name])
        if node.name == names.loop and names.loop:
            return Kind("period")
        fact = names.fact_id(node.name)
        if fact:
            return _kind_of(names.facts[fact])
        if names.columns is not None:
            return Kind("text")  # a word compared with a column, like kind = quality
        allowed = [*names.facts, *(STATUSES if names.statuses else ())]
        raise self.unknown("declared fact", node.name, allowed, node)

    def _fact(self, node: FactRef, names: Names) -> Kind:
        if names.columns is not None and node.name in names.columns:
            return _kind_of(names.columns[node.name])
        fact = names.fact_id(node.name)
        if not fact:
            raise self.unknown("declared fact", node.name, [*names.facts, *names.chinese], node)
        return _kind_of(names.facts[fact])

    def _minus(self, node: Minus, names: Names) -> Kind:
        return self.numeric(node.item, names)

    def _arith(self, node: Arith, names: Names) -> Kind:
        left, right = self.numeric(node.left, names), self.numeric(node.right, names)
        if node.op in "+-":
            self.together(left, right, node)
            return right if left.dimension == "number" else left
        if node.op == "/" and left.dimension == right.dimension:
            return NUMBER
        if right.dimension in {"number", "count", "points"} or node.op == "/":
            return left if right.dimension in {"number", "count", "points"} else NUMBER
        return right

    def _compare(self, node: Compare, names: Names) -> Kind:
        self.together(self.kind(node.left, names), self.kind(node.right, names), node)
        return TRUTH

    def _in_set(self, node: InSet, names: Names) -> Kind:
        self.kind(node.item, names)
        if isinstance(node.members, Name):
            if node.members.name not in names.sets:
                raise self.unknown("named set", node.members.name, names.sets, node.members)
        elif self.kind(node.members, names).name not in {"set", "anything"}:
            raise self.fail("a set is needed behind IN: SET(name) or OPEN(point)", node.members)
        return TRUTH

    def _logic(self, node: Logic | AtLeast, names: Names) -> Kind:
        for item in node.items:
            self.truth(item, names)
        return TRUTH

    def _not(self, node: Not, names: Names) -> Kind:
        self.truth(node.item, names)
        return TRUTH

    def _reading(self, node: Reading, names: Names) -> Kind:
        if node.point not in names.points:
            raise self.unknown("open point", node.point, names.points, node)
        kinds = [self.kind(choice, names) for _, choice in node.choices]
        return kinds[0]

    def _by(self, node: By, names: Names) -> Kind:
        if isinstance(node.key, Name) and node.key.name not in names.sets and not names.fact_id(node.key.name):
            raise self.unknown("set or fact", node.key.name, {*names.sets, *names.facts}, node.key)
        kinds = [self.kind(case, names) for _, case in node.cases]
        for other in kinds[1:]:
            self.together(kinds[0], other, node)
        return kinds[0]

    def _clause(self, node: Clause, names: Names) -> Kind:
        raise self.fail("this belongs inside a function", node)

    def _call(self, node: Call, names: Names) -> Kind:
        function = FUNCTIONS[node.function]
        low, high = function.arity
        if not low <= len(node.args) <= high:
            wanted = str(low) if low == high else f"{low} to {high}"
            raise self.fail(f"{node.function} takes {wanted} argument(s), found {len(node.args)}", node)
        for clause in node.clauses:
            if (known := "window" if clause.kind == "window" else clause.kind) not in function.clauses | {"window"}:
                raise self.fail(f"{node.function} has no {known.upper()} clause", clause)
        special = _CALLS.get(node.function)
        return special(self, node, names) if special else self._plain_call(node, names)

    def _plain_call(self, node: Call, names: Names) -> Kind:
        function = FUNCTIONS[node.function]
        kinds = [self.kind(arg, names) for arg in node.args if not _is_period(arg)]
        self._populations(node, names)
        if function.gives == "same":
            for other in kinds[1:]:
                self.together(kinds[0], other, node)
            return kinds[0]
        return _GIVES[function.gives]

    def _populations(self, node: Call, names: Names) -> None:
        among = node.clause("among")
        if among and among.node is not None:
            self.kind(among.node, names)
        elif among and among.name not in names.populations:
            raise self.unknown("population (a set of areas or a kind)", among.name, names.populations, among)
        for kind in ("within", "of"):
            clause = node.clause(kind)
            if clause and clause.name not in names.relations:
                raise self.unknown("relation", clause.name, names.relations, clause)

    def _if(self, node: Call, names: Names) -> Kind:
        self.truth(node.args[0], names)
        then, other = self.kind(node.args[1], names), self.kind(node.args[2], names)
        self.together(then, other, node)
        return then

    def _table_call(self, node: Call, names: Names) -> Kind:
        last = node.clause("last")
        if last:
            loop, unit = last.name.split()
            if unit.lower() not in {"years", "quarters", "halves", "months", "periods"}:
                raise self.fail(f"LAST n counts years, halves, quarters or months, found {unit}", last)
            if last.node is None or last.other is None:
                raise self.fail("LAST needs a number and a condition", last)
            self.numeric(last.node, names)
            self.truth(last.other, _replace(names, loop=loop))
            return _GIVES[FUNCTIONS[node.function].gives]
        if not node.args:
            raise self.fail(f"{node.function} needs a table, or year IN LAST n YEARS: condition", node)
        columns = self._columns(node.args[0], names)
        self._where(node, names, columns)
        return _GIVES[FUNCTIONS[node.function].gives]

    def _columns(self, node: Node, names: Names) -> Mapping[str, Declared]:
        name = node.name if isinstance(node, Name | FactRef) else ""
        fact = names.fact_id(name)
        if not fact or names.facts[fact].type not in {"table", "title", "applications"}:
            tables = [f for f, d in names.facts.items() if d.type in {"table", "title", "applications"}]
            raise self.unknown("table", name or "this", tables, node)
        return names.facts[fact].columns

    def _where(self, node: Call, names: Names, columns: Mapping[str, Declared]) -> None:
        where, window = node.clause("where"), node.clause("window")
        if where and where.node is not None:
            self.truth(where.node, names.inside(columns))
        if window and window.node is not None and window.other is not None:
            if self.kind(window.node, names).name not in {"duration", "anything"}:
                raise self.fail("WITHIN needs a length of time such as 3 years", window)
            if self.kind(window.other, names).name not in {"date", "anything"}:
                raise self.fail("BEFORE needs a day", window)

    def _sum(self, node: Call, names: Names) -> Kind:
        policy = node.clause("missing")
        if policy and policy.name not in {"any", "all", "none"}:
            raise self.fail("MISSING any | all | none", policy)
        return self._plain_call(node, names)

    def _held(self, node: Call, names: Names) -> Kind:
        wanted = {"APPLIED": {"applications"}}.get(node.function, {"title"})
        first = node.args[0]
        fact = names.fact_id(first.name) if isinstance(first, Name | FactRef) else None
        if not fact or names.facts[fact].type not in wanted:
            allowed = [f for f, d in names.facts.items() if d.type in wanted]
            raise self.unknown(" or ".join(wanted), getattr(first, "name", "this"), allowed, first)
        for test in node.args[1:]:
            self.truth(test, names.inside(names.facts[fact].columns))
        self._populations(node, names)
        return TRUTH

    def _flag(self, node: Call, names: Names) -> Kind:
        wanted = {"ANSWER": {"flag"}, "FOUND": {"finding", "flag"}, "HAS": {"document", "flag"}}[node.function]
        first = node.args[0]
        fact = names.fact_id(first.name) if isinstance(first, Name | FactRef) else None
        if not fact or names.facts[fact].type not in wanted:
            allowed = [f for f, d in names.facts.items() if d.type in wanted]
            raise self.unknown(" or ".join(sorted(wanted)), getattr(first, "name", "this"), allowed, first)
        return TRUTH

    def _in_a_row(self, node: Call, names: Names) -> Kind:
        first = node.args[0]
        fact = names.fact_id(first.name) if isinstance(first, Name | FactRef) else None
        if not fact or names.facts[fact].type != "statuses":
            allowed = [f for f, d in names.facts.items() if d.type == "statuses"]
            raise self.unknown("duty with statuses", getattr(first, "name", "this"), allowed, first)
        self.truth(node.args[1], _replace(names, statuses=True))
        return NUMBER

    def _word(self, node: Call, names: Names) -> Kind:
        allowed: Mapping[str, Iterable[str]] = {
            "SET": names.sets,
            "KIND": names.kinds,
            "OPEN": names.points,
            "SCORE": names.schemes,
            "SELF_SCORE": names.schemes,
        }
        first, function = node.args[0], node.function
        name = first.name if isinstance(first, Name) else ""
        if name not in allowed[function]:
            what = {"SET": "named set", "KIND": "kind", "OPEN": "open point"}.get(function, "scoring")
            raise self.unknown(what, name or "this", allowed[function], first)
        return names.points[name] if function == "OPEN" else _GIVES[FUNCTIONS[function].gives]

    def _result(self, node: Call, names: Names) -> Kind:
        first = node.args[0]
        fact = names.fact_id(first.name) if isinstance(first, Name | FactRef) else None
        if not fact:
            raise self.unknown("declared fact", getattr(first, "name", "this"), names.facts, first)
        return _kind_of(names.facts[fact])

    def _convert(self, node: Call, names: Names) -> Kind:
        found = self.numeric(node.args[0], names)
        target = getattr(node.args[1], "name", "")
        if not is_money(found.dimension) or f"money:{target}" not in {"money:CNY", "money:USD"}:
            raise self.fail("CONVERT([money], CNY) or CONVERT([money], USD)", node)
        return Kind("number", f"money:{target}")


def _kind_of(declared: Declared) -> Kind:
    if declared.type == "number":
        return Kind("number", declared.dimension or "number")
    return {
        "flag": TRUTH,
        "finding": TRUTH,
        "document": TRUTH,
        "date": Kind("date"),
        "choice": Kind("text"),
        "text": Kind("text"),
        "open": ANYTHING,
    }.get(declared.type, Kind(declared.type))


def _is_period(node: Node) -> bool:
    if isinstance(node, Literal):
        return type(node.value).__name__ == "Period"
    if isinstance(node, Number):
        return 1900 < node.amount < 2200 and not node.unit.name
    return isinstance(node, Name) and (is_relative_period(node.name) or node.name in PERIOD_WORDS)


def is_relative_period(name: str) -> bool:
    """Tell whether a word is a period counted from the one at hand: ``y``, ``y-1``, ``q-2``."""
    head, _, tail = name.partition("-")
    return head.lower() in {"y", "h", "q", "m"} and (not tail or tail.isdigit())


_GIVES: Final = {
    "number": NUMBER,
    "ratio": NUMBER,
    "points": Kind("number", "points"),
    "truth": TRUTH,
    "set": Kind("set"),
    "open": ANYTHING,
}
_CALLS: Final[dict[str, Callable[[_Checker, Call, Names], Kind]]] = {
    "IF": _Checker._if,
    "COUNT": _Checker._table_call,
    "NONE": _Checker._table_call,
    "ANY": _Checker._table_call,
    "SUM": _Checker._sum,
    "AVERAGE": _Checker._sum,
    "HOLDS": _Checker._held,
    "HELD": _Checker._held,
    "APPLIED": _Checker._held,
    "ANSWER": _Checker._flag,
    "FOUND": _Checker._flag,
    "HAS": _Checker._flag,
    "IN_A_ROW": _Checker._in_a_row,
    "SET": _Checker._word,
    "KIND": _Checker._word,
    "OPEN": _Checker._word,
    "SCORE": _Checker._word,
    "SELF_SCORE": _Checker._word,
    "RESULT": _Checker._result,
    "CONVERT": _Checker._convert,
}
_HANDLERS: Final[dict[type[Node], Callable[..., Kind]]] = {
    Number: _Checker._number,
    Literal: _Checker._literal,
    Name: _Checker._name,
    FactRef: _Checker._fact,
    Minus: _Checker._minus,
    Arith: _Checker._arith,
    Compare: _Checker._compare,
    InSet: _Checker._in_set,
    Logic: _Checker._logic,
    AtLeast: _Checker._logic,
    Not: _Checker._not,
    Reading: _Checker._reading,
    By: _Checker._by,
    Clause: _Checker._clause,
    Call: _Checker._call,
}
