"""What the rules say of a form as it stands: computed fields, findings, and the list of what is still missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from functools import cached_property
from typing import Any

from jidi.common.say import Say
from jidi.filings.facts import ROW, FormSituation, Values, fact_values
from jidi.filings.parsing import Reading
from jidi.filings.spots import NAMES, WHY, Spot, periods_of
from jidi.filings.state import FormState
from policycore.citation import HOUSE, Citation
from policycore.facts import DataFacts, Subject
from policycore.forms import Check, FieldKind, FormField, Severity
from policycore.formula import Env, Formula, evaluate, say_formula
from policycore.formula.tree import Compare, FactRef, Name, walk
from policycore.open_points import DecisionBook
from policycore.pack.model import Pack
from policycore.periods import Period
from policycore.units import NONE, UNITS, Quantity
from policycore.verdict import Truth, Verdict

NOTHING = Say("")
EMPTY_PHRASES = frozenset(
    [
        "核实无误",
        "经核实无误",
        "已核实",
        "核实",
        "属实",
        "情况属实",
        "数据属实",
        "无误",
        "正确",
        "数据正确",
        "无",
        "同上",
        "正常",
        "符合实际",
        "实际情况",
    ]
)
"""Answers that explain nothing (rule of this house)."""
SHORTEST_REASON = 8
"""Characters an explanation has at least (rule of this house): who, what and how much do not fit in fewer."""


@dataclass(frozen=True, slots=True)
class Rules:
    """By what a form is judged: the pinned pack, the decisions taken, the day; and the checks a superior released."""

    pack: Pack
    book: DecisionBook
    on: date
    released: frozenset[str] = frozenset()


class FoundKind(StrEnum):
    """What sort of thing was found."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    TWICE = "twice"
    CHECK = "check"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found, at its spot: how hard it binds, the sentence, the rule in words and what it rests on.

    ``settled`` says how it no longer stands in the way (explained, released). ``check`` is the id of the check.
    """

    kind: FoundKind
    field: str
    address: str
    severity: Severity
    label: Say
    say: Say
    rule: Say = NOTHING
    citation: Citation = HOUSE
    trace: tuple[Say, ...] = ()
    check: str = ""
    settled: Say | None = None
    verdict: Verdict | None = None

    @property
    def blocks(self) -> bool:
        """Whether the form cannot be handed in because of it."""
        return self.settled is None and self.severity is not Severity.HINT


@dataclass(frozen=True)
class Judged:
    """A form with everything the rules say of it. Computed once, in the order: fields, computed fields, checks."""

    state: FormState
    rules: Rules
    values: Values = field(init=False)
    computed: Mapping[str, Decimal] = field(init=False)

    def __post_init__(self) -> None:
        values = fact_values(self.state)
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "computed", _computed(self, values))

    def situation(self, period: str = "") -> FormSituation:
        """Return where the form's formulas are evaluated: its fields are the facts."""
        layout = self.state.layout
        subject = Subject("form", layout.form.id)
        own = dict(self.values)
        for one in layout.form.fields():
            # A field named like a fact of the pack: inside the form the field is meant.
            own.setdefault(self.rules.pack.chinese_facts.get(one.zh, one.zh), own.get(one.id))
        facts = {name: value for name, value in own.items() if value is not None}
        here = period or layout.period
        return FormSituation(
            self.rules.pack,
            DataFacts(facts, subject, {}, {}, {}),
            self.rules.book,
            self.rules.on,
            subject,
            period=Period.parse(here) if here else None,
            form=layout.form,
        )

    @cached_property
    def of_spots(self) -> tuple[Found, ...]:
        """What each spot has against it by itself, without the checks."""
        return tuple(_of_spots(self.state))

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """Everything found, hardest first, then in printed order."""
        order = list(Severity)
        every = [*self.of_spots, *_of_checks(self)]
        return tuple(sorted(every, key=lambda one: order.index(one.severity)))

    @cached_property
    def missing(self) -> tuple[Found, ...]:
        """What stands in the way of handing the form in: the one list the page shows and the guard asks."""
        return tuple(one for one in self.found if one.blocks)


def judge(state: FormState, rules: Rules) -> Judged:
    """Judge a form as it stands."""
    return Judged(state, rules)


# --- computed fields ------------------------------------------------------------------------------------------------


