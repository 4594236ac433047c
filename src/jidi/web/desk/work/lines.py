"""From lines of the agenda to the parts the page draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jidi.agenda.enums import AT_ONCE as KINDS_AT_ONCE
from jidi.agenda.enums import Urgency
from jidi.agenda.queries import Deadline, WorkLine
from jidi.common.say import Say
from jidi.web.desk.addresses import address_of
from jidi.web.shared.chips import chip_of
from jidi.web.shared.days import left
from jidi.web.shared.parts import Chip, Dash, Link, WorkGroup, WorkRow, provisional

TITLES = {
    Urgency.OVERDUE: Say("逾期", "Overdue"),
    Urgency.WEEK: Say("本周", "This week"),
    Urgency.LATER: Say("以后", "Later"),
}


AT_ONCE = Say("不排队，先办：重要信息和提问", "Before all else: what is told at once, and questions")
NO_DAY = Say("没有期限", "No due day")


def groups_of(lines: Sequence[WorkLine], on: date, at_once: Sequence[WorkLine] = ()) -> list[WorkGroup]:
    """The lines of a page by urgency, each group in the order the page is sorted in; before them what waits for no day,
    behind them what has none."""
    lines = [line for line in lines if line.kind not in KINDS_AT_ONCE]
    found = {
        TITLES[urgency]: [line for line in lines if line.due_on is not None and line.urgency(on) is urgency]
        for urgency in TITLES
    }
    every = {AT_ONCE: list(at_once), **found, NO_DAY: [line for line in lines if line.due_on is None]}
    urgent = (AT_ONCE, TITLES[Urgency.OVERDUE])
    return [
        WorkGroup(title, tuple(row_of(line) for line in kept), late=title in urgent)
        for title, kept in every.items()
        if kept
    ]


def row_of(line: WorkLine) -> WorkRow:
    """One line as a row: the matter leads to its page, and so does the button with the act that is due."""
    href = address_of(line.room, line.kind, line.key)
    return WorkRow(
        line.what,
        line.due_on,
        why=line.verdict,
        href=href,
        holder=line.holder,
        chips=(chip_of(line.cite),),
        # Plain: the filled button is the one of the first block.
        step=Link(line.next, href) if href and line.next_zh else None,
        dash=provisional(line.due_on.year) if line.provisional and line.due_on else None,
    )


SOON = 7
"""Days before a due day from which the first block says so in amber."""


@dataclass(frozen=True, slots=True)
class First:
    """The one thing to do first: what, by when, what happens otherwise, by which article, one button."""

    lead: Say
    what: Say
    why: Say
    chip: Chip
    step: Link | None
    late: bool
    soon: bool


def first_of(line: WorkLine | None, on: date) -> First | None:
    """The first block of the page, or None where nothing waits."""
    if line is None:
        return None
    days = left(line.due_on, on) if line.due_on else Say("没有期限", "no due day")
    if line.kind in KINDS_AT_ONCE:
        days = Say("不排队", "before all else")
    href = address_of(line.room, line.kind, line.key)
    late = line.kind in KINDS_AT_ONCE or (line.due_on is not None and line.due_on < on)
    step = Link(line.next if line.next_zh else Say("去办理", "Open"), href, main=True) if href else None
    lead = Say(f"先办这一件 · {days.zh}", f"Do this first · {days.en}")
    return First(
        lead,
        line.what,
        line.verdict,
        chip_of(line.cite),
        step,
        late,
        not late and line.due_on is not None and (line.due_on - on).days <= SOON,
    )


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day ahead with what falls on it."""

    on: date
    what: Say
    href: str
    chip: Chip
    dash: Dash | None


def ahead_of(deadlines: Iterable[Deadline]) -> list[Ahead]:
    """The days ahead as the right column shows them."""
    return [
        Ahead(
            one.on,
            one.what,
            address_of(one.room, one.kind, one.key),
            chip_of(one.cite),
            provisional(one.on.year) if one.provisional else None,
        )
        for one in deadlines
    ]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Something passed on that others have not done yet."""

    days: int
    since: date
    what: Say
    holder: Say
    chip: Chip


def elsewhere_of(lines: Iterable[WorkLine], on: date) -> list[Elsewhere]:
    """What others hold, the longest wait first."""
    found = []
    for line in lines:
        since = line.opened_at.astimezone().date()
        found.append(Elsewhere(max((on - since).days, 0), since, line.what, line.holder, chip_of(line.cite)))
    return found
