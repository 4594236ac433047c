"""How many decimals a number of the plain tree can have in base units: what a spreadsheet rounds a difference to."""

from __future__ import annotations

from decimal import Decimal

from . import plain as p
from .lower import Shape


def decimals(node: p.Plain, shape: Shape) -> int:
    """Return the most decimals an exact number can have; of a quotient there is no such number, and a large one is given."""
    if isinstance(node, p.Const):
        return _of(node.value) if isinstance(node.value, Decimal) else 0
    if isinstance(node, p.Cell):
        return shape.fields[node.field].base_decimals
    if isinstance(node, p.Column):
        return shape.tables[node.table][node.column].base_decimals
    if isinstance(node, p.Param):
        return 6
    if isinstance(node, p.Rank | p.Known):
        return 0 if p.bounded(node) else 6
    if isinstance(node, p.Round):
        return max(0, node.places + _of(node.factor) - _zeros(node.factor))
    found = [decimals(part, shape) for part in p.parts(node)]
    if isinstance(node, p.Op) and node.op in "*/":
        return sum(found) if node.op == "*" else 99
    return max(found, default=0)


def _of(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


def _zeros(value: Decimal) -> int:
    return max(0, int(value.normalize().as_tuple().exponent))
