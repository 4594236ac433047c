"""What a form's checks say of the values filled in: findings with one verdict line on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..facts import DataFacts, Subject
from ..forms import FieldKind, Form, FormField, Severity
from ..open_points import DecisionBook
from ..pack.model import Pack
from ..say import Say
from ..units import UNITS, Quantity
from ..verdict import Lack, Missing, Truth, Verdict
from .situation import Situation


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a form's values have against them, tied to a field."""

    field: str
    severity: Severity
    say: Say
    verdict: Verdict | None = None


def form_findings(pack: Pack, form: Form, values: Mapping[str, Any], on: date, book: DecisionBook) -> list[Finding]:
    """Return every finding on the values of a form: what is empty, what does not fit its kind, which checks fail."""
    findings = [f for field in form.fields() for f in _field_findings(field, values.get(field.id))]
    situation = form_situation(pack, form, values, on, book)
    for check in form.checks:
        verdict = situation.ask(f"check {check.id}", check.must, check.citation())
        if verdict.value is not Truth.YES:
            zh = check.zh or check.must.text
            unsure = Say(f"不能判断：{zh}", f"cannot be judged: {check.en or zh}")
            say = unsure if verdict.value is Truth.UNDETERMINED else Say(zh, check.en)
            severity = Severity.HINT if verdict.value is Truth.UNDETERMINED else check.severity
            findings.append(Finding(check.id, severity, say, verdict))
    return findings


def whole_form(situation: Situation, form: Form) -> tuple[Form, tuple[Lack, ...]]:
    """Return a form with the sections and checks a decision adds to it, or as printed with what is undecided."""
    if form.adds is None or form.adds.open is None:
        return form, ()
    decided = situation.decision(form.adds.open)
    if isinstance(decided, Missing):
        return form, decided.lacks
    grounded = {} if decided.get("cite") or decided.get("basis") else {"basis": "house"}
    added = Form.model_validate({"id": form.id, **grounded, **decided})
    return form.model_copy(
        update={"sections": (*form.sections, *added.sections), "checks": (*form.checks, *added.checks), "adds": None}
    ), ()


def form_situation(pack: Pack, form: Form, values: Mapping[str, Any], on: date, book: DecisionBook) -> Situation:
    """Return a situation in which the form's fields are facts of the form."""
    subject = Subject("form", form.id)
    known = {field.id: _fact_value(field, values.get(field.id)) for field in form.fields()}
    known |= {field.zh: known[field.id] for field in form.fields()}
    data = {key: value for key, value in known.items() if value is not None}
    return Situation(pack, DataFacts(data, subject, {}, {}, {}), book, on, subject)


def _field_findings(field: FormField, value: Any) -> list[Finding]:
    empty = value is None or value == "" or value == []
    if empty:
        if not field.required or field.kind is FieldKind.DERIVED:
            return []
        return [Finding(field.id, Severity.MUST, Say(f"「{field.zh}」还没有填", f"“{field.en or field.id}” is empty"))]
    if field.kind in {FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT} and not isinstance(value, int | Decimal):
        shown = str(value)
        say = Say(
            f"「{field.zh}」写了「{shown}」，只写数字", f"“{field.en or field.id}” says {shown!r}; write a number only"
        )
        return [Finding(field.id, Severity.MUST, say)]
    if field.kind is FieldKind.CHOICE and value not in field.choices:
        say = Say(f"「{field.zh}」只能选：{'、'.join(field.choices.values())}", f"allowed: {', '.join(field.choices)}")
        return [Finding(field.id, Severity.MUST, say)]
    if field.kind in {FieldKind.TEXT, FieldKind.LONG_TEXT} and len(str(value)) > field.max_length:
        say = Say(
            f"「{field.zh}」最多 {field.max_length} 字，现有 {len(str(value))} 字",
            f"at most {field.max_length} characters",
        )
        return [Finding(field.id, Severity.MUST, say)]
    return []


def _fact_value(field: FormField, value: Any) -> Any:
    numeric = field.kind in {FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.DERIVED}
    if numeric and isinstance(value, int | Decimal) and not isinstance(value, bool):
        unit = UNITS["%"] if field.kind is FieldKind.PERCENT else UNITS[field.unit]
        return Quantity(Decimal(value), unit)
    return None if isinstance(value, Missing) else value
