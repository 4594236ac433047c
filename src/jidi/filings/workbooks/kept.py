"""What the reader of a table answered, kept between looking at it and storing it: a file of ten thousand returns is read once.

A file in the data directory for each batch under way, named by the key of the batch; without it the table is read again.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from jidi.filings.workbooks.models import Batch

KEPT_FOR = timedelta(days=7)
"""How long a table that nobody decides on is kept; then it is read again when somebody does."""


def keep(batch: Batch, raw: dict[str, Any]) -> None:
    """Keep what was read of a batch. Where there is no room nothing is kept."""
    place = _place(batch.key)
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        part = place.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(json.dumps(raw, ensure_ascii=False, separators=(",", ":")), "utf-8")
        part.replace(place)
    except OSError:
        drop(batch)


def kept(batch: Batch) -> dict[str, Any] | None:
    """Return what was read of a batch; None where it is not kept any more."""
    try:
        found: dict[str, Any] = json.loads(_place(batch.key).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found


def tell(batch: Batch, done: int, at: datetime) -> None:
    """Say how many rows are through, beside the transaction that holds them all: nobody sees into that one."""
    try:
        _place(batch.key).parent.mkdir(mode=0o700, exist_ok=True)
        _place(batch.key).with_suffix(".beat").write_text(json.dumps([done, at.isoformat()]), "utf-8")
    except OSError:
        return  # no room: the bar stands still, nothing else


def told(batch: Batch) -> tuple[int, datetime] | None:
    """Return what was told last: rows through, and when; None where nothing was."""
    try:
        done, at = json.loads(_place(batch.key).with_suffix(".beat").read_text("utf-8"))
        return int(done), datetime.fromisoformat(at)
    except (OSError, ValueError, TypeError):
        return None


def drop(batch: Batch) -> None:
    """Throw away what was kept of a batch."""
    for suffix in (".json", ".part", ".beat"):
        _place(batch.key).with_suffix(suffix).unlink(missing_ok=True)


def sweep(at: datetime) -> int:
    """Throw away what nobody decided on for a week, and what belongs to no batch; return how many."""
    folder = _place("-").parent
    if not folder.is_dir():
        return 0
    young = set(
        Batch.objects.filter(
            state__in=[Batch.State.READING, Batch.State.CHECKED, Batch.State.STORING], made_at__gt=at - KEPT_FOR
        ).values_list("key", flat=True)
    )
    old = [one for one in folder.iterdir() if one.stem not in young]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)


def _place(key: str) -> Path:
    return Path(settings.DATA) / "batches" / f"{key}.json"
