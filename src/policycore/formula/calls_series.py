"""Functions over periods and areas: growth, increase, running totals, shares, ranks, the parent's figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ..periods import PARTS, Period
from ..units import Quantity, plain
from ..verdict import LackKind, Missing
from .amounts import add, divide, numbers, ratio, total
from .calls_rows import subjects_of
from .env import Between, Env, missing, resolve_period, show
from .evaluate import evaluate
from .exactness import exact
from .names import PERIOD_WORDS, is_relative_period
from .reckoning import placed
from .tree import Call, FactRef, Literal, Name, Node, Number, walk


def _period_of(node: Call, env: Env, place: int) -> Period:
    here = env.loop[1] if env.loop else env.period
    if len(node.args) > place:
        arg = node.args[place]
        if isinstance(arg, Literal) and isinstance(arg.value, Period):
            return arg.value
        if isinstance(arg, Number):
            return Period(int(arg.amount))
        if isinstance(arg, Name) and (is_relative_period(arg.name) or arg.name in PERIOD_WORDS):
            return resolve_period(arg.name, here, env.source.on)
    return here or Period.containing(env.source.on)


def _at(node: Node, period: Period, env: Env) -> Any:
    return evaluate(node, env.within(period=period, loop=None))


def _pair(node: Call, env: Env, before: Callable[[Period], Period]) -> list[Quantity] | Missing:
    period = _period_of(node, env, 1)
    return numbers([_at(node.args[0], period, env), _at(node.args[0], before(period), env)])


def growth(before: Callable[[Period], Period]) -> Callable[[Call, Env], Any]:
    """Compute growth on an earlier period, as a ratio of that period's amount (its absolute value)."""

    def run(node: Call, env: Env) -> Any:
        pair = _pair(node, env, before)
        if isinstance(pair, Missing):
            return pair
        now, then = pair
        if then.base == 0:
            return missing(
                LackKind.DIVISION_BY_ZERO, "base period", "上期为 0，算不出增长率", "the earlier figure is 0"
            )
        found = ratio((now.base - then.base) / abs(then.base))
        env.note(node, f"{plain(round(found.base * 100, 1))}%（{show(now)}，对比的是 {show(then)}）")
        return found

    return run


def increment(node: Call, env: Env) -> Any:
    """Compute the increase on the year before."""
    pair = _pair(node, env, Period.year_before)
    return pair if isinstance(pair, Missing) else add(pair[0], pair[1], env, minus=True)


def earlier(before: Callable[[Period], Period]) -> Callable[[Call, Env], Any]:
    """Give a figure as it was in an earlier period."""
    return lambda node, env: _at(node.args[0], before(_period_of(node, env, 1)), env)


def cumulative(node: Call, env: Env) -> Any:
    """Add up the periods since the start of the year: those of the figure's own cycle where that is a finer one.

    Figures by month add up to ``CUMULATIVE([exports], 2019-H1)``; a year's figure stands for itself.
    """
    period = _period_of(node, env, 1)
    cycles = [env.source.cycle(part.name) for part in walk(node.args[0]) if isinstance(part, Name | FactRef)]
    finest = max([period.cycle, *cycles], key=lambda cycle: PARTS.get(cycle, 0))
    last = Period.containing(period.ends_on, finest)
    parts = [replace(last, part=part) for part in range(1, last.part + 1)]
    values = numbers(_at(node.args[0], part, env) for part in parts)
    return values if isinstance(values, Missing) else total(values, env)


def share(node: Call, env: Env) -> Any:
    """Compute the share of one amount in another, which may be the one of a related area."""
    whole = _of_relation(node, node.args[1], env) if node.clause("of") else evaluate(node.args[1], env)
    pair = numbers([evaluate(node.args[0], env), whole])
    return pair if isinstance(pair, Missing) else divide(pair[0], pair[1], env)


def parent(node: Call, env: Env) -> Any:
    """Give the figure of the parent, or of another related area."""
    period = _period_of(node, env, 1) if len(node.args) > 1 else env.period
    return _of_relation(node, node.args[0], env.within(period=period))


def _of_relation(call: Call, node: Node, env: Env) -> Any:
    of = call.clause("of")
    subjects = subjects_of(of, env) if of else env.source.related(env.subject, "parent")
    if isinstance(subjects, Missing):
        return subjects
    if not subjects:
        return missing(LackKind.FACT, "parent", "没有对应的上级区域", "there is no area above to look at")
    return evaluate(node, env.within(subject=subjects[0]))


def rank(*, descending: bool) -> Callable[[Call, Env], Any]:
    """Compute the rank within a population: one more than how many are better; equals share a rank."""

    def run(node: Call, env: Env) -> Any:
        members = _members_ranked(node, env)
        if isinstance(members, Missing):
            return members
        period = _period_of(node, env, 1) if len(node.args) > 1 else env.period
        own = evaluate(node.args[0], env.within(period=period, quiet=True))
        if not isinstance(own, Quantity):
            return own if isinstance(own, Missing) else missing(LackKind.FACT, "rank", "没有数", "no figure")
        apart = env.within(period=period, quiet=True, lacks=[])
        others = {m: evaluate(node.args[0], apart.within(subject=m)) for m in members if m != env.subject}
        sure = exact(node.args[0])
        mine, known = placed(own.base, sure), [placed(v.base, sure) for v in others.values() if isinstance(v, Quantity)]
        better = sum(1 for base in known if (base > mine if descending else base < mine))
        ties, absent = known.count(mine), len(others) - len(known)
        env.note(node, f"第 {better + 1} 名 / {len(others) + 1}，并列 {ties}，缺数 {absent}")
        if absent:
            # A member without a figure might stand before or behind: the rank is only bounded.
            return Between(tuple(apart.lacks), Decimal(better + 1), Decimal(better + 1 + absent))
        return Quantity(Decimal(better + 1))

    return run


def _members_ranked(node: Call, env: Env) -> Any:
    among, within = node.clause("among"), node.clause("within")
    name = among.name if among else ""
    if among and among.node is not None:
        chosen = evaluate(among.node, env)
        if isinstance(chosen, Missing):
            return chosen
        name = str(chosen)
    return env.source.population(name, env.subject, within.name if within else "")
