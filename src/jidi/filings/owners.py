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


def register_owner(kind: str, visible: VisibleKeys) -> None:
    """Register who may see the filings of a kind of owner. Raises ValueError for a kind that has one already."""
    if _owners.setdefault(kind, visible) is not visible:
        raise ValueError(f"filings of {kind} already belong to a room")


def owners() -> dict[str, VisibleKeys]:
    """Return the registered kinds."""
    return dict(_owners)
