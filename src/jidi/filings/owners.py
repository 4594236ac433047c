"""Whose filings are: each room that owns some registers who may see them, when the app starts.

A kind nobody registered shows nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet

from jidi.accounts.acting import Actor

VisibleKeys = Callable[[Actor | None], QuerySet]
"""Gives the owner keys (as text, one column) of the things an actor may see; None asks for a visitor."""

_owners: dict[str, VisibleKeys] = {}
_writers: dict[str, VisibleKeys] = {}


def register_owner(kind: str, visible: VisibleKeys, writes: VisibleKeys | None = None) -> None:
    """Register who may see the filings of a kind of owner, and who of them what was not handed in yet (``writes``;
    without it everybody who sees the filing). Raises ValueError for a kind that has one already."""
    if _owners.setdefault(kind, visible) is not visible:
        raise ValueError(f"filings of {kind} already belong to a room")
    if writes is not None:
        _writers[kind] = writes


def writers() -> dict[str, VisibleKeys]:
    """Return of the kinds that say it who sees what was not handed in yet."""
    return dict(_writers)


def owners() -> dict[str, VisibleKeys]:
    """Return the registered kinds."""
    return dict(_owners)
