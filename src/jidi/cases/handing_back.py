"""By when a return for correction has to be handed back: as its writer says, else as the document does, else the house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from jidi.cases import words
from jidi.cases.guards import MissingItem
from jidi.common.say import Say
from policycore.calendar import DayUnit, Due
from policycore.engine import Situation, limit_of_step
from policycore.procedures import Procedure

LONGEST: Final = 180
"""Days ahead a return may name for handing back; more is taken for a wrong year (rule of the house)."""
WORKDAYS: Final = 5
"""Working days a correction gets where neither the return nor the document says (rule of the house)."""


@dataclass(frozen=True, slots=True)
class HandBack:
    """How long a correction has from the day after the return, and its last day."""

    length: int
    unit: DayUnit
    due: Due


def hand_back(
    situation: Situation, procedure: Procedure, to: str, named: date | None, on: date
) -> HandBack | None:  # fmt: skip
    """By when what is returned to the step ``to`` has to come back; ``named`` is the day the return itself says.

    None where the document gives the step a length of time of its own (it runs anew), or a day that is later than the one
    of the house; and at an end. Nothing is overdue the moment it is returned.
    """
    if to.startswith("end."):
        return None
    if named is not None:
        return HandBack((named - on).days, DayUnit.DAY, Due(named))
    step = procedure.step(to)
    if step.limit is not None and step.limit.within is not None:
        return None
    house = situation.calendar.window(on, WORKDAYS, DayUnit.WORKDAY)
    fixed = limit_of_step(situation, step, on) if step.limit is not None else None
    if isinstance(fixed, Due) and fixed.day >= house.day:
        return None
    return HandBack(WORKDAYS, DayUnit.WORKDAY, house)


def problems_of_day(day: date | str | None, on: date) -> Iterator[MissingItem]:
    """What is wrong with the day a return names: a text is one that could not be read, and it has to lie ahead."""
    if isinstance(day, str):
        say = Say(
            f"交回日期「{day}」写法不对，要写作 {on.isoformat()} 这样", f"{day!r} is no day; write {on.isoformat()}"
        )
        yield MissingItem(say, words.HAND_BACK, "note:back_by", "points")
    elif day is not None and day <= on:
        say = Say(f"交回日期 {day} 要在今天（{on}）以后", f"the day to hand back, {day}, has to lie after today, {on}")
        yield MissingItem(say, words.HAND_BACK, "note:back_by", "points")
    elif day is not None and (day - on).days > LONGEST:
        say = Say(
            f"交回日期 {day} 离今天超过 {LONGEST} 天，请核对年份",
            f"the day to hand back, {day}, is more than {LONGEST} days ahead: look at the year",
        )
        yield MissingItem(say, words.HAND_BACK, "note:back_by", "points")
