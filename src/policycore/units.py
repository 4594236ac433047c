"""Amounts and their units: money keeps its currency, counts keep their classifier, ratios are per cent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Final


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: what it measures (``dimension``) and how many base units it holds (``factor``)."""

    name: str
    dimension: str
    factor: Decimal = Decimal(1)


def _table(dimension: str, **factors: str) -> dict[str, Unit]:
    return {name: Unit(name, dimension, Decimal(factor)) for name, factor in factors.items()}


NONE: Final = Unit("", "number")
PERCENT: Final = Unit("%", "number", Decimal("0.01"))
POINTS: Final = Unit("分", "points")

UNITS: Final[dict[str, Unit]] = {
    "": NONE,
    "%": PERCENT,
    "分": POINTS,
    **_table("money:CNY", 元="1", 万元="10000", 亿元="100000000", CNY="1"),
    **_table("money:USD", 美元="1", 万美元="10000", 亿美元="100000000", USD="1"),
    **_table("area", 亩="1", 平方米="0.0015"),
    **_table("money:CNY/area", **{"元/亩": "1", "万元/亩": "10000"}),
    **{name: Unit(name, "count") for name in ("家", "个", "人", "项", "篇", "件", "次", "处", "名", "条", "批")},
    **_table("days", day="1", days="1", 天="1", 日="1"),
    **_table("workdays", workday="1", workdays="1", 工作日="1", 个工作日="1"),
    **_table("months", month="1", months="1", 月="1", 个月="1", year="12", years="12", 年="12"),
}
DURATIONS: Final = frozenset({"days", "workdays", "months"})
LOOSE: Final = frozenset({"number", "count", "points"})
_LENGTH = re.compile(r"^(\d+)\s*(\S+)$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in a unit. Two amounts are compared by ``base`` (``==`` asks whether both are written the same way)."""

    amount: Decimal
    unit: Unit = NONE

    @property
    def base(self) -> Decimal:
        """The amount in base units of its dimension."""
        return self.amount * self.unit.factor

    def __str__(self) -> str:
        return f"{plain(self.amount)}{self.unit.name if self.unit.name == '%' else (' ' + self.unit.name).rstrip()}"


def plain(amount: Decimal) -> str:
    """Write a decimal without exponent and without trailing zeros."""
    text = format(amount.normalize(), "f")
    return "0" if text in {"-0", ""} else text


def unit_named(name: str) -> Unit:
    """Return the unit called ``name``; raise KeyError with the allowed names otherwise."""
    try:
        return UNITS[name]
    except KeyError:
        near = get_close_matches(name, UNITS, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}? " if near else ""
        allowed = ", ".join(sorted(u for u in UNITS if u))
        raise KeyError(f"{name!r} is no unit; {hint}allowed: {allowed}") from None


def duration(text: str) -> Quantity:
    """Read a length of time like ``3 years`` or ``7 workdays``; raise ValueError otherwise."""
    found = _LENGTH.match(text.strip())
    unit = UNITS.get(found[2]) if found else None
    if found is None or unit is None or unit.dimension not in DURATIONS or not int(found[1]):
        raise ValueError(f"{text!r} is no length of time; write 3 years, 6 months, 30 days or 7 workdays")
    return Quantity(Decimal(found[1]), unit)


def quotient(left: str, right: str) -> str | None:
    """Return the dimension of one amount divided by another, or None when nobody counts in such a unit."""
    if left == right or (is_money(left) and is_money(right)):
        return "number"
    if right in LOOSE:
        return left
    compound = f"{left}/{right}"
    return compound if any(unit.dimension == compound for unit in UNITS.values()) else None


def product(left: str, right: str) -> str | None:
    """Return the dimension of two amounts multiplied, or None when nobody counts in such a unit."""
    if right in LOOSE:
        return left
    if left in LOOSE:
        return right
    for per, by in ((left, right), (right, left)):
        head, _, tail = per.partition("/")
        if tail and tail == by:
            return head
    return None


def base_unit(dimension: str) -> Unit:
    """Return the unit of a dimension that holds one base unit, the bare number when there is none."""
    fitting = (u for u in UNITS.values() if u.dimension == dimension and u.factor == 1)
    return next(fitting, NONE)


def comparable(left: str, right: str) -> bool:
    """Tell whether two dimensions may stand on the two sides of a comparison or a sum.

    A bare number goes with a count, with points and with a ratio, never with money: ``[exports] > 5`` would leave open
    five of what.
    """
    return left == right or (left in LOOSE and right in LOOSE)


def is_money(dimension: str) -> bool:
    """Tell whether a dimension is an amount of some currency."""
    return dimension.startswith("money:") and "/" not in dimension
