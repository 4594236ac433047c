"""How a filing is written in other than on its owner's own page: by workbook, in bulk, by the API.

Each room that owns filings registers its door when the app starts: whether an actor may write in a filing now, what of it
is open, and by what it is judged. A kind nobody registered is written in nowhere but on its owner's page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.common.say import Say, Unknown
from jidi.filings.judging import Rules
from jidi.filings.models import Filing


def _nothing() -> None:
    """What most rooms do once a form was saved."""


@dataclass(frozen=True, slots=True)
class Door:
    """Whether an actor may write in a filing (``may``: a permit that names the owner, or why not), and how.

    ``name`` says whose figures it holds (the base, the enterprise). ``allowed`` is what is open, as
    ``services.save_draft`` takes it: None everything, empty nothing. Whoever saves through a door calls ``saved``
    in the same transaction: the owner's room keeps its own figures of the form.
    """

    name: Say
    may: Permit | Denied
    rules: Rules
    allowed: Collection[str] | None = None
    saved: Callable[[], None] = _nothing


Opens = Callable[[Actor, Filing, date], Door]
"""Gives the door of a filing to an actor who sees it, on a day."""

_doors: dict[str, Opens] = {}


def register_door(kind: str, opens: Opens) -> None:
    """Register how filings of a kind of owner are written in. Raises ValueError for a kind that has a door already."""
    if _doors.setdefault(kind, opens) is not opens:
        raise ValueError(f"filings of {kind} already have a door")


def door_of(actor: Actor, filing: Filing, on: date) -> Door:
    """Return the door of a filing the actor sees. Raises Unknown for a kind of owner that has none."""
    opens = _doors.get(filing.owner_kind)
    if opens is None:
        raise Unknown(Say("份填报", "filing"))
    return opens(actor, filing, on)
