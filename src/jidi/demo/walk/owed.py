"""What is owed on the site of a walk, asked from the room of returns: which duty comes next, whose turn it is, its article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from jidi.accounts.acting import Actor
from jidi.agenda.services.reminding import LADDER, day_of_rung
from jidi.calendars.queries import work_calendar
from jidi.demo.small import Site
from jidi.filings.queries import differences, layout_in, versions_of
from jidi.filings.spots import NAMES, Spot
from jidi.policies import queries as policies
from jidi.policies.actors import Seat
from jidi.returns.enums import DutyState
from jidi.returns.models import Duty
from jidi.returns.permissions import cite_for, debtor_level, filling_levels, receiver_of, seat_of
from jidi.returns.queries.duties import levels_of
from jidi.returns.queries.filling import filing_for, form_for, only_prepared
from jidi.returns.queries.leveldays import days_of
from jidi.returns.words import title_of
from policycore.engine.schedule import schedule
from policycore.facts import Subject
from policycore.forms import FieldKind, Form, Severity
from policycore.open_points import Where
from policycore.verdict import Lack, LackKind, Missing

AHEAD = timedelta(days=366)
"""How far ahead is looked for what is undecided: a year, as duties are worked out."""
FIGURES = frozenset({FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT})
WORDS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty that can be walked: its form where it has one, and by which articles."""

    duty: Duty
    form: Form | None

    @property
    def explains(self) -> bool:
        """Whether its form has a check of severity 核实."""
        return self.form is not None and any(check.severity is Severity.EXPLAIN for check in self.form.checks)

    @property
    def plain(self) -> bool:
        """Whether its form is all that fulfils it."""
        one = self.duty
        return self.form is not None and not (one.articles_owed or one.elsewhere_ok or only_prepared(one))

    @property
    def article(self) -> str:
        """The article as printed."""
        return cite_for(self.duty).printed.zh

    @property
    def say(self) -> str:
        """What it is, for which period, about whom."""
        return title_of(self.duty).zh


class Seats:
    """The people of a site by the seats they sit in; the outsiders are none of them."""

    def __init__(self, site: Site) -> None:
        outside = {actor.post_id for actor in site.outsiders.values()}
        everybody = [
            *(actor for actors in site.cast.by_office.values() for actor in actors),
            *site.cast.by_key.values(),
        ]
        self.people = [actor for actor in everybody if actor.post_id not in outside]

    def at(self, seat: Seat | None) -> Actor | None:
        """The first person who sits somewhere."""
        return next((actor for actor in self.people if seat is not None and seat.holds(actor)), None)

    def filler(self, duty: Duty) -> Actor | None:
        """Who fills a duty in now: the lowest level that may and is held."""
        seats = [seat_of(duty, level) for level in filling_levels(duty, levels_of(duty))]
        return next((actor for seat in seats if (actor := self.at(seat)) is not None), None)

    def reminded(self, duty: Duty) -> tuple[Actor | None, date | None]:
        """Who is reminded of a duty not yet filled in, and of which day: the lowest level that has a day and is held.

        A level below the article has none until the debtor has set one.
        """
        levels = levels_of(duty)
        days = days_of(duty, levels)
        for level in filling_levels(duty, levels):
            actor, day = self.at(seat_of(duty, level)), days[level.place]
            if actor is not None and day is not None:
                return actor, day
        return None, None

    def holder(self, duty: Duty) -> Actor | None:
        """Who has it in hand: the level it is with, or who receives it."""
        levels = levels_of(duty)
        return self.at(seat_of(duty, levels[duty.at]) if duty.at < duty.levels_count else receiver_of(duty, levels))

    def filled_by(self, duty: Duty) -> Actor | None:
        """Who filled it in."""
        return self.at(seat_of(duty, levels_of(duty)[duty.filler])) if duty.filler is not None else None

    def above_all(self, duty: Duty) -> list[Actor]:
        """Everybody who stands above the debtor of a duty: the levels after it, and who receives it."""
        levels = levels_of(duty)
        seats = [*(seat_of(duty, one) for one in levels[debtor_level(levels).place + 1 :]), receiver_of(duty, levels)]
        return [actor for seat in seats if (actor := self.at(seat)) is not None]

    def sums_up(self, duty: Duty) -> Actor | None:
        """Whoever sums it up: the last level that hands it to who receives it, where that is an office, else the latter."""
        levels = levels_of(duty)
        last = levels[-1]
        return self.at(seat_of(duty, last) if last.organ else receiver_of(duty, levels))

    def complete(self, duty: Duty) -> bool:
        """Whether somebody sits at its debtor's level, at every level from there on, and where an office receives it."""
        levels, receiver = levels_of(duty), receiver_of(duty, levels_of(duty))
        seats = [seat_of(duty, level) for level in levels[debtor_level(levels).place :]]
        return all(self.at(seat) is not None for seat in (*seats, *([receiver] if receiver else [])))

    def reviewed(self, duty: Duty) -> bool:
        """Whether anybody of the site looks at it after its debtor: a level above, or who receives it."""
        levels = levels_of(duty)
        return receiver_of(duty, levels) is not None or debtor_level(levels).place < levels[-1].place


