"""The duties that follow what this site knows by itself: a title given or ended, an outcome somebody got.

What a person puts on record (an event of the document's own) comes with ``services.events``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jidi.returns.enums import About
from jidi.returns.queries.outcomes import Got, outcomes_got
from jidi.returns.queries.owing import Owing, Site, owing
from policycore.engine.schedule import Planned, after_event
from policycore.obligations import Obligation


def following(site: Site, first: date, last: date, on: date) -> Iterator[tuple[Planned, Owing]]:
    """Yield the duties that follow an event of a day up to ``on``, for whom it is about, as far as they fall due in the
    days."""
    since = site.version.in_force_from
    if since is None:
        return
    for rule in site.pack.obligations.values():
        for got in _events(site, rule, on):
            if since <= got.on <= on:
                yield from _after(site, rule, got, (first, last))


def _events(site: Site, rule: Obligation, on: date) -> Iterator[Got]:
    """On which days the rule's own event came about, and for whom."""
    if rule.on is None:
        return
    if rule.on.outcome:
        yield from outcomes_got(site.version, rule.on.outcome, on)
        return
    wanted, place = (rule.on.granted, 1) if rule.on.granted else (rule.on.ended, 2)
    for (kind, key), row in site.holders.items() if wanted else ():
        for day in (span[place] for span in site.spans_of(kind, key) if span[0] == wanted):
            if isinstance(day, date):
                yield Got(wanted or "", kind, key, row.area_code, day)


def _after(site: Site, rule: Obligation, got: Got, window: tuple[date, date]) -> Iterator[tuple[Planned, Owing]]:
    situation = site.situation_on(got.on, site.decided_for(got.area_code))
    for planned in after_event(situation, rule, got.on):
        if window[0] <= planned.anchor <= window[1]:
            yield from ((planned, who) for who in owing(site, planned) if _concerns(site, planned, who, got))


def _concerns(site: Site, planned: Planned, who: Owing, got: Got) -> bool:
    """Whether a duty of somebody is about who got it; an office that owes it about itself is that of the place."""
    if who.kind is not About.ITSELF:
        return (who.kind.value, who.key) == (got.kind, got.key)
    seat = site.seat(planned.debtor, got.area_code, None)
    return seat is not None and seat.area_code == who.debtor.area_code
