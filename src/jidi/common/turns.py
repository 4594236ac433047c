"""Whose turn it is to write. SQLite lets one transaction write at a time and makes the others poll, with pauses that grow to a
tenth of a second while the database lies idle; here the threads of a process queue instead, and processes ask each other
every millisecond.

A turn is advice, not a lock: SQLite's own lock decides. Whoever waits longer than SQLite would goes on without a turn and
hears from SQLite. A killed process leaves nothing behind. PostgreSQL locks rows; there nobody waits here.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connection

PATIENCE = 20.0
"""Seconds one waits for a turn: as long as SQLite waits for its lock (``config.database``)."""
PAUSE = 0.001
"""Seconds between two questions to the other processes."""

_queue = threading.Lock()


@contextmanager
def write_turn() -> Iterator[None]:
    """Hold the turn to write until the block ends; at once where the database needs none or a transaction is open already."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    until = time.monotonic() + PATIENCE
    held = _queue.acquire(timeout=PATIENCE)
    try:
        file = _locked(Path(f"{connection.settings_dict['NAME']}-turn"), until) if held else None
        try:
            yield
        finally:
            if file is not None:
                os.close(file)
    finally:
        if held:
            _queue.release()


def _locked(path: Path, until: float) -> int | None:
    """The descriptor of the locked file, or None where it could not be had in time; closing it gives the turn up."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    while time.monotonic() < until:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        time.sleep(PAUSE)
    os.close(file)
    return None
