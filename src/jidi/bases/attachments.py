"""Who sees the files attached to a base or to an entry of a register: whoever sees the base or the place."""

from __future__ import annotations

from collections.abc import Collection

from jidi.accounts.acting import Actor
from jidi.bases.queries.bases import visible_keys
from jidi.bases.queries.places import may_see
from jidi.common.clock import clock

REGISTER = "register"
"""The kind of owner of what goes with the entries of one register of one base or place."""


def register_key(kind: str, key: str, register: str) -> str:
    """The owner of the files of a register: ``base:12:platform``, ``area:210200:plan``."""
    return f"{kind}:{key}:{register}"


def visible_owners(actor: Actor | None, keys: Collection[str]) -> set[str]:
    """Of these bases those the actor may see today. An edge: the one place of this room that reads the clock."""
    return visible_keys(actor, keys, clock.today())


def visible_registers(actor: Actor | None, keys: Collection[str]) -> set[str]:
    """Of these registers those of a base or place the actor may see today."""
    split = {key: key.split(":") for key in keys if key.count(":") == 2}
    bases = visible_owners(actor, [about for kind, about, _ in split.values() if kind == "base"])
    return {
        key
        for key, (kind, about, _) in split.items()
        if (kind == "base" and about in bases) or (kind == "area" and actor is not None and may_see(actor, about))
    }
