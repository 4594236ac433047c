"""All duties of a pack over some days: each rule, period by period, with its due day at every level of its chain.

Pure: the pack, the decisions and the calendar come in a situation. Who the debtors are is for the caller to find; here a
rule speaks of actors. What hangs on an undecided open point stays open and names who decides it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from ..calendar import Due, WorkCalendar
from ..citation import Citation
from ..obligations import Cadence, Fulfilment, Link, Obligation
from ..periods import Period
from ..verdict import DecisionUsed, Lack, Missing, Truth, all_lacks
from .obligations import cadence_of, content_of, due_day, owes_from, seen_above
from .situation import Situation

ONCE: Final = "once"
"""What stands for the period of a duty that is owed once."""
LOOK_BACK: Final = 2
"""Years before a window in which a period can begin whose duty falls due in it (a day of the year comes within one)."""
RUNNING: Final = "running-period"
WHOLE: Final = "whole-period"
REMINDERS: Final = (-15, -5, -1, 0, 1, 3)
"""T-15, T-5, T-1, the day itself, +1, +3."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the way up: who passes it to whom, and by which day.

    ``due`` is Missing while undecided, and None for a leg below the article whose day ``set_by`` chooses. ``debtor`` marks
    the level that owes: when its day has passed, the duty is late. ``only`` limits a level to kinds of what it is about.
    """

    place: int
    from_: str
    to: str
    due: Due | Missing | None
    set_by: str = ""
    only: tuple[str, ...] = ()
    debtor: bool = False
    leg: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """One duty of a rule for one period: who owes it, about what, of which period, its levels, and from when on.

    A level of the chain that has something of its own to hand in (another ``about``, another fulfilment) begins a duty of
    its own: ``link`` counts them. ``owes_from`` says from which period a new holder owes, ``seen_above`` when the levels
    above may read; each as decided, or the usual one until it is.
    """

    rule: Obligation
    link: int
    period: Period
    of: Period
    due: Due | Missing
    levels: tuple[Level, ...]
    opens_on: date
    about: str
    fulfilled_by: Fulfilment
    only: tuple[str, ...]
    citation: Citation
    owes_from: str = WHOLE
    seen_above: str = "at-once"
    decisions: tuple[DecisionUsed, ...] = ()
    happened: date | None = None

    @property
    def debtor(self) -> str:
        """The actor who owes."""
        return next(level.from_ for level in self.levels if level.debtor)

    @property
    def key(self) -> str:
        """The period as text; ``once`` where there is none, the day of the event for a duty that follows one."""
        if self.happened is not None:
            return self.happened.isoformat()
        return ONCE if self.rule.every is not None and self.rule.every.unit == ONCE else str(self.period)

    @property
    def day(self) -> date | None:
        """The due day where it is known."""
        return self.due.day if isinstance(self.due, Due) else None

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What is undecided about its days, and who decides it."""
        return all_lacks([self.due, *(level.due for level in self.levels)])

    @property
    def anchor(self) -> date:
        """The day it stands under in a calendar: the due day, else the end of the period it is of."""
        return self.day or max(self.of.ends_on, self.period.starts_on)


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule of which nobody has decided how often it is owed: no duty can be worked out, and who decides is named."""

    rule: Obligation
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """A day somebody is reminded on: ``offset`` days from the due day, moved to a working day."""

    offset: int
    day: date


def schedule(
    situation: Situation, first: date, last: date, since: date, until: date | None = None
) -> list[Planned | Undecided]:
    """Return every duty of the pack that stands between two days (both included) in the order of those days, and before
    them the rules whose cycle is undecided.

    Only periods that begin while the pack is in force count: ``since`` is its first day, ``until`` the first day it no
    longer is. Duties that follow an event are not among them: see ``after_event``.
    """
    open_: list[Undecided] = []
    found: list[Planned] = []
    for rule in situation.pack.obligations.values():
        cadence = cadence_of(_fresh(situation), rule)
        if isinstance(cadence, Missing):
            open_.append(Undecided(rule, cadence.lacks))
        elif cadence is not None:
            found += _of_rule(situation, rule, cadence, (first, last), (since, until))
    return [*open_, *sorted(found, key=lambda p: (p.anchor, p.rule.id, p.link, p.key))]


def _of_rule(
    situation: Situation, rule: Obligation, cadence: Cadence, window: tuple[date, date], force: tuple[date, date | None]
) -> Iterator[Planned]:
    for period in _periods(cadence, window, force):
        for planned in plan(situation, rule, period):
            if window[0] <= planned.anchor <= window[1]:
                yield planned


def _periods(cadence: Cadence, window: tuple[date, date], force: tuple[date, date | None]) -> Iterator[Period]:
    (first, last), (since, until) = window, force
    if cadence.unit == ONCE:
        yield Period(since.year)
        return
    period = Period.containing(max(date(first.year - LOOK_BACK, 1, 1), since), cadence.unit)
    if period.starts_on < since:
        period = period.step(1)
    while period.starts_on <= last and (until is None or period.starts_on < until):
        if cadence.owed_in(period):
            yield period
        period = period.step(1)


def plan(situation: Situation, rule: Obligation, period: Period, happened: date | None = None) -> tuple[Planned, ...]:
    """Return the duties of a rule for one period (or after one event): one, and one more for each level of the chain
    that has something of its own to hand in."""
    links = list(enumerate(rule.links))
    starts = [place for place, link in links if place == 0 or link.about or link.fulfilled_by]
    ends = [*starts[1:], len(links)]
    return tuple(
        _planned(situation, rule, period, (start, [link for _, link in links[start:end]]), happened)
        for start, end in zip(starts, ends, strict=True)
    )


def after_event(situation: Situation, rule: Obligation, happened: date) -> tuple[Planned, ...]:
    """Return the duties of a rule that follow an event of a day."""
    return plan(situation, rule, Period.containing(happened), happened)


def _planned(
    situation: Situation, rule: Obligation, period: Period, segment: tuple[int, list[Link]], happened: date | None
) -> Planned:
    start, links = segment
    here, of = replace(_fresh(situation), period=period), content_of(rule, period)
    levels = tuple(_levels(here, rule, period, segment, happened))
    own, fulfilled = links[0], links[0].fulfilled_by or rule.fulfilled_by
    due = next(level.due for level in levels if level.debtor)
    assert due is not None
    begins = owes_from(here, rule), seen_above(here, rule)
    return Planned(
        rule, start, period, of, due, levels, _opens(period, of, fulfilled, due, happened), own.about or rule.about,
        fulfilled, own.only or rule.only, own.citation() or rule.citation(), *begins,
        tuple(here.decisions_used.values()), happened,
    )  # fmt: skip


def _opens(period: Period, of: Period, fulfilled: Fulfilment, due: Due | Missing, happened: date | None) -> date:
    """From when on a duty can be done: after the period it is of; while it runs where articles are counted or it is due."""
    if happened is not None:
        return happened
    within = isinstance(due, Due) and due.day <= of.ends_on
    return period.starts_on if fulfilled.articles or within else of.ends_on + timedelta(days=1)


def _levels(
    situation: Situation, rule: Obligation, period: Period, segment: tuple[int, list[Link]], happened: date | None
) -> Iterator[Level]:
    """The way up: legs below the debtor (before the first link only), the debtor, those above in the order of the text."""
    start, links = segment
    of, legs = content_of(rule, period), rule.legs if segment[0] == 0 else ()
    event = (happened or situation.on) if rule.on else None
    for place, leg in enumerate(legs):
        due = due_day(situation, leg.due, period, of, event) if leg.due else None
        yield Level(place, leg.from_, leg.to or rule.debtor, due, leg.set_by or "", leg.only, leg=True)
    for place, link in enumerate(links, len(legs)):
        # What a whole duty is limited to stands with it; a level in between may be limited by itself.
        only = () if place == len(legs) and start > 0 else link.only
        due = due_day(situation, link.due, period, of, event)
        yield Level(place, link.from_, link.to, due, only=only, debtor=place == len(legs))


def _fresh(situation: Situation) -> Situation:
    """The same situation with nothing used yet: what one duty used says nothing of another."""
    return replace(situation, facts_used={}, decisions_used={})


def owes_for(of: Period, holds: Callable[[date], Truth], begins: str = WHOLE) -> Truth:
    """Tell whether somebody owes for a period they report on, by the days on which they are what the rule asks for.

    Designated in May one owes from the first whole period on, or from the running one where so decided; who is no longer
    a holder when the period ends owes nothing for it.
    """
    last = holds(of.ends_on)
    if begins == RUNNING or last is not Truth.YES:
        return last
    return holds(of.starts_on)


def first_owed(since: date, cycle: str, begins: str = WHOLE) -> Period:
    """Return the first period of a cycle somebody owes for who holds a title since a day."""
    period = Period.containing(since, cycle)
    return period if begins == RUNNING or period.starts_on == since else period.step(1)


def reminders(due: date, calendar: WorkCalendar, offsets: tuple[int, ...] = REMINDERS) -> list[Reminder]:
    """Return the days of the reminders of a due day: up to it moved back to a working day, after it moved on to one.

    Where two fall on one day the one nearer to the due day stays: nobody is reminded twice on a day.
    """
    found: dict[date, Reminder] = {}
    for offset in sorted(offsets, key=abs, reverse=True):
        day = due + timedelta(days=offset)
        moved = calendar.previous_workday(day) if offset <= 0 else calendar.next_workday(day)
        found[moved] = Reminder(offset, moved)
    return sorted(found.values(), key=lambda one: one.day)


__all__ = [
    "Level",
    "Planned",
    "Reminder",
    "Undecided",
    "after_event",
    "first_owed",
    "owes_for",
    "plan",
    "reminders",
    "schedule",
]
