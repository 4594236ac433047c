"""The computed fields and the checks of a form as formulas of its workbook; what cannot be said there is left to the system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from jidi.common.say import Say
from jidi.filings.judging import Judged
from jidi.filings.plans import unit_of
from jidi.filings.spots import periods_of
from jidi.filings.workbooks.before import Before, BeforeLine, Look
from jidi.filings.workbooks.house_lines import BELOW, BY_SYSTEM, FAILED, PASSED, WAITS, HouseLine, lines_of
from jidi.filings.workbooks.plan import Plan, TableSheet, absolute, column_letters
from policycore.engine import not_held
from policycore.forms import FieldKind, FormField
from policycore.formula.emit_excel import Excel, shown_check, shown_value
from policycore.formula.plain import At
from policycore.periods import Period
from policycore.units import UNITS, Quantity
from policycore.verdict import Truth

__all__ = ["BY_SYSTEM", "FAILED", "NONE", "PASSED", "WAITS", "Formulas", "formulas_of"]


@dataclass(frozen=True, slots=True)
class Formulas:
    """Computed cells by address and checks by id. A check shows 通过, 不符 or 待填.

    ``reasons`` says of a check without a formula why it has none; ``now`` what each check says of the draft as it stands.
    """

    derived: Mapping[str, Excel] = field(default_factory=dict)
    checks: Mapping[str, Excel] = field(default_factory=dict)
    reasons: Mapping[str, Say] = field(default_factory=dict)
    now: Mapping[str, str] = field(default_factory=dict)
    house: tuple[HouseLine, ...] = ()
    """What any form must keep, line by line: as a formula, or by name 由系统核对."""
    before: tuple[BeforeLine, ...] = ()
    """The figures of earlier filings the formulas read."""

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        """The explanations the house may ask for: their addresses and the words of their lines, as they stand on the sheet."""
        return tuple((line.why, line.words) for line in self.house if line.why)


NONE = Formulas()


@dataclass(frozen=True, slots=True)
class _Places:
    """Where values stand, seen from one period of the form, or from one row of a table."""

    plan: Plan
    period: str
    row: int | None = None
    before: Before = field(default_factory=Before)

    def cell(self, of: str, at: At) -> str | None:
        """The cell of a field at a period; None where the workbook has none."""
        here = at.fixed or self.period
        if here:
            here = str(Period.parse(here).step(-at.back))
        elif at.back:
            return None
        own = self.plan.layout.period
        found = self.plan.cells.get(f"{of}.{here}") or (self.plan.cells.get(of) if here == own else None)
        if found is None:
            # Beyond the form's own columns: what was filed then, on a sheet of its own.
            found = self.before.cell(of, here)
        return absolute(*found) if found else None

    def related(self, of: str, at: At, whose: str) -> str | None:
        """The cell of the figure of an area above, as the system had it; None where nobody filed it."""
        here = at.fixed or self.period
        found = self.before.above(of, str(Period.parse(here).step(-at.back)) if here else "", whose)
        return absolute(*found) if found else None

    def others(self, population: str, within: str) -> None:
        """Nowhere: a workbook of one return shows nobody the figures of another."""

    def column(self, table: str, column: str) -> str | None:
        """The cells of a column, or the one cell of the row at hand."""
        sheet = next((one for one in self.plan.tables if one.field.id == table), None)
        col = next((at for at, one in sheet.columns if one.id == column), None) if sheet else None
        if sheet is None or col is None:
            return None
        if self.row is not None:
            return absolute(sheet.name, self.row, col)
        letters, last = column_letters(col), sheet.last_row + BELOW
        return f"'{sheet.name}'!${letters}${sheet.first_row + 1}:${letters}${last + 1}"


def formulas_of(plan: Plan, judged: Judged) -> Formulas:
    """Return the formulas of a form for a draft, with the decisions its rules read written into them."""
    rules, layout = judged.compiled, plan.layout
    before = Before(layout.form, judged.state.background.earlier, _look(judged) if rules.looks_around else None)
    given = _given(judged)
    derived = _derived(plan, judged, before)
    checks, reasons = {}, {}
    for check in layout.form.checks:
        low = rules.book.lows.get(check.id)
        if low is None:
            reasons[check.id] = rules.book.unsaid.get(check.id, BY_SYSTEM)
            continue
        places = _Places(plan, layout.period, before=before)
        said = shown_check(low, rules.shape, places, given, (PASSED, FAILED, WAITS))
        if said:
            checks[check.id] = said
        else:
            reasons[check.id] = said.reason
    kept = {key: one for key, one in derived.items() if one}

    def follows(one: FormField, period: str) -> Excel:
        if one.id not in rules.sums.lows:
            return Excel(reason=rules.sums.unsaid.get(one.id, BY_SYSTEM))
        return _value(judged, one.id, one, _Places(plan, period or layout.period, before=before))

    house = tuple(lines_of(plan, judged, before, follows))
    return Formulas(kept, checks, reasons, _now(judged), house, before.lines)


def _look(judged: Judged) -> Look:
    """The figures of areas above as the system has them today."""
    around, label, on = judged.around(), judged.situation().label, judged.rules.on

    def look(of: str, period: str, whose: str) -> tuple[str, Quantity | None]:
        value = around.figure(of, period, whose)
        return f"{label(whose).zh}（{on:%Y-%m-%d} 系统里的数）", value if isinstance(value, Quantity) else None

    return look


def _given(judged: Judged) -> Mapping[str, Any]:
    """The decisions the rules read, and what the system knows of the subject on the day."""
    known = judged.compiled.known(judged.around()) if judged.compiled.looks_around else {}
    return {**judged.given, **known}


def _derived(plan: Plan, judged: Judged, before: Before) -> dict[str, Excel]:
    """The computed fields for each of their periods, and the computed columns of the tables."""
    derived: dict[str, Excel] = {}
    for one in plan.layout.form.fields():
        if one.kind is FieldKind.DERIVED and one.id in judged.compiled.sums.lows:
            for period in periods_of(one, plan.layout.period):
                places = _Places(plan, period or plan.layout.period, before=before)
                derived[f"{one.id}.{period}" if period else one.id] = _value(judged, one.id, one, places)
    for sheet in plan.tables:
        for column in sheet.field.columns:
            derived |= _column(judged, plan, sheet, column)
    return derived


def _value(judged: Judged, key: str, one: FormField, places: _Places) -> Excel:
    rules = judged.compiled
    factor: Decimal = UNITS[unit_of(one)].factor
    return shown_value(rules.sums.lows[key], rules.shape, places, _given(judged), unit=factor, scale=one.scale)


def _column(judged: Judged, plan: Plan, sheet: TableSheet, column: FormField) -> dict[str, Excel]:
    key = f"{sheet.field.id}.{column.id}"
    if column.kind is not FieldKind.DERIVED or key not in judged.compiled.sums.lows:
        return {}
    found = {}
    for row, number in enumerate(sheet.rows, sheet.first_row):
        one = _value(judged, key, column, _Places(plan, plan.layout.period, row))
        typed = ",".join(
            absolute(sheet.name, row, at) for at, col in sheet.columns if col.kind is not FieldKind.DERIVED
        )
        # An empty row must look empty, or formulas over the table would count it.
        found[f"{sheet.field.id}.{number}.{column.id}"] = (
            Excel(f'=IF(COUNTA({typed})=0,"",{one.text[1:]})', one.array) if one else one
        )
    return found


def _now(judged: Judged) -> dict[str, str]:
    """What each check says of the draft: shown before a program has computed anything."""
    now = {check.id: PASSED for check in judged.state.layout.form.checks}
    layout, situation = judged.state.layout, judged.situation()
    for check, verdict in not_held(judged.compiled, judged.values, layout.period, judged.given, situation):
        now[check.id] = WAITS if verdict.value is Truth.UNDETERMINED else FAILED
    return now
