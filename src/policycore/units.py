"""Amounts and their units: money keeps its currency, counts keep their classifier, ratios are per cent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
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


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in a unit. Equality and order are by value in base units (see :func:`comparable`)."""

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
        raise KeyError(f"{name!r} is no unit; allowed: {', '.join(sorted(u for u in UNITS if u))}") from None


def comparable(left: str, right: str) -> bool:
    """Tell whether two dimensions may stand on the two sides of a comparison or a sum.

    A bare number goes with a count, with points and with a ratio, never with money: ``[exports] > 5`` would leave open
    five of what.
    """
    loose = {"number", "count", "points"}
    return left == right or (left in loose and right in loose)


def is_money(dimension: str) -> bool:
    """Tell whether a dimension is an amount of some currency."""
    return dimension.startswith("money:") and "/" not in dimension
