"""Evaluating a formula: three-valued, with a trace, never raising over a missing fact.

One meaning everywhere: missing with anything is missing; a comparison with missing is undetermined; AND and OR by
Kleene; a division by zero is missing and says so. ``None`` stands for *undetermined* in conditions; what an answer
lacks is gathered in ``Env.lacks``, and only what could still change it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

from ..units import Quantity, plain
from ..verdict import Lack, LackKind, Missing
from .amounts import add, divide, in_money_of, multiply, numbers
from .env import Between, Env, Source, missing, period_text, resolve_period, show
from .exactness import exact
from .names import STATUSES
from .reckoning import near
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


def evaluate(node: Node, env: Env) -> Any:
    """Return the value of a formula: True / False / None for a condition, else a value or :class:`Missing`."""
    value = _HANDLERS[type(node)](node, env)
    env.lacking(value)
    return value


def truth(node: Node, env: Env) -> bool | None:
    """Return a condition's value; whatever is missing makes it undetermined (None)."""
    value = evaluate(node, env)
    return None if value is None or isinstance(value, Missing) else bool(value)


def judged(node: Node, env: Env) -> tuple[bool | None, list[Lack]]:
    """Return a condition's value and what it lacks, without noting the lacks: another part may decide without it."""
    inside = env.within(lacks=[])
    value = truth(node, inside)
    return value, inside.lacks if value is None else []


def as_value(value: Any, name: str = "value") -> Any:
    """Turn plain data of a row into a value of the language (whole numbers and decimals become quantities)."""
    if value is None:
        return missing(LackKind.FACT, name, f"这一行没有填「{name}」", f"{name} is not filled in")
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    return Quantity(Decimal(value))


def _number(node: Number, env: Env) -> Any:
    return Quantity(node.amount, node.unit)


def _literal(node: Literal, env: Env) -> Any:
    return node.value


def _name(node: Name, env: Env) -> Any:
    if env.loop and env.loop[0] == node.name:
        return env.loop[1]
    if env.row is None:
        return env.source.fact(node.name, period_text(env), env.subject)
    if env.statuses and node.name in STATUSES:
        return _status(node.name, env)
    # In a row a bare word is a column, else a word to compare with one.
    return as_value(env.row[node.name], node.name) if node.name in env.row else node.name


def _status(word: str, env: Env) -> Any:
    assert env.row is not None
    status, period = env.row.get("status"), env.row.get("period", "")
    if isinstance(status, Missing) or status is None:
        return missing(LackKind.FACT, f"status {period}", f"{period} 的报送情况", f"the status of {period}")
    return status == word or word in env.row.get("also", ())


def _fact(node: FactRef, env: Env) -> Any:
    if env.row is not None and node.name in env.row and not node.period:
        return as_value(env.row[node.name], node.name)
    return env.source.fact(node.name, period_text(env, node.period), env.subject)


def _minus(node: Minus, env: Env) -> Any:
    item = numbers([evaluate(node.item, env)])
    return item if isinstance(item, Missing) else Quantity(-item[0].amount, item[0].unit)


def _arith(node: Arith, env: Env) -> Any:
    sides = numbers([evaluate(node.left, env), evaluate(node.right, env)])
    if isinstance(sides, Missing):
        return sides
    left, right = sides
    if node.op in "+-":
        return add(left, right, env, minus=node.op == "-")
    return multiply(left, right) if node.op == "*" else divide(left, right, env)


def _compare(node: Compare, env: Env) -> Any:
    left, right = evaluate(node.left, env), evaluate(node.right, env)
    result = compare(node.op, left, right, env, node)
    env.note(node, f"{_beside(left, right)} {_SHOWN[node.op]} {_beside(right, left)} → {show(result)}")
    return result


def _beside(value: Any, other: Any) -> str:
    """Write a value for the trace: a bare ratio beside a percentage as a percentage, rounded to two places."""
    if not (isinstance(value, Quantity) and isinstance(other, Quantity)):
        return show(value)
    if value.unit.name or other.unit.name != "%":
        return show(value)
    return f"{plain(round(value.base * 100, 2))}%"


def compare(op: str, left: Any, right: Any, env: Env, node: Node | None = None) -> bool | None:
    """Compare two values; a count with bounds is decided when its bounds decide it.

    ``node`` is where they stand: figures of which one was divided count as equal when they are next to equal.
    """
    if isinstance(left, Between) or isinstance(right, Between):
        return _compare_bounds(op, _bounds(left), _bounds(right))
    if isinstance(left, Missing) or isinstance(right, Missing) or left is None or right is None:
        return None
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        other = in_money_of(left, right, env)
        if isinstance(other, Missing):
            env.lacking(other)
            return None
        if node is not None and left.base != other.base and near(left.base, other.base) and not exact(node):
            return op in ("=", "<=", ">=")
        return _OPS[op](left.base, other.base)
    if isinstance(left, Quantity) or isinstance(right, Quantity):
        left, right = str(left), str(right)
    try:
        return _OPS[op](left, right)
    except TypeError:  # a decision of another type than its point declares
        env.lacking(missing(LackKind.FACT, "value", f"「{left}」和「{right}」不能比较", f"{left!r} and {right!r}"))
        return None


