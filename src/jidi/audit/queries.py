"""Reading the trail: about one thing, in one area, its head, and whether the chain still holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from jidi.audit.chain import GENESIS, SEALED, HeadNote, seal
from jidi.audit.models import Entry, Head
from jidi.common.say import Say

_BATCH = 5000


def entries_about(kind: str, key: str) -> models.QuerySet[Entry]:
    """Everything done to one thing, oldest first."""
    return Entry.objects.filter(object_kind=kind, object_key=key).order_by("seq")


def entries_in_area(first_code: str, last_code: str) -> models.QuerySet[Entry]:
    """Everything that touched an area, newest first. The codes are the ends of the area's range, both included."""
    return Entry.objects.filter(area_code__gte=first_code, area_code__lte=last_code).order_by("-seq")


def last_after(kind: str) -> dict[str, str]:
    """For each thing of a kind the digest of its last recorded state, to find what was changed by hand (I2)."""
    rows = Entry.objects.filter(object_kind=kind).exclude(after_digest="").order_by("seq")
    return dict(rows.values_list("object_key", "after_digest").iterator(chunk_size=_BATCH))


def counted() -> dict[str, int]:
    """How many entries ``verify`` reads."""
    return {"审计记录 entries": Entry.objects.count()}


def head() -> HeadNote | None:
    """The end of the chain, to be noted outside once a day; None while nothing was recorded."""
    found = Head.objects.filter(pk=Head.ONLY).first()
    return HeadNote(found.at, found.seq, found.hash) if found and found.at else None


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold: the entry's number and what is wrong there."""

    seq: int
    what: Say


@dataclass(frozen=True, slots=True)
class Verification:
    """How many entries were read in order, and the first broken link if there is one."""

    checked: int
    broken: Break | None = None

    def __bool__(self) -> bool:
        return self.broken is None


def verify(notes: Iterable[HeadNote] = ()) -> Verification:
    """Read the whole chain and name the first broken link.

    Finds a changed, missing, added or reordered entry by its hash, a cut tail by the stored head, and a chain
    rewritten together with its head by ``notes``: heads noted outside the database. Reads in batches; writes nothing.
    """
    expected = {note.seq: note.hash for note in notes}
    # The head is read first: entries added meanwhile lie behind it and are no fault.
    end = head()
    seq = 0
    for seq, at, found, broken in _links():
        if broken is None and expected.get(seq, found) != found:
            broken = Break(seq, Say("与外部留存的链头不一致", "differs from the head noted outside"))
        if broken is None and end is not None and seq == end.seq and (found, at) != (end.hash, end.at):
            broken = Break(seq, Say("与库内链头不一致", "differs from the stored head"))
        if broken:
            return Verification(seq, broken)
    return Verification(seq, _tail(seq, end, expected))


def _links() -> Iterator[tuple[int, datetime, str, Break | None]]:
    """Give each entry's number, its moment, its hash, and the break at it if there is one."""
    previous, wanted = GENESIS, 1
    rows = Entry.objects.order_by("seq").values_list(*SEALED, "rows_json", "hash")
    for *values, written, found in rows.iterator(chunk_size=_BATCH):
        yield values[0], values[1], found, _link(values, written, found, previous, wanted)
        previous, wanted = found, wanted + 1


def _link(values: list[Any], rows: str, found: str, previous: str, wanted: int) -> Break | None:
    seq, prev_hash = values[0], values[SEALED.index("prev_hash")]
    if seq != wanted:
        return Break(wanted, Say("此条缺失", "this entry is missing"))
    if prev_hash != previous:
        return Break(seq, Say("与上一条不相连", "is not tied to the entry before it"))
    try:
        computed = seal(values, rows)
    except KeyError:
        return Break(seq, Say("摘要算法未知", "names an unknown algorithm"))
    return None if computed == found else Break(seq, Say("内容已被改动", "its content was changed"))


def _tail(seq: int, end: HeadNote | None, expected: dict[int, str]) -> Break | None:
    """Judge the end of the chain: entries without a head, a head or a note beyond the last entry."""
    # Read again: entries added while we read moved the head on, but it never stands before the last entry.
    latest = head()
    if latest is None or latest.seq < seq:
        return Break(seq, Say("库内链头缺失或落后", "the stored head is missing or behind")) if seq else None
    if end is not None and end.seq > seq:
        return Break(seq + 1, Say("此条及其后的记录缺失", "this entry and those after it are missing"))
    if expected and max(expected) > seq:
        return Break(seq + 1, Say("外部留存的链头之前的记录缺失", "entries up to a head noted outside are missing"))
    return None
