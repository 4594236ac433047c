"""Verbs of this room: write letters, and say that they were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jidi.accounts.acting import Actor
from jidi.accounts.codes import NATION
from jidi.audit.services import operation, record
from jidi.audit.who import SYSTEM, Who
from jidi.common.digests import digest
from jidi.common.kept import note
from jidi.common.say import Cite, Say
from jidi.notices.enums import LetterKind
from jidi.notices.models import Letter
from jidi.notices.queries import visible_to

BATCH = 500


@dataclass(frozen=True, slots=True)
class Written:
    """A letter before it is sent. ``occasion`` names why it is written: to one person it is sent once for an occasion."""

    person_id: int
    kind: LetterKind
    room: str
    owner_kind: str
    key: str
    what: Say
    why: Say
    cite: Cite
    occasion: str
    due_on: date | None = None
    rung: str = ""
    from_above: bool = False

    @property
    def once(self) -> str:
        """The occasion and the person as one short word."""
        return digest([self.occasion, self.person_id])


def send(letters: Sequence[Written], *, at: datetime, on: date, sender: Who = SYSTEM) -> int:
    """Write letters into their readers' digest of a day; return how many were new.

    What was sent for the same occasion before is left out. One entry of the trail names all of a run.
    """
    fresh = {letter.once: letter for letter in letters}
    with operation(at=at):
        for first in range(0, len(letters), BATCH):
            keys = [letter.once for letter in letters[first : first + BATCH]]
            for known in Letter.objects.filter(once__in=keys).values_list("once", flat=True):
                fresh.pop(known, None)
        # Two runs in one second: the second finds the occasion taken and leaves it out.
        rows = [_row(letter, at, on, sender) for letter in fresh.values()]
        Letter.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
        _on_record([row.once for row in rows])
        if rows:
            detail = {"letters": len(rows), "day": on, "occasions": digest(sorted(fresh))}
            record(
                at=at, who=sender, action="letters.sent", kind="letters", key=str(on), area_code=NATION, detail=detail
            )
    return len(rows)


def _on_record(occasions: Sequence[str]) -> None:
    """Where conflicts are ignored no keys come back; the trail keeps a digest of every letter all the same."""
    for first in range(0, len(occasions), BATCH):
        note(Letter, Letter.objects.filter(once__in=occasions[first : first + BATCH]).values_list("pk", flat=True))


def _row(letter: Written, at: datetime, on: date, sender: Who) -> Letter:
    by = "" if sender == SYSTEM else "，".join(part for part in (sender.organisation, sender.post, sender.name) if part)
    return Letter(
        person_id=letter.person_id, kind=letter.kind, rung=letter.rung, from_above=letter.from_above,
        owner_room=letter.room, owner_kind=letter.owner_kind, owner_key=letter.key,
        what_zh=letter.what.zh, what_en=letter.what.en, why_zh=letter.why.zh, why_en=letter.why.en,
        due_on=letter.due_on, pack_id=letter.cite.pack, article=letter.cite.article, cite_zh=letter.cite.printed.zh,
        cite_en=letter.cite.printed.en, basis=letter.cite.basis.value, day=on, made_at=at, sender=by, once=letter.once,
    )  # fmt: skip


def mark_read(*, actor: Actor, up_to: int, at: datetime) -> int:
    """Note that a person has read their letters up to one (its id: what came since stays unread); return how many."""
    with operation(at=at):
        return visible_to(actor).filter(read_at__isnull=True, pk__lte=up_to).update(read_at=at)
