"""Evaluating a formula: three-valued, with a trace, never raising over a missing fact.

One meaning everywhere: missing with anything is missing; a comparison with missing is undetermined; AND and OR by
Kleene; a division by zero is missing and says so. ``None`` stands for *undetermined* in conditions; the reasons are
gathered in ``Env.lacks``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Protocol

from ..calendar import add_months
from ..periods import Period
from ..say import Say
from ..units import NONE, Quantity, Unit, is_money, plain
from ..verdict import Lack, LackKind, Missing, TraceLine
from .sentence import say_formula
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


@dataclass(frozen=True, slots=True)
class Between(Missing):
    """A number that is not known exactly but lies between two bounds (a count with undetermined rows)."""

    low: Decimal = Decimal(0)
    high: Decimal | None = None


class Source(Protocol):
    """What evaluation asks for. The engine implements it over a fact reader, decisions and the pack."""

    on: date

    def fact(self, name: str, period: str, subject: Any) -> Any:
        """Return a declared fact (by id or Chinese name) of a subject, or Missing."""

    def decision(self, point: str) -> Any:
        """Return the decided value of an open point, or Missing naming who may decide."""

    def members(self, name: str) -> Any:
        """Return the members of a named set, or Missing when it is left open."""

    def kinds_of(self, subject: Any) -> Any:
        """Return the kinds a subject is of, or Missing."""

    def related(self, subject: Any, relation: str) -> Any:
        """Return the subjects that stand in a relation (its city, its province), or Missing."""

    def population(self, name: str, subject: Any, within: str) -> Any:
        """Return the members a subject is ranked among, or Missing."""

    def rate(self, source: str, target: str) -> Any:
        """Return how many units of ``target`` one unit of ``source`` is worth, or Missing."""

    def score(self, scheme: str, subject: Any, who: str) -> Any:
        """Return the points of a scoring scheme (``who``: ``given`` or ``self``), or Missing."""

    def label(self, name: str) -> Say:
        """Return the words of a fact, set or open point."""


@dataclass(slots=True)
class Env:
    """Where a formula is evaluated: the source, the subject and, inside a table, the row at hand."""

    source: Source
    subject: Any = None
    period: Period | None = None
    row: Mapping[str, Any] | None = None
    loop: tuple[str, Period] | None = None
    trace: list[TraceLine] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    depth: int = 0
    quiet: bool = False

    def within(self, **changes: Any) -> Env:
        """Return the same place with some things changed; trace and lacks are shared."""
        return replace(self, **changes)

    def lacking(self, value: object) -> None:
        """Note why something is missing."""
        if isinstance(value, Missing):
            for lack in value.lacks:
                if lack not in self.lacks:
                    self.lacks.append(lack)

    def note(self, node: Node, value: str) -> None:
        """Add a line to the trace, unless inside a row."""
        if not self.quiet:
            self.trace.append(TraceLine(say_formula(node, self.source.label), value, self.depth))


def evaluate(node: Node, env: Env) -> Any:
    """Return the value of a formula: True / False / None for a condition, else a value or :class:`Missing`."""
    value = _HANDLERS[type(node)](node, env)
    env.lacking(value)
    return value


def truth(node: Node, env: Env) -> bool | None:
    """Return a condition's value; whatever is missing makes it undetermined (None)."""
    value = evaluate(node, env)
    if isinstance(value, Missing):
        return None
    return None if value is None else bool(value)


def missing(kind: LackKind, name: str, zh: str, en: str, supplier: str = "") -> Missing:
    """Make a missing value with one reason."""
    return Missing((Lack(kind, name, Say(zh, en), supplier),))


def _number(node: Number, env: Env) -> Any:
    return Quantity(node.amount, node.unit)


def _literal(node: Literal, env: Env) -> Any:
    return node.value


def _name(node: Name, env: Env) -> Any:
    if env.loop and env.loop[0] == node.name:
        return env.loop[1]
    if env.row is not None:
        if node.name in env.row:
            return as_value(env.row[node.name])
        if "status" in env.row:
            return _status(node.name, env)
        return node.name
    return env.source.fact(node.name, period_text(env), env.subject)


