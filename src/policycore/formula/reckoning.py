"""How numbers are rounded, folded and compared: the one meaning behind closure and evaluation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Context, Decimal, InvalidOperation, localcontext
from typing import Any, Final

from .plain import NEAR

EXACT: Final = Context(prec=60)
"""Figures of eighteen digits in 亿元, multiplied, still come out to the last digit."""


PLACES: Final = Context(prec=12)
"""Binary engines have fifteen digits: in twelve they agree which of two quotients is the larger."""


def rounded_to(value: Decimal, places: int, way: str) -> Decimal:
    """Round a number: ``half`` up (away from nought, as officials do), ``down`` towards nought, ``up`` away from it."""
    ways = {"half": ROUND_HALF_UP, "down": ROUND_DOWN, "up": ROUND_UP}
    try:
        with localcontext(EXACT):
            return value.quantize(Decimal(1).scaleb(-places), ways[way])
    except InvalidOperation:  # too long to be rounded
        return value


def folded(how: str, known: Sequence[Any]) -> Any:
    """Make several known values one: their sum, mean, least, greatest, middle, how many, how many different ones."""
    if how == "sum":
        return sum(known, Decimal(0))
    if how in ("filled", "distinct"):
        return Decimal(len(known) if how == "filled" else len(set(known)))
    if not known:
        return None
    if how in ("min", "max"):
        return min(known) if how == "min" else max(known)
    if how == "average":
        return sum(known, Decimal(0)) / len(known)
    ordered, middle = sorted(known), len(known) // 2
    return ordered[middle] if len(known) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def by_policy(how: str, known: Sequence[Any], absent: bool, policy: str) -> Any:
    """Make values one by a policy for missing ones: ``any`` makes all missing, ``all`` only if all are, ``none`` never."""
    if absent and (policy == "any" or (policy == "all" and not known)):
        return None
    return folded(how, known)


def part_of(period: str) -> int:
    """Return which part of its year a period is, from 1 (a year is 1)."""
    _, _, tail = period.partition("-")
    return int(tail[1:]) if tail else 1


def near(left: Decimal, right: Decimal) -> bool:
    """Tell whether two figures of which one was divided count as equal (see :data:`plain.NEAR`)."""
    return abs(left - right) <= NEAR * max(Decimal(1), abs(left), abs(right))


def placed(value: Decimal, exact: bool) -> Decimal:
    """Return a figure as it is compared for a place among others: one that was divided in twelve digits."""
    return value if exact else PLACES.plus(value)


COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": lambda a, b: bool(a == b),
    "<>": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}


def decided(op: str, left: tuple[Any, Any], right: tuple[Any, Any]) -> bool | None:
    """Compare two numbers of which only bounds are known; None where the bounds do not decide it."""
    (low, high), (other_low, other_high) = left, right
    if op in ("=", "<>"):
        if high < other_low or other_high < low:
            return op == "<>"
        return (op == "=") if low == high == other_low == other_high else None
    test = COMPARE[op]
    best, worst = ((low, other_high), (high, other_low)) if op[0] == ">" else ((high, other_low), (low, other_high))
    return True if test(*best) else (None if test(*worst) else False)
