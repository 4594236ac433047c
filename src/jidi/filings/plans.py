"""What a form's places are: each place is an indicator, a period it is about, a unit; and what a version says at them.

A form's field belongs to the series its ``indicator`` names, else to one of its own (``FORM.FIELD``). A column of three
years gives three figures, each about its own year. A function of the pinned form alone: old figures must not change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache

from jidi.filings.definition import form_of
from jidi.filings.spots import periods_of
from policycore.forms import FieldKind, FormField
from policycore.units import UNITS

FLAG = "flag"
"""The unit of an answer 有 or 无: 1 or 0."""
ENTERPRISE = "enterprise"
NUMERIC = frozenset(
    {FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.NAMED_COUNT, FieldKind.DERIVED, FieldKind.FLAG}
)
_ZERO, _ONE = Decimal(0), Decimal(1)
DIGITS = 80
"""Digits reckoned with: a figure of eighteen digits in 亿元 is longer in 元."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a figure at a spot is: its indicator, the period it is about, its unit as filed and that unit's factor."""

    indicator: str
    period: str
    unit: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a form's figures stand: spots that are always there, and columns of tables about something of their own."""

    fixed: Mapping[str, Place]
    columns: Mapping[str, Mapping[str, Place]]
    keys: Mapping[str, tuple[str, str]]
    """Per table: what a row is about, and the column that names it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure as a version says it, its subject only where it is another than the filing's."""

    address: str
    indicator: str
    period: str
    subject_kind: str
    subject_key: str
    number: Decimal
    unit: str


def indicator_of(form_id: str, field: FormField, column: FormField | None = None) -> str:
    """Return the series a field or a column belongs to."""
    leaf = column or field
    if leaf.indicator:
        return leaf.indicator
    return f"{form_id}.{field.id}.{column.id}" if column else f"{form_id}.{field.id}"


def unit_of(field: FormField) -> str:
    """Return the unit a figure of a field is filed in."""
    if field.kind is FieldKind.FLAG:
        return FLAG
    return "%" if field.kind is FieldKind.PERCENT else field.unit


def in_unit(number: Decimal, unit: str) -> Decimal:
    """Return a number of base units in a unit, without trailing zeros."""
    if unit == FLAG:
        return number
    with localcontext(prec=DIGITS):
        found = (number / UNITS[unit].factor).normalize()
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found


def name_key(text: str) -> str:
    """Return the key of an enterprise by its name or code: without spaces, brackets of one kind, letters large."""
    return re.sub(r"\s+", "", text).replace("(", "（").replace(")", "）").upper()[:120]


@lru_cache(maxsize=256)
def plan_of(form_text: str, period: str) -> Plan:
    """Return where the figures of a stored form stand when it is filled for a period."""
    form = form_of(form_text)
    fixed: dict[str, Place] = {}
    columns: dict[str, Mapping[str, Place]] = {}
    keys: dict[str, tuple[str, str]] = {}
    for field in form.fields():
        if field.kind is FieldKind.TABLE and field.rows_are:
            numeric = [column for column in field.columns if column.kind in NUMERIC]
            columns[field.id] = {one.id: place_of(form.id, field, period, one) for one in numeric}
            keys[field.id] = (field.rows_are, field.key_column)
        elif field.kind in NUMERIC:
            for one in periods_of(field, period):
                fixed[f"{field.id}.{one}" if one else field.id] = place_of(form.id, field, one or period)
    return Plan(fixed, columns, keys)


def place_of(form_id: str, field: FormField, period: str, column: FormField | None = None) -> Place:
    """Return what a figure of a field, or of a column of a table, is for a period."""
    unit = unit_of(column or field)
    factor = Decimal(1) if unit == FLAG else UNITS[unit].factor
    return Place(indicator_of(form_id, field, column), period, unit, factor)


def rows_of(plan: Plan, values: Mapping[str, str]) -> list[Row]:
    """Return the figures of what a version says: its texts by address, computed ones among them."""
    with localcontext(prec=DIGITS):
        return [*own_rows(plan, values), *table_rows(plan, values)]


def own_rows(plan: Plan, values: Mapping[str, str]) -> Iterator[Row]:
    """Yield the figures about the filing's own subject. Reckon with ``DIGITS`` around it."""
    for address, place in plan.fixed.items():
        text = values.get(address)
        if text:
            yield Row(address, place.indicator, place.period, "", "", _base(text, place), place.unit)


def table_rows(plan: Plan, values: Mapping[str, str]) -> Iterator[Row]:
    """Yield the figures about whom the tables name. Reckon with ``DIGITS`` around it."""
    if not plan.columns:
        return
    for address, text in values.items():
        table, _, rest = address.partition(".")
        if table not in plan.columns:
            continue
        row, _, column = rest.partition(".")
        cell = plan.columns[table].get(column)
        kind, key_column = plan.keys[table]
        named = values.get(f"{table}.{row}.{key_column}", "").strip()
        if cell and named:
            yield Row(address, cell.indicator, cell.period, kind, name_key(named), _base(text, cell), cell.unit)


def _base(text: str, place: Place) -> Decimal:
    """A text in the one written form of its field as a number of base units."""
    if place.unit == FLAG:
        return _ONE if text == "yes" else _ZERO
    return Decimal(text) if place.factor == 1 else Decimal(text) * place.factor


def named_in(plan: Plan, values: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return whom a version has figures of beside its own subject: kind and key."""
    if not plan.columns:
        return set()
    return {(row.subject_kind, row.subject_key) for row in rows_of(Plan({}, plan.columns, plan.keys), values)}
