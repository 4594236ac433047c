"""What a form's checks say of the values filled in: findings with one verdict line on top.

A value is plain data; of a field filled for several years (or with what was filed before) it is a mapping by period, of
a table a list of rows by column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from ..facts import DataFacts, Subject
from ..forms import FieldKind, Form, FormField, Severity
from ..formula.evaluate import Env, evaluate
from ..open_points import DecisionBook
from ..pack.model import Pack
from ..periods import Period
from ..say import Say
from ..units import UNITS, Quantity
from ..verdict import Lack, Missing, Truth, Verdict, all_lacks
from .situation import Situation

TYPED: Final = frozenset({FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.NAMED_COUNT})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a form's values have against them, tied to a field."""

    field: str
    severity: Severity
    say: Say
    verdict: Verdict | None = None


def form_findings(
    pack: Pack, form: Form, values: Mapping[str, Any], on: date, book: DecisionBook, period: Period | None = None
) -> list[Finding]:
    """Return every finding on the values of a form for a period: what is empty or does not fit, what does not agree."""
    findings = [f for field in form.fields() for f in _field_findings(field, values.get(field.id))]
    situation = form_situation(pack, form, values, on, book, period)
    findings += _parts_and_wholes(form, situation)
    findings += _typed_and_computed(form, situation)
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
    """Return a form with what decisions say of it: undefined fields defined, sections and checks added.

    Undecided: a field without a definition need not be filled in, the form is as printed; the lacks say who decides.
    """
    sections = tuple(
        s.model_copy(update={"fields": tuple(_defined(situation, f) for f in s.fields)}) for s in form.sections
    )
    points = [f.defined.open for f in form.fields() if f.defined and f.defined.open]
    lacks = all_lacks(situation.decision(point) for point in points)
    whole, more = _added(situation, form.model_copy(update={"sections": sections}) if points else form)
    return whole, (*lacks, *more)


def _defined(situation: Situation, field: FormField) -> FormField:
    if field.defined is None:
        return field
    meaning = situation.settled(field.defined)
    if isinstance(meaning, Missing):
        return field.model_copy(update={"required": False})
    return field.model_copy(update={"help": str(meaning), "defined": None})


def _added(situation: Situation, form: Form) -> tuple[Form, tuple[Lack, ...]]:
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


def form_situation(
    pack: Pack, form: Form, values: Mapping[str, Any], on: date, book: DecisionBook, period: Period | None = None
) -> Situation:
    """Return a situation in which the form's fields are facts of the form, by period where it has one."""
    subject = Subject("form", form.id)
    known = {field.id: _facts_of(field, values.get(field.id), period) for field in form.fields()}
    known |= {field.zh: known[field.id] for field in form.fields()}
    data = {key: value for key, value in known.items() if value is not None}
    return Situation(pack, DataFacts(data, subject, {}, {}, {}), book, on, subject, period=period)


def _facts_of(field: FormField, value: Any, period: Period | None) -> Any:
    if field.kind is FieldKind.TABLE:
        return [_row(field, row) for row in value] if isinstance(value, list) else None
    if isinstance(value, Mapping):
        return {str(key): _fact_value(field, one) for key, one in value.items() if one is not None}
    found = _fact_value(field, value)
    return {str(period): found} if period and found is not None and field.kind in TYPED else found


def _row(table: FormField, row: Mapping[str, Any]) -> dict[str, Any]:
    cells = {column.id: _fact_value(column, row.get(column.id)) for column in table.columns}
    return cells | {column.zh: cells[column.id] for column in table.columns}


def _parts_and_wholes(form: Form, situation: Situation) -> Iterator[Finding]:
    """A part (其中) may not exceed its whole, in any of the years; a rule of the house."""
    by_id = {field.id: field for field in form.fields()}
    for part in form.fields():
        whole = by_id.get(part.of_which or "")
        if whole is None:
            continue
        for at in _periods(part, situation):
            small, large = (situation.fact(one.id, at, situation.subject) for one in (part, whole))
            if isinstance(small, Quantity) and isinstance(large, Quantity) and small.base > large.base:
                say = Say(f"「{part.zh}」{small} 大于「{whole.zh}」{large}", f"{small} is above {large}")
                yield Finding(part.id, Severity.MUST, say)


def _typed_and_computed(form: Form, situation: Situation) -> Iterator[Finding]:
    """A figure the form asks for although it follows from others is compared with what follows, to its last digit."""
    for field in form.fields():
        if field.formula is None or field.kind not in TYPED:
            continue
        for at in _periods(field, situation):
            typed = situation.fact(field.id, at, situation.subject)
            period = Period.parse(at) if at else None
            follows = evaluate(field.formula.node, Env(situation, situation.subject, period, quiet=True))
            if not isinstance(typed, Quantity) or not isinstance(follows, Quantity):
                continue
            half = Decimal(5).scaleb(-field.scale - 1) * typed.unit.factor
            if abs(typed.base - follows.base) > half:
                say = Say(f"「{field.zh}」填 {typed}，按公式是 {follows}", f"says {typed}, the formula gives {follows}")
                yield Finding(field.id, Severity.EXPLAIN, say)


def _periods(field: FormField, situation: Situation) -> list[str]:
    if situation.period is None:
        return [""]
    return [str(situation.period.step(step)) for step in range(1 - field.years, 1)]


def _field_findings(field: FormField, value: Any) -> list[Finding]:
    if isinstance(value, Mapping):
        return [finding for one in value.values() for finding in _field_findings(field, one)]
    empty = value is None or value == "" or value == []
    if empty:
        if not field.required or field.kind is FieldKind.DERIVED:
            return []
        return [Finding(field.id, Severity.MUST, Say(f"「{field.zh}」还没有填", f"“{field.en or field.id}” is empty"))]
    if field.kind in TYPED and not isinstance(value, int | Decimal):
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
    numeric = field.kind in TYPED or field.kind is FieldKind.DERIVED
    if numeric and isinstance(value, int | Decimal) and not isinstance(value, bool):
        unit = UNITS["%"] if field.kind is FieldKind.PERCENT else UNITS[field.unit]
        return Quantity(Decimal(value), unit)
    return None if isinstance(value, Missing) else value
