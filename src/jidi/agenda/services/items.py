"""Opening and closing what waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from jidi.agenda.addressees import of_person, of_seat
from jidi.agenda.models import WorkItem
from jidi.agenda.queries import open_items
from jidi.common import quick
from jidi.common.say import Cite, Say
from jidi.policies.actors import Seat
from policycore.calendar import Due


def open_item(
    *, room: str, kind: str, key: str, area_code: str, what: Say, next_step: Say, cite: Cite, at: datetime,
    seat: Seat | None = None, person_id: int | None = None, due: Due | None = None, holder: Say | None = None,
    verdict: Say | None = None, from_organisation_id: int | None = None, round_key: str = "", is_new: bool = False,
) -> WorkItem:  # fmt: skip
    """Open an item for a seat or a person, in the caller's transaction; one that is open for them already is brought up
    to date instead. ``is_new`` says that the caller holds the owner locked and saw that none is.

    Raises ValueError unless exactly one of ``seat`` and ``person_id`` is given, RuntimeError outside a transaction.
    """
    if (seat is None) == (person_id is None):
        raise ValueError("an item is for a seat or for a person")
    if not connection.in_atomic_block:
        raise RuntimeError("an item is opened in the transaction of the act that makes it due")
    addressee = of_seat(seat) if seat else of_person(person_id or 0)
    values: dict[str, Any] = {
        **owner_values(room, kind, key, area_code, what, cite),
        **due_values(due),
        "addressee": addressee,
        "deciders": bool(seat and seat.deciders),
        "next_zh": next_step.zh,
        "next_en": next_step.en,
        "holder_zh": holder.zh if holder else "",
        "holder_en": holder.en if holder else "",
        "verdict_zh": verdict.zh if verdict else "",
        "verdict_en": verdict.en if verdict else "",
        "round_key": round_key,
        "from_organisation_id": from_organisation_id,
    }
    living = living_key(room, kind, key, addressee)
    if not is_new and WorkItem.objects.filter(living_key=living).update(**values):
        return WorkItem.objects.get(living_key=living)
    item = WorkItem(**values, living_key=living, opened_at=at)
    quick.insert(item)
    return item


def close_items(
    *, room: str, kind: str | Sequence[str], key: str, at: datetime, seats: Sequence[Seat] | None = None
) -> int:
    """Close every open item of an owner (of one kind or several), or those of some ``seats``; return how many there were."""
    kinds = [kind] if isinstance(kind, str) else list(kind)
    found = WorkItem.objects.filter(room=room, kind__in=kinds, key=key, done_at__isnull=True)
    if seats is not None:
        found = found.filter(addressee__in=[of_seat(seat) for seat in seats])
    return found.update(done_at=at, living_key=None)


def touch_items(*, room: str, kind: str, key: str, verdict: Say | None = None, due: Due | None = None) -> int:
    """Give the open items of an owner a new last word or due day; return how many there were."""
    changed: dict[str, Any] = due_values(due) if due else {}
    if verdict is not None:
        changed |= {"verdict_zh": verdict.zh, "verdict_en": verdict.en}
    return open_items(room, kind, key).update(**changed) if changed else 0


def owner_values(room: str, kind: str, key: str, area_code: str, what: Say, cite: Cite) -> dict[str, Any]:
    """The columns an item and a clock share."""
    return {
        "room": room,
        "kind": kind,
        "key": key,
        "area_code": area_code,
        "what_zh": what.zh,
        "what_en": what.en,
        "pack_id": cite.pack,
        "article": cite.article,
        "cite_zh": cite.printed.zh,
        "cite_en": cite.printed.en,
        "basis": cite.basis.value,
    }


def due_values(due: Due | None) -> dict[str, Any]:
    """The columns of a due day."""
    return {"due_on": due.day if due else None, "provisional": bool(due and due.provisional)}


def living_key(room: str, kind: str, key: str, addressee: str) -> str:
    """What may be open only once."""
    return f"{room}:{kind}:{key}:{addressee}"
