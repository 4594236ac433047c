"""Reading letters: one's own, and what was written about a thing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models

from jidi.accounts.acting import Actor
from jidi.notices.enums import REMINDERS
from jidi.notices.models import Letter


@dataclass(frozen=True, slots=True)
class Reminded:
    """That somebody was reminded of a thing: who, when, at which rung, whether they have read it."""

    key: str
    person: str
    kind: str
    rung: str
    day: date
    sender: str
    from_above: bool
    read_at: datetime | None


def visible_to(actor: Actor) -> models.QuerySet[Letter]:
    """The letters of a person: nobody reads another's."""
    return Letter.objects.filter(person_id=actor.person_id)


def unread(actor: Actor) -> int:
    """How many letters a person has not read. One query."""
    return visible_to(actor).filter(read_at__isnull=True).count()


def by_day(letters: Iterable[Letter]) -> list[tuple[date, list[Letter]]]:
    """Letters as digests, the latest day first."""
    days: dict[date, list[Letter]] = {}
    for letter in letters:
        days.setdefault(letter.day, []).append(letter)
    return sorted(days.items(), reverse=True)


def record_of(*, room: str, kind: str, keys: Collection[str]) -> list[Reminded]:
    """Who was reminded of things, by itself or by hand, the latest first, in one query. Other letters are no reminders.

    It asks nobody's permission: the room whose things they are has asked already.
    """
    rows = (
        Letter.objects.filter(owner_room=room, owner_kind=kind, owner_key__in=list(keys), kind__in=REMINDERS)
        .order_by("-made_at", "-id")
        .values_list("owner_key", "person__name", "kind", "rung", "day", "sender", "from_above", "read_at")
    )
    return [Reminded(*row) for row in rows]
