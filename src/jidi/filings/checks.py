"""Findings of the checks a form brings: what fails, what cannot be judged, what was explained or released."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jidi.common.say import Say
from jidi.filings.facts import FormSituation
from jidi.filings.found import Found, FoundKind
from jidi.filings.reasons import settled
from jidi.filings.spots import Spot, periods_of
from jidi.filings.state import FormState
from policycore.engine import not_held
from policycore.forms import Check, FieldKind, Severity
from policycore.formula import Formula, say_formula
from policycore.formula.tree import FactRef, Name, walk
from policycore.verdict import Truth, Verdict

if TYPE_CHECKING:
    from jidi.filings.judging import Judged


def of_checks(judged: Judged) -> Iterator[Found]:
    """Yield what the checks of the form find, in their order."""
    situation, period = judged.situation(), judged.state.layout.period
    for check, verdict in not_held(judged.compiled, judged.values, period, judged.given, situation):
        if verdict.value is Truth.UNDETERMINED:
            if not _only_waits(judged, verdict):
                yield _unsure(judged, check, verdict, situation)
            continue
        yield _failed(judged, check, verdict, situation)


def _failed(judged: Judged, check: Check, verdict: Verdict, situation: FormSituation) -> Found:
    where = _where(judged.state, check.must)
    answered, complaint = settled(judged, check.id, check.severity, check.evidence)
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
        answered,
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


def _only_waits(judged: Judged, verdict: Verdict) -> bool:
    """Whether all that is missing is asked for already, as an empty or unreadable field of this form."""
    asked = {one.field for one in judged.of_spots}
    by_name: dict[str, set[str]] = {}
    for field in judged.state.layout.form.fields():
        # A column of a table is asked for as the table it stands in.
        for one in (field, *field.columns):
            by_name.setdefault(one.id, set()).add(field.id)
            by_name.setdefault(one.zh, set()).add(field.id)
    asked |= {field.id for field in judged.state.layout.form.fields() if field.kind is FieldKind.DERIVED}
    return bool(verdict.lacks) and all(by_name.get(lack.name, set()) & asked for lack in verdict.lacks)


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
