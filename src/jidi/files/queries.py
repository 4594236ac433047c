"""Reading attachments: whose, for whom, and whether rows and files still agree (I8)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from jidi.accounts.acting import Actor
from jidi.common.say import Say, Unknown
from jidi.files.models import Attachment
from jidi.files.names import disposition
from jidi.files.registry import seen_of, visible_owners
from jidi.files.store import digest_of, incoming_files, kept_files, place

GRACE = timedelta(hours=1)
"""A younger file may belong to a request that is still running."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file ready to be sent: where it lies and the headers it is sent with."""

    attachment: Attachment
    path: Path
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about files and rows that does not agree."""

    name: str
    what: Say


def attachments_of(actor: Actor | None, owner_kind: str, owner_keys: Collection[str]) -> dict[str, list[Attachment]]:
    """The living attachments of several owners, for those of them the actor may see; in the order of upload."""
    seen = visible_owners(actor, owner_kind, owner_keys)
    found: dict[str, list[Attachment]] = {key: [] for key in seen}
    rows = Attachment.objects.filter(owner_kind=owner_kind, owner_key__in=seen, withdrawn_at__isnull=True)
    for row in seen_of(actor, list(rows.select_related("uploaded_by").order_by("id"))):
        found[row.owner_key].append(row)
    return found


def open_for(actor: Actor | None, key: str, *, inline: bool = False) -> Download:
    """Give one attachment to an actor who sees its owner. Raises Unknown otherwise, and for one that was withdrawn.

    ``inline`` lets pictures and PDF be shown in place; everything else is always a download.
    """
    row = Attachment.objects.filter(key=key, withdrawn_at__isnull=True).first()
    if row is None or not visible_owners(actor, row.owner_kind, [row.owner_key]) or not seen_of(actor, [row]):
        raise Unknown(Say("个附件", "file"))
    headers = {
        "Content-Type": row.media_type,
        "Content-Length": str(row.size),
        "Content-Disposition": disposition(row.name, inline=inline and row.inline),
        "X-Content-Type-Options": "nosniff",
        # Whatever is in it, it runs nothing on our pages.
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Download(row, place(row.stored), headers)


def check_files(*, now: datetime, digests: bool = True) -> Iterator[Finding]:
    """Compare rows and files (I8): no row without its file, no file without its row, every digest as it was.

    ``digests=False`` compares sizes only. Files younger than an hour without a row are left alone.
    """
    for row in Attachment.objects.order_by("pk").iterator(chunk_size=2000):
        path = place(row.stored)
        if not path.is_file():
            yield Finding(row.key, Say("有记录而文件不在", "has a row but no file"))
        elif path.stat().st_size != row.size or (digests and digest_of(path) != row.sha256):
            yield Finding(row.key, Say("文件内容与记录的摘要不符", "is not what its digest says"))
    for path in orphans(now=now):
        yield Finding(path.name, Say("有文件而无记录", "is a file without a row"))


def counted() -> dict[str, int]:
    """How many rows ``check_files`` looks at."""
    return {"附件 files": Attachment.objects.count()}


def orphans(*, now: datetime) -> list[Path]:
    """Files without a row that are older than an hour: left by a process that died or a transaction rolled back."""
    limit = (now - GRACE).timestamp()
    old = [path for path in (*kept_files(), *incoming_files()) if path.stat().st_mtime < limit]
    known: set[str] = set()
    for start in range(0, len(old), 500):
        batch = [path.name for path in old[start : start + 500]]
        known.update(Attachment.objects.filter(stored__in=batch).values_list("stored", flat=True))
    return [path for path in old if path.name not in known]
