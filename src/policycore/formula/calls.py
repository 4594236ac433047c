"""How each function of the language is computed (see ``functions`` for what each means): the table, and the plain ones."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from ..periods import Period
from ..units import UNITS, Quantity, Unit
from ..verdict import Missing
from .amounts import numbers, rounded
from .calls_rows import (
    any_,
    applied,
    average,
    count,
    distinct,
    filled_count,
    held,
    holds,
    in_a_row,
    none,
    one_of_several,
    sum_,
)
from .calls_series import cumulative, earlier, growth, increment, parent, rank, share
from .env import Env, show
from .evaluate import compare, evaluate, judged
from .reckoning import rounded_to
from .tree import Call, FactRef, Name


def _args(node: Call, env: Env) -> list[Any]:
    return [evaluate(arg, env) for arg in node.args]


def word_of(node: Call) -> str:
    """Return the name a function's first argument gives."""
    first = node.args[0]
    return first.name if isinstance(first, Name | FactRef) else ""


def _abs(node: Call, env: Env) -> Any:
    values = numbers(_args(node, env))
    return values if isinstance(values, Missing) else Quantity(abs(values[0].amount), values[0].unit)


def _round(way: str) -> Callable[[Call, Env], Any]:
    def run(node: Call, env: Env) -> Any:
        values = numbers(_args(node, env))
        if isinstance(values, Missing):
            return values
        places = int(values[1].amount) if len(values) > 1 else 0
        return Quantity(rounded_to(values[0].amount, places, way), values[0].unit)

    return run


def _in_unit(node: Call, env: Env) -> Any:
    values = numbers([evaluate(node.args[0], env)])
    if isinstance(values, Missing):
        return values
    unit = UNITS[getattr(node.args[1], "name", "")]
    amount = values[0].base / unit.factor
    return Quantity(amount) if node.function == "AMOUNT" else Quantity(amount, unit)


def _between(node: Call, env: Env) -> Any:
    value, low, high = _args(node, env)
    sides = [compare(">=", value, low, env, node), compare("<=", value, high, env, node)]
    result = False if False in sides else (None if None in sides else True)
    env.note(node, f"{show(low)} ≤ {show(value)} ≤ {show(high)} → {show(result)}")
    return result


def _if(node: Call, env: Env) -> Any:
    test, lacks = judged(node.args[0], env)
    if test is None:
        return Missing(tuple(lacks))
    return evaluate(node.args[1] if test else node.args[2], env)


def _flag(node: Call, env: Env) -> Any:
    period = str(env.row["period"]) if env.row is not None and "period" in env.row else ""
    value = env.source.fact(word_of(node), str(env.loop[1]) if env.loop else period, env.subject)
    env.note(node, show(None if isinstance(value, Missing) else value))
    return value


def _kind(node: Call, env: Env) -> Any:
    result = env.source.is_kind(word_of(node), env.subject)
    env.note(node, show(None if isinstance(result, Missing) else result))
    return result


def _open(node: Call, env: Env) -> Any:
    value = env.source.decision(word_of(node))
    return Quantity(Decimal(value)) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _first_of(node: Call, env: Env) -> Any:
    """Take the first source that has a value; the trace names it, and any later one that says something else (G15)."""
    values = [evaluate(arg, env.within(lacks=[])) for arg in node.args]
    known = [(arg, v) for arg, v in zip(node.args, values, strict=True) if v is not None and not isinstance(v, Missing)]
    if not known:
        return Missing.join(*values)
    used, value = known[0]
    env.note(used, show(value))
    for other, second in known[1:]:
        if show(second) != show(value):
            env.note(other, f"{show(second)} ≠ {show(value)}")
    return value


def _is_missing(node: Call, env: Env) -> Any:
    probe = env.within(lacks=[])  # what is missing here is the question, not a lack of the answer
    value = evaluate(node.args[0], probe)
    return isinstance(value, Missing) or value is None


def _convert(node: Call, env: Env) -> Any:
    values = numbers([evaluate(node.args[0], env)])
    if isinstance(values, Missing):
        return values
    target = str(getattr(node.args[1], "name", ""))
    source = values[0].unit.dimension.partition(":")[2]
    if source == target:
        return Quantity(values[0].base, Unit(target, f"money:{target}"))
    rate = env.source.rate(source, target)
    if isinstance(rate, Missing):
        return rate
    return Quantity(rounded(values[0].base * rate, 4), Unit(target, f"money:{target}"))


def _days_between(node: Call, env: Env) -> Any:
    first, second = _args(node, env)
    if isinstance(first, Missing) or isinstance(second, Missing):
        return Missing.join(first, second)
    return Quantity(Decimal((second - first).days))


def _result(node: Call, env: Env) -> Any:
    period = env.loop[1] if env.loop else env.period
    return env.source.fact(word_of(node), str(period) if period else "", env.subject)


CALLS: Final[dict[str, Callable[[Call, Env], Any]]] = {
    "ABS": _abs,
    "MIN": one_of_several("min"),
    "MAX": one_of_several("max"),
    "MEDIAN": one_of_several("median"),
    "ROUND": _round("half"),
    "ROUND_DOWN": _round("down"),
    "ROUND_UP": _round("up"),
    "IF": _if,
    "SUM": sum_,
    "AVERAGE": average,
    "FILLED_COUNT": filled_count,
    "DISTINCT": distinct,
    "COUNT": count,
    "NONE": none,
    "ANY": any_,
    "GROWTH": growth(Period.year_before),
    "YOY": growth(Period.year_before),
    "POP": growth(lambda period: period.step(-1)),
    "INCREMENT": increment,
    "CUMULATIVE": cumulative,
    "SAME_PERIOD_LAST_YEAR": earlier(Period.year_before),
    "PREVIOUS": earlier(lambda period: period.step(-1)),
    "SHARE": share,
    "RANK": rank(descending=True),
    "RANK_FROM_BOTTOM": rank(descending=False),
    "PARENT": parent,
    "IN_A_ROW": in_a_row,
    "ANSWER": _flag,
    "FOUND": _flag,
    "HAS": _flag,
    "HOLDS": holds,
    "HELD": held,
    "APPLIED": applied,
    "KIND": _kind,
    "SET": lambda node, env: env.source.members(word_of(node)),
    "OPEN": _open,
    "RESULT": _result,
    "SCORE": lambda node, env: env.source.score(word_of(node), env.subject, "given"),
    "SELF_SCORE": lambda node, env: env.source.score(word_of(node), env.subject, "self"),
    "FIRST_OF": _first_of,
    "IS_MISSING": _is_missing,
    "IS_FILLED": lambda node, env: not _is_missing(node, env),
    "BETWEEN": _between,
    "IN_UNIT": _in_unit,
    "AMOUNT": _in_unit,
    "CONVERT": _convert,
    "TODAY": lambda _, env: env.source.on,
    "DAYS_BETWEEN": _days_between,
}
