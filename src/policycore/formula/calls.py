"""How each function of the language is computed (see ``functions`` for what each means)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from ..periods import Period
from ..units import Quantity, Unit
from ..verdict import LackKind, Missing
from .check import PERIOD_WORDS, is_relative_period
from .evaluate import (
    Between,
    Env,
    compare,
    divide,
    evaluate,
    missing,
    months_before,
    ratio,
    resolve_period,
    rounded,
    show,
    truth,
    unit_of,
)
from .tree import Call, FactRef, Literal, Name, Node, Number


def _args(node: Call, env: Env) -> list[Any]:
    return [evaluate(arg, env) for arg in node.args]


def _same(function: Callable[[list[Quantity]], Decimal]) -> Callable[[Call, Env], Any]:
    def run(node: Call, env: Env) -> Any:
        values = _args(node, env)
        if any(isinstance(v, Missing) for v in values):
            return Missing.join(*values)
        unit = unit_of(values)
        return Quantity(function(values) / unit.factor, unit)

    return run


def _round(node: Call, env: Env) -> Any:
    values = _args(node, env)
    if any(isinstance(v, Missing) for v in values):
        return Missing.join(*values)
    places = int(values[1].amount) if len(values) > 1 else 0
    return Quantity(rounded(values[0].amount, places), values[0].unit)


def _if(node: Call, env: Env) -> Any:
    test = truth(node.args[0], env)
    if test is None:
        return Missing(tuple(env.lacks))
    return evaluate(node.args[1] if test else node.args[2], env)


def _rows(node: Call, env: Env) -> tuple[list[Mapping[str, Any]], Decimal] | Missing:
    """Return the rows of a table that surely count, and how many more might."""
    first = node.args[0]
    name = first.name if isinstance(first, Name | FactRef) else ""
    table = env.source.fact(name, "", env.subject)
    if isinstance(table, Missing):
        return table
    where, window = node.clause("where"), node.clause("window")
    sure: list[Mapping[str, Any]] = []
    maybe = Decimal(0)
    for row in table:
        inside = env.within(row=row, quiet=True)
        tests = [truth(where.node, inside)] if where and where.node is not None else []
        if window:
            tests.append(_in_window(row, window.node, window.other, env))
        if all(tests):
            sure.append(row)
        elif False not in tests:
            maybe += 1
    return sure, maybe


def _in_window(row: Mapping[str, Any], length: Node | None, before: Node | None, env: Env) -> bool | None:
    day = row.get("on")
    end = evaluate(before, env) if before is not None else None
    span = evaluate(length, env) if length is not None else None
    if not isinstance(day, date) or not isinstance(end, date) or not isinstance(span, Quantity):
        return None
    # From the same day so many years earlier, that day included, up to and including the end (以内 includes).
    return months_before(end, span) <= day <= end


def _count(node: Call, env: Env) -> Any:
    last = node.clause("last")
    if last:
        return _count_last(node, env)
    found = _rows(node, env)
    if isinstance(found, Missing):
        return found
    rows, maybe = found
    low = Decimal(len(rows))
    if maybe:
        return Between(tuple(env.lacks), low, low + maybe)
    return Quantity(low)


def _count_last(node: Call, env: Env) -> Any:
    clause = node.clause("last")
    assert clause and clause.node is not None and clause.other is not None
    loop, unit = clause.name.split()
    cycle = {"years": "year", "halves": "half", "quarters": "quarter", "months": "month"}.get(unit.lower(), "")
    span = evaluate(clause.node, env)
    if isinstance(span, Missing):
        return span
    here = env.period or Period.containing(env.source.on, cycle or "year")
    if cycle and here.cycle != cycle:
        here = Period.containing(here.ends_on, cycle)
    periods = [here.step(-back) for back in range(int(span.amount))]
    values = []
    for period in periods:
        value = truth(clause.other, env.within(loop=(loop, period), period=period))
        values.append(value)
        env.note(node, f"{period}: {show(value)}")
    low = Decimal(values.count(True))
    if None in values:
        return Between(tuple(env.lacks), low, low + values.count(None))
    return Quantity(low)


def _none(node: Call, env: Env) -> Any:
    result = compare("=", _count(node, env), Quantity(Decimal(0)), env)
    env.note(node, show(result))
    return result


def _any(node: Call, env: Env) -> Any:
    result = compare(">", _count(node, env), Quantity(Decimal(0)), env)
    env.note(node, show(result))
    return result


def _gather(node: Call, env: Env) -> tuple[list[Quantity], list[Missing]]:
    values: list[Any] = []
    for arg in node.args:
        value = evaluate(arg, env)
        values.extend(value if isinstance(value, list | tuple) else [value])
    known = [v for v in values if isinstance(v, Quantity)]
    return known, [v for v in values if isinstance(v, Missing)]


def _sum(node: Call, env: Env) -> Any:
    known, absent = _gather(node, env)
    policy = node.clause("missing")
    word = policy.name if policy else "any"
    if absent and (word == "any" or (word == "all" and not known)):
        return Missing.join(*absent)
    unit = unit_of(known)
    return Quantity(sum((v.base for v in known), Decimal(0)) / unit.factor, unit)


def _average(node: Call, env: Env) -> Any:
    total = _sum(node, env)
    if isinstance(total, Missing):
        return total
    known, _ = _gather(node, env)
    return divide(total, Quantity(Decimal(len(known))), env)


def _period_of(node: Call, env: Env, place: int) -> Period:
    if len(node.args) > place:
        arg = node.args[place]
        if isinstance(arg, Literal) and isinstance(arg.value, Period):
            return arg.value
        if isinstance(arg, Number):
            return Period(int(arg.amount))
        if isinstance(arg, Name) and (is_relative_period(arg.name) or arg.name in PERIOD_WORDS):
            return resolve_period(arg.name, env.period, env.source.on)
        if isinstance(arg, Name) and env.loop and arg.name == env.loop[0]:
            return env.loop[1]
    if env.loop:
        return env.loop[1]
    return env.period or Period.containing(env.source.on)


def _at(node: Node, period: Period, env: Env) -> Any:
    return evaluate(node, env.within(period=period, loop=None))


def _pair(node: Call, env: Env, before: Callable[[Period], Period]) -> tuple[Any, Any]:
    period = _period_of(node, env, 1)
    return _at(node.args[0], period, env), _at(node.args[0], before(period), env)


def _growth(before: Callable[[Period], Period]) -> Callable[[Call, Env], Any]:
    def run(node: Call, env: Env) -> Any:
        now, then = _pair(node, env, before)
        if isinstance(now, Missing) or isinstance(then, Missing):
            return Missing.join(now, then)
        if then.base == 0:
            return missing(
                LackKind.DIVISION_BY_ZERO, "base period", "上期为 0，算不出增长率", "the earlier figure is 0"
            )
        return ratio((now.base - then.base) / abs(then.base))

    return run


def _increment(node: Call, env: Env) -> Any:
    now, then = _pair(node, env, Period.year_before)
    if isinstance(now, Missing) or isinstance(then, Missing):
        return Missing.join(now, then)
    return Quantity((now.base - then.base) / now.unit.factor, now.unit)


def _cumulative(node: Call, env: Env) -> Any:
    period = _period_of(node, env, 1)
    parts = [Period(period.year, period.cycle, part) for part in range(1, period.part + 1)]
    values = [_at(node.args[0], part, env) for part in parts]
    if any(isinstance(v, Missing) for v in values):
        return Missing.join(*values)
    unit = unit_of(values)
    return Quantity(sum((v.base for v in values), Decimal(0)) / unit.factor, unit)


def _share(node: Call, env: Env) -> Any:
    part = evaluate(node.args[0], env)
    of = node.clause("of")
    whole = _of_relation(node.args[1], of.name, env) if of else evaluate(node.args[1], env)
    if isinstance(part, Missing) or isinstance(whole, Missing):
        return Missing.join(part, whole)
    return divide(part, whole, env)


def _of_relation(node: Node, relation: str, env: Env) -> Any:
    subjects = env.source.related(env.subject, relation)
    if isinstance(subjects, Missing):
        return subjects
    if not subjects:
        return missing(LackKind.FACT, relation, f"没有对应的{relation}", f"no {relation} to look at")
    return evaluate(node, env.within(subject=subjects[0]))


def _parent(node: Call, env: Env) -> Any:
    of = node.clause("of")
    period = _period_of(node, env, 1) if len(node.args) > 1 else env.period
    return _of_relation(node.args[0], of.name if of else "parent", env.within(period=period))


def _rank(descending: bool) -> Callable[[Call, Env], Any]:
    def run(node: Call, env: Env) -> Any:
        members = _members_ranked(node, env)
        if isinstance(members, Missing):
            return members
        period = _period_of(node, env, 1) if len(node.args) > 1 else env.period
        values = {m: evaluate(node.args[0], env.within(subject=m, period=period, quiet=True)) for m in members}
        own = values.get(env.subject)
        if own is None:
            own = evaluate(node.args[0], env.within(period=period, quiet=True))
        if isinstance(own, Missing):
            return own
        others = [v for m, v in values.items() if m != env.subject]
        known = [v for v in others if isinstance(v, Quantity)]
        better = sum(1 for v in known if (v.base > own.base if descending else v.base < own.base))
        ties = sum(1 for v in known if v.base == own.base)
        absent = len(others) - len(known)
        env.note(node, f"第 {better + 1} 名 / {len(others) + 1}，并列 {ties}，缺数 {absent}")
        if absent:
            # A member without a figure might stand before or behind: the rank is only bounded.
            return Between(tuple(env.lacks), Decimal(better + 1), Decimal(better + 1 + absent))
        return Quantity(Decimal(better + 1))

    return run


def _members_ranked(node: Call, env: Env) -> Any:
    among, within = node.clause("among"), node.clause("within")
    name = ""
    if among and among.node is not None:
        chosen = evaluate(among.node, env)
        if isinstance(chosen, Missing):
            return chosen
        name = str(chosen)
    elif among:
        name = among.name
    return env.source.population(name, env.subject, within.name if within else "")


def _in_a_row(node: Call, env: Env) -> Any:
    first = node.args[0]
    name = first.name if isinstance(first, Name | FactRef) else ""
    rows = env.source.fact(name, "", env.subject)
    if isinstance(rows, Missing):
        return rows
    run = Decimal(0)
    for row in sorted(rows, key=lambda r: str(r["period"]), reverse=True):
        period = Period.parse(str(row["period"]))
        value = truth(node.args[1], env.within(row=row, period=period, quiet=True))
        env.note(node, f"{row['period']}: {show(value)}")
        if value is None:
            return Between(tuple(env.lacks), run, None)
        if not value:
            break
        run += 1
    return Quantity(run)


def _flag(node: Call, env: Env) -> Any:
    first = node.args[0]
    name = first.name if isinstance(first, Name | FactRef) else ""
    period = str(env.row["period"]) if env.row is not None and "period" in env.row else ""
    value = env.source.fact(name, period, env.subject)
    env.note(node, show(None if isinstance(value, Missing) else value))
    return value


def _title(current: bool) -> Callable[[Call, Env], Any]:
    def run(node: Call, env: Env) -> Any:
        first = node.args[0]
        name = first.name if isinstance(first, Name | FactRef) else ""
        of = node.clause("of")
        subjects: Iterable[Any] | Missing = [env.subject] if not of else env.source.related(env.subject, of.name)
        if isinstance(subjects, Missing):
            return subjects
        results = [_has_title(name, s, node.args[1:], current, env) for s in subjects]
        joined = True if True in results else (None if None in results else False)
        env.note(node, show(joined))
        return joined

    return run


def _has_title(name: str, subject: Any, tests: tuple[Node, ...], current: bool, env: Env) -> bool | None:
    rows = env.source.fact(name, "", subject)
    if isinstance(rows, Missing):
        env.lacking(rows)
        return None
    result: bool | None = False
    for row in rows:
        if not _stands(row, env.source.on, current):
            continue
        values = [truth(test, env.within(row=row, quiet=True)) for test in tests]
        if all(values):
            return True
        if False not in values:
            result = None
    return result


def _stands(row: Mapping[str, Any], on: date, current: bool) -> bool:
    begins, ends = row.get("from") or row.get("on"), row.get("until")
    begun = begins is None or begins <= on
    return bool(begun) and (not current or ends is None or bool(on < ends))


def _kind(node: Call, env: Env) -> Any:
    kinds = env.source.kinds_of(env.subject)
    if isinstance(kinds, Missing):
        return kinds
    result = getattr(node.args[0], "name", "") in kinds
    env.note(node, show(result))
    return result


def _word(node: Call) -> str:
    return str(getattr(node.args[0], "name", ""))


def _open(node: Call, env: Env) -> Any:
    value = env.source.decision(_word(node))
    return Quantity(Decimal(value)) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _first_of(node: Call, env: Env) -> Any:
    absent = []
    for arg in node.args:
        value = evaluate(arg, env)
        if not isinstance(value, Missing):
            env.note(arg, show(value))
            return value
        absent.append(value)
    return Missing.join(*absent)


def _is_missing(node: Call, env: Env) -> Any:
    probe = env.within(lacks=[])  # what is missing here is the question, not a lack of the answer
    value = evaluate(node.args[0], probe)
    return isinstance(value, Missing) or value is None


def _convert(node: Call, env: Env) -> Any:
    value = evaluate(node.args[0], env)
    if isinstance(value, Missing):
        return value
    target = str(getattr(node.args[1], "name", ""))
    source = value.unit.dimension.partition(":")[2]
    rate = Decimal(1) if source == target else env.source.rate(source, target)
    if isinstance(rate, Missing):
        return rate
    return Quantity(value.base * rate, Unit(target, f"money:{target}"))


def _days_between(node: Call, env: Env) -> Any:
    first, second = _args(node, env)
    if isinstance(first, Missing) or isinstance(second, Missing):
        return Missing.join(first, second)
    return Quantity(Decimal((second - first).days))


def _result(node: Call, env: Env) -> Any:
    period = env.loop[1] if env.loop else env.period
    return env.source.fact(_word(node), str(period) if period else "", env.subject)


CALLS: Final[dict[str, Callable[[Call, Env], Any]]] = {
    "ABS": _same(lambda v: abs(v[0].base)),
    "MIN": _same(lambda v: min(q.base for q in v)),
    "MAX": _same(lambda v: max(q.base for q in v)),
    "ROUND": _round,
    "IF": _if,
    "SUM": _sum,
    "AVERAGE": _average,
    "COUNT": _count,
    "NONE": _none,
    "ANY": _any,
    "GROWTH": _growth(Period.year_before),
    "YOY": _growth(Period.year_before),
    "POP": _growth(lambda period: period.step(-1)),
    "INCREMENT": _increment,
    "CUMULATIVE": _cumulative,
    "SHARE": _share,
    "RANK": _rank(descending=True),
    "RANK_FROM_BOTTOM": _rank(descending=False),
    "PARENT": _parent,
    "IN_A_ROW": _in_a_row,
    "ANSWER": _flag,
    "FOUND": _flag,
    "HAS": _flag,
    "HOLDS": _title(current=True),
    "HELD": _title(current=False),
    "APPLIED": _title(current=False),
    "KIND": _kind,
    "SET": lambda node, env: env.source.members(_word(node)),
    "OPEN": _open,
    "RESULT": _result,
    "SCORE": lambda node, env: env.source.score(_word(node), env.subject, "given"),
    "SELF_SCORE": lambda node, env: env.source.score(_word(node), env.subject, "self"),
    "FIRST_OF": _first_of,
    "IS_MISSING": _is_missing,
    "CONVERT": _convert,
    "DAYS_BETWEEN": _days_between,
}
