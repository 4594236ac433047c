"""Lowering what a form does not hold: the figure of an area above, the place among others, what the system knows of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ..units import base_unit, quotient
from . import plain as p
from .exactness import exact
from .lower import Low, Lowering, UnsayableError, in_money_of
from .tree import Call, Clause, FactRef, Name, Node, walk

TODAY: Final = p.Param("today", "date")
"""The day of the question: the same for every return it is asked of; a workbook asks its own clock."""
_KINDS: Final = {
    **dict.fromkeys(("HOLDS", "HELD", "APPLIED", "KIND", "NONE", "ANY"), "truth"),
    **dict.fromkeys(("SCORE", "SELF_SCORE", "DISTINCT", "FILLED_COUNT"), "number"),
    **dict.fromkeys(("COUNT", "IN_A_ROW"), "bounds"),
}
"""The functions whose answer about one's own subject the system knows, and of which kind it is."""
_OF_ONE_RETURN: Final = (p.OverRows, p.Rows, p.Column, p.Rank, p.Known)
_AT: Final = re.compile(r"at=\(-?\d+, -?\d+\),? ?")


def known(here: Lowering, node: Call) -> Low:
    """Lower a question about titles, kinds, points, duties and registers: asked once of the system, never of the form."""
    kind = _KINDS.get(node.function)
    if kind is None:
        raise UnsayableError(f"{node.function} 要看表外的情况", f"{node.function} looks at more than the form")
    if any(here.shape.field_id(name) for name in _figures_in(node)):
        raise UnsayableError(
            "表外的情况里又用到了本表的数", "what lies outside the form is asked by a figure of the form"
        )
    if here.whose or here.table or here.loop or here.at != p.HERE:
        raise UnsayableError("表外的情况只按本期问", "what lies outside the form is asked for the period at hand only")
    return Low(p.Known(_key(node), kind, node), kind)


def _figures_in(node: Call) -> Iterator[str]:
    """What a question names that might be a field of the form; bare words of a condition on rows are columns."""
    for part in walk(node):
        if isinstance(part, FactRef):
            yield part.name
        elif isinstance(part, Call) and part.args and isinstance(part.args[0], Name):
            yield part.args[0].name


def outside(here: Lowering, name: str, at: p.At) -> Low:
    """Lower a fact of the pack that is no field of the form; raise :class:`UnsayableError` when there is none."""
    shaped = here.shape.outside.get(name)
    if shaped is None or here.whose:
        raise UnsayableError(f"「{name}」不在本表内", f"{name} is not in this form")
    period = at.fixed
    if at.back:
        if at.fixed or not here.shape.cycle:
            raise UnsayableError(
                "表外的情况只按本期问", "what lies outside the form is asked for the period at hand only"
            )
        period = f"{here.shape.cycle[0]}-{at.back}"
    node = FactRef(name, period)
    return Low(p.Known(_key(node), shaped.kind, node), shaped.kind, shaped.unit)


def over_other_rows(here: Lowering, node: Call) -> bool:
    """Tell whether a function counts or adds up rows that are no table of the form (a register, the titles of a city)."""
    of = node.clause("of")
    if node.function in ("COUNT", "NONE", "ANY"):
        first = node.args[0] if node.args else None
        name = first.name if isinstance(first, Name | FactRef) else ""
        return bool(of) or bool(name and here.shape.field_id(name) not in here.shape.tables)
    return of is not None and node.function in _KINDS and here.shape.field_id(of.name) not in here.shape.tables


def parent(here: Lowering, node: Call, at: p.At) -> Low:
    """Lower the figure of the parent, or of another area in a relation: the same fields, filed about that area."""
    return _about(here.within(at), node.clause("of")).low(node.args[0])


def share_of(here: Lowering, node: Call) -> Low:
    """Lower a share in the figure of another area."""
    left = here.number(node.args[0])
    right = in_money_of(left, _about(here, node.clause("of")).number(node.args[1]))
    dimension = quotient(left.unit.dimension, right.unit.dimension) or "number"
    return Low(p.Op("/", left.node, right.node), "number", base_unit(dimension))


def _about(here: Lowering, of: Clause | None) -> Lowering:
    if here.whose or here.table:
        raise UnsayableError("上级的数里不能再看上级", "the figure of an area above looks at one above that")
    return replace(here, whose=of.name if of else "parent")


def rank(here: Lowering, node: Call, at: p.At) -> Low:
    """Lower a place among others: a number between two bounds."""
    among, within = node.clause("among"), node.clause("within")
    if here.whose or here.table:
        raise UnsayableError("名次只在本表的数之间比", "places are compared between returns only")
    item = here.within(at).number(node.args[0])
    looks = [part for part in p.every(item.node) if isinstance(part, _OF_ONE_RETURN)]
    if looks or any(isinstance(part, p.Cell) and part.whose for part in p.every(item.node)):
        raise UnsayableError("名次只在本表的数之间比", "places are compared between figures of the form only")
    population: str | p.Param = among.name if among else ""
    if among and isinstance(among.node, Call) and among.node.function == "OPEN":
        population = p.Param(getattr(among.node.args[0], "name", ""), "text")
    elif among and among.node is not None:
        raise UnsayableError("在谁之中比要先定下来", "among whom it is has to be named")
    down = node.function == "RANK"
    return Low(p.Rank(item.node, population, within.name if within else "", down, exact(node.args[0])), "bounds")


def _key(node: Node) -> str:
    """What is asked, written so that the same question has the same key wherever it stands."""
    return _AT.sub("", repr(node))
