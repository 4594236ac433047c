"""The calendar of a year: every duty by the month it is due in, on one page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from jidi.accounts.acting import Actor
from jidi.common.say import Say
from jidi.policies.actors import OWN_WORK
from jidi.returns.enums import OWED, DutyState
from jidi.returns.models import Duty, Level
from jidi.returns.queries.board import is_filed
from jidi.returns.queries.duties import theirs, visible_to
from jidi.returns.queries.leveldays import NO_DAY, feeding, put_off
from jidi.returns.queries.statuses import due_day_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a month: an obligation for a period, due on a day, by so many, of whom so many have filed."""

    on: date | None
    provisional: bool
    say: Say
    of_period: str
    debtor: Say
    units: int
    filed: int
    waived: int
    put_off: int
    open: Say
    duty_id: int
    """The duty to lead to: the only one, or any of them for its article."""
    column: str
    forwards: bool = False
    """Whether it is the day by which the actor's own level passes on what comes from below, not a debtor's."""

    @property
    def single(self) -> bool:
        """Whether it is one duty."""
        return self.units + self.waived == 1


@dataclass(frozen=True, slots=True)
class Month:
    """A month with what is due in it."""

    number: int
    entries: tuple[Entry, ...]


def year(actor: Actor, of: int) -> tuple[tuple[Month, ...], tuple[Entry, ...]]:
    """The duties of a year as an actor sees them, by month; and those whose day nobody has decided.

    Beside the days of whoever owes something stand those by which the actor's own level passes it on; who feeds a debtor
    has the day set for that, or none. Four queries at most.
    """
    within = Q(due_on__year=of) | Q(due_on__isnull=True, opens_on__year=of) | Q(extended_to__year=of)
    seen = visible_to(actor).exclude(state=DutyState.LAPSED).annotate(pack_id=F("version__pack_id"))
    rows = seen.filter(within).order_by("due_on", "rule", "pk")
    if actor.duty in OWN_WORK:
        rows = rows.prefetch_related("levels")
    grouped: dict[tuple[object, ...], list[Duty]] = defaultdict(list)
    legs = {duty.pk: leg for duty in rows if (leg := _leg(actor, duty)) is not None}
    for duty in rows:
        day = legs[duty.pk].due_on if duty.pk in legs else due_day_of(duty)
        grouped[day, vars(duty)["pack_id"], duty.rule, duty.link, duty.period].append(duty)
    entries = [_entry(key[0], duties, legs) for key, duties in grouped.items()] + _forwarded(actor, of)
    dated = sorted((e for e in entries if e.on is not None), key=lambda e: (e.on or date.max, e.say.zh))
    months = tuple(
        Month(n, tuple(e for e in dated if e.on and e.on.month == n and e.on.year == of)) for n in range(1, 13)
    )
    return months, tuple(e for e in entries if e.on is None)


def _leg(actor: Actor, duty: Duty) -> Level | None:
    """The level at which somebody only feeds the debtor."""
    return feeding(actor, list(duty.levels.all())) if actor.duty in OWN_WORK else None


def _forwarded(actor: Actor, of: int) -> list[Entry]:
    """The days by which the actor's own level passes on what comes from below."""
    duties = visible_to(actor).exclude(state__in={DutyState.LAPSED, DutyState.WAIVED})
    near = Q(due_on__year=of) | Q(due_on__year=of - 1, duty__extended_to__isnull=False)
    rows = Level.objects.filter(theirs(actor), near, is_leg=False, is_debtor=False, duty__in=duties)
    levels = list(rows.annotate(pack_id=F("duty__version__pack_id")).select_related("duty"))
    days = _put_off([level.duty for level in levels if level.duty.extended_to is not None])
    grouped: dict[tuple[object, ...], list[Level]] = defaultdict(list)
    for level in levels:
        day = days.get((level.duty_id, level.place), level.due_on)
        if day is not None and day.year == of:
            duty = level.duty
            grouped[day, vars(level)["pack_id"], duty.rule, duty.link, duty.period, level.place].append(level)
    return [_passing(key[0], some) for key, some in sorted(grouped.items(), key=lambda one: str(one[0]))]


def _put_off(duties: list[Duty]) -> dict[tuple[int, int], date | None]:
    """The days of the levels of duties that were put off."""
    levels: dict[int, list[Level]] = defaultdict(list)
    for level in Level.objects.filter(duty__in=duties) if duties else ():
        levels[level.duty_id].append(level)
    return {(duty.pk, place): day for duty in duties for place, day in put_off(duty, levels[duty.pk]).items()}


def _passing(on: Any, levels: list[Level]) -> Entry:
    first, duty = levels[0], levels[0].duty
    who = Say(
        f"{first.actor_zh}转报{first.to_zh}", f"{first.actor_en or first.actor_zh} to {first.to_en or first.to_zh}"
    )
    column = f"{vars(first)['pack_id']}:{duty.rule}:{duty.link}:{duty.period}"
    return Entry(
        on, first.provisional and duty.extended_to is None, Say(duty.zh, duty.en), duty.of_period, who, len(levels),
        sum(one.first_passed_on is not None for one in levels), 0, sum(one.duty.extended_to is not None for one in levels),
        Say(""), duty.pk, column, forwards=True,
    )  # fmt: skip


def _entry(on: Any, duties: list[Duty], legs: Mapping[int, Level]) -> Entry:
    first = duties[0]
    owed = [duty for duty in duties if duty.state in OWED]
    names = list(dict.fromkeys(duty.debtor_zh for duty in duties))
    who = Say(names[0], names[0]) if len(names) == 1 else Say(f"{len(names)} 个单位", f"{len(names)} offices")
    column = f"{vars(first)['pack_id']}:{first.rule}:{first.link}:{first.period}"
    leg = legs.get(first.pk)
    open_ = Say(first.open_zh, first.open_en) if leg is None else NO_DAY
    return Entry(
        on, leg is None and first.provisional and first.extended_to is None, Say(first.zh, first.en), first.of_period,
        who if leg is None else Say(f"提供给{leg.to_zh}", f"to {leg.to_en or leg.to_zh}"), len(owed),
        sum(_brought(duty, legs.get(duty.pk)) for duty in owed), len(duties) - len(owed),
        sum(duty.extended_to is not None for duty in duties), open_, first.pk, column,
    )  # fmt: skip


def _brought(duty: Duty, leg: Level | None) -> bool:
    """Whether it was filed; for who feeds the debtor, whether they brought it or the debtor did without them."""
    return is_filed(duty) or (leg is not None and leg.first_passed_on is not None)
