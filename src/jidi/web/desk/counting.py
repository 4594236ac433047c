"""How much waits in each room: one question to the agenda for the whole bar."""

from __future__ import annotations

from datetime import datetime

from jidi.accounts.acting import Actor
from jidi.web.desk.nav import NO_COUNTS, Counts


def counts_for(actor: Actor, now: datetime) -> Counts:
    """Open and overdue work by room for one actor."""
    return NO_COUNTS
