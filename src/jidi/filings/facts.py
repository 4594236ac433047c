"""The fields of a form as facts its own formulas read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jidi.common.say import Say
from jidi.filings.parsing import Reading
from jidi.filings.spots import Spot
from jidi.filings.state import FormState
from policycore.engine import Situation
from policycore.facts import missing_fact
from policycore.forms import FieldKind, Form, FormField
from policycore.units import UNITS, Quantity
from policycore.verdict import Missing

Values = dict[str, Any]
"""Field id and Chinese label → value; by period where the form has one; a table as a list of rows."""
ROW = "#"
"""Where a row of a table keeps its own row; no column can be called so."""


@dataclass(slots=True)
class FormSituation(Situation):
    """A situation whose words are the form's own labels."""

    form: Form | None = None

    def label(self, name: str) -> Say:
        """Return the label of a field of the form, else what the pack calls it."""
        fields = self.form.fields() if self.form else ()
        found = next((field for field in fields if name in (field.id, field.zh)), None)
        return Say(found.zh, found.en) if found else Situation.label(self, name)

    def _missing_fact(self, fact_id: str, period: str, known: Missing) -> Missing:
        """Say by its printed label what nobody has filled in; a code name is for no page."""
        if fact_id in self.pack.facts or any(lack.name != fact_id for lack in known.lacks):
            return Situation._missing_fact(self, fact_id, period, known)
        return missing_fact(fact_id, self.label(fact_id), period=period)


def fact_values(state: FormState) -> Values:
    """Return what stands in the form as facts. What is empty or unreadable is missing, never zero."""
    values: Values = {}
    before = state.background.earlier
    own: dict[str, list[Spot]] = {}
    for spot in state.layout.fixed.values():
        if not spot.part:
            own.setdefault(spot.field.id, []).append(spot)
    for field in state.layout.form.fields():
        if field.kind is FieldKind.TABLE:
            values[field.id] = _rows(state, field)
        elif field.kind is not FieldKind.DERIVED:
            values[field.id] = _of_field(state, field, own.get(field.id, ()))
        if field.id in before and isinstance(values.get(field.id) or {}, dict):
            # Beyond the form's own columns: what was filed for earlier periods; the form's own figure goes first.
            values[field.id] = {**before[field.id], **(values.get(field.id) or {})}
        values[field.zh] = values.get(field.id)
    return values


def _of_field(state: FormState, field: FormField, own: Sequence[Spot]) -> Any:
    period = state.layout.period
    by_period = {spot.period or period: _fact(field, state.readings[spot.address]) for spot in own}
    numeric = field.kind not in (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.CHOICE, FieldKind.HS_CODES)
    if period and (numeric or field.years > 1):
        # By period even where only one is asked for: else last year's figure would be read as this year's.
        return {key: value for key, value in by_period.items() if value is not None} or None
    return by_period.get(period)


def _rows(state: FormState, table: FormField) -> list[dict[str, Any]] | None:
    rows: dict[int, dict[str, Any]] = {}
    for spot in state.spots:
        if spot.field.id != table.id or spot.column is None:
            continue
        row = rows.setdefault(spot.row, {ROW: spot.row})
        row[spot.column.id] = row[spot.column.zh] = _fact(spot.column, state.readings[spot.address])
    return list(rows.values()) or None


def _fact(field: FormField, reading: Reading) -> Any:
    if isinstance(reading.value, Decimal):
        return Quantity(reading.value, UNITS["%"] if field.kind is FieldKind.PERCENT else UNITS[field.unit])
    return reading.value
