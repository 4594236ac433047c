"""In which order the fixed days of a procedure have to lie: nobody can be late before it is their turn.

The order follows from the procedure: a step is later than those from which it is reached going forward. Windows are left
out, they begin when their step does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..procedures import AnswerDoes, Procedure, Step
from .flow import limit_of_step
from .situation import Situation


@dataclass(frozen=True, slots=True)
class Crossed:
    """Two steps whose days lie the wrong way round: the later one's limit ends before the earlier one's."""

    earlier: Step
    earlier_on: date
    later: Step
    later_on: date


def fixed_day(situation: Situation, step: Step) -> date | None:
    """Return the day by which a step has to be done where the text or a decision names one; None otherwise."""
    if step.limit is None or step.limit.within is not None:
        return None
    found = limit_of_step(situation, step, situation.on)
    day = getattr(found, "day", None)
    return day if isinstance(day, date) else None


def steps_after(procedure: Procedure, step: Step) -> list[Step]:
    """Return the steps that can follow a step going forward, in the order of the procedure; it is not among them."""
    found: set[str] = set()
    waiting = list(_next(procedure, step))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += _next(procedure, procedure.step(one))
    return [one for one in procedure.steps if one.id in found and one is not step]


def crossed_days(situation: Situation, procedure: Procedure) -> tuple[Crossed, ...]:
    """Return every pair of steps of which the later one's fixed day lies before the earlier one's."""
    days = {step.id: day for step in procedure.steps if (day := fixed_day(situation, step)) is not None}
    return tuple(
        Crossed(step, days[step.id], later, days[later.id])
        for step in procedure.steps
        if step.id in days
        for later in steps_after(procedure, step)
        if later.id in days and days[later.id] < days[step.id]
    )


def _next(procedure: Procedure, step: Step) -> Iterator[str]:
    for answer in step.then.values():
        if not answer.to.startswith("end.") and procedure.does(step, answer) is not AnswerDoes.RETURN:
            yield answer.to
