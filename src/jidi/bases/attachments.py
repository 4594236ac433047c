"""Who sees the files attached to a base: whoever sees the base."""

from __future__ import annotations

from collections.abc import Collection

from jidi.accounts.acting import Actor
from jidi.bases.queries.bases import visible_keys
from jidi.common.clock import clock


def visible_owners(actor: Actor | None, keys: Collection[str]) -> set[str]:
    """Of these bases those the actor may see today. An edge: the one place of this room that reads the clock."""
    return visible_keys(actor, keys, clock.today())
