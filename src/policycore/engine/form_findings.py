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
from ..forms import Check, FieldKind, Form, FormField, Severity
from ..formula.evaluate import Env, evaluate
from ..formula.tree import Node
from ..open_points import DecisionBook
from ..pack.model import Pack
from ..periods import Period
from ..say import Say
from ..units import Quantity
from ..verdict import Lack, Missing, Truth, Verdict, all_lacks
from .around import FormReader, SituationAround, names_filed
from .form_rules import FormRules, rules_of
from .form_sums import Computed, Facts, compute, figure, form_facts, periods_of
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
    pack: Pack,
    form: Form,
    values: Mapping[str, Any],
    on: date,
    book: DecisionBook,
    period: Period | None = None,
    behind: Situation | None = None,
) -> list[Finding]:
    """Return every finding on the values of a form for a period: what is empty or does not fit, what does not agree.

    ``behind`` is where the subject of the return stands: what the formulas name beside the form is asked there.
    """
    findings = [f for field in form.fields() for f in _field_findings(field, values.get(field.id))]
    at = str(period or "")
    facts, rules = form_facts(form, values, at), rules_of(pack, form, at)

    def situation(when: str) -> Situation:
        return form_situation(pack, form, facts, on, book, Period.parse(when) if when else None, behind)

    def ask(node: Node, when: str, row: Mapping[str, Any] | None) -> Any:
        there = situation(when)
        return evaluate(node, Env(there, there.subject, there.period, row=row, quiet=True))

    given = rules.given(situation(at))
    done = compute(rules, facts, at, given, ask, lambda when: SituationAround(situation(when)))
    findings += _parts_and_wholes(form, facts, at)
    findings += _typed_and_computed(form, facts, done)
    for check, verdict in not_held(rules, facts, at, given, situation(at)):
        zh = check.zh or check.must.text
        unsure = Say(f"不能判断：{zh}", f"cannot be judged: {check.en or zh}")
        say = unsure if verdict.value is Truth.UNDETERMINED else Say(zh, check.en)
        severity = Severity.HINT if verdict.value is Truth.UNDETERMINED else check.severity
        findings.append(Finding(check.id, severity, say, verdict))
    return findings


def not_held(
    rules: FormRules, facts: Mapping[str, Any], period: str, given: Mapping[str, Any], situation: Situation
) -> Iterator[tuple[Check, Verdict]]:
    """Yield the checks that do not surely hold, each with the verdict that says why; all are asked in one quick pass."""
    around = SituationAround(situation, memo_of(situation)) if rules.book.looks_around else None
    quick = rules.book.judge(rules.book.values(facts, period, given, around))
    for check in rules.form.checks:
        if quick.get(check.id) is True:
            continue
        verdict = situation.ask(f"check {check.id}", rules.checks[check.id], check.citation())
        if verdict.value is not Truth.YES:
            yield check, verdict


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


def memo_of(situation: Situation) -> dict[Any, Any]:
    """Return what is kept between the returns of one run, where the reader keeps anything."""
    return situation.reader.memo if isinstance(situation.reader, FormReader) else {}


def form_situation(
    pack: Pack,
    form: Form,
    facts: Facts,
    on: date,
    book: DecisionBook,
    period: Period | None = None,
    behind: Situation | None = None,
) -> Situation:
    """Return a situation in which the form's fields are facts of the form, by id and by label."""
    subject = Subject("form", form.id)
    known: dict[str, Any] = {}
    for field in form.fields():
        value = facts.get(field.id)
        if field.kind is FieldKind.TABLE and value:
            labels = {column.id: column.zh for column in field.columns}
            value = [row | {labels[name]: item for name, item in row.items() if name in labels} for row in value]
        known |= dict.fromkeys((field.id, field.zh, pack.chinese_facts.get(field.zh, field.id)), value)
    data = {key: value for key, value in known.items() if value is not None}
    own = DataFacts(data, subject, {}, {}, {})
    if behind is None:
        return Situation(pack, own, book, on, subject, period=period)
    filed = names_filed(pack, form, {one.id: pack.chinese_facts.get(one.zh, one.id) for one in form.fields()})
    reader = FormReader(own, behind.reader, behind.subject, filed)
    return Situation(pack, reader, book, on, subject, period=period, rates=behind.rates, kinds=behind.kinds)


def _parts_and_wholes(form: Form, facts: Facts, period: str) -> Iterator[Finding]:
    """A part (其中) may not exceed its whole, in any of the years; a rule of the house."""
    by_id = {field.id: field for field in form.fields()}
    for part in form.fields():
        whole = by_id.get(part.of_which or "")
        if whole is None:
            continue
        for at in periods_of(part, period):
            small, large = (figure(facts, one.id, at) for one in (part, whole))
            if small is not None and large is not None and small.base > large.base:
                say = Say(f"「{part.zh}」{small} 大于「{whole.zh}」{large}", f"{small} is above {large}")
                yield Finding(part.id, Severity.MUST, say)


def _typed_and_computed(form: Form, facts: Facts, done: Computed) -> Iterator[Finding]:
    """A figure the form asks for although it follows from others is compared with what follows, to its last digit."""
    by_id = {field.id: field for field in form.fields()}
    for (key, at), amount in done.compared.items():
        field, typed = by_id[key], figure(facts, key, at)
        if typed is None or abs(typed.amount - amount) <= Decimal(5).scaleb(-field.scale - 1):
            continue
        follows = Quantity(amount, typed.unit)
        say = Say(f"「{field.zh}」填 {typed}，按公式是 {follows}", f"says {typed}, the formula gives {follows}")
        yield Finding(field.id, Severity.EXPLAIN, say)


def _field_findings(field: FormField, value: Any) -> list[Finding]:
    if isinstance(value, Mapping):
        return [finding for one in value.values() for finding in _field_findings(field, one)]
    empty = value is None or value == "" or value == []
    if empty:
        if not field.required or field.kind is FieldKind.DERIVED:
            return []
        return [Finding(field.id, Severity.MUST, Say(f"「{field.zh}」还没有填", f"“{field.en or field.id}” is empty"))]
    parts = list(value.values()) if isinstance(value, dict) else [value]
    odd = [one for one in parts if one is not None and not isinstance(one, int | Decimal)]
    if field.kind in TYPED and odd:
        shown = str(odd[0])
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
