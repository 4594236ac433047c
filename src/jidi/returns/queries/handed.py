"""What of a duty was handed in, and what still lies on the table of whoever is writing: levels above see the first only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from jidi.accounts.acting import Actor
from jidi.files.models import Attachment
from jidi.returns.enums import ActKind
from jidi.returns.models import Act, Duty, Elsewhere, Level, Paper
from jidi.returns.queries.duties import fills_in, theirs, visible_to


def writes_in(actor: Actor) -> Q:
    """The condition that a duty is written in at a level of the actor's now: before it was handed in at any level of the
    debtor or below; afterwards at the level in whose hands it is (whoever corrects it, or records what goes outside)."""
    here = Level.objects.filter(theirs(actor), duty=OuterRef("pk"), place=F("duty__at"))
    return Q(filler__isnull=True) & fills_in(actor) | Q(Exists(here), filler__isnull=False)


def written_by(actor: Actor | None) -> QuerySet[Any]:
    """The keys of duties of which an actor sees what was not handed in yet."""
    seen = visible_to(actor)
    if actor is not None:
        seen = seen.filter(writes_in(actor))
    return seen.order_by().annotate(owner=Cast("pk", CharField())).values_list("owner", flat=True)


def held_back_files(actor: Actor | None, rows: Sequence[Attachment]) -> set[str]:
    """Of these files of duties those that belong to nothing handed in yet, for whom they are not: who writes in the duty
    sees them, and who uploaded them. At most four queries.

    A file of a record or document counts as handed in with that; a picture beside what is prepared with the next act.
    """
    of = {row.key: int(row.owner_key.partition(":")[0]) for row in rows}
    own = {row.key for row in rows if actor is not None and row.uploaded_by_id == actor.person_id}
    named, last = _named(set(of.values())), _acted(set(of.values()))
    waiting = [row for row in rows if row.key not in own and not _handed_in(row, of[row.key], named, last)]
    if not waiting:
        return set()
    mine = set(
        Duty.objects.filter(pk__in={of[row.key] for row in waiting})
        .filter(_open_to(actor))
        .values_list("pk", flat=True)
    )
    return {row.key for row in waiting if of[row.key] not in mine}


def _open_to(actor: Actor | None) -> Q:
    return Q(pk__in=()) if actor is None else writes_in(actor)


def _handed_in(row: Attachment, duty: int, named: Collection[str], last: dict[int, datetime]) -> bool:
    if ":" in row.owner_key:
        return row.key in named
    return duty in last and row.uploaded_at <= last[duty]


def _named(duties: Collection[int]) -> set[str]:
    """The keys of files that belong to a record or a document of these duties."""
    found: set[str] = set()
    for table in (Elsewhere, Paper):
        for keys in table.objects.filter(duty_id__in=duties).values_list("file_keys", flat=True):
            found.update(keys.split(","))
    return found


def _acted(duties: Collection[int]) -> dict[int, datetime]:
    """When something of these duties was handed in or recorded last."""
    kinds = (ActKind.FILED, ActKind.DOCUMENT, ActKind.ELSEWHERE)
    rows = Act.objects.filter(duty_id__in=duties, kind__in=kinds).order_by("duty_id").values("duty_id")
    return dict(rows.annotate(when=Max("at")).values_list("duty_id", "when"))