def _computed(judged: Judged, values: dict[str, Any]) -> dict[str, Decimal]:
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


def _of_field(judged: Judged, one: FormField, values: dict[str, Any]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    by_period: dict[str, Quantity] = {}
    for period in periods_of(one, judged.state.layout.period):
        situation = judged.situation(period)
        env = Env(situation, situation.subject, situation.period, quiet=True)
        amount = _in_unit(one, _value(one, env))
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
            amount = _in_unit(column, _value(column, env))
            if amount is not None:
                row[column.id] = row[column.zh] = _quantity(column, amount)
                found[f"{table.id}.{row[ROW]}.{column.id}"] = amount
    return found


def _value(one: FormField, env: Env) -> Any:
    assert one.formula is not None
    return evaluate(one.formula.node, env)


def _in_unit(one: FormField, value: Any) -> Decimal | None:
    """Return a computed amount in the field's unit, rounded half up to its decimals; None when it is not known."""
    if not isinstance(value, Quantity):
        return None
    amount = value.base / UNITS[one.unit].factor
    with localcontext(prec=80):  # a figure of eighteen digits in 亿元 is longer in 元
        return amount.quantize(Decimal(1).scaleb(-one.scale), ROUND_HALF_UP)


def _quantity(one: FormField, amount: Decimal) -> Quantity:
    return Quantity(amount, UNITS[one.unit])


# --- findings of spots ----------------------------------------------------------------------------------------------


def _of_spots(state: FormState) -> Iterator[Found]:
    for spot in state.spots:
        reading = state.readings[spot.address]
        cell = state.cells.get(spot.address)
        if cell and cell.also:
            yield _at(spot, FoundKind.TWICE, twice(spot, len(cell.also) + 1))
        if reading.problem:
            yield _at(spot, FoundKind.UNREADABLE, reading.problem)
        elif reading.value is None and spot.leaf.required:
            yield _at(spot, FoundKind.EMPTY, reading.note or empty(spot))
        elif spot.part == NAMES:
            yield from _names_agree(state, spot, reading)
    used = {spot.field.id for spot in state.spots if spot.row}
    for table in state.layout.tables.values():
        if table.required and table.id not in used:
            say = Say(f"「{table.zh}」还没有填，至少一行", f"“{table.en or table.id}” is empty; it needs a row")
            yield Found(FoundKind.EMPTY, table.id, table.id, Severity.MUST, Spot(table.id, table).label, say)


def _at(spot: Spot, kind: FoundKind, say: Say) -> Found:
    return Found(kind, spot.field.id, spot.address, Severity.MUST, spot.label, say)


def empty(spot: Spot) -> Say:
    """Say that a spot is empty."""
    return Say(f"「{spot.label.zh}」还没有填", f"“{spot.label.en}” is empty")


def twice(spot: Spot, count: int) -> Say:
    """Say that several people wrote at a spot at the same time."""
    return Say(
        f"「{spot.label.zh}」有 {count} 处同时填写，都留着，请选定一个",
        f"“{spot.label.en}” was written by {count} at the same time; all are kept, choose one",
    )


def _names_agree(state: FormState, spot: Spot, reading: Reading) -> Iterator[Found]:
    last = periods_of(spot.field, state.layout.period)[-1]
    count = state.readings[f"{spot.field.id}.{last}" if last else spot.field.id].value
    names = [line for line in str(reading.value or "").splitlines() if line.strip()]
    if isinstance(count, Decimal) and count != len(names):
        yield _at(
            spot,
            FoundKind.CHECK,
            Say(
                f"「{spot.field.zh}」填 {count:f}，名称写了 {len(names)} 条，请核对两处",
                f"“{spot.field.en or spot.field.zh}” says {count:f}, but {len(names)} names are listed",
            ),
        )


# --- findings of checks ---------------------------------------------------------------------------------------------


def _of_checks(judged: Judged) -> Iterator[Found]:
    form = judged.state.layout.form
    situation = judged.situation()
    for check in form.checks:
        verdict = situation.ask(f"check {check.id}", check.must, check.citation())
        if verdict.value is Truth.YES or _within_tolerance(check, situation):
            continue
        if verdict.value is Truth.UNDETERMINED:
            if not _only_waits(judged, verdict):
                yield _unsure(judged, check, verdict, situation)
            continue
        yield _failed(judged, check, verdict, situation)


def _failed(judged: Judged, check: Check, verdict: Verdict, situation: FormSituation) -> Found:
    where = _where(judged.state, check.must)
    settled, complaint = _settled(judged, check)
    trace = tuple(Say(f"{line.say.zh}：{line.value}", f"{line.say.en}: {line.value}") for line in verdict.trace)
    rule = say_formula(check.must.node, situation.label)
    return Found(
        FoundKind.REASON if complaint else FoundKind.CHECK,
        where.field.id,
        where.address,
        check.severity,
        where.label,
        complaint or Say(check.zh or rule.zh, check.en or rule.en),
        rule,
        check.citation(),
        trace,
        check.id,
        settled,
        verdict,
    )


def _unsure(judged: Judged, check: Check, verdict: Verdict, situation: FormSituation) -> Found:
    where = _where(judged.state, check.must)
    rule = say_formula(check.must.node, situation.label)
    lacks = [lack.say for lack in verdict.lacks]
    say = Say(
        f"不能判断：{check.zh or rule.zh}（{'；'.join(one.zh for one in lacks)}）",
        f"cannot be judged: {check.en or rule.en} ({'; '.join(one.en or one.zh for one in lacks)})",
    )
    label = where.label
    return Found(
        FoundKind.CHECK, where.field.id, where.address, Severity.HINT, label, say, rule, check.citation(), (), check.id
    )


def _settled(judged: Judged, check: Check) -> tuple[Say | None, Say | None]:
    """Return how a failed check no longer stands in the way, or what is wrong with its explanation."""
    if check.severity is Severity.RELEASABLE and check.id in judged.rules.released:
        return Say("上级已放行", "released by a superior"), None
    if check.severity is not Severity.EXPLAIN:
        return None, None
    reason = judged.state.text(WHY + check.id).strip()
    if not reason:
        return None, None
    if empty_phrase(reason):
        return None, Say(
            f"说明写了「{reason[:20]}」，看不出原因；请写明原因、企业、金额",
            f"“{reason[:20]}” explains nothing; write the cause, the enterprise and the amount",
        )
    return Say("已说明，待判定", "explained, to be judged"), None


def empty_phrase(reason: str) -> bool:
    """Whether an explanation says nothing."""
    bare = "".join(c for c in reason if c.isalnum())
    return bare in EMPTY_PHRASES or len(bare) < SHORTEST_REASON


def _within_tolerance(check: Check, situation: FormSituation) -> bool:
    """Whether a comparison that fails does so by no more than the rule tolerates (a share of the right side, or an amount)."""
    node = check.must.node
    if check.tolerance is None or not isinstance(node, Compare):
        return False
    env = Env(situation, situation.subject, situation.period, quiet=True)
    left, right, most = (evaluate(one, env) for one in (node.left, node.right, check.tolerance.node))
    if not all(isinstance(one, Quantity) for one in (left, right, most)):
        return False
    allowed = abs(right.base) * most.base if most.unit.name == "%" else most.base
    if most.unit is NONE and right.unit is not NONE:
        allowed = most.amount * right.unit.factor  # a bare tolerance counts in the unit of what it is applied to
    return bool(abs(left.base - right.base) <= allowed)


def _only_waits(judged: Judged, verdict: Verdict) -> bool:
    """Whether all that is missing is asked for already, as an empty or unreadable field of this form."""
    asked = {one.field for one in judged.of_spots}
    by_name = {field.id: field.id for field in judged.state.layout.form.fields()}
    by_name |= {field.zh: field.id for field in judged.state.layout.form.fields()}
    computed = {field.id for field in judged.state.layout.form.fields() if field.kind is FieldKind.DERIVED}
    names = [by_name.get(lack.name, "") for lack in verdict.lacks]
    return bool(names) and all(name in asked or name in computed for name in names)


def _where(state: FormState, formula: Formula) -> Spot:
    """Return the spot a check is about: the first field it names, in the form's own period."""
    by_name = {field.id: field for field in state.layout.form.fields()}
    by_name |= {field.zh: field for field in state.layout.form.fields()}
    for node in walk(formula.node):
        if isinstance(node, Name | FactRef) and node.name in by_name:
            found = by_name[node.name]
            period = periods_of(found, state.layout.period)[-1]
            return Spot(f"{found.id}.{period}" if period else found.id, found, period=period)
    first = state.layout.form.fields()[0]
    return Spot(first.id, first)
