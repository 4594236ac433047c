"""Standing duties: what is to be kept current without a cycle comes up again when it has not been looked at for so long.

The length of time is the pack's open point (``reminds-after``); until it is decided nothing comes up by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Max

from jidi.policies import queries as policies
from jidi.returns.enums import SETTLED
from jidi.returns.models import Duty, Elsewhere
from jidi.returns.queries.owing import Owing, Site, owing
from policycore.calendar import DayUnit, WorkCalendar
from policycore.engine.schedule import Planned, after_event
from policycore.facts import Subject
from policycore.obligations import Obligation
from policycore.open_points import OpenOr, Where
from policycore.units import Quantity

_UNITS = {"months": DayUnit.MONTH, "days": DayUnit.DAY, "workdays": DayUnit.WORKDAY}


def due_again(site: Site, calendar: WorkCalendar, on: date) -> Iterator[tuple[Planned, Owing]]:
    """Yield the standing duties that have not been looked at for so long, each with who owes it, as an event of ``on``.

    Each goes by the decisions of the nearest place that has its own. What is open already does not come up twice.
    Counted is from the last record of it, else from the day the title began.
    """
    for rule in site.pack.obligations.values():
        if rule.on is None or not rule.on.event or rule.reminds_after is None:
            continue
        done = _last_done(site, rule)
        rows = Duty.objects.filter(version__pack_id=site.pack.id, rule=rule.id).exclude(state__in=SETTLED)
        open_ = set(rows.values_list("about_key", flat=True))
        for area in (site.version.area_code, *sorted(site.deciding - {site.version.area_code})):
            length = _length(site, rule.reminds_after, area, on)
            if length is None:
                continue
            for planned, who in _of_place(site, rule, area, on):
                last = done.get(who.key) or _began(site, who)
                if who.key not in open_ and last is not None and _again(calendar, last, length) <= on:
                    yield planned, who


def _of_place(site: Site, rule: Obligation, area: str, on: date) -> Iterator[tuple[Planned, Owing]]:
    """What a rule would have somebody do who goes by the decisions of a place."""
    for planned in after_event(site.situation_on(on, area), rule, on):
        for who in owing(site, planned):
            if site.decided_for(who.area_code) == area and (not planned.only or is_of(site, planned, who, on)):
                yield planned, who


def _length(site: Site, reminds_after: OpenOr, area: str, on: date) -> Quantity | None:
    """After how long it comes up again by the decisions in force for a place on a day; None until one is made."""
    where = Where(area=area, year=str(on.year))
    found = policies.situation(site.version, Subject("pack", site.pack.id), on, where).settled(reminds_after)
    return found if isinstance(found, Quantity) else None


def _last_done(site: Site, rule: Obligation) -> dict[str, date]:
    rows = Elsewhere.objects.filter(duty__version__pack_id=site.pack.id, duty__rule=rule.id)
    return dict(rows.values("duty__about_key").annotate(last=Max("on")).values_list("duty__about_key", "last"))


def _began(site: Site, who: Owing) -> date | None:
    begun = [start for _, start, _ in site.spans_of(who.kind.value, who.key) if start is not None]
    return min(begun, default=None)


def _again(calendar: WorkCalendar, last: date, length: Quantity) -> date:
    return calendar.window(last, int(length.base), _UNITS[length.unit.dimension]).day


def is_of(site: Site, planned: Planned, who: Owing, on: date) -> bool:
    """Whether what a duty would be about is of the kinds the rule is limited to, on a day; no where nobody can tell."""
    return site.is_any_kind(planned.only, who.subject, on) is True
