"""Whether a figure comes out to the last digit everywhere: what was divided (or multiplied by another figure) does not."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ..units import UNITS
from .tree import Arith, Call, Node, Number, children

DIVIDING: Final = frozenset(("GROWTH", "YOY", "POP", "SHARE", "AVERAGE", "MEDIAN"))
"""Functions that divide."""


def exact(node: Node) -> bool:
    """Tell whether a number is exact: sums, differences, multiples by a written number, halves and tenths are.

    Two numbers of which one is not exact are compared to a share of a million millionth (``plain.NEAR``): a column engine
    and a spreadsheet divide in binary, and their last digit must not decide.
    """
    if isinstance(node, Call) and (node.function in DIVIDING or _awkward(node)):
        return False
    if isinstance(node, Arith) and node.op == "*" and not (_written(node.left) or _written(node.right)):
        return False
    if isinstance(node, Arith) and node.op == "/" and not (isinstance(node.right, Number) and ends(node.right.amount)):
        return False
    return all(exact(child) for child in children(node))


def ends(divisor: Decimal) -> bool:
    """Tell whether one divided by a number ends within twelve decimals (2, 5, 10000 do, 3 and 7 do not)."""
    return bool(divisor) and reciprocal(divisor) * divisor == 1


def reciprocal(divisor: Decimal) -> Decimal:
    """Return one divided by a number, to twelve decimals."""
    return (1 / divisor).quantize(Decimal("1e-12")).normalize()


def _written(node: Node) -> bool:
    return isinstance(node, Number) or (bool(list(children(node))) and all(_written(child) for child in children(node)))


def _awkward(node: Call) -> bool:
    """Tell whether a number of units is asked for that base units do not divide into (平方米 of 亩)."""
    unit = UNITS.get(getattr(node.args[1], "name", "")) if node.function == "AMOUNT" else None
    return unit is not None and not ends(unit.factor)
