"""The rules of a form, compiled once: its fields as formulas see them, its computed fields, its checks with tolerance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from ..facts import FactType
from ..forms import Check, FieldKind, Form, FormField
from ..formula import Condition
from ..formula.book import Around, Book, answer_in_base
from ..formula.lower import Shape, Shaped
from ..formula.lower_around import TODAY
from ..formula.tree import Arith, AtLeast, Call, Compare, FactRef, Logic, Name, Node, Number, walk
from ..open_points import OpenPoint, PointKind
from ..pack.model import Pack
from ..periods import Period
from ..units import NONE, UNITS, Unit
from ..verdict import Missing
from .situation import Situation

NUMERIC: Final = frozenset(
    (FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.DERIVED, FieldKind.NAMED_COUNT)
)
_KINDS: Final = {FieldKind.DATE: "date", FieldKind.FLAG: "truth"}
_POINTS: Final = {
    **dict.fromkeys(("integer", "number", "percent"), "number"),
    **dict.fromkeys(("text", "choice", "month-day"), "text"),
    "date": "date",
    "flag": "truth",
}


def unit_of(field: FormField) -> Unit:
    """Return the unit a field is filled in."""
    return UNITS["%"] if field.kind is FieldKind.PERCENT else UNITS[field.unit]


def shaped(field: FormField) -> Shaped:
    """Return a field (or a column) as formulas see it."""
    if field.kind not in NUMERIC:
        return Shaped(_KINDS.get(field.kind, "text"))
    whole = field.kind in (FieldKind.INTEGER, FieldKind.NAMED_COUNT)
    return Shaped("number", unit_of(field), 0 if whole else field.scale)


def shape_of(pack: Pack, form: Form, cycle: str = "") -> Shape:
    """Return what the formulas of a form may speak of; ``cycle`` is that of its periods (empty: it has none)."""
    fields = [field for field in form.fields() if field.kind is not FieldKind.TABLE]
    tables = [field for field in form.fields() if field.kind is FieldKind.TABLE]
    return Shape(
        cycle,
        {field.id: shaped(field) for field in fields},
        {table.id: {column.id: shaped(column) for column in table.columns} for table in tables},
        {field.zh: field.id for field in form.fields()} | _pack_names(pack, form),
        {point.id: Shaped(*_point(point)) for point in pack.open_points.values() if _point(point)[0]},
        {table.id: {column.zh: column.id for column in table.columns} for table in tables},
        _outside(pack, form),
    )


_FACTS: Final = {
    FactType.NUMBER: "number",
    FactType.DATE: "date",
    **dict.fromkeys((FactType.TEXT, FactType.CHOICE), "text"),
    **dict.fromkeys((FactType.FLAG, FactType.FINDING, FactType.DOCUMENT), "truth"),
}


def _outside(pack: Pack, form: Form) -> dict[str, Shaped]:
    """The facts of the pack a formula of the form may name beside its fields: by id and by label."""
    own = {name for one in form.fields() for name in (one.id, one.zh)}
    found: dict[str, Shaped] = {}
    for fact in pack.facts.values():
        if fact.type in _FACTS:
            unit = UNITS[fact.unit] if fact.type is FactType.NUMBER else NONE
            found |= dict.fromkeys({fact.id, fact.zh} - own, Shaped(_FACTS[fact.type], unit, 6))
    return found


def _pack_names(pack: Pack, form: Form) -> dict[str, str]:
    """A field labelled like a fact of the pack: inside the form the field is meant, by the fact's id too."""
    return {pack.chinese_facts[field.zh]: field.id for field in form.fields() if field.zh in pack.chinese_facts}


def _point(point: OpenPoint) -> tuple[str, Unit]:
    if point.kind in (PointKind.READING, PointKind.SET):
        return ("text" if point.kind is PointKind.READING else "set"), NONE
    if point.kind is not PointKind.VALUE:
        return "", NONE
    unit = UNITS["%"] if point.type == "percent" else UNITS.get(point.unit, NONE)
    return _POINTS.get(point.type, ""), unit


@dataclass(frozen=True)
class FormRules:
    """The rules of a form for the periods of one cycle: ``checks`` as they are judged, tolerance included.

    ``book`` holds the checks by id, ``sums`` the computed fields (``ID``) and computed columns (``TABLE.ID``).
    """

    form: Form
    shape: Shape
    checks: Mapping[str, Condition]
    book: Book
    sums: Book

    def given(self, situation: Situation) -> dict[str, Any]:
        """Return the decisions and set members the rules read, as they stand in a situation."""
        found = {}
        for point in dict.fromkeys([*self.book.params(), *self.sums.params()]):
            value = _param(situation, point)
            found[point] = None if isinstance(value, Missing) else value
        return found

    @property
    def looks_around(self) -> bool:
        """Whether a rule reads anything the form does not hold."""
        return self.book.looks_around or self.sums.looks_around

    def known(self, around: Around) -> dict[str, Any]:
        """Return by its key what the system knows of the subject, as far as the rules ask: for a workbook."""
        asked = [*self.book.asked(), *self.sums.asked()]
        return {one.key: answer_in_base(one, around.known(one.node)) for one in asked if one.node is not None}