_Bounds = tuple[Decimal | None, Decimal | None]


def _bounds(value: Any) -> _Bounds | None:
    if isinstance(value, Between):
        return value.low, value.high
    return (value.base, value.base) if isinstance(value, Quantity) else None


def _compare_bounds(op: str, left: _Bounds | None, right: _Bounds | None) -> bool | None:
    """Compare two amounts of which only bounds are known: decided when every pair within them gives the same."""
    if left is None or right is None:
        return None
    if op in {"<", "<="}:
        return _compare_bounds(_MIRROR[op], right, left)
    if op == "<>":
        same = _compare_bounds("=", left, right)
        return None if same is None else not same
    (low, high), (other_low, other_high) = left, right
    if op == "=":
        apart = (high is not None and other_low is not None and high < other_low) or (
            low is not None and other_high is not None and other_high < low
        )
        return False if apart else (True if low == high == other_low == other_high and low is not None else None)
    if low is not None and other_high is not None and _OPS[op](low, other_high):
        return True
    if high is not None and other_low is not None and not _OPS[op](high, other_low):
        return False
    return None


def _in_set(node: InSet, env: Env) -> Any:
    item = evaluate(node.item, env)
    if isinstance(node.members, Name):
        members = env.source.members(node.members.name)
    else:
        members = evaluate(node.members, env)
    env.lacking(members)
    if isinstance(item, Missing) or isinstance(members, Missing):
        return None
    result = str(item) in {str(member) for member in members}
    env.note(node, f"{show(item)} → {show(result)}")
    return result


def _logic(node: Logic, env: Env) -> Any:
    decisive = node.op == "or"
    values = _judge_all(node.items, env, lambda found: decisive in found)
    return decisive if decisive in values else (None if None in values else not decisive)


def _at_least(node: AtLeast, env: Env) -> Any:
    wanted, all_of = node.count, len(node.items)
    values = _judge_all(
        node.items, env, lambda found: found.count(True) >= wanted or found.count(False) > all_of - wanted
    )
    sure, possible = values.count(True), values.count(True) + values.count(None)
    return True if sure >= wanted else (None if possible >= wanted else False)


def _judge_all(items: Iterable[Node], env: Env, decided: Callable[[list[bool | None]], bool]) -> list[bool | None]:
    """Judge conditions that stand together; what one lacks is noted only when the others do not decide without it."""
    found = [judged(item, env) for item in items]
    values = [value for value, _ in found]
    if not decided(values):
        for _, lacks in found:
            env.add(lacks)
    return values


def _not(node: Not, env: Env) -> Any:
    value = truth(node.item, env)
    return None if value is None else not value


def _reading(node: Reading, env: Env) -> Any:
    chosen = env.source.decision(node.point)
    if isinstance(chosen, Missing):
        return chosen
    choices = dict(node.choices)
    if str(chosen) not in choices:
        return _none_of(chosen, choices, node.point)
    env.note(node, env.source.label(str(chosen)).zh)
    return evaluate(choices[str(chosen)], env)


def _by(node: By, env: Env) -> Any:
    cases = dict(node.cases)
    key = evaluate(node.key, env)
    if isinstance(key, Missing):
        return key
    return evaluate(cases[str(key)], env) if str(key) in cases else _none_of(key, cases, str(key))


def _none_of(value: Any, cases: Iterable[str], name: str) -> Missing:
    listed = list(cases)
    zh, en = f"「{value}」不在所列各类之中：{'、'.join(listed)}", f"{value} is none of {', '.join(listed)}"
    return missing(LackKind.FACT, name, zh, en)


def _call(node: Call, env: Env) -> Any:
    from .calls import CALLS  # the table of functions evaluates its arguments by this module

    return CALLS[node.function](node, env)


_OPS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_MIRROR: Final = {"<": ">", "<=": ">="}
_SHOWN: Final = {"=": "=", "<>": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_HANDLERS: Final[dict[type[Node], Callable[[Any, Env], Any]]] = {
    Number: _number,
    Literal: _literal,
    Name: _name,
    FactRef: _fact,
    Minus: _minus,
    Arith: _arith,
    Compare: _compare,
    InSet: _in_set,
    Logic: _logic,
    AtLeast: _at_least,
    Not: _not,
    Reading: _reading,
    By: _by,
    Call: _call,
}
__all__ = ["Between", "Env", "Source", "compare", "evaluate", "judged", "resolve_period", "truth"]
