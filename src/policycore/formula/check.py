"""Checking a formula at load: every name resolves, every comparison makes sense, units go together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from ..units import DURATIONS, comparable, is_money, product, quotient
from .check_calls import check_call
from .names import (
    ANYTHING,
    NUMBER,
    STATUSES,
    TRUTH,
    Declared,
    Kind,
    Names,
    is_period_text,
    kind_of,
)
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

_COMPARED: Final = frozenset({"number", "text", "word", "date", "duration", "period", "truth", "anything"})
_ORDERED: Final = frozenset({"number", "date", "duration", "period", "anything"})


def check(node: Node, names: Names, text: str) -> Kind:
    """Return the type of a formula; raise :class:`FormulaError` for an unknown name or units that do not go together."""
    return Checker(text).kind(node, names)


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks the nodes of one formula; ``text`` is what was written, for the words of an error."""

    text: str

    def fail(self, message: str, node: Node) -> FormulaError:
        """Make an error about a part of the formula."""
        return FormulaError(message, self.text, node.at)

    def unknown(self, what: str, name: str, allowed: Iterable[str], node: Node) -> FormulaError:
        """Make an error about a name nobody declared, with what was probably meant or what is allowed."""
        options = sorted(set(allowed))
        near = get_close_matches(name, options, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        return self.fail(f"{name!r} is no {what}; {hint}allowed: {', '.join(options) or 'none is declared'}", node)

    def kind(self, node: Node, names: Names) -> Kind:
        """Return the type of a part of the formula."""
        handler: Callable[[Checker, Node, Names], Kind] = _HANDLERS[type(node)]
        return handler(self, node, names)

    def truth(self, node: Node, names: Names) -> None:
        """Insist on a condition."""
        found = self.kind(node, names)
        if found.name == "word":
            raise self.no_column(node, names)
        if found.name not in {"truth", "anything"}:
            raise self.fail(f"a condition is needed here, found a {found.name}; compare it with something", node)

    def numeric(self, node: Node, names: Names) -> Kind:
        """Insist on a number."""
        found = self.kind(node, names)
        if found.name == "word":
            raise self.no_column(node, names)
        if found.name not in {"number", "anything"}:
            raise self.fail(f"a number is needed here, found a {found.name}", node)
        return found

    def no_column(self, node: Node, names: Names) -> FormulaError:
        """Make an error about a word that should be a column of the table at hand."""
        return self.unknown("column of this table", getattr(node, "name", "this"), names.columns or (), node)

    def together(self, left: Kind, right: Kind, node: Node) -> None:
        """Insist that two values can stand side by side: in a sum, in a comparison, as two answers of one IF."""
        if "anything" in {left.name, right.name}:
            return
        if {left.name, right.name} == {"text", "word"}:
            return
        if left.name != right.name:
            hint = "; a text is written in quotes" if "text" in {left.name, right.name} else ""
            raise self.fail(f"a {left.name} and a {right.name} do not go together{hint}", node)
        both_money = is_money(left.dimension) and is_money(
            right.dimension
        )  # the rate is asked for when it is done (G12)
        if left.name == "number" and not comparable(left.dimension, right.dimension) and not both_money:
            raise self.fail(
                f"units do not go together: {left.dimension} and {right.dimension}; write the unit, like 5 亿元", node
            )

    # one method per sort of node

    def _number(self, node: Number, names: Names) -> Kind:
        return Kind("duration" if node.unit.dimension in DURATIONS else "number", node.unit.dimension)

    def _literal(self, node: Literal, names: Names) -> Kind:
        return Kind({"str": "text", "date": "date", "Period": "period"}[type(node.value).__name__])

    def _name(self, node: Name, names: Names) -> Kind:
        if names.loop and node.name == names.loop:
            return Kind("period")
        if names.statuses:
            if node.name not in STATUSES:
                raise self.unknown("status of a duty", node.name, STATUSES, node)
            return TRUTH
        if names.columns is not None:
            # Inside a WHERE a bare word is a column, else a word to compare with one; a fact stands in brackets.
            return kind_of(names.columns[node.name]) if node.name in names.columns else Kind("word")
        fact = names.fact_id(node.name)
        if not fact:
            raise self.unknown("declared fact", node.name, names.facts, node)
        return kind_of(names.facts[fact])

    def _fact(self, node: FactRef, names: Names) -> Kind:
        if names.columns is not None and node.name in names.columns:
            if node.period:
                raise self.fail(f"{node.name} is a column of the row at hand and has no period", node)
            return kind_of(names.columns[node.name])
        fact = names.fact_id(node.name)
        if not fact:
            raise self.unknown("declared fact", node.name, [*names.facts, *names.chinese], node)
        if node.period and node.period != names.loop and not is_period_text(node.period):
            raise self.fail(
                f"{node.period!r} is no period; write 2018, 2019-H1, 2023-Q2, y-1 (the year before), q-1 or previous-year",
                node,
            )
        return kind_of(names.facts[fact])

    def _minus(self, node: Minus, names: Names) -> Kind:
        return self.numeric(node.item, names)

    def _arith(self, node: Arith, names: Names) -> Kind:
        left, right = self.numeric(node.left, names), self.numeric(node.right, names)
        if "anything" in {left.name, right.name}:
            return right if left.name == "anything" else left
        if node.op in "+-":
            self.together(left, right, node)
            return right if left.dimension == "number" else left
        found = (quotient if node.op == "/" else product)(left.dimension, right.dimension)
        if found is None:
            raise self.fail(f"{left.dimension} {node.op} {right.dimension} is no unit anybody counts in", node)
        return Kind("number", found)

    def _compare(self, node: Compare, names: Names) -> Kind:
        left, right = self.kind(node.left, names), self.kind(node.right, names)
        for kind, part in ((left, node.left), (right, node.right)):
            if kind.name not in _COMPARED:
                raise self.fail(f"a {kind.name} cannot be compared; ask COUNT(…) or ANY(…) about it", part)
        if left.name == "word" and right.name not in {"text", "anything"}:
            raise self.no_column(node.left, names)
        if right.name == "word" and left.name not in {"text", "anything"}:
            raise self.no_column(node.right, names)
        for kind, part, other in ((left, node.left, node.right), (right, node.right, node.left)):
            if kind.name == "word" and isinstance(other, Literal):  # two fixed words: neither says anything of the row
                raise self.no_column(part, names)
        self.together(left, right, node)
        if left.name == "duration" and right.name == "duration" and left.dimension != right.dimension:
            raise self.fail(f"{left.dimension} and {right.dimension} cannot be compared: months differ in length", node)
        if node.op not in {"=", "<>"} and not {left.name, right.name} <= _ORDERED:
            raise self.fail(f"a {left.name} is not larger or smaller than another; write = or <>", node)
        self._word_fits(left, node.right)
        self._word_fits(right, node.left)
        return TRUTH

    def _word_fits(self, kind: Kind, part: Node) -> None:
        word = part.value if isinstance(part, Literal) and isinstance(part.value, str) else getattr(part, "name", None)
        if kind.choices and isinstance(part, Literal | Name) and isinstance(word, str) and word not in kind.choices:
            raise self.unknown(kind.what, word, kind.choices, part)

    def _in_set(self, node: InSet, names: Names) -> Kind:
        found = self.kind(node.item, names)
        if found.name == "word":
            raise self.no_column(node.item, names)
        if found.name not in {"text", "anything"}:
            raise self.fail(f"only a text can be a member of a set, found a {found.name}", node.item)
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
        for _, choice in node.choices:
            self.truth(choice, names)
        return TRUTH

    def _by(self, node: By, names: Names) -> Kind:
        if isinstance(node.key, Name) and not names.fact_id(node.key.name):
            if node.key.name in names.sets:
                raise self.fail(
                    f"no fact says which member of {node.key.name} the subject is; declare a fact {node.key.name} of "
                    "type: choice with these members as its choices",
                    node.key,
                )
            raise self.unknown("declared fact", node.key.name, names.facts, node.key)
        key = self.kind(node.key, names)
        if key.name not in {"text", "anything"}:
            raise self.fail(f"BY picks by a text or a choice, found a {key.name}", node.key)
        if key.choices:
            for case, _ in node.cases:
                if case not in key.choices:
                    raise self.unknown("choice of the key of BY", case, key.choices, node)
            absent = sorted(set(key.choices) - {case for case, _ in node.cases})
            if absent:
                raise self.fail(f"BY says nothing for {', '.join(absent)}; give every choice a value", node)
        kinds = [self.kind(case, names) for _, case in node.cases]
        for other in kinds[1:]:
            self.together(kinds[0], other, node)
        return kinds[0]

    def _clause(self, node: Clause, names: Names) -> Kind:
        raise self.fail("this belongs inside a function", node)

    def _call(self, node: Call, names: Names) -> Kind:
        return check_call(self, node, names)


_HANDLERS: Final[dict[type[Node], Callable[..., Kind]]] = {
    Number: Checker._number,
    Literal: Checker._literal,
    Name: Checker._name,
    FactRef: Checker._fact,
    Minus: Checker._minus,
    Arith: Checker._arith,
    Compare: Checker._compare,
    InSet: Checker._in_set,
    Logic: Checker._logic,
    AtLeast: Checker._logic,
    Not: Checker._not,
    Reading: Checker._reading,
    By: Checker._by,
    Clause: Checker._clause,
    Call: Checker._call,
}
__all__ = ["ANYTHING", "NUMBER", "TRUTH", "Checker", "Declared", "Kind", "Names", "check"]
