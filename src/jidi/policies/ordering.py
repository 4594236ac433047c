"""Days decided for the steps of a procedure lie in the order of the steps (rule of the house).

A decision is looked at together with those taken before and those taken with it, where it will be asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from jidi.common.say import Say
from jidi.policies import queries
from jidi.policies.bounds import DecisionLine, typed
from jidi.policies.models import PackVersion
from jidi.policies.reach import frame_of
from policycore.engine import Crossed, Situation, crossed_days, fixed_day
from policycore.facts import Subject
from policycore.open_points import Decision, DecisionBook
from policycore.pack import Pack
from policycore.procedures import Step


def order_problems(version: PackVersion, lines: Sequence[DecisionLine], today: date) -> list[tuple[DecisionLine, Say]]:
    """Say which decided days lie before what has to come first, each at the line that can mend it."""
    pack = queries.pack(version)
    days = [line for line in lines if _is_day(pack, line)]
    taken = [_as_decision(pack, line) for line in days]
    found: dict[tuple[DecisionLine, str], Say] = {}
    for scope, target in dict.fromkeys((line.scope, line.target) for line in days):
        frame = frame_of(pack.id, scope, target)
        book = DecisionBook.of([*queries.book(pack.id).decisions, *taken])
        mine = {line.point: line for line in days if (line.scope, line.target) == (scope, target)}
        on = max([today, *(line.valid_from for line in mine.values() if line.valid_from)])
        here = queries.situation(version, Subject(scope.value, target or pack.id), on, frame.where, decided=book)
        for line, say in _crossed(here, mine):
            found[line, say.zh] = say
        for line, say in _too_early(here, mine, frame.opens_on):
            found[line, say.zh] = say
    return [(line, say) for (line, _), say in found.items()]


def _crossed(here: Situation, mine: dict[str, DecisionLine]) -> Iterator[tuple[DecisionLine, Say]]:
    for procedure in here.pack.procedures.values():
        for one in crossed_days(here, procedure):
            line = mine.get(_point(one.later)) or mine.get(_point(one.earlier))
            if line is not None:
                yield line, _wrong_way_round(one)


def _wrong_way_round(one: Crossed) -> Say:
    return Say(
        f"「{one.later.say.zh}」的截止日 {one.later_on} 早于它前面的「{one.earlier.say.zh}」的截止日 {one.earlier_on}；"
        "后一步的截止日不早于前一步（本系统规则）",
        f"“{one.later.say.en or one.later.id}” would end on {one.later_on}, before “{one.earlier.say.en or one.earlier.id}”, "
        f"which comes first, on {one.earlier_on}; a later step does not end before an earlier one (rule of the house)",
    )  # fmt: skip


def _too_early(here: Situation, mine: dict[str, DecisionLine], opens_on: date | None) -> Iterator[tuple[DecisionLine, Say]]:
    if opens_on is None:
        return
    for step in (one for procedure in here.pack.procedures.values() for one in procedure.steps):
        day, line = fixed_day(here, step), mine.get(_point(step))
        if line is not None and day is not None and day < opens_on:
            yield line, Say(
                f"「{step.say.zh}」的截止日 {day} 早于开始受理的 {opens_on}（本系统规则）",
                f"“{step.say.en or step.id}” would end on {day}, before the round opens on {opens_on} (rule of the house)",
            )


def _point(step: Step) -> str:
    return (step.limit.by.open or "") if step.limit is not None and step.limit.by is not None else ""


def _is_day(pack: Pack, line: DecisionLine) -> bool:
    point = pack.open_points.get(line.point)
    return point is not None and isinstance(typed(point, line.value), date)


def _as_decision(pack: Pack, line: DecisionLine) -> Decision:
    begins = line.valid_from or line.decided_on
    value = typed(pack.open_points[line.point], line.value)
    return Decision(line.point, value, decided_on=line.decided_on, valid_from=begins, scope=line.scope, target=line.target)
