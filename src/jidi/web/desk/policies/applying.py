"""What applies an element of a policy at present: rooms above policies say it, article pages and coverage show it.

A room registers a source when the addresses are read: ``register_applying("cases", source)`` (see ``matters``). A
source answers in bulk, for one policy, and only with what the actor may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from jidi.accounts.acting import Actor
from jidi.web.shared.language import Words
from jidi.web.shared.parts import NOTHING, Badge, Link


@dataclass(frozen=True, slots=True)
class Applying:
    """A matter that stands at an element of a pack, such as ``procedures/NAME/STEP``.

    ``link`` names the matter and leads to it; ``version`` says which version it is pinned to.
    """

    element: str
    link: Link
    state: Badge | None = None
    said: Words = NOTHING
    holder: Words = NOTHING
    due: date | None = None
    version: Words = NOTHING


Source = Callable[[Actor, str, date], Iterable[Applying]]
"""Given an actor, the id of a pack and a day: everything the actor may see that applies the pack."""

_sources: dict[str, Source] = {}


def register_applying(room: str, source: Source) -> None:
    """Let a room say what applies a policy. Registering again replaces."""
    _sources[room] = source


def forget_applying(room: str) -> None:
    """Take a room's source away again (tests)."""
    _sources.pop(room, None)


def applying(actor: Actor, pack_id: str, on: date) -> list[Applying]:
    """Everything that applies a policy, what is due first on top."""
    found = [one for room in sorted(_sources) for one in _sources[room](actor, pack_id, on)]
    return sorted(found, key=lambda one: (one.due is None, one.due or date.max, one.element))
