"""Lowering the functions: growth, running totals and folds over fields, periods and rows of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from ..periods import PARTS, Period
from ..units import NONE, UNITS, base_unit, quotient
from . import plain as p
from .exactness import exact
from .lower import ZERO, Low, Lowering, UnsayableError, in_money_of, in_one_money, one_money
from .lower_around import TODAY, known, over_other_rows, parent, rank, share_of
from .tree import Call, Clause, FactRef, Literal, Name, Node, Number

_CYCLES: Final = {"years": "year", "halves": "half", "quarters": "quarter", "months": "month"}


def lower_call(here: Lowering, node: Call) -> Low:
    """Lower a function; raise :class:`UnsayableError` with the reason when no plain tree says it."""
    found = _CALLS.get(node.function)
    if found is None or over_other_rows(here, node):
        return known(here, node)
    return found(here, node)


def _period(here: Lowering, node: Call, place: int = 1) -> p.At:
    if len(node.args) <= place:
        return here.when("")
    arg = node.args[place]
    if isinstance(arg, Literal) and isinstance(arg.value, Period):
        return here.when(str(arg.value))
    if isinstance(arg, Number):
        return here.when(str(int(arg.amount)))
    return here.when(arg.name if isinstance(arg, Name) else "")


def _same(build: Callable[[p.Plain], p.Plain]) -> Callable[[Lowering, Call], Low]:
    def run(here: Lowering, node: Call) -> Low:
        found = here.number(node.args[0])
        return replace(found, node=build(found.node))

    return run


def _round(way: str) -> Callable[[Lowering, Call], Low]:
    def run(here: Lowering, node: Call) -> Low:
        found = here.number(node.args[0])
        places = int(node.args[1].amount) if len(node.args) > 1 and isinstance(node.args[1], Number) else 0
        return replace(found, node=p.Round(found.node, places, found.unit.factor, way, exact(node.args[0])))

    return run


def _if(here: Lowering, node: Call) -> Low:
    test, then, other = here.truth(node.args[0]), here.low(node.args[1]), here.low(node.args[2])
    if "bounds" in (then.kind, other.kind):
        then, other = here.number(node.args[1]), here.number(node.args[2])
    if then.kind == "number":
        one_money(then.unit, other.unit)
    return replace(then, node=p.Choose(test, then.node, other.node, then.kind))


def _fold(how: str) -> Callable[[Lowering, Call], Low]:
    def run(here: Lowering, node: Call) -> Low:
        policy = node.clause("missing")
        word = policy.name if policy else "any"
        of = node.clause("of")
        if of:
            return _over_rows(here, node, of.name, how, word)
        if how == "filled":
            return Low(p.Fold(how, tuple(here.low(arg).node for arg in node.args), "none"))
        found = in_one_money([here.number(arg) for arg in node.args])
        unit = next((one.unit for one in found if one.unit.name), NONE)
        return Low(p.Fold(how, tuple(one.node for one in found), word), "number", unit)

    return run


def _over_rows(here: Lowering, node: Call, table: str, how: str, policy: str) -> Low:
    inside = _inside(here, node, table)
    item = inside.low(node.args[0]) if how in ("distinct", "filled") else inside.number(node.args[0])
    unit = item.unit if how not in ("distinct", "filled") else NONE
    return Low(p.OverRows(how, inside.table, item.node, _where(here, inside, node), policy), "number", unit)


def _inside(here: Lowering, node: Call, table: str) -> Lowering:
    found = here.shape.field_id(table)
    if found not in here.shape.tables:
        raise UnsayableError(f"「{table}」不是本表的明细表", f"{table} is no table of this form")
    if (here.loop[1] if here.loop else here.at) != p.HERE:
        raise UnsayableError("明细表没有上期的数", "a table has no rows of another period")
    if here.whose:
        raise UnsayableError("上级的明细表不在本表内", "the rows of another area are not in the form")
    return replace(here, table=found)


def _where(here: Lowering, inside: Lowering, node: Call) -> p.Plain | None:
    """The condition on rows: that of WHERE, and that their day lies in the window."""
    where, window = node.clause("where"), node.clause("window")
    tests = [inside.truth(where.node)] if where and where.node is not None else []
    if window and window.other is not None:
        span = window.node
        if not isinstance(span, Number) or span.unit.dimension not in ("days", "months"):
            raise UnsayableError("多长时间要等决定", "how long is decided elsewhere")
        day = inside.low(Name("on")).node
        count = int(span.amount * span.unit.factor)
        tests.append(p.Within(day, here.low(window.other).node, count, span.unit.dimension))
    return p.And(tuple(tests)) if len(tests) > 1 else (tests[0] if tests else None)


def _count(here: Lowering, node: Call) -> Low:
    last = node.clause("last")
    if last:
        return Low(p.Tally(tuple(_last(here, last))), "bounds")
    name = node.args[0].name if isinstance(node.args[0], Name | FactRef) else ""
    inside = _inside(here, node, name)
    return Low(p.Rows(inside.table, _where(here, inside, node)), "bounds")


def _last(here: Lowering, last: Clause) -> list[p.Plain]:
    loop, unit = last.name.split()
    if not isinstance(last.node, Number) or last.other is None:
        raise UnsayableError("期数要等决定", "how many periods is decided elsewhere")
    if not here.shape.cycle or _CYCLES.get(unit.lower(), here.shape.cycle) != here.shape.cycle:
        raise UnsayableError(f"本表不按 {unit} 填报", f"the form is not filled by {unit}")
    start = here.loop[1] if here.loop else here.at
    return [
        replace(here, loop=(loop, start.earlier(back)), at=start.earlier(back)).truth(last.other)
        for back in range(min(int(last.node.amount), 60))
    ]


def _against_zero(op: str) -> Callable[[Lowering, Call], Low]:
    return lambda here, node: Low(p.CompareBounds(op, _count(here, node).node, ZERO), "truth")


def _growth(steps: Callable[[Lowering], int]) -> Callable[[Lowering, Call], Low]:
    def run(here: Lowering, node: Call) -> Low:
        at = _period(here, node)
        now = here.within(at).number(node.args[0]).node
        then = here.within(at.earlier(steps(here))).number(node.args[0]).node
        return Low(p.Op("/", p.Op("-", now, then), p.Abs(then)))

    return run


def _step(here: Lowering) -> int:
    here.a_year()
    return 1


def _increment(here: Lowering, node: Call) -> Low:
    at = _period(here, node)
    now = here.within(at).number(node.args[0])
    then = here.within(at.earlier(here.a_year())).number(node.args[0])
    return replace(now, node=p.Op("-", now.node, then.node))


def _earlier(steps: Callable[[Lowering], int]) -> Callable[[Lowering, Call], Low]:
    return lambda here, node: here.within(_period(here, node).earlier(steps(here))).low(node.args[0])


def _since_january(here: Lowering, node: Call) -> Low:
    at = _period(here, node)
    parts = [here.within(at.earlier(back)).number(node.args[0]) for back in range(PARTS[here.shape.cycle or "year"])]
    return replace(parts[0], node=p.SinceJanuary(tuple(part.node for part in parts), at))


def _share(here: Lowering, node: Call) -> Low:
    if node.clause("of"):
        return share_of(here, node)
    left = here.number(node.args[0])
    right = in_money_of(left, here.number(node.args[1]))
    dimension = quotient(left.unit.dimension, right.unit.dimension) or "number"
    return Low(p.Op("/", left.node, right.node), "number", base_unit(dimension))


def _first_of(here: Lowering, node: Call) -> Low:
    found = [here.low(arg) for arg in node.args]
    if "bounds" in {one.kind for one in found}:
        found = [here.number(arg) for arg in node.args]
    return replace(found[0], node=p.First(tuple(one.node for one in found), found[0].kind))


def _absent(here: Lowering, node: Call) -> Low:
    name = node.args[0].name if isinstance(node.args[0], Name | FactRef) else ""
    table = here.shape.field_id(name)
    if table in here.shape.tables and not here.table:
        return Low(p.Absent(p.Fold("sum", (p.Sure(p.Rows(table)),))), "truth")
    found = here.low(node.args[0])
    return Low(p.Absent(p.Sure(found.node) if found.kind == "bounds" else found.node, found.kind), "truth")


def _filled(here: Lowering, node: Call) -> Low:
    return Low(p.Not(_absent(here, node).node), "truth")


def _days(here: Lowering, node: Call) -> Low:
    first, second = here.low(node.args[0]), here.low(node.args[1])
    return Low(p.DaysBetween(first.node, second.node))


def _open(here: Lowering, node: Call) -> Low:
    name = getattr(node.args[0], "name", "")
    shaped = here.shape.points.get(name)
    if shaped is None:
        raise UnsayableError(f"待定项「{name}」不是一个数", f"the open point {name} is no plain value")
    return Low(p.Param(name, shaped.kind), shaped.kind, shaped.unit)


def _flag(here: Lowering, node: Call) -> Low:
    return here.named(getattr(node.args[0], "name", ""), here.when(""))


def _in_unit(here: Lowering, node: Call) -> Low:
    found = here.number(node.args[0])
    return replace(found, unit=UNITS[getattr(node.args[1], "name", "")])


def _amount(here: Lowering, node: Call) -> Low:
    found = here.number(node.args[0])
    factor = UNITS[getattr(node.args[1], "name", "")].factor
    by = Decimal(1) / factor
    if by * factor == 1:
        return Low(p.Op("*", found.node, p.Const(by)))
    return Low(p.Op("/", found.node, p.Const(factor)))


def _between(here: Lowering, node: Call) -> Low:
    value, low, high = (_between_side(here, arg) for arg in node.args)
    low, high = in_money_of(value, low), in_money_of(value, high)
    sides = (p.Compare(">=", value.node, low.node, exact(node)), p.Compare("<=", value.node, high.node, exact(node)))
    return Low(p.And(sides), "truth")


def _between_side(here: Lowering, node: Node) -> Low:
    found = here.low(node)
    return found if found.kind == "date" else here.number(node)


def _convert(here: Lowering, node: Call) -> Low:
    target = base_unit(f"money:{getattr(node.args[1], 'name', '')}")
    return replace(in_money_of(Low(ZERO, "number", target), here.number(node.args[0])), unit=target)


_CALLS: Final[dict[str, Callable[[Lowering, Call], Low]]] = {
    "ABS": _same(p.Abs),
    "MIN": _fold("min"),
    "MAX": _fold("max"),
    "MEDIAN": _fold("median"),
    "ROUND": _round("half"),
    "ROUND_DOWN": _round("down"),
    "ROUND_UP": _round("up"),
    "IF": _if,
    "SUM": _fold("sum"),
    "AVERAGE": _fold("average"),
    "FILLED_COUNT": _fold("filled"),
    "DISTINCT": _fold("distinct"),
    "COUNT": _count,
    "NONE": _against_zero("="),
    "ANY": _against_zero(">"),
    "GROWTH": _growth(Lowering.a_year),
    "YOY": _growth(Lowering.a_year),
    "POP": _growth(_step),
    "INCREMENT": _increment,
    "SAME_PERIOD_LAST_YEAR": _earlier(Lowering.a_year),
    "PREVIOUS": _earlier(_step),
    "CUMULATIVE": _since_january,
    "SHARE": _share,
    "FIRST_OF": _first_of,
    "IS_MISSING": _absent,
    "IS_FILLED": _filled,
    "BETWEEN": _between,
    "IN_UNIT": _in_unit,
    "AMOUNT": _amount,
    "DAYS_BETWEEN": _days,
    "CONVERT": _convert,
    "TODAY": lambda here, node: Low(TODAY, "date"),
    "RANK": lambda here, node: rank(here, node, _period(here, node)),
    "RANK_FROM_BOTTOM": lambda here, node: rank(here, node, _period(here, node)),
    "PARENT": lambda here, node: parent(here, node, _period(here, node)),
    "OPEN": _open,
    "ANSWER": _flag,
    "FOUND": _flag,
    "HAS": _flag,
    "RESULT": _flag,
}
