"""A window of the pack in numbers, so that a clock can be kept and counted again (its end is ``engine.due_of_window``)."""

from __future__ import annotations

from dataclasses import dataclass

from policycore.calendar import DayUnit
from policycore.engine import Situation
from policycore.procedures import Window
from policycore.verdict import Missing


@dataclass(frozen=True, slots=True)
class Length:
    """How long, in what, whether the first day counts, what when it ends on a day off."""

    length: int
    unit: DayUnit
    count_first: bool
    when_closed: str


def length_of(situation: Situation, window: Window) -> Length | Missing:
    """A window with everything decided, or what is undecided about it."""
    if window.open:
        decided = situation.decision(window.open)
        if isinstance(decided, Missing):
            return decided
        first = bool(decided.get("count-first", False))
        return Length(int(decided["length"]), DayUnit(decided["unit"]), first, window.when_closed)
    counts = situation.settled(window.first_day_counts)
    if isinstance(counts, Missing):
        return counts
    assert window.length is not None
    return Length(window.length, window.unit, counts is True or counts in {"counted", "yes"}, window.when_closed)
