"""A duty as whoever only feeds its debtor has it: their own state and their own day, never those of the debtor."""

from __future__ import annotations

from datetime import date

from jidi.common.say import Say
from jidi.returns.enums import SETTLED, DutyState, LevelState
from jidi.returns.models import Duty, Level
from jidi.returns.queries.statuses import due_day_of, standing
from jidi.web.desk.returns.words import SOON, badge_of, settled_badge
from jidi.web.shared.parts import Badge, State


def day_at(duty: Duty, leg: Level | None, on: date) -> date | None:
    """The day that runs for whoever looks: of a return, where it came back to them; of their own level while they feed the
    debtor (None while none is set, and once they supplied it); else the duty's own."""
    if leg is None:
        return standing(duty, on).due_on
    if _corrects(duty, leg):
        return duty.return_due_on
    return leg.due_on if leg.state == LevelState.WAITING and leg.first_passed_on is None else None


def day_ahead(duty: Duty, leg: Level | None) -> date | None:
    """The day by which whoever looks will have to bring it."""
    return leg.due_on if leg else due_day_of(duty)


def badge_at(duty: Duty, leg: Level | None, on: date) -> Badge:
    """The state word of a duty for whoever feeds it at a level: late by their own day only, and never missed by another."""
    if leg is None or (on < duty.opens_on and duty.state == DutyState.DUE):
        return badge_of(duty, on)
    if _corrects(duty, leg):
        return _correcting(duty, on)
    if duty.state in SETTLED or duty.state == DutyState.FILED:
        return settled_badge(duty)
    if leg.state == LevelState.SKIPPED:
        return Badge(State.NONE, Say("未经您报", "not by you"))
    if leg.first_passed_on is not None:
        return _supplied(leg)
    return _to_supply(leg, on)


def _corrects(duty: Duty, leg: Level) -> bool:
    """Whether it was returned to this level and is being corrected there."""
    return duty.return_due_on is not None and duty.filler == leg.place and duty.at == leg.place


def _correcting(duty: Duty, on: date) -> Badge:
    over = (on - duty.return_due_on).days if duty.return_due_on else 0
    if over > 0:
        return Badge(State.LATE, Say(f"退回补正，逾期 {over} 天", f"returned, {over} days over"))
    return Badge(State.BACK, Say("退回补正", "returned"))


def _supplied(leg: Level) -> Badge:
    """Supplied, and with others now: by its own day, where one was set."""
    if leg.due_on and leg.first_passed_on and leg.first_passed_on > leg.due_on:
        days = (leg.first_passed_on - leg.due_on).days
        return Badge(State.GOING, Say(f"已提供（迟 {days} 天），待转报", f"supplied {days} days late, to pass on"))
    return Badge(State.GOING, Say("已提供，待转报", "supplied, to pass on"))


def _to_supply(leg: Level, on: date) -> Badge:
    if leg.due_on is None:
        return Badge(State.WAIT, Say("待提供", "to supply"))
    days = (leg.due_on - on).days
    if days < 0:
        return Badge(State.LATE, Say(f"逾期 {-days} 天", f"{-days} days overdue"))
    words = (
        Say(f"待提供，还有 {days} 天", f"to supply, {days} days left") if days <= SOON else Say("待提供", "to supply")
    )
    return Badge(State.WATCH if days <= SOON else State.WAIT, words)
