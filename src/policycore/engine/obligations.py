"""Obligations on a day: whether one is owed for a period or after an event, by whom, and due when at each level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..calendar import Due, month_end
from ..citation import Citation
from ..obligations import FAILS_WHEN, OWES_FROM, PERIOD_END, SEEN_ABOVE, Cadence, DueRule, Fulfilment, Leg, Obligation
from ..open_points import OpenOr
from ..periods import Period
from ..units import Quantity
from ..verdict import Missing, Truth, Verdict, all_lacks, plain_data
from .flow import due_of_window
from .situation import Situation


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a duty: who passes on to whom, about whom, by when, and what fulfils it there.

    ``due`` is Missing where nobody has decided it; ``applies`` is undetermined where the kinds are not known.
    """

    from_: str
    to: str
    about: str
    due: Due | Missing
    fulfilled_by: Fulfilment
    only: tuple[str, ...]
    applies: Truth
    citation: Citation

    def shown(self) -> dict[str, Any]:
        """Return the level as plain data."""
        return {"from": self.from_, "to": self.to, "about": self.about, **shown_due(self.due),
                "fulfilled-by": shown_fulfilment(self.fulfilled_by)}  # fmt: skip


def shown_due(due: Due | Missing) -> dict[str, Any]:
    """Return a due day as plain data; None where it is not decided."""
    if isinstance(due, Missing):
        return {"due": None, "provisional": False}
    return {"due": due.day.isoformat(), "provisional": due.provisional}


def shown_fulfilment(by: Fulfilment) -> dict[str, Any]:
    """Return what fulfils a duty as plain data (a place elsewhere by its Chinese words)."""
    data = by.model_dump(by_alias=True, exclude_defaults=True, exclude_none=True, mode="json")
    if by.done_elsewhere:
        data["done-elsewhere"] = by.done_elsewhere.zh
    return data


def content_of(rule: Obligation, period: Period) -> Period:
    """Return which period the content is of, for a duty owed in ``period``."""
    return {
        "previous-year": Period(period.year - 1),
        "first-half": Period(period.year, "half", 1),
        "second-half": Period(period.year, "half", 2),
    }.get(rule.of, period)


def cadence_of(situation: Situation, rule: Obligation) -> Cadence | Missing | None:
    """Return how often a duty is owed: as written or as decided, Missing where undecided, None for one on an event."""
    if rule.every is None:
        return None
    if rule.every.open is None:
        return rule.every.cadence()
    decided = situation.decision(rule.every.open)
    return decided if isinstance(decided, Missing) else Cadence(str(decided))


def owes_from(situation: Situation, rule: Obligation) -> str:
    """Return from when a new holder owes: as written or decided; the usual rule until a point is decided."""
    return _settled_word(situation, rule.owes_from, OWES_FROM)


def seen_above(situation: Situation, rule: Obligation) -> str:
    """Return when the levels above may read a filing: as written or decided; at once until a point is decided."""
    return _settled_word(situation, rule.seen_above, SEEN_ABOVE)


def fails_when(situation: Situation, rule: Obligation) -> str | Missing:
    """Return what counts as not filed as required (a word of FAILS_WHEN): as written or decided, Missing until then."""
    found = situation.settled(rule.fails_when)
    return found if isinstance(found, Missing) else str(found)


def failed(situation: Situation, rule: Obligation, statuses: frozenset[str], *, found: bool | None = None) -> Truth:
    """Tell whether a period with these statuses counts as not filed as required, by the reading in use.

    ``found`` is what a person found (None: nobody looked), which alone counts where the reading says so.
    """
    word = fails_when(situation, rule)
    if isinstance(word, Missing):
        return Truth.UNDETERMINED
    return Truth.of(found) if word == "found" else Truth.of(bool(FAILS_WHEN[word] & statuses))


def _settled_word(situation: Situation, value: str | OpenOr, words: tuple[str, ...]) -> str:
    found = situation.settled(value)
    return words[0] if isinstance(found, Missing) else str(found)


def owed_since(situation: Situation, rule: Obligation, period: Period, began: date) -> bool:
    """Tell whether a holder whose title began on a day owes for ``period``: by what its content is of."""
    content = content_of(rule, period)
    if owes_from(situation, rule) == "running-period":
        return began <= content.ends_on
    return began <= content.starts_on


def due_day(
    situation: Situation, rule: DueRule, period: Period, of: Period | None = None, happened: date | None = None
) -> Due | Missing:
    """Return when a duty owed in a period (whose content is ``of`` another) or after an event is due.

    A decided point counts as what it is: a day of the calendar, a day of the year, or so many days after the period or
    the event.
    """
    content = of or period
    event = happened or situation.on
    if rule.at_once:
        return Due(event)
    if rule.after_event:
        return due_of_window(situation, rule.after_event, event)
    if rule.after_period:
        return due_of_window(situation, rule.after_period, content.ends_on)
    if rule.date_:
        return situation.calendar.settle(rule.date_, rule.when_closed)
    found = situation.decision(rule.open) if rule.open else rule.day
    if isinstance(found, Missing):
        return found
    if isinstance(found, Quantity):
        start = event if happened else content.ends_on
        day = start + timedelta(days=int(found.base))
    elif isinstance(found, date):
        day = found
    elif found == PERIOD_END:
        day = content.ends_on
    else:
        day = day_of_year(str(found), period.starts_on if rule.in_period else content.ends_on)
    return situation.calendar.settle(day, rule.when_closed)


