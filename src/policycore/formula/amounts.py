"""Arithmetic with units: currencies need a rate, a division by zero is missing, what is no number is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from ..calendar import add_months
from ..units import NONE, Quantity, Unit, base_unit, is_money, product, quotient
from ..verdict import LackKind, Missing
from .env import Env, missing


def numbers(values: Iterable[Any]) -> list[Quantity] | Missing:
    """Return values as amounts; when one is missing (or is no number at all) the whole is missing."""
    found = list(values)
    known = [v for v in found if isinstance(v, Quantity)]
    if len(known) == len(found):
        return known
    absent = [
        v if isinstance(v, Missing) else missing(LackKind.FACT, "value", f"「{v}」不是数", f"{v!r} is no number")
        for v in found
        if not isinstance(v, Quantity)
    ]
    return Missing.join(*absent)


def in_money_of(left: Quantity, right: Quantity, env: Env) -> Quantity | Missing:
    """Return ``right`` in the currency of ``left``; a rate nobody has given makes it missing (G12)."""
    source, target = right.unit.dimension, left.unit.dimension
    if source == target or not (is_money(source) and is_money(target)):
        return right
    rate = env.source.rate(source.partition(":")[2], target.partition(":")[2])
    if isinstance(rate, Missing):
        return rate
    # To a ten-thousandth: the inverse of a rate is never exact, and its last digit must not decide.
    return Quantity(rounded(right.base * rate, 4) / left.unit.factor, left.unit)


def in_one_money(values: Sequence[Quantity], env: Env) -> list[Quantity] | Missing:
    """Return amounts in the currency of the first that has one; other amounts stay as they are."""
    first = next((v for v in values if is_money(v.unit.dimension)), None)
    if first is None:
        return list(values)
    return numbers(in_money_of(first, v, env) for v in values)


def total(values: Sequence[Quantity], env: Env) -> Quantity | Missing:
    """Add amounts, in the unit of the first that has one."""
    same = in_one_money(values, env)
    if isinstance(same, Missing):
        return same
    unit = unit_of(same)
    return Quantity(sum((v.base for v in same), Decimal(0)) / unit.factor, unit)


def add(left: Quantity, right: Quantity, env: Env, *, minus: bool = False) -> Quantity | Missing:
    """Add or subtract two amounts, in the unit of the first that has one."""
    other = in_money_of(left, right, env)
    if isinstance(other, Missing):
        return other
    unit = left.unit if left.unit.name or not other.unit.name else other.unit
    amount = left.base - other.base if minus else left.base + other.base
    return Quantity(amount / unit.factor, unit)


def multiply(left: Quantity, right: Quantity) -> Quantity:
    """Multiply two amounts: a number of something, or so much per something times so many of it."""
    dimension = product(left.unit.dimension, right.unit.dimension)
    unit = next((q.unit for q in (left, right) if q.unit.dimension == dimension and q.unit.name != "%"), None)
    unit = unit or base_unit(dimension or "number")
    return Quantity(left.base * right.base / unit.factor, unit)


def divide(left: Quantity, right: Quantity, env: Env) -> Quantity | Missing:
    """Divide two amounts; by zero is missing, and says so."""
    other = in_money_of(left, right, env)
    if isinstance(other, Missing):
        return other
    if other.base == 0:
        return missing(LackKind.DIVISION_BY_ZERO, "division", "除数为 0，算不出", "division by zero")
    dimension = quotient(left.unit.dimension, other.unit.dimension)
    if dimension == left.unit.dimension and dimension != "number":
        return Quantity(left.base / other.base / left.unit.factor, left.unit)
    return Quantity(left.base / other.base, base_unit(dimension or "number"))


def before(day: date, length: Quantity) -> date:
    """Return the day a length of time before ``day``: months and years by the calendar, never before its first day."""
    count = int(length.base)
    if length.unit.dimension == "months":
        return add_months(day, -count) if day.year * 12 + day.month - 1 - count >= 12 else date.min
    return date.fromordinal(max(day.toordinal() - count, 1))


def rounded(amount: Decimal, places: int = 0) -> Decimal:
    """Round half up, as officials do; an amount too long to be rounded is left as it is."""
    try:
        return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:
        return amount


def ratio(amount: Decimal) -> Quantity:
    """Make a bare ratio (0.153 = 15.3 %)."""
    return Quantity(amount, NONE)


def unit_of(values: Sequence[Quantity]) -> Unit:
    """Return the unit a sum of amounts is given in: that of the first that has one."""
    return next((v.unit for v in values if v.unit.name), NONE)