def next_owed(seats: Seats, on: date, but: Owed | None = None) -> Owed | None:
    """The duty to walk next, by people who are there. The fullest comes first: with a form, a day, somebody who reviews it,
    a form that may want an explanation; then the soonest. What is only encouraged comes last.

    ``but`` is what was walked already: what a program files by is a form that is all there is to the duty, of another
    rule than its own where there is one.
    """
    found = list(_open(seats, on))
    if but is not None:
        found = [one for one in found if one.duty.pk != but.duty.pk and one.plain]

    def key(one: Owed) -> tuple[object, ...]:
        duty = one.duty
        same = but is not None and duty.rule == but.duty.rule
        whole = one.form is not None and not only_prepared(duty)
        least = (same, not duty.binding, not whole, duty.due_on is None, not seats.reviewed(duty), not one.explains)
        return (*least, duty.due_on or date.max, duty.pk)

    return min(found, key=key, default=None)


def _open(seats: Seats, on: date) -> Iterator[Owed]:
    ahead = Q(due_on__gt=on) | Q(due_on__isnull=True)
    rows = Duty.objects.filter(ahead, state=DutyState.DUE, filler__isnull=True)
    for duty in rows.select_related("version", "base", "debtor").prefetch_related("levels").order_by("due_on", "pk"):
        form = form_for(duty, on)
        if not isinstance(form, Missing) and seats.complete(duty):
            yield Owed(duty, form)


def undecided(site: Site, on: date) -> tuple[Lack, ...]:
    """The open points behind what is owed that nobody has decided: how often, by when, on which form."""
    whole, since = site.pack, site.version.in_force_from
    assert since is not None
    where = Where(area=site.version.area_code, year=str(on.year))
    situation = policies.situation(site.version, Subject("pack", whole.id), on, where)
    found = [lack for one in schedule(situation, on, on + AHEAD, since) for lack in one.lacks]
    for duty in Duty.objects.filter(state=DutyState.DUE).select_related("version"):
        form = form_for(duty, on)
        found += form.lacks if isinstance(form, Missing) else ()
    return tuple(dict.fromkeys(lack for lack in found if lack.kind is LackKind.DECISION))


def year_later(owed: Owed) -> Owed | None:
    """The same duty of the same period a year on, None while it has not been worked out: what compares with the year
    before can ask there."""
    duty = owed.duty
    period = f"{int(duty.of_period[:4]) + 1}{duty.of_period[4:]}" if duty.of_period[:4].isdigit() else ""
    rows = Duty.objects.filter(rule=duty.rule, link=duty.link, state=DutyState.DUE, of_period=period)
    rows = rows.filter(about_kind=duty.about_kind, about_key=duty.about_key, debtor_area=duty.debtor_area)
    found = rows.select_related("version", "base", "debtor").first()
    return Owed(found, owed.form) if found is not None else None


def again(duty: Duty) -> Duty:
    """A duty as it stands now."""
    return Duty.objects.select_related("version", "base", "debtor").get(pk=duty.pk)


def triggers(owed: Owed) -> Iterator[tuple[str, str]]:
    """Checks of severity 核实, each with a field on which its formula is built: what might have to be explained."""
    filing = filing_for(owed.duty)
    if filing is None:
        return
    layout = layout_in(filing)
    rows = [spot for table in layout.tables for spot in layout.row(table, 1)]
    spots = [spot for spot in (*rows, *layout.fixed.values()) if spot.leaf.kind in FIGURES]
    for check in layout.form.checks:
        if check.severity is not Severity.EXPLAIN:
            continue
        named = set(re.findall(r"[a-z][a-z0-9-]*", str(check.must)))
        yield from ((check.id, spot.address) for spot in spots if {spot.leaf.id, spot.field.id} & named)


def days_of_ladder(due: date | None) -> list[date]:
    """The days on which is reminded of a due day."""
    return [day_of_rung(due, rung, work_calendar()) for rung in LADDER] if due else []


def changes_of(duty: Duty) -> int:
    """In how many places the version handed in last differs from the one before."""
    filing = filing_for(duty)
    versions = list(versions_of(filing)) if filing else []
    return len(differences(versions[-2], versions[-1])) if len(versions) > 1 else 0


def names_told(duty: Duty) -> dict[str, str]:
    """Counts that come with names: one of each, named with what the form asks beside the name; by address."""
    filing = filing_for(duty)
    if filing is None:
        return {}
    said = {}
    for spot in layout_in(filing).fixed.values():
        if spot.field.kind is FieldKind.NAMED_COUNT:
            beside = "".join(f"｜{column.zh}" for column in spot.field.columns[1:])
            said[spot.address] = f"演示{beside}" if spot.part == NAMES else "1"
    return said


def to_correct(duty: Duty) -> Spot | None:
    """A place of the form a return may ask to be corrected: a figure nothing else hangs on, else a part of something, else
    any figure, else words."""
    filing = filing_for(duty)
    if filing is None:
        return None
    layout = layout_in(filing)
    form = layout.form
    told = " ".join([*(str(c.must) for c in form.checks), *(str(f.formula or "") for f in form.fields())])
    hung = set(re.findall(r"[a-z][a-z0-9-]*", told))
    wholes = {str(f.of_which) for f in form.fields() if f.of_which}

    def rank(spot: Spot) -> tuple[int, int]:
        field = spot.field
        if spot.leaf.kind in WORDS:
            return (3, len(spot.address))
        return (2 if field.formula or field.id in wholes else 1 if field.id in hung or field.of_which else 0, 0)

    fixed = [
        s for s in layout.fixed.values() if s.part != NAMES and s.leaf.kind in FIGURES | WORDS and ":" not in s.address
    ]
    return min(fixed, key=rank, default=None)
