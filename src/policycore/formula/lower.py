"""From the tree of a formula to its plain tree, over the fields of one form: names, units and periods resolved.

What a form does not hold is named in the plain tree as such: the figure of an area above, the place among others, a title, a
rate (``lower_around``). What cannot be said at all raises :class:`UnsayableError` with the reason, and such a rule is
evaluated one return at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from ..periods import PARTS, Period
from ..say import Say
from ..units import NONE, Unit, base_unit, is_money, product, quotient
from . import plain as p
from .exactness import ends, exact, reciprocal
from .tree import (
    Arith,
    AtLeast,
    By,
    Call,
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


class UnsayableError(Exception):
    """A formula (or a part) that cannot be said in the plain tree, or by an emitter; ``say`` is the reason."""

    def __init__(self, zh: str, en: str) -> None:
        self.say = Say(zh, en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A field or column as a formula sees it: its kind (number, truth, text, date) and, for a number, its unit.

    ``decimals`` is how many decimals it has, written in its unit; :attr:`base_decimals` in base units.
    """

    kind: str
    unit: Unit = NONE
    decimals: int = 2

    @property
    def base_decimals(self) -> int:
        """How many decimals a number has in the base unit of its dimension (亿元 with two decimals has none in 元)."""
        exponent = self.unit.factor.normalize().as_tuple().exponent
        return max(0, self.decimals - int(exponent)) if int(exponent) >= 0 else self.decimals - int(exponent)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the formulas of a form may speak of: ``cycle`` is that of the form's periods (empty: it has none).

    ``names`` gives the id of a field by its Chinese label, ``labels`` that of a column by table and label; ``points`` the
    kind and unit of open points; ``outside`` those of what the system knows beside the form, by id and by label.
    """

    cycle: str = ""
    fields: Mapping[str, Shaped] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Shaped]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, Shaped] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    outside: Mapping[str, Shaped] = field(default_factory=dict)

    def field_id(self, name: str) -> str:
        """Return the id of a field or table by id or label; empty when the form has none."""
        return name if name in self.fields or name in self.tables else self.names.get(name, "")

    def column_id(self, table: str, name: str) -> str:
        """Return the id of a column by id or label; empty when the table has none."""
        return name if name in self.tables[table] else self.labels.get(table, {}).get(name, "")


@dataclass(frozen=True, slots=True)
class Low:
    """A part already lowered: its plain tree, its kind and the unit it is written in."""

    node: p.Plain
    kind: str = "number"
    unit: Unit = NONE


@dataclass(frozen=True, slots=True)
class Lowering:
    """Lowers the parts of one formula: at a period, inside a loop over periods, over the rows of a table, about whom."""

    shape: Shape
    at: p.At = p.HERE
    loop: tuple[str, p.At] | None = None
    table: str = ""
    whose: str = ""

    def within(self, at: p.At) -> Lowering:
        """Return the lowering as it stands at another period."""
        return replace(self, at=at, loop=None)

    def low(self, node: Node) -> Low:
        """Lower a part; raise :class:`UnsayableError` with the reason."""
        handler: Callable[[Lowering, Node], Low] = _HANDLERS[type(node)]
        return handler(self, node)

    def number(self, node: Node) -> Low:
        """Lower a part that has to be a number."""
        found = self.low(node)
        if found.kind == "bounds":
            return Low(p.Sure(found.node))
        if found.kind != "number":
            raise UnsayableError("这里不是数", f"a number is needed, found a {found.kind}")
        return found

    def truth(self, node: Node) -> p.Plain:
        """Lower a part that has to be a condition."""
        found = self.low(node)
        if found.kind != "truth":
            raise UnsayableError("这里不是条件", f"a condition is needed, found a {found.kind}")
        return found.node

    def when(self, text: str) -> p.At:
        """Return the period a field is asked for (``y-1``, ``2018``, the variable of a loop), counted from the one at hand."""
        here = self.loop[1] if self.loop else self.at
        if not text or text == "this-period" or (self.loop and text == self.loop[0]):
            return here
        cycle = self.shape.cycle
        head, _, tail = text.partition("-")
        if cycle and head.lower() == cycle[0] and (not tail or tail.isdecimal()):
            return here.earlier(int(tail or 0))
        if text == "previous-period" and cycle:
            return here.earlier(1)
        if text == "previous-year" and cycle == "year":
            return here.earlier(1)
        try:
            fixed = Period.parse(text)
        except ValueError:
            raise UnsayableError(f"本表没有「{text}」这样的期", f"the form has no period {text}") from None
        if fixed.cycle != cycle:
            raise UnsayableError(f"本表没有「{text}」这样的期", f"the form has no period {text}")
        return p.At(0, str(fixed))

    def a_year(self) -> int:
        """Return how many steps of the form's cycle make a year."""
        if not self.shape.cycle:
            raise UnsayableError("本表不分期，没有上年同期", "the form has no periods, so there is none a year before")
        return PARTS[self.shape.cycle]

    # one method per sort of node

    def _number(self, node: Number) -> Low:
        return Low(p.Const(node.amount * node.unit.factor), "number", node.unit)

    def _literal(self, node: Literal) -> Low:
        if isinstance(node.value, Period):
            return Low(p.Const(str(node.value)), "period")
        return Low(p.Const(node.value), "text" if isinstance(node.value, str) else "date")

    def _name(self, node: Name) -> Low:
        if self.loop and node.name == self.loop[0]:
            raise UnsayableError("期不能作数用", "a period is no value of the form")
        if not self.table:
            return self.named(node.name, self.when(""))
        column = self.shape.column_id(self.table, node.name)
        return self._column(column) if column else Low(p.Const(node.name), "text")

    def _column(self, column: str) -> Low:
        shaped = self.shape.tables[self.table][column]
        return Low(p.Column(self.table, column, shaped.kind), shaped.kind, shaped.unit)

    def _fact(self, node: FactRef) -> Low:
        column = self.shape.column_id(self.table, node.name) if self.table and not node.period else ""
        if column:
            return self._column(column)
        return self.named(node.name, self.when(node.period))

    def named(self, name: str, at: p.At) -> Low:
        """Lower the value of a field of the form at a period."""
        found = self.shape.field_id(name)
        shaped = self.shape.fields.get(found)
        if shaped is None:
            from .lower_around import outside  # what is no field may still be known

            return outside(self, name, at)
        return Low(p.Cell(found, at, shaped.kind, self.whose), shaped.kind, shaped.unit)

    def _minus(self, node: Minus) -> Low:
        found = self.number(node.item)
        return replace(found, node=p.Neg(found.node))

    def _arith(self, node: Arith) -> Low:
        left, right = self.number(node.left), self.number(node.right)
        right = in_money_of(left, right)
        if node.op in "+-":
            unit = left.unit if left.unit.name or not right.unit.name else right.unit
            return Low(p.Op(node.op, left.node, right.node), "number", unit)
        combine = product if node.op == "*" else quotient
        dimension = combine(left.unit.dimension, right.unit.dimension) or "number"
        unit = next((u for u in (left.unit, right.unit) if u.dimension == dimension and u.name != "%"), NONE)
        if node.op == "/" and isinstance(node.right, Number) and ends(node.right.amount * node.right.unit.factor):
            by = reciprocal(node.right.amount * node.right.unit.factor)
            return Low(p.Op("*", left.node, p.Const(by)), "number", unit)
        return Low(p.Op(node.op, left.node, right.node), "number", unit if unit.name else base_unit(dimension))

    def _compare(self, node: Compare) -> Low:
        left, right = self.low(node.left), self.low(node.right)
        if "bounds" in (left.kind, right.kind):
            return Low(p.CompareBounds(node.op, left.node, right.node), "truth")
        if left.kind != right.kind:
            raise UnsayableError("两边不是同一类", f"a {left.kind} beside a {right.kind}")
        right = in_money_of(left, right)
        return Low(p.Compare(node.op, left.node, right.node, exact(node)), "truth")

    def _in_set(self, node: InSet) -> Low:
        item = self.low(node.item)
        members = node.members
        if isinstance(members, Call) and members.function == "SET":
            members = members.args[0]
            name = f"set:{getattr(members, 'name', '')}"
        elif isinstance(members, Name):
            name = f"set:{members.name}"
        else:
            name = getattr(members.args[0], "name", "") if isinstance(members, Call) and members.args else ""
        return Low(p.Member(item.node, p.Param(name, "set")), "truth")

    def _logic(self, node: Logic) -> Low:
        items = tuple(self.truth(item) for item in node.items)
        return Low(p.And(items) if node.op == "and" else p.Or(items), "truth")

    def _at_least(self, node: AtLeast) -> Low:
        return Low(p.Least(node.count, tuple(self.truth(item) for item in node.items)), "truth")

    def _not(self, node: Not) -> Low:
        return Low(p.Not(self.truth(node.item)), "truth")

    def _reading(self, node: Reading) -> Low:
        chosen = p.Param(node.point, "text")
        found: p.Plain = p.Const(None)
        for key, item in reversed(node.choices):
            found = p.Choose(p.Compare("=", chosen, p.Const(key)), self.truth(item), found, "truth")
        return Low(found, "truth")

    def _by(self, node: By) -> Low:
        key = self.low(node.key)
        cases = [(name, self.low(item)) for name, item in node.cases]
        found: p.Plain = p.Const(None)
        for name, item in reversed(cases):
            found = p.Choose(p.Compare("=", key.node, p.Const(name)), item.node, found, item.kind)
        return replace(cases[0][1], node=found)

    def _call(self, node: Call) -> Low:
        from .lower_calls import lower_call  # the functions lower their arguments by this module

        return lower_call(self, node)


