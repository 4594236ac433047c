"""What one act has read already: inside an operation the same question is asked of the database once.

``audit.services.operation`` opens the memory with its transaction and drops it at the end, so nothing outlives the act it
was read for. Only reads that an act cannot change itself belong here; whoever does change them calls ``forget``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
Key = tuple[Hashable, ...]

_memory: ContextVar[dict[Key, Any] | None] = ContextVar("jidi_memory_of_act", default=None)


@contextmanager
def one_act() -> Iterator[None]:
    """Remember what is read until the block ends; inside another act that one's memory is used."""
    if _memory.get() is not None:
        yield
        return
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def read_once(key: Key, read: Callable[[], T]) -> T:
    """What this act read under a key before, else read it now; outside an act always read."""
    memory = _memory.get()
    if memory is None:
        return read()
    if key not in memory:
        memory[key] = read()
    found: T = memory[key]
    return found


def forget(*kinds: Hashable) -> None:
    """Forget what was read under keys that begin with one of these; everything without any (after a rollback)."""
    memory = _memory.get()
    if memory is None:
        return
    for key in [key for key in memory if not kinds or key[0] in kinds]:
        del memory[key]
