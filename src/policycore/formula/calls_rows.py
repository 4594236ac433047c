"""Functions over rows: tables, titles held over time, applications, the periods of a duty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ..periods import Period
from ..units import Quantity
from ..verdict import Lack, LackKind, Missing
from .amounts import before, divide, in_one_money, total, unit_of
from .env import Between, Env, missing, show
from .evaluate import compare, evaluate, judged
from .reckoning import folded
from .tree import Call, Clause, FactRef, Name, Node

Row = Mapping[str, Any]
_CYCLES = {"years": "year", "halves": "half", "quarters": "quarter", "months": "month"}
_ZERO = Quantity(Decimal(0))


def _named(node: Call) -> str:
    first = node.args[0]
    return first.name if isinstance(first, Name | FactRef) else ""


def subjects_of(of: Clause | None, env: Env) -> Sequence[Any] | Missing:
    """Return whose rows are meant: the subject's own, or those of the subjects in a relation to it.

    ``OF city`` with no city to look at is missing; ``ANY OF city`` of none is none.
    """
    if of is None:
        return [env.subject]
    found: Sequence[Any] | Missing = env.source.related(env.subject, of.name)
    if not isinstance(found, Missing) and not found and not of.any_of:
        return missing(LackKind.FACT, of.name, f"没有对应的「{env.source.label(of.name)}」", f"there is no {of.name}")
    return found


def _rows(node: Call, env: Env) -> list[Row] | Missing:
    """Return the rows a function looks at: of the table it names, of the subject or of those in a relation to it."""
    of = node.clause("of")
    if node.function not in ("COUNT", "NONE", "ANY"):
        subjects, name = subjects_of(None, env), of.name if of else ""
    else:
        subjects, name = subjects_of(of, env), _named(node)
    if isinstance(subjects, Missing):
        return subjects
    rows: list[Row] = []
    for subject in subjects:
        table = env.source.fact(name, "", subject)
        if isinstance(table, Missing):
            return table
        rows.extend(table)
    return rows


def _counted(node: Call, env: Env) -> tuple[list[Row], list[Row], list[Lack]] | Missing:
    """Return the rows that surely count, those that might, and what it would take to know."""
    rows = _rows(node, env)
    if isinstance(rows, Missing):
        return rows
    where, window = node.clause("where"), node.clause("window")
    sure: list[Row] = []
    maybe: list[Row] = []
    lacks: list[Lack] = []
    for row in rows:
        inside = env.within(row=row, quiet=True, statuses="status" in row and "period" in row)
        judgements = [judged(where.node, inside)] if where and where.node is not None else []
        if window:
            judgements.append(_in_window(row, window, env))
        values = [value for value, _ in judgements]
        if all(values):
            sure.append(row)
        elif False not in values:
            maybe.append(row)
            lacks += [lack for _, some in judgements for lack in some if lack not in lacks]
    return sure, maybe, lacks


def _in_window(row: Row, window: Clause, env: Env) -> tuple[bool | None, list[Lack]]:
    """Tell whether a row's day lies in ``WITHIN length BEFORE end``.

    From the same day so many years earlier, that day included, up to and including the end (以内 includes). A period of a
    duty lies where its last day does.
    """
    assert window.node is not None and window.other is not None
    probe = env.within(lacks=[], quiet=True)
    day, end, span = _day_of(row), evaluate(window.other, probe), evaluate(window.node, probe)
    if not isinstance(day, date):
        probe.lacking(missing(LackKind.FACT, "on", "这一行没有填日期", "the row says no day"))
    if not isinstance(day, date) or not isinstance(end, date) or not isinstance(span, Quantity):
        return None, probe.lacks
    return before(end, span) <= day <= end, []


def _day_of(row: Row) -> Any:
    if "status" in row and "period" in row:
        return Period.parse(str(row["period"])).ends_on
    return row.get("on")


def count(node: Call, env: Env) -> Any:
    """Count rows, or periods for which a condition holds; undetermined ones leave the count between two bounds."""
    last = node.clause("last")
    if last:
        return _count_last(node, last, env)
    found = _counted(node, env)
    if isinstance(found, Missing):
        return found
    sure, maybe, lacks = found
    return _between(len(sure), len(maybe), lacks)


def _between(sure: int, maybe: int, lacks: Iterable[Lack]) -> Quantity | Between:
    low = Decimal(sure)
    return Between(tuple(dict.fromkeys(lacks)), low, low + maybe) if maybe else Quantity(low)


def _count_last(node: Call, clause: Clause, env: Env) -> Any:
    assert clause.node is not None and clause.other is not None
    loop, unit = clause.name.split()
    span = evaluate(clause.node, env)
    if not isinstance(span, Quantity):
        return span if isinstance(span, Missing) else missing(LackKind.FACT, "LAST", "要一个数", "needs a number")
    values, lacks = [], []
    for period in _last_periods(int(span.amount), _CYCLES.get(unit.lower(), ""), env):
        value, some = judged(clause.other, env.within(loop=(loop, period), period=period))
        values.append(value)
        lacks += some
        env.note(node, f"{period}: {show(value)}")
    return _between(values.count(True), values.count(None), lacks)


def _last_periods(span: int, cycle: str, env: Env) -> list[Period]:
    """Return the last so many periods, the one at hand first."""
    here = env.period or Period.containing(env.source.on, cycle or "year")
    if cycle and here.cycle != cycle:
        here = Period.containing(here.ends_on, cycle)
    periods = (here.step(-back) for back in range(min(span, 1000)))
    return [period for period in periods if period.year >= 1]


def none(node: Call, env: Env) -> Any:
    """Tell whether no row counts."""
    return _against_zero("=", node, env)


def any_(node: Call, env: Env) -> Any:
    """Tell whether at least one row counts."""
    return _against_zero(">", node, env)


def _against_zero(op: str, node: Call, env: Env) -> bool | None:
    found = count(node, env)
    result = compare(op, found, _ZERO, env)
    if result is None:
        env.lacking(found)
    env.note(node, show(result))
    return result


def _gathered(node: Call, env: Env) -> tuple[list[Quantity], list[Missing]] | Missing:
    """Return the amounts to be added and what is missing among them: arguments, or a column over the rows of a table."""
    absent: list[Missing] = []
    if node.clause("of"):
        found = _counted(node, env)
        if isinstance(found, Missing):
            return found
        sure, maybe, lacks = found
        values = [evaluate(node.args[0], env.within(row=row, quiet=True, lacks=[])) for row in sure]
        absent += [Missing(tuple(lacks))] if maybe else []
    else:
        values = [evaluate(arg, env.within(lacks=[])) for arg in node.args]
    absent += [v for v in values if isinstance(v, Missing)]
    return [v for v in values if isinstance(v, Quantity)], absent


def _by_policy(node: Call, env: Env) -> list[Quantity] | Missing:
    """Return the amounts that take part: by default one missing makes all missing (``any``)."""
    found = _gathered(node, env)
    if isinstance(found, Missing):
        return found
    known, absent = found
    policy = node.clause("missing")
    word = policy.name if policy else "any"
    if absent and (word == "any" or (word == "all" and not known)):
        return Missing.join(*absent)
    return known


def sum_(node: Call, env: Env) -> Any:
    """Add arguments, or a column over the rows of a table."""
    values = _by_policy(node, env)
    return values if isinstance(values, Missing) else total(values, env)


def average(node: Call, env: Env) -> Any:
    """Average arguments, or a column over the rows of a table; of nothing it is missing."""
    values = _by_policy(node, env)
    if isinstance(values, Missing):
        return values
    added = total(values, env)
    return added if isinstance(added, Missing) else divide(added, Quantity(Decimal(len(values))), env)


def one_of_several(how: str) -> Callable[[Call, Env], Any]:
    """Give the least, greatest or middle one of arguments, or of a column over the rows of a table; of nothing: missing."""

    def run(node: Call, env: Env) -> Any:
        values = _by_policy(node, env)
        values = values if isinstance(values, Missing) else in_one_money(values, env)
        if isinstance(values, Missing):
            return values
        if not values:
            return missing(LackKind.FACT, node.function, "一个数也没有", "there is no figure at all")
        unit = unit_of(values)
        return Quantity(folded(how, [v.base for v in values]) / unit.factor, unit)

    return run


def filled_count(node: Call, env: Env) -> Any:
    """Count what is filled in: of the arguments, or in a column over the rows of a table."""
    if not node.clause("of"):
        probe = env.within(lacks=[], quiet=True)
        return Quantity(Decimal(sum(_filled(evaluate(arg, probe)) for arg in node.args)))
    found = _counted(node, env)
    if isinstance(found, Missing):
        return found
    sure, maybe, lacks = found
    inside = [env.within(row=row, quiet=True, lacks=[]) for row in sure]
    count = Quantity(Decimal(sum(_filled(evaluate(node.args[0], one)) for one in inside)))
    policy = node.clause("missing")
    word = policy.name if policy else "any"
    return Missing(tuple(lacks)) if maybe and (word == "any" or (word == "all" and not count.amount)) else count


def distinct(node: Call, env: Env) -> Any:
    """Count the different values of a column over the rows of a table."""
    found = _counted(node, env)
    if isinstance(found, Missing):
        return found
    sure, maybe, lacks = found
    values = [evaluate(node.args[0], env.within(row=row, quiet=True, lacks=[])) for row in sure]
    known = {value.base if isinstance(value, Quantity) else value for value in values if _filled(value)}
    absent = [value for value in values if isinstance(value, Missing)] + ([Missing(tuple(lacks))] if maybe else [])
    policy = node.clause("missing")
    word = policy.name if policy else "any"
    if absent and (word == "any" or (word == "all" and not known)):
        return Missing.join(*absent)
    return Quantity(Decimal(len(known)))


def _filled(value: Any) -> bool:
    return value is not None and not isinstance(value, Missing)


def in_a_row(node: Call, env: Env) -> Any:
    """Count for how many periods in a row, up to the last, a condition on the duty's status holds.

    A last period that is still ``due`` has no result yet and is passed over. A period between two others of which
    nothing is known leaves the count open from there on.
    """
    rows = env.source.fact(_named(node), "", env.subject)
    if isinstance(rows, Missing):
        return rows
    run, later = 0, None
    for row in sorted(rows, key=lambda r: str(r["period"]), reverse=True):
        period = Period.parse(str(row["period"]))
        if later is not None and period != later.step(-1):
            gap = later.step(-1)
            reason = missing(LackKind.FACT, f"status {gap}", f"{gap} 的报送情况", f"the status of {gap}")
            return Between(reason.lacks, Decimal(run), None)
        later = period
        value, lacks = judged(node.args[1], env.within(row=row, period=period, quiet=True, statuses=True))
        env.note(node, f"{period}: {show(value)}")
        if value is None:
            return Between(tuple(lacks), Decimal(run), None)
        if not value and not (run == 0 and row.get("status") == "due"):
            break
        run += bool(value)
    return Quantity(Decimal(run))


def _title(*, current: bool) -> Callable[[Call, Env], Any]:
    def run(node: Call, env: Env) -> Any:
        subjects = subjects_of(node.clause("of"), env)
        if isinstance(subjects, Missing):
            return subjects
        found = [_has_title(_named(node), s, node.args[1:], current, env) for s in subjects]
        values = [value for value, _ in found]
        joined = True if True in values else (None if None in values else False)
        if joined is None:
            for _, lacks in found:
                env.add(lacks)
        env.note(node, show(joined))
        return joined

    return run


def _has_title(
    name: str, subject: Any, tests: Sequence[Node], current: bool, env: Env
) -> tuple[bool | None, Iterable[Lack]]:
    rows = env.source.fact(name, "", subject)
    if isinstance(rows, Missing):
        return None, rows.lacks
    lacks: list[Lack] = []
    unsure = False
    for row in rows:
        if not stands(row, env.source.on, current):
            continue
        found = [judged(test, env.within(row=row, quiet=True)) for test in tests]
        values = [value for value, _ in found]
        if all(values):
            return True, ()
        if False not in values:
            unsure = True
            lacks += [lack for _, some in found for lack in some]
    return (None if unsure else False), lacks


def stands(row: Row, on: date, current: bool) -> bool:
    """Tell whether a title (or application) of a row stands on a day: begun, and with ``current`` not ended by then."""
    begins, ends = row.get("from") or row.get("on"), row.get("until")
    begun = begins is None or begins <= on
    return bool(begun) and (not current or ends is None or bool(on < ends))


holds, held, applied = _title(current=True), _title(current=False), _title(current=False)