def _param(situation: Situation, point: str) -> Any:
    """What is the same for every return: a decision, the members of a set, a rate, the day."""
    if point == TODAY.point:
        return situation.on
    kind, _, name = point.partition(":")
    if kind == "set" and name:
        return situation.members(name)
    if kind == "rate" and name:
        return situation.rate(*name.split("/"))
    return situation.decision(point)


def rules_of(pack: Pack, form: Form, period: str = "") -> FormRules:
    """Return the rules of a form as they are judged for a period, compiled once per pack, form and cycle."""
    cycle = Period.parse(period).cycle if period else ""
    return _compiled(_Same(pack), _Same(form), cycle)


class _Same:
    """A key by identity that keeps what it names alive."""

    __slots__ = ("item",)

    def __init__(self, item: Any) -> None:
        self.item = item

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.item is other.item

    def __hash__(self) -> int:
        return id(self.item)


@lru_cache(maxsize=64)
def _compiled(pack: _Same, form: _Same, cycle: str) -> FormRules:
    own: Form = form.item
    shape = shape_of(pack.item, own, cycle)
    checks = {check.id: tolerant(pack.item, own, check) for check in own.checks}
    fields = {field.id: field.formula.node for field in own.fields() if field.formula is not None}
    sums = Book.of(fields, shape)
    for table in own.fields():
        sums.add_columns(table.id, {column.id: column.formula.node for column in table.columns if column.formula})
    return FormRules(own, shape, checks, Book.of({key: one.node for key, one in checks.items()}, shape), sums)


# --- tolerance ------------------------------------------------------------------------------------------------------


def tolerant(pack: Pack, form: Form, check: Check) -> Condition:
    """Return a check's condition with its tolerance written into each of its comparisons.

    ``1%`` is a share of the right side; ``0.5 万元`` an amount; a bare number counts in the unit of what it is compared with.
    So ``a = b`` becomes ``ABS(a - b) <= t`` and ``a <= b`` becomes ``a <= b + t``; every emitter then honours it.
    """
    if check.tolerance is None:
        return check.must
    widened = _Widening(pack, form, check.tolerance.node).of(check.must.node)
    return Condition(check.must.raw, widened)


@dataclass(frozen=True, slots=True)
class _Widening:
    pack: Pack
    form: Form
    by: Node

    def of(self, node: Node) -> Node:
        """Return a condition with every comparison joined by AND or OR widened; inside NOT and functions nothing is."""
        if isinstance(node, Logic | AtLeast):
            return replace(node, items=tuple(self.of(item) for item in node.items))
        if not isinstance(node, Compare) or node.op == "<>":
            return node
        allowed = self._allowed(node)
        if node.op == "=":
            return Compare("<=", Call("ABS", (Arith("-", node.left, node.right),)), allowed, at=node.at)
        if node.op in ("<", "<="):
            return Compare("<=", node.left, Arith("+", node.right, allowed), at=node.at)
        return Compare(">=", Arith("+", node.left, allowed), node.right, at=node.at)

    def _allowed(self, node: Compare) -> Node:
        if self._is_share():
            return Arith("*", Call("ABS", (node.right,)), self.by)
        unit = self._unit(node.right) or self._unit(node.left)
        if unit and not self._has_unit():
            return Arith("*", self.by, Number(Decimal(1), unit))
        return self.by

    def _is_share(self) -> bool:
        if isinstance(self.by, Number):
            return self.by.unit.name == "%"
        point = self._point()
        return point is not None and point.type == "percent"

    def _has_unit(self) -> bool:
        if isinstance(self.by, Number):
            return bool(self.by.unit.name)
        point = self._point()
        return point is None or bool(point.unit)

    def _point(self) -> OpenPoint | None:
        if isinstance(self.by, Call) and self.by.function == "OPEN":
            return self.pack.open_points.get(getattr(self.by.args[0], "name", ""))
        return None

    def _unit(self, node: Node) -> Unit | None:
        fields = {name: field for field in self.form.fields() for name in (field.id, field.zh)}
        columns = {name: c for field in self.form.fields() for c in field.columns for name in (c.id, c.zh)}
        for part in walk(node):
            if isinstance(part, Number) and part.unit.name:
                return part.unit
            if isinstance(part, Name | FactRef):
                found = fields.get(part.name) or columns.get(part.name)
                if found is not None and found.kind in NUMERIC and unit_of(found).name:
                    return unit_of(found)
        return None
