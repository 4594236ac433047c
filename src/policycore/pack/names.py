"""The names a pack's formulas may speak of, gathered once from its declarations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ..citation import Rule
from ..facts import TITLE_ENDS, Fact, FactType
from ..forms import FieldKind, Form, FormField
from ..formula.check import NUMBER, Declared, Kind, Names
from ..open_points import OpenPoint, PointKind
from ..units import UNITS
from .model import Pack

RELATIONS: Final = frozenset({"county", "city", "province", "host", "parent", "helper"})
_TITLE: Final = {
    "from": Declared("date"),
    "until": Declared("date"),
    "level": Declared("text"),
    "batch": Declared("number", "number"),
    "result": Declared("text"),
    "on": Declared("date"),
}
_POINT_TYPES: Final = {
    "integer": NUMBER,
    "number": NUMBER,
    "percent": NUMBER,
    "date": Kind("date"),
    "month-day": Kind("text"),
    "text": Kind("text"),
    "flag": Kind("truth"),
    "choice": Kind("text"),
    "duration": Kind("duration"),
}


def names_of(pack: Pack, others: Sequence[Pack] | None = None) -> Names:
    """Return everything a formula of the pack may name.

    ``others`` are the packs this one leans on (``leans_on``), where they are at hand. Without them the results of earlier
    applications and titles are checked only where no other pack can have given them.
    """
    facts = {fact.id: _fact(pack, fact) for fact in pack.facts.values()}
    for title in pack.header.titles:
        facts.setdefault(title, Declared("title", "", _TITLE))
    for obligation in pack.obligations:
        facts.setdefault(obligation, Declared("statuses"))
    known = [pack, *(others or ())] if others is not None or not leans_on(pack) else []
    if known:
        facts = {name: _with_results(pack, name, fact, known) for name, fact in facts.items()}
    populations = {f.id for f in pack.facts.values() if f.type is FactType.POPULATION}
    populations |= {s.id for s in pack.sets.values() if s.population}
    populations |= {k.id for k in pack.kinds.values() if k.population}
    return Names(
        facts=facts,
        chinese=dict(pack.chinese_facts),
        points={point.id: _point_kind(point) for point in pack.open_points.values()},
        sets=frozenset(pack.sets),
        kinds=frozenset(pack.kinds),
        populations=frozenset(populations),
        relations=RELATIONS | {f.id for f in pack.facts.values() if f.type is FactType.RELATION},
        schemes=frozenset(pack.scoring),
        ends=_ends_of(known),
    )


def leans_on(pack: Pack) -> tuple[str, ...]:
    """Return the ids of the packs whose registers and results this one may speak of: the one above it, the one it replaces."""
    header = pack.header
    counted = header.replaces is not None and header.replaces.earlier_results == "count"
    replaced = header.replaces.pack if header.replaces and counted else None
    return tuple(name for name in (header.under, replaced) if name)


def _ends_of(packs: Sequence[Pack]) -> dict[str, tuple[str, ...]]:
    """The ends each procedure of these packs can come to; of two with one name those of both."""
    found: dict[str, tuple[str, ...]] = {}
    for one in packs:
        for procedure in one.procedures.values():
            found[procedure.id] = tuple(dict.fromkeys((*found.get(procedure.id, ()), *procedure.ends)))
    return found


def _with_results(pack: Pack, name: str, fact: Declared, packs: Sequence[Pack]) -> Declared:
    """Say which words the result of an application, or of a title of these packs, can be (unless the pack says it)."""
    own = pack.facts[name].columns if name in pack.facts else {}
    columns = dict(fact.columns)
    if fact.type == "applications":
        ends = _ends_of(packs)
        columns["procedure"] = Declared("text", choices=tuple(ends), what="procedure")
        all_ends = tuple(dict.fromkeys(end for one in ends.values() for end in one))
        columns["result"] = Declared("text", choices=all_ends, what="end of a procedure")
    elif fact.type == "title" and any(
        name in {key, title.fact} for one in packs for key, title in one.header.titles.items()
    ):
        outcomes = tuple(outcome for one in packs for outcome in one.outcomes)
        columns["result"] = Declared("text", choices=(*outcomes, *TITLE_ENDS), what="result of a title")
    return replace(fact, columns=columns | {column: fact.columns[column] for column in own})


def _fact(pack: Pack, fact: Fact) -> Declared:
    """A fact as formulas see it; a column whose values come from a set can be nothing that is not in it."""
    declared = fact.declared()
    of_sets = {name: pack.sets[c.kinds] for name, c in fact.columns.items() if c.kinds in pack.sets}
    columns = {name: replace(declared.columns[name], choices=tuple(of.members)) for name, of in of_sets.items()}
    return replace(declared, columns={**declared.columns, **columns})


def names_in(pack_names: Names, rule: Rule) -> Names:
    """Return the names as they stand inside a rule: a form's checks may name its fields."""
    if not isinstance(rule, Form):
        return pack_names
    fields = {field.id: _field(field) for field in rule.fields()}
    chinese = {field.zh: field.id for field in rule.fields()}
    values = {slot: getattr(pack_names, slot) for slot in Names.__slots__}
    values["facts"] = {**pack_names.facts, **fields}
    values["chinese"] = {**pack_names.chinese, **chinese}
    return Names(**values)


def _point_kind(point: OpenPoint) -> Kind:
    if point.kind is PointKind.SET:
        return Kind("set")
    if point.kind is PointKind.READING or point.type == "choice":
        return Kind("text", "", tuple(point.choices or ()))
    if point.kind is not PointKind.VALUE:
        return Kind(point.kind.value)
    if point.unit and point.type in {"integer", "number"}:
        return Kind("number", UNITS[point.unit].dimension)
    return _POINT_TYPES[point.type]


def _field(field: FormField) -> Declared:
    if field.kind in {FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.DERIVED, FieldKind.NAMED_COUNT}:
        return Declared("number", UNITS[field.unit].dimension)
    if field.kind is FieldKind.PERCENT:
        return Declared("number", "number")
    if field.kind is FieldKind.TABLE:
        columns: Mapping[str, Declared] = {c.id: _field(c) for c in field.columns}
        return Declared("table", "", {**columns, **{c.zh: _field(c) for c in field.columns}})
    return Declared({FieldKind.DATE: "date", FieldKind.FLAG: "flag"}.get(field.kind, "text"))