def one_money(left: Unit, right: Unit) -> None:
    """Refuse two currencies where a formula gives the one or the other: in which of them it counts would be open."""
    if is_money(left.dimension) and is_money(right.dimension) and left.dimension != right.dimension:
        raise UnsayableError("两种货币不能取其一，先折算", "of two currencies neither can be picked; convert one first")


def in_money_of(left: Low, right: Low) -> Low:
    """Return ``right`` in the currency of ``left``, by the rate of the day (a decision of its own, missing where nobody gave it).

    To a ten-thousandth, as everywhere: the inverse of a rate is never exact.
    """
    source, target = right.unit.dimension, left.unit.dimension
    if source == target or not (is_money(source) and is_money(target)):
        return right
    rate = p.Param(f"rate:{source.partition(':')[2]}/{target.partition(':')[2]}")
    return Low(p.Round(p.Op("*", right.node, rate), 4, Decimal(1)), "number", left.unit)


def in_one_money(found: list[Low]) -> list[Low]:
    """Return amounts in the currency of the first that has one."""
    first = next((one for one in found if is_money(one.unit.dimension)), None)
    return found if first is None else [in_money_of(first, one) for one in found]


def lower(node: Node, shape: Shape, table: str = "") -> Low:
    """Return the plain tree of a formula of a form; raise :class:`UnsayableError` with the reason when it has none.

    ``table`` is the table in whose rows the formula stands (a computed column).
    """
    found = Lowering(shape, table=table).low(node)
    return Low(p.Sure(found.node)) if found.kind == "bounds" else found


_HANDLERS: Final[dict[type[Node], Callable[..., Low]]] = {
    Number: Lowering._number,
    Literal: Lowering._literal,
    Name: Lowering._name,
    FactRef: Lowering._fact,
    Minus: Lowering._minus,
    Arith: Lowering._arith,
    Compare: Lowering._compare,
    InSet: Lowering._in_set,
    Logic: Lowering._logic,
    AtLeast: Lowering._at_least,
    Not: Lowering._not,
    Reading: Lowering._reading,
    By: Lowering._by,
    Call: Lowering._call,
}
ZERO: Final = p.Const(Decimal(0))