def _status(word: str, env: Env) -> Any:
    assert env.row is not None
    status = env.row["status"]
    if isinstance(status, Missing) or status is None:
        return missing(
            LackKind.FACT,
            f"status {env.row.get('period', '')}",
            f"{env.row.get('period', '')} 的报送情况",
            "its status",
        )
    return status == word or word in env.row.get("also", ())


def _fact(node: FactRef, env: Env) -> Any:
    if env.row is not None and node.name in env.row:
        return as_value(env.row[node.name])
    return env.source.fact(node.name, period_text(env, node.period), env.subject)


def period_text(env: Env, wanted: str = "") -> str:
    """Return the period a fact is asked for, as text: given, counted from the one at hand, or the one at hand."""
    here = env.loop[1] if env.loop else env.period
    if not wanted or wanted == "this-period":
        return str(here) if here else ""
    if env.loop and wanted == env.loop[0]:
        return str(env.loop[1])
    return str(resolve_period(wanted, here, env.source.on))


def resolve_period(wanted: str, here: Period | None, on: date) -> Period:
    """Turn ``y-1``, ``previous-year``, ``first-half`` or ``2019-H1`` into a period."""
    cycles = {"y": "year", "h": "half", "q": "quarter", "m": "month"}
    head, _, tail = wanted.partition("-")
    if head.lower() in cycles and (not tail or tail.isdigit()):
        cycle = cycles[head.lower()]
        base = here if here and here.cycle == cycle else Period.containing(here.ends_on if here else on, cycle)
        return base.step(-int(tail or 0))
    year = here.year if here else on.year
    named = {
        "previous-year": Period(year - 1),
        "first-half": Period(year, "half", 1),
        "second-half": Period(year, "half", 2),
        "previous-period": (here or Period(year)).step(-1),
    }
    return named.get(wanted) or Period.parse(wanted)