def day_of_year(text: str, since: date) -> date:
    """Turn ``03-31`` or ``02-month-end`` into the first such day on or after ``since``."""
    month, _, day = text.partition("-")
    for year in (since.year, since.year + 1):
        found = month_end(year, int(month)) if day == "month-end" else date(year, int(month), int(day))
        if found >= since:
            break
    return found


def levels(situation: Situation, rule: Obligation, period: Period, happened: date | None = None) -> tuple[Level, ...]:
    """Return the levels a duty goes through, those of kinds the subject is not of left out."""
    content = content_of(rule, period)
    happened = (happened or situation.on) if rule.on else None
    found = []
    for link in rule.links:
        applies = _of_kinds(situation, link.only)
        if applies is Truth.NO:
            continue
        due = due_day(situation, link.due, period, content, happened)
        found.append(Level(link.from_, link.to, link.about or rule.about, due, link.fulfilled_by or rule.fulfilled_by,
                           link.only, applies, link.citation() or rule.citation()))  # fmt: skip
    return tuple(found)


def _of_kinds(situation: Situation, only: tuple[str, ...]) -> Truth:
    if not only:
        return Truth.YES
    own = situation.is_any_kind(only, situation.subject)
    return Truth.UNDETERMINED if isinstance(own, Missing) else Truth.of(own)


def obligation(
    situation: Situation, rule: Obligation, period: Period, *, since: date | None = None, happened: date | None = None
) -> Verdict:
    """Tell who owes what for a period or after an event, and when it is due at each level.

    ``since`` is the day the title of the debtor (or of what the duty is about) began, where that matters.
    """
    situation.facts_used, situation.decisions_used = {}, {}
    owed = situation.ask(f"obligation {rule.id}", rule.when, rule.citation()) if rule.when else None
    cadence = cadence_of(situation, rule)
    own = situation.is_any_kind(rule.only, situation.subject)
    value = _all((
        owed.value if owed else Truth.YES,
        _of_kinds(situation, rule.only),
        _in_cycle(cadence, period),
        Truth.of(since is None or cadence is None or owed_since(situation, rule, period, since)),
    ))  # fmt: skip
    steps = levels(situation, rule, period, happened)
    first = steps[0].due if steps else None
    detail: dict[str, Any] = {
        "debtor": rule.debtor,
        "to": rule.links[0].to,
        "about": rule.about,
        "of": str(content_of(rule, period)),
        **(shown_due(first) if first is not None else {"due": None, "provisional": False}),
        "fulfilled-by": shown_fulfilment(rule.fulfilled_by),
        "levels": [level.shown() for level in steps],
        "legs": [_shown_leg(situation, leg, rule, period) for leg in rule.legs],
        "owes-from": owes_from(situation, rule),
        "seen-above": seen_above(situation, rule),
        "fails-when": _word_or_none(fails_when(situation, rule)),
        "prepares": _named(rule.prepares),
        "reminds-after": _after(situation, rule),
        "every": cadence.unit if isinstance(cadence, Cadence) else "",
        "each": cadence.each if isinstance(cadence, Cadence) else 0,
        "on": {rule.on.way: getattr(rule.on, rule.on.way)} if rule.on else {},
        "only": list(rule.only),
    }
    lacks = all_lacks([own, *([owed] if owed else []), cadence, *(level.due for level in steps), _age(situation, rule)])
    return Verdict(f"obligation {rule.id}", value, "owes" if value is Truth.YES else "nothing", rule.citation(),
                   rule.strength.value, owed.trace if owed else (), lacks, tuple(situation.facts_used.values()),
                   tuple(situation.decisions_used.values()), detail)  # fmt: skip


def _all(values: tuple[Truth, ...]) -> Truth:
    if Truth.NO in values:
        return Truth.NO
    return Truth.UNDETERMINED if Truth.UNDETERMINED in values else Truth.YES


def _in_cycle(cadence: Cadence | Missing | None, period: Period) -> Truth:
    if isinstance(cadence, Missing):
        return Truth.UNDETERMINED
    if cadence is None or cadence.unit == "once":
        return Truth.YES
    return Truth.of(cadence.owed_in(period))


def _shown_leg(situation: Situation, leg: Leg, rule: Obligation, period: Period) -> dict[str, Any]:
    data: dict[str, Any] = {"from": leg.from_, "to": leg.to or rule.debtor}
    if leg.only:
        data["only"] = list(leg.only)
    if leg.due is None:
        return data | {"set-by": leg.set_by}
    return data | shown_due(due_day(situation, leg.due, period, content_of(rule, period)))


def _word_or_none(found: str | Missing) -> str | None:
    return None if isinstance(found, Missing) else found


def _named(value: str | OpenOr | None) -> str:
    """Return what is named: an id, or the open point that says it."""
    return (value.open or str(value.value)) if isinstance(value, OpenOr) else value or ""


def _age(situation: Situation, rule: Obligation) -> Any:
    return situation.settled(rule.reminds_after) if rule.reminds_after else None


def _after(situation: Situation, rule: Obligation) -> Any:
    found = _age(situation, rule)
    return None if found is None or isinstance(found, Missing) else plain_data(found)


__all__ = [
    "Level",
    "cadence_of",
    "content_of",
    "day_of_year",
    "due_day",
    "failed",
    "fails_when",
    "levels",
    "obligation",
    "owed_since",
    "owes_from",
    "seen_above",
]
