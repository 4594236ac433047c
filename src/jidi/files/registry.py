"""Which room says who sees the files of which kind of thing. A kind nobody registered shows nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from jidi.accounts.acting import Actor
from jidi.files.models import Attachment

VisibleTo = Callable[[Actor | None, Collection[str]], Collection[str]]
"""Given an actor (None: a visitor) and keys of owners, which of these owners the actor may see: in one query."""

HeldBack = Callable[[Actor | None, Sequence[Attachment]], Collection[str]]
"""Of these files (of owners an actor sees) the keys of those that were not handed in yet and that the actor may not see."""

_owners: dict[str, VisibleTo] = {}
_held_back: dict[str, HeldBack] = {}


def register(owner_kind: str, visible_to: VisibleTo, held_back: HeldBack | None = None) -> None:
    """Register a kind of owner, when the site starts. Raises ValueError when another room has registered it.

    ``held_back`` is asked where files lie beside something that is still being written: whoever sees the owner does not
    yet see those.
    """
    if _owners.setdefault(owner_kind, visible_to) is not visible_to:
        raise ValueError(f"files of {owner_kind!r} are already registered")
    if held_back is not None:
        _held_back[owner_kind] = held_back


def visible_owners(actor: Actor | None, owner_kind: str, owner_keys: Collection[str]) -> set[str]:
    """Of these owners those the actor may see; none for a kind without registration."""
    visible_to = _owners.get(owner_kind)
    if visible_to is None or not owner_keys:
        return set()
    return set(visible_to(actor, owner_keys)) & set(owner_keys)


def seen_of(actor: Actor | None, rows: Sequence[Attachment]) -> list[Attachment]:
    """Of the files of owners of one kind, all of whom the actor sees, those the actor sees too, in their order."""
    asked = _held_back.get(rows[0].owner_kind) if rows else None
    if asked is None:
        return list(rows)
    held = set(asked(actor, rows))
    return [row for row in rows if row.key not in held]


def is_registered(owner_kind: str) -> bool:
    """Whether some room answers for this kind."""
    return owner_kind in _owners
