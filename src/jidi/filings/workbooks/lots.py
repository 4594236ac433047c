"""Many returns at once: which of one form and period somebody may hand in together. The owner's room says which.

    register_lots("duty", DutyLots())

A room registers a ``Lots`` when the app starts; a kind nobody registered is handed in one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from jidi.accounts.acting import Actor, Permit
from jidi.common.say import Say, Unknown
from jidi.filings.judging import Rules
from jidi.filings.models import Version
from policycore.facts import Subject
from policycore.forms import Form


@dataclass(frozen=True, slots=True)
class Lot:
    """Returns of one form for one period: whose kind, a key of the owner's room, its words, the form, the period."""

    kind: str
    key: str
    name: Say
    form: Form
    period: str
    pack_version_id: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One return of a lot: the key its row is found by, whose it is, and the permit to hand it in; or why not."""

    key: str
    name: str
    owner_key: str
    subject: Subject
    area_code: str
    permit: Permit | None = None
    why_not: Say | None = None


class Lots(Protocol):
    """What a room answers about its lots. Each answer takes a few queries, however many returns there are."""

    def of(self, actor: Actor, on: date) -> Sequence[Lot]:
        """Return the lots an actor may hand in now."""

    def targets(self, actor: Actor, lot: Lot, on: date) -> Sequence[Target]:
        """Return the returns of a lot."""

    def rules(self, actor: Actor, lot: Lot, on: date) -> Rules:
        """Return by what they are judged."""

    def handed_in(self, actor: Actor, lot: Lot, versions: Mapping[str, Version], on: date, at: datetime) -> None:
        """Note that these were handed in, by owner key; called inside the transaction that made the versions."""


_lots: dict[str, Lots] = {}


def register_lots(kind: str, lots: Lots) -> None:
    """Register the lots of a kind of owner. Raises ValueError for a kind that has them already."""
    if _lots.setdefault(kind, lots) is not lots:
        raise ValueError(f"lots of {kind} are registered already")


def lots_of(kind: str) -> Lots:
    """Return what answers about the lots of a kind. Raises Unknown for a kind without."""
    found = _lots.get(kind)
    if found is None:
        raise Unknown(Say("批填报", "lot"))
    return found


def lots_for(actor: Actor, on: date) -> list[Lot]:
    """Return every lot an actor may hand in now."""
    return [lot for lots in _lots.values() for lot in lots.of(actor, on)]


def lot_for(actor: Actor, kind: str, key: str, on: date) -> Lot:
    """Return one lot the actor may hand in. Raises Unknown for any other."""
    found = next((lot for lot in lots_of(kind).of(actor, on) if lot.key == key), None)
    if found is None:
        raise Unknown(Say("批填报", "lot"))
    return found