def as_value(value: Any) -> Any:
    """Turn plain data into a value of the language (whole numbers and decimals become quantities)."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        if value is None:
            return missing(LackKind.FACT, "value", "没有填", "not filled in")
        return value
    return Quantity(Decimal(value))


def _minus(node: Minus, env: Env) -> Any:
    item = evaluate(node.item, env)
    return item if isinstance(item, Missing) else Quantity(-item.amount, item.unit)


def _arith(node: Arith, env: Env) -> Any:
    left, right = evaluate(node.left, env), evaluate(node.right, env)
    if isinstance(left, Missing) or isinstance(right, Missing):
        return Missing.join(left, right)
    if node.op in "+-":
        right = in_money_of(left, right, env)
        if isinstance(right, Missing):
            return right
        unit = left.unit if left.unit.name or not right.unit.name else right.unit
        amount = left.base + right.base if node.op == "+" else left.base - right.base
        return Quantity(amount / unit.factor, unit)
    if node.op == "*":
        unit = left.unit if right.unit.dimension in {"number", "count", "points"} else right.unit
        return Quantity(left.base * right.base / unit.factor, unit)
    return divide(left, right, env)


def divide(left: Quantity, right: Quantity, env: Env) -> Any:
    """Divide two amounts; by zero is missing, and says so."""
    right = in_money_of(left, right, env)
    if isinstance(right, Missing):
        return right
    if right.base == 0:
        return missing(LackKind.DIVISION_BY_ZERO, "division", "除数为 0，算不出", "division by zero")
    if left.unit.dimension == right.unit.dimension or right.unit.dimension not in {"number", "count", "points"}:
        return Quantity(left.base / right.base)
    return Quantity(left.base / right.base / left.unit.factor, left.unit)


def in_money_of(left: Quantity, right: Quantity, env: Env) -> Any:
    """Return ``right`` in the currency of ``left``; a rate nobody has given makes it missing (G12)."""
    source, target = right.unit.dimension, left.unit.dimension
    if source == target or not (is_money(source) and is_money(target)):
        return right
    rate = env.source.rate(source.partition(":")[2], target.partition(":")[2])
    if isinstance(rate, Missing):
        return rate
    return Quantity(right.base * rate / left.unit.factor, left.unit)


def _compare(node: Compare, env: Env) -> Any:
    left, right = evaluate(node.left, env), evaluate(node.right, env)
    result = compare(node.op, left, right, env)
    env.note(node, f"{show(left)} {_SHOWN[node.op]} {show(right)} → {show(result)}")
    return result


def compare(op: str, left: Any, right: Any, env: Env) -> bool | None:
    """Compare two values; a count with bounds is decided when its bounds decide it."""
    if isinstance(left, Between) and isinstance(right, Quantity):
        return _compare_bounds(op, left, right.base)
    if isinstance(left, Missing) or isinstance(right, Missing) or left is None or right is None:
        return None
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        right = in_money_of(left, right, env)
        if isinstance(right, Missing):
            env.lacking(right)
            return None
        return _OPS[op](left.base, right.base)
    if isinstance(left, Quantity) or isinstance(right, Quantity):
        left, right = str(left), str(right)
    return _OPS[op](left, right)


def _compare_bounds(op: str, left: Between, right: Decimal) -> bool | None:
    low = _OPS[op](left.low, right)
    high = _OPS[op](left.high, right) if left.high is not None else None
    if op in {">", ">="}:
        return True if low else (None if high is None or high else False)
    if op in {"<", "<="}:
        return True if high else (None if low else False)
    if right < left.low or (left.high is not None and right > left.high):
        return op == "<>"
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
    values = [truth(item, env) for item in node.items]
    if node.op == "and":
        return False if False in values else (None if None in values else True)
    return True if True in values else (None if None in values else False)


def _at_least(node: AtLeast, env: Env) -> Any:
    values = [truth(item, env) for item in node.items]
    sure, possible = values.count(True), values.count(True) + values.count(None)
    return True if sure >= node.count else (None if possible >= node.count else False)


def _not(node: Not, env: Env) -> Any:
    value = truth(node.item, env)
    return None if value is None else not value


def _reading(node: Reading, env: Env) -> Any:
    chosen = env.source.decision(node.point)
    if isinstance(chosen, Missing):
        return chosen
    choices = dict(node.choices)
    env.note(node, str(chosen))
    return evaluate(choices[str(chosen)], env)


def _by(node: By, env: Env) -> Any:
    cases = dict(node.cases)
    if isinstance(node.key, Name):
        key = env.source.fact(node.key.name, period_text(env), env.subject)
    else:
        key = evaluate(node.key, env)
    if isinstance(key, Missing):
        return key
    if str(key) not in cases:
        return missing(LackKind.FACT, str(key), f"「{key}」不在所列各类之中", f"{key} is in none of the cases")
    return evaluate(cases[str(key)], env)


def _call(node: Call, env: Env) -> Any:
    from .calls import CALLS  # the table of functions evaluates arguments by this module

    return CALLS[node.function](node, env)


def months_before(day: date, length: Quantity) -> date:
    """Return the day a length of time before ``day`` (months and years by the calendar)."""
    if length.unit.dimension == "months":
        return add_months(day, -int(length.base))
    return date.fromordinal(day.toordinal() - int(length.base))


def rounded(amount: Decimal, places: int = 0) -> Decimal:
    """Round half up, as officials do."""
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def ratio(amount: Decimal) -> Quantity:
    """Make a bare ratio (0.153 = 15.3 %)."""
    return Quantity(amount, NONE)


def unit_of(values: list[Quantity]) -> Unit:
    """Return the unit a sum of amounts is given in: that of the first that has one."""
    return next((v.unit for v in values if v.unit.name), NONE)


def show(value: Any) -> str:
    """Write a value for the trace."""
    if value is True or value is False:
        return "是" if value else "否"
    if value is None or isinstance(value, Missing):
        if isinstance(value, Between):
            return f"{plain(value.low)}～{plain(value.high) if value.high is not None else '?'}"
        return "不能判断"
    if isinstance(value, frozenset | set | list | tuple):
        return "、".join(sorted(map(str, value)))
    return str(value)


_OPS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
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
