"""The computed fields of a form: worked out from what is filled in, each once, in the order they stand on each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..forms import FieldKind, Form, FormField
from ..formula.book import Around
from ..formula.reckoning import EXACT, rounded_to
from ..formula.tree import FactRef, Name, Node, walk
from ..periods import Period
from ..units import Quantity
from .form_rules import FormRules, unit_of

Facts = dict[str, Any]
"""A form's fields by id: a value, a dictionary by period, or the rows of a table as dictionaries; None is missing."""
Ask = Callable[[Node, str, Mapping[str, Any] | None], Any]
"""Evaluates what cannot be compiled: (formula, period, row of a table) → value of the formula language."""
Look = Callable[[str], Around]
"""Gives what stands around the return at a period."""


@dataclass
class Computed:
    """What was computed: ``fields`` by id and period (empty: the form has none), ``columns`` by table, place and column.

    ``compared`` is what a formula gives for the figures people type although they follow from others.
    """

    fields: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    columns: dict[tuple[str, int, str], Decimal] = field(default_factory=dict)
    compared: dict[tuple[str, str], Decimal] = field(default_factory=dict)


def periods_of(one: FormField, period: str) -> tuple[str, ...]:
    """Return the periods a field is filled in for, oldest first: its own and, with ``years``, the same of the years before."""
    if one.years <= 1 or not period:
        return (period,)
    here = Period.parse(period)
    return tuple(str(Period(here.year - back, here.cycle, here.part)) for back in range(one.years - 1, -1, -1))


def compute(
    rules: FormRules, facts: Facts, period: str, given: Mapping[str, Any], ask: Ask, around: Look | None = None
) -> Computed:
    """Work out every computed column and field; ``facts`` are completed with them as amounts in their units.

    ``around`` gives what stands around the return at a period, for formulas that look beyond the form.
    """
    found = Computed()
    sums = _Sums(rules, facts, period, given, ask, found, around if rules.sums.looks_around else None)
    for table in rules.form.fields():
        for column in _in_order([c for c in table.columns if c.kind is FieldKind.DERIVED]):
            sums.column(table, column)
    for one in _in_order([f for f in rules.form.fields() if f.kind is FieldKind.DERIVED]):
        sums.field(one)
    for one in rules.form.fields():
        if one.formula is not None and one.kind is not FieldKind.DERIVED:
            sums.beside(one)
    return found


def figure(facts: Mapping[str, Any], key: str, period: str) -> Quantity | None:
    """Return the figure of a field for a period; None where there is none."""
    value = facts.get(key)
    value = value.get(period) if isinstance(value, Mapping) else value
    return value if isinstance(value, Quantity) else None


@dataclass(frozen=True, slots=True)
class _Sums:
    rules: FormRules
    facts: Facts
    period: str
    given: Mapping[str, Any]
    ask: Ask
    found: Computed
    around: Look | None = None

    def values(self, period: str) -> list[Any]:
        """The values the formulas read at a period."""
        around = self.around(period) if self.around else None
        return self.rules.sums.values(self.facts, period, self.given, around)

    def field(self, one: FormField) -> None:
        """Compute a field for each of its periods."""
        by_period: dict[str, Quantity] = {}
        for period in periods_of(one, self.period):
            amount = _in_unit(one, self._value(one.id, one, period))
            if amount is not None:
                self.found.fields[one.id, period] = amount
                by_period[period] = Quantity(amount, unit_of(one))
        self.facts[one.id] = (by_period if self.period else by_period.get("")) or None

    def beside(self, one: FormField) -> None:
        """Compute what a figure that was typed follows to be."""
        for period in periods_of(one, self.period):
            amount = _in_unit(one, self._value(one.id, one, period))
            if amount is not None:
                self.found.compared[one.id, period] = amount

    def column(self, table: FormField, column: FormField) -> None:
        """Compute a column in every row of a table."""
        key = f"{table.id}.{column.id}"
        for place, row in enumerate(self.facts.get(table.id) or ()):
            if key in self.rules.sums.columns:
                value = self.rules.sums.row(key, self.values(self.period), place)
            else:
                value = self._asked(column, self.period, row)
            amount = _in_unit(column, value)
            if amount is not None:
                row[column.id] = Quantity(amount, unit_of(column))
                self.found.columns[table.id, place, column.id] = amount

    def _value(self, key: str, one: FormField, period: str) -> Decimal | None:
        if key in self.rules.sums.runs:
            return self._number(self.rules.sums.one(key, self.values(period)))
        return self._asked(one, period, None)

    def _asked(self, one: FormField, period: str, row: Mapping[str, Any] | None) -> Decimal | None:
        value = self.ask(one.formula.node, period, row) if one.formula is not None else None
        return value.base if isinstance(value, Quantity) else None

    def _number(self, value: Any) -> Decimal | None:
        return value if isinstance(value, Decimal) else None


def _in_unit(one: FormField, value: Any) -> Decimal | None:
    """Return a number in base units in the field's unit, rounded half up to its decimals; None when it is missing."""
    if not isinstance(value, Decimal):
        return None
    return rounded_to(EXACT.divide(value, unit_of(one).factor), one.scale, "half")


def _in_order(fields: list[FormField]) -> Iterator[FormField]:
    """Yield computed fields so that one comes after those it stands on; those that stand on each other as printed."""
    left = list(fields)
    while left:
        waiting = {name for one in left for name in (one.id, one.zh)}
        ready = next((one for one in left if not (_named(one) & (waiting - {one.id, one.zh}))), left[0])
        left.remove(ready)
        yield ready


def _named(one: FormField) -> set[str]:
    nodes = walk(one.formula.node) if one.formula is not None else ()
    return {node.name for node in nodes if isinstance(node, Name | FactRef)}


def form_facts(form: Form, values: Mapping[str, Any], period: str) -> Facts:
    """Return plain values of a form as facts: what is empty is missing, a table without rows has not been filled in."""
    facts: Facts = {}
    for one in form.fields():
        value = values.get(one.id)
        if one.kind is FieldKind.TABLE:
            facts[one.id] = [_row(one, row) for row in value] if isinstance(value, list) and value else None
        elif isinstance(value, dict):
            facts[one.id] = {str(when): _amount(one, item) for when, item in value.items()} or None
        elif period and one.kind is not FieldKind.DERIVED:
            facts[one.id] = {period: _amount(one, value)}
        elif one.kind is not FieldKind.DERIVED:
            facts[one.id] = _amount(one, value)
    return facts


def _row(table: FormField, row: Mapping[str, Any]) -> dict[str, Any]:
    return {column.id: _amount(column, row.get(column.id)) for column in table.columns}


def _amount(one: FormField, value: Any) -> Any:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Quantity(Decimal(value), unit_of(one))
    return None if value in ("", []) else value
