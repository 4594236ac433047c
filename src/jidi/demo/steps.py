"""Saying what is done and how long it took, one line a step."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


@contextmanager
def step(what: str) -> Iterator[list[str]]:
    """Announce a step, and say how long it took; what is put into the list is said of it behind."""
    started = time.monotonic()
    said: list[str] = []
    if sys.stdout.isatty():
        print(f"▸ {what} …", end="\r", flush=True)
    yield said
    more = f"：{'，'.join(said)}" if said else ""
    say(f"▸ {what}{more}（{time.monotonic() - started:.1f} s）")
