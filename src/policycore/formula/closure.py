"""The closure: a plain tree as one Python function over a list of values, made once and called for every return.

It gives the value only (True, False or None for a condition, a decimal in base units or None for a number); why it came
out so is told by ``evaluate``, which is asked where a rule does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from operator import neg, not_
from typing import Any, Final

from ..units import UNITS, Quantity
from . import plain as p
from .amounts import before
from .reckoning import COMPARE, EXACT, by_policy, decided, near, part_of, placed, rounded_to

Run = Callable[[Sequence[Any], Any], Any]
"""A compiled part: (the values by slot, the row of the table at hand) → value; None is missing or undetermined."""


class Slots:
    """The places of one list of values: each cell, table and decision a formula reads has one."""

    def __init__(self) -> None:
        self.keys: dict[p.Plain | str, int] = {"part": 0}
        self.columns: dict[str, dict[str, int]] = {}

    def of(self, key: p.Plain | str) -> int:
        """Return the place of a cell, a decision, what is known, the figures of others (the node itself) or ``table:ID``."""
        return self.keys.setdefault(key, len(self.keys))

    def column(self, table: str, name: str) -> int:
        """Return the place of a column in the rows of a table."""
        self.of(f"table:{table}")
        places = self.columns.setdefault(table, {})
        return places.setdefault(name, len(places))


def compiled(node: p.Plain, slots: Slots) -> Run:
    """Return a plain tree as a function; the places it reads are added to ``slots``."""
    return _MAKERS[type(node)](node, slots)


def run(function: Run, values: Sequence[Any]) -> Any:
    """Call a compiled formula with enough digits."""
    with localcontext(EXACT):
        return function(values, None)


def _const(node: p.Const, slots: Slots) -> Run:
    value = node.value
    return lambda c, r: value


def _cell(node: p.Cell | p.Param | p.Known, slots: Slots) -> Run:
    place = slots.of(node)
    return lambda c, r: c[place]


def _column(node: p.Column, slots: Slots) -> Run:
    place = slots.column(node.table, node.column)
    return lambda c, r: r[place]


def _rank(node: p.Rank, slots: Slots) -> Run:
    item, place = compiled(node.item, slots), slots.of(node)
    down, exact = node.descending, node.exact

    def call(c: Sequence[Any], r: Any) -> Any:
        own, others = item(c, r), c[place]
        if own is None or others is None:
            return None
        mine, known = placed(own, exact), [placed(value, exact) for value in others if value is not None]
        first = 1 + sum(1 for value in known if (value > mine if down else value < mine))
        return first, first + len(others) - len(known)

    return call


def _within(node: p.Within, slots: Slots) -> Run:
    day, end = compiled(node.day, slots), compiled(node.end, slots)
    span = Quantity(Decimal(node.count), UNITS[node.unit])

    def call(c: Sequence[Any], r: Any) -> Any:
        a, b = day(c, r), end(c, r)
        return None if a is None or b is None else before(b, span) <= a <= b

    return call


def _op(node: p.Op, slots: Slots) -> Run:
    left, right = compiled(node.left, slots), compiled(node.right, slots)
    return _OPS[node.op](left, right)


def _plus(left: Run, right: Run) -> Run:
    def call(c: Sequence[Any], r: Any) -> Any:
        a, b = left(c, r), right(c, r)
        return None if a is None or b is None else a + b

    return call


def _less(left: Run, right: Run) -> Run:
    def call(c: Sequence[Any], r: Any) -> Any:
        a, b = left(c, r), right(c, r)
        return None if a is None or b is None else a - b

    return call


def _times(left: Run, right: Run) -> Run:
    def call(c: Sequence[Any], r: Any) -> Any:
        a, b = left(c, r), right(c, r)
        return None if a is None or b is None else a * b

    return call


def _over(left: Run, right: Run) -> Run:
    def call(c: Sequence[Any], r: Any) -> Any:
        a, b = left(c, r), right(c, r)
        return None if a is None or not b else a / b

    return call


def _mapped(change: Callable[[Any], Any]) -> Callable[[Any, Slots], Run]:
    def make(node: p.Neg | p.Not, slots: Slots) -> Run:
        item = compiled(node.item, slots)

        def call(c: Sequence[Any], r: Any) -> Any:
            value = item(c, r)
            return None if value is None else change(value)

        return call

    return make


def _abs(node: p.Abs, slots: Slots) -> Run:
    item = compiled(node.item, slots)

    def call(c: Sequence[Any], r: Any) -> Any:
        value = item(c, r)
        return None if value is None else abs(value)

    return call


def _round(node: p.Round, slots: Slots) -> Run:
    item, factor, places, way = compiled(node.item, slots), node.factor, node.places, node.way

    def call(c: Sequence[Any], r: Any) -> Any:
        value = item(c, r)
        return None if value is None else rounded_to(value / factor, places, way) * factor

    return call


def _fold(node: p.Fold, slots: Slots) -> Run:
    items = [compiled(item, slots) for item in node.items]
    how, policy = node.how, node.policy

    def call(c: Sequence[Any], r: Any) -> Any:
        values = [item(c, r) for item in items]
        known = [value for value in values if value is not None]
        return by_policy(how, known, len(known) < len(values), policy)

    return call


def _over_rows(node: p.OverRows, slots: Slots) -> Run:
    place = slots.of(f"table:{node.table}")
    item = compiled(node.item, slots)
    where = compiled(node.where, slots) if node.where is not None else None
    how, policy = node.how, node.policy

    def call(c: Sequence[Any], r: Any) -> Any:
        rows = c[place]
        if rows is None:
            return None
        tests = [True if where is None else where(c, row) for row in rows]
        values = [item(c, row) for row, test in zip(rows, tests, strict=True) if test]
        known = [value for value in values if value is not None]
        gap = how != "filled" and len(known) < len(values)
        return by_policy(how, known, gap or None in tests, policy)

    return call


def _rows(node: p.Rows, slots: Slots) -> Run:
    place = slots.of(f"table:{node.table}")
    where = compiled(node.where, slots) if node.where is not None else None

    def call(c: Sequence[Any], r: Any) -> Any:
        rows = c[place]
        if rows is None:
            return None
        if where is None:
            return len(rows), len(rows)
        tests = [where(c, row) for row in rows]
        sure = tests.count(True)
        return sure, sure + tests.count(None)

    return call


def _tally(node: p.Tally, slots: Slots) -> Run:
    items = [compiled(item, slots) for item in node.items]

    def call(c: Sequence[Any], r: Any) -> Any:
        values = [item(c, r) for item in items]
        sure = values.count(True)
        return sure, sure + values.count(None)

    return call


def _sure(node: p.Sure, slots: Slots) -> Run:
    item = compiled(node.item, slots)

    def call(c: Sequence[Any], r: Any) -> Any:
        found = item(c, r)
        return Decimal(found[0]) if found is not None and found[0] == found[1] else None

    return call


def _since_january(node: p.SinceJanuary, slots: Slots) -> Run:
    items = [compiled(item, slots) for item in node.items]
    back, all_parts = node.at.back, len(items)
    fixed = part_of(node.at.fixed) if node.at.fixed else 0

    def call(c: Sequence[Any], r: Any) -> Any:
        part = ((fixed or c[0]) - 1 - back) % all_parts + 1
        values = [item(c, r) for item in items[:part]]
        return None if None in values else sum(values, Decimal(0))

    return call


def _choose(node: p.Choose, slots: Slots) -> Run:
    test, then, other = (compiled(part, slots) for part in (node.test, node.then, node.other))

    def call(c: Sequence[Any], r: Any) -> Any:
        value = test(c, r)
        return None if value is None else (then(c, r) if value else other(c, r))

    return call


def _first(node: p.First, slots: Slots) -> Run:
    items = [compiled(item, slots) for item in node.items]
    return lambda c, r: next((v for v in (item(c, r) for item in items) if v is not None), None)


def _compare(node: p.Compare, slots: Slots) -> Run:
    left, right = compiled(node.left, slots), compiled(node.right, slots)
    test, exact, with_equal = COMPARE[node.op], node.exact, node.op in ("=", "<=", ">=")

    def call(c: Sequence[Any], r: Any) -> Any:
        a, b = left(c, r), right(c, r)
        if a is None or b is None:
            return None
        if not exact and near(a, b):
            return with_equal
        return test(a, b)

    return call


def _bounds(node: p.Plain, slots: Slots) -> Run:
    item = compiled(node, slots)
    if p.bounded(node):
        return item

    def call(c: Sequence[Any], r: Any) -> Any:
        value = item(c, r)
        return None if value is None else (value, value)

    return call


def _compare_bounds(node: p.CompareBounds, slots: Slots) -> Run:
    left, right, op = _bounds(node.left, slots), _bounds(node.right, slots), node.op

    def call(c: Sequence[Any], r: Any) -> Any:
        a, b = left(c, r), right(c, r)
        return None if a is None or b is None else decided(op, a, b)

    return call


def _and(node: p.And, slots: Slots) -> Run:
    items = [compiled(item, slots) for item in node.items]

    def call(c: Sequence[Any], r: Any) -> Any:
        found: bool | None = True
        for item in items:
            value = item(c, r)
            if value is False:
                return False
            if value is None:
                found = None
        return found

    return call


def _or(node: p.Or, slots: Slots) -> Run:
    items = [compiled(item, slots) for item in node.items]

    def call(c: Sequence[Any], r: Any) -> Any:
        found: bool | None = False
        for item in items:
            value = item(c, r)
            if value is True:
                return True
            if value is None:
                found = None
        return found

    return call


def _least(node: p.Least, slots: Slots) -> Run:
    items, count = [compiled(item, slots) for item in node.items], node.count

    def call(c: Sequence[Any], r: Any) -> Any:
        values = [item(c, r) for item in items]
        sure = values.count(True)
        return True if sure >= count else (None if sure + values.count(None) >= count else False)

    return call


def _member(node: p.Member, slots: Slots) -> Run:
    item, members = compiled(node.item, slots), compiled(node.members, slots)

    def call(c: Sequence[Any], r: Any) -> Any:
        value, listed = item(c, r), members(c, r)
        return None if value is None or listed is None else str(value) in listed

    return call


def _absent(node: p.Absent, slots: Slots) -> Run:
    item = compiled(node.item, slots)
    return lambda c, r: item(c, r) is None


def _days(node: p.DaysBetween, slots: Slots) -> Run:
    first, second = compiled(node.first, slots), compiled(node.second, slots)

    def call(c: Sequence[Any], r: Any) -> Any:
        a, b = first(c, r), second(c, r)
        return None if a is None or b is None else Decimal((b - a).days)

    return call


_OPS: Final = {"+": _plus, "-": _less, "*": _times, "/": _over}
_MAKERS: Final[dict[type[p.Plain], Callable[[Any, Slots], Run]]] = {
    p.Const: _const,
    p.Cell: _cell,
    p.Param: _cell,
    p.Known: _cell,
    p.Rank: _rank,
    p.Within: _within,
    p.Column: _column,
    p.Op: _op,
    p.Neg: _mapped(neg),
    p.Abs: _abs,
    p.Round: _round,
    p.Fold: _fold,
    p.OverRows: _over_rows,
    p.Rows: _rows,
    p.Tally: _tally,
    p.Sure: _sure,
    p.SinceJanuary: _since_january,
    p.Choose: _choose,
    p.First: _first,
    p.Compare: _compare,
    p.CompareBounds: _compare_bounds,
    p.And: _and,
    p.Or: _or,
    p.Not: _mapped(not_),
    p.Least: _least,
    p.Member: _member,
    p.Absent: _absent,
    p.DaysBetween: _days,
}
