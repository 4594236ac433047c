"""Titles: the events that count, standings, who holds what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import models
from django.db.models import Q

from jidi.accounts.acting import Actor
from jidi.accounts.codes import span
from jidi.accounts.enums import Duty
from jidi.accounts.queries import within
from jidi.bases.enums import OPEN, Right
from jidi.bases.models import TitleEvent, TitleHolding
from jidi.bases.queries.bases import visible_to
from jidi.bases.states import Standing, in_order, replay, rights_suspended
from jidi.bases.values import Holder


def counting(events: models.QuerySet[TitleEvent]) -> models.QuerySet[TitleEvent]:
    """The events that count: without those voided, and those that only void."""
    return events.filter(voids__isnull=True, voided_by__isnull=True)


def events_of(holding: TitleHolding) -> list[TitleEvent]:
    """The events of a title that count, in the order of their days."""
    return list(counting(holding.events.all()).order_by("on", "id"))


def events_by_holding(holdings: Iterable[TitleHolding]) -> dict[int, list[TitleEvent]]:
    """The events that count of many titles, in one query."""
    found: dict[int, list[TitleEvent]] = defaultdict(list)
    keys = [holding.pk for holding in holdings]
    if not keys:
        return found
    rows = counting(TitleEvent.objects.filter(holding__in=keys))
    for event in rows.order_by("on", "id"):
        found[event.holding_id].append(event)
    return found


def standing(holding: TitleHolding, as_of: date | None = None) -> Standing:
    """Where a title stood on a day, from its events; today's state is stored on the row."""
    return replay(in_order(events_of(holding)), as_of)


def suspended_rights(holding: TitleHolding, on: date) -> dict[Right, str]:
    """The rights of a holder that are suspended on a day, each with the reason or act that did it."""
    found = rights_suspended(events_of(holding), on)
    return {right: event.reason or event.act_title for right, event in found.items() if isinstance(event, TitleEvent)}


def holdings_of(holder: Holder) -> models.QuerySet[TitleHolding]:
    """Every title a holder has or had."""
    return TitleHolding.objects.filter(holder_kind=holder.kind, **holder.columns).order_by("tier", "held_from", "id")


def open_holding(holder: Holder, scheme: str, title: str) -> TitleHolding | None:
    """The title a holder has now (or is announced for), or None."""
    return holdings_of(holder).filter(scheme=scheme, title=title, state__in=OPEN).first()


def held_in(area_code: str, scheme: str, title: str, on: date) -> models.QuerySet[TitleHolding]:
    """The titles held in an area on a day: begun, and not ended yet. Announced ones are none."""
    first, last = span(area_code)
    begun = Q(held_from__isnull=False, held_from__lte=on)
    running = Q(held_until__isnull=True) | Q(held_until__gt=on)
    return TitleHolding.objects.filter(
        begun, running, scheme=scheme, title=title, area_code__gte=first, area_code__lte=last
    )


def titles_visible_to(actor: Actor, on: date) -> models.QuerySet[TitleHolding]:
    """The titles of the actor's area, of their own organisation, and of the bases they may see."""
    if actor.is_administrator or actor.duty == Duty.AUDITOR:
        return TitleHolding.objects.none()
    bases = visible_to(actor, on).values("pk")
    own = Q(organisation_id=actor.organisation_id) | Q(base_id__in=bases)
    return TitleHolding.objects.filter(within(actor, "area_code") | own)


def batches(holdings: Sequence[TitleHolding]) -> list[int]:
    """The batches of some titles, smallest first."""
    return sorted({holding.batch for holding in holdings if holding.batch is not None})
