"""How much waits in each room: one question to the agenda for the whole bar."""

from __future__ import annotations

from datetime import date

from jidi.accounts.acting import Actor
from jidi.agenda.queries import badges
from jidi.web.desk.nav import Count, Counts


def counts_for(actor: Actor, on: date) -> Counts:
    """Open and overdue work by the room that opened it, for one actor."""
    return {room: Count(badge.waiting, badge.overdue) for room, badge in badges(actor, on).items()}
