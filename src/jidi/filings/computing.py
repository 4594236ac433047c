"""Computed fields: shown, never typed; and what a formula says beside a figure people type."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING, Any

from jidi.filings.facts import ROW
from jidi.filings.spots import periods_of
from policycore.forms import FieldKind, FormField
from policycore.formula import Env, evaluate
from policycore.units import UNITS, Quantity

if TYPE_CHECKING:
    from jidi.filings.judging import Judged


def computed_of(judged: Judged, values: dict[str, Any]) -> dict[str, Decimal]:
    """Return the computed fields and columns by address, and put them among the values."""
    found: dict[str, Decimal] = {}
    fields = judged.state.layout.form.fields()
    for table in fields:
        if table.kind is FieldKind.TABLE:
            found |= _in_rows(judged, table, values)
    derived = [one for one in fields if one.kind is FieldKind.DERIVED]
    for _ in derived:  # one may stand on another, whichever is printed first
        before = dict(found)
        for one in derived:
            found |= _of_field(judged, one, values)
        if found == before:
            break
    return found


def compared_of(judged: Judged) -> dict[str, Decimal]:
    """Return what a formula gives for the figures people type although they follow from others, by address."""
    found: dict[str, Decimal] = {}
    period_here = judged.state.layout.period
    for one in judged.state.layout.form.fields():
        if one.formula is None or one.kind is FieldKind.DERIVED:
            continue
        for period in periods_of(one, period_here):
            situation = judged.situation(period)
            amount = in_unit(one, _value(one, Env(situation, situation.subject, situation.period, quiet=True)))
            if amount is not None:
                found[f"{one.id}.{period}" if period else one.id] = amount
    return found


def _of_field(judged: Judged, one: FormField, values: dict[str, Any]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    by_period: dict[str, Quantity] = {}
    for period in periods_of(one, judged.state.layout.period):
        situation = judged.situation(period)
        env = Env(situation, situation.subject, situation.period, quiet=True)
        amount = in_unit(one, _value(one, env))
        if amount is not None:
            found[f"{one.id}.{period}" if period else one.id] = amount
            by_period[period or judged.state.layout.period] = _quantity(one, amount)
    values[one.id] = by_period if judged.state.layout.period else by_period.get("")
    values[one.zh] = values[one.id]
    return found


def _in_rows(judged: Judged, table: FormField, values: dict[str, Any]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    columns = [column for column in table.columns if column.kind is FieldKind.DERIVED]
    situation = judged.situation() if columns else None
    for column in columns:
        assert situation is not None
        for row in values[table.id] or ():
            env = Env(situation, situation.subject, situation.period, row=row, quiet=True)
            amount = in_unit(column, _value(column, env))
            if amount is not None:
                row[column.id] = row[column.zh] = _quantity(column, amount)
                found[f"{table.id}.{row[ROW]}.{column.id}"] = amount
    return found


def _value(one: FormField, env: Env) -> Any:
    assert one.formula is not None
    return evaluate(one.formula.node, env)


def unit_name(one: FormField) -> str:
    """Return the unit a field's figures are in."""
    return "%" if one.kind is FieldKind.PERCENT else one.unit


def in_unit(one: FormField, value: Any) -> Decimal | None:
    """Return a computed amount in the field's unit, rounded half up to its decimals; None when it is not known."""
    if not isinstance(value, Quantity):
        return None
    amount = value.base / UNITS[unit_name(one)].factor
    with localcontext(prec=80):  # a figure of eighteen digits in 亿元 is longer in 元
        return amount.quantize(Decimal(1).scaleb(-one.scale), ROUND_HALF_UP)


def _quantity(one: FormField, amount: Decimal) -> Quantity:
    return Quantity(amount, UNITS[unit_name(one)])
