"""Which day counts for each level of a duty's way up: the article's, moved where one below was put off, none once it was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from jidi.accounts.acting import Actor
from jidi.common.say import Say
from jidi.returns.enums import LevelState
from jidi.returns.models import Duty, Level
from jidi.returns.queries.statuses import due_day_of

NO_DAY = Say("没有定日子", "no day was set")
"""What stands for the day of whoever feeds a debtor who set none."""

Days = Mapping[int, date | None]
"""The day that counts for each level, by its place; None where there is none."""


def again(level: Level) -> bool:
    """Whether a level passed it on once and has it before itself again: a return gives days to who corrects, none to it."""
    return level.first_passed_on is not None and level.state == LevelState.WAITING


def days_of(duty: Duty, levels: Sequence[Level]) -> Days:
    """The day that counts for each level now.

    Whoever passed it on kept or missed its day then; what comes back after a return has none. Where the debtor's day was
    put off, a level above whose day lies before that of the one below moves with it and keeps its distance
    (``basis: house``): nobody is late with what has not come yet.
    """
    moved = put_off(duty, levels)
    return {one.place: None if again(one) else moved[one.place] for one in levels}


def put_off(duty: Duty, levels: Sequence[Level]) -> Days:
    """The day of each level with what was put off, whether or not it was passed on since."""
    found: dict[int, date | None] = {}
    below: date | None = None
    for one in sorted(levels, key=lambda level: level.place):
        if one.is_debtor:
            found[one.place] = below = due_day_of(duty)
        elif one.is_leg or duty.extended_to is None or one.due_on is None or below is None:
            found[one.place] = one.due_on
        else:
            found[one.place] = below = _moved(duty, one.due_on, below)
    return found


def _moved(duty: Duty, own: date, below: date) -> date:
    """The day of a level above one whose day was put off: its own where it still lies after that one's."""
    if own > below:
        return own
    by = duty.extended_to - duty.due_on if duty.extended_to and duty.due_on else timedelta()
    return max(own + by, below)


def feeding(actor: Actor, levels: Sequence[Level]) -> Level | None:
    """The level at which an organisation only feeds whoever owes a duty, None where it owes it itself or has no part in it.

    The day of the article binds the debtor; a level that feeds it is bound by the day the debtor set, and by none before.
    """
    mine = [level for level in levels if level.organisation_id == actor.organisation_id and not level.organ]
    return mine[0] if mine and all(level.is_leg for level in mine) else None
