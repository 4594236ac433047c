"""Which room says who sees the files of which kind of thing. A kind nobody registered shows nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection

from jidi.accounts.acting import Actor

VisibleTo = Callable[[Actor | None, Collection[str]], Collection[str]]
"""Given an actor (None: a visitor) and keys of owners, which of these owners the actor may see: in one query."""

_owners: dict[str, VisibleTo] = {}


def register(owner_kind: str, visible_to: VisibleTo) -> None:
    """Register a kind of owner, when the site starts. Raises ValueError when another room has registered it."""
    if _owners.setdefault(owner_kind, visible_to) is not visible_to:
        raise ValueError(f"files of {owner_kind!r} are already registered")


def visible_owners(actor: Actor | None, owner_kind: str, owner_keys: Collection[str]) -> set[str]:
    """Of these owners those the actor may see; none for a kind without registration."""
    visible_to = _owners.get(owner_kind)
    if visible_to is None or not owner_keys:
        return set()
    return set(visible_to(actor, owner_keys)) & set(owner_keys)


def is_registered(owner_kind: str) -> bool:
    """Whether some room answers for this kind."""
    return owner_kind in _owners
