"""Keeping what was worked out from a pack: the same digest is the same pack, so it never goes stale."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
_MOST = 32


class ByDigest(Generic[T]):
    """Things made once per digest; the oldest goes when there are too many."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, T] = OrderedDict()
        self._tidying = Lock()

    def of(self, digest: str, make: Callable[[], T]) -> T:
        """What is kept for a digest, else make and keep it (two threads may both make it; the result is the same)."""
        found = self._found.get(digest)
        if found is None:
            found = make()
            with self._tidying:
                self._found[digest] = found
                while len(self._found) > _MOST:
                    self._found.popitem(last=False)
        return found
