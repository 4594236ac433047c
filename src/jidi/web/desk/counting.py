"""How much waits in each room: one question to the agenda for the whole bar, and for the page below it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest

from jidi.accounts.acting import Actor
from jidi.agenda.queries import Badge, Counted, count
from jidi.web.desk.nav import Count, Counts


def counted_for(request: HttpRequest, actor: Actor, on: date) -> Counted:
    """What waits for the actor of this request, asked once for it."""
    found: Counted | None = getattr(request, "jd_counted", None)
    if found is None:
        found = count(actor, on)
        request.jd_counted = found  # type: ignore[attr-defined]
    return found


def counts_of(found: Mapping[str, Badge]) -> Counts:
    """Open and overdue work by the room that opened it."""
    return {room: Count(badge.waiting, badge.overdue) for room, badge in found.items()}
