"""Which spots of a form are open now. After a return for correction only what the points name unlocks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from jidi.common.say import Say, house
from jidi.filings.spots import WHY

RULE = house("退回补正只开放所列各处", "a return for correction opens only what it names")
SHUT = Say("已经交出，现在不能改。", "It was handed in and cannot be changed now.")
NOT_NAMED = Say("退回补正没有开放这一处。", "The return for correction does not open this place.")


@dataclass(frozen=True, slots=True)
class Locks:
    """What is open: everything (``open`` is None), or fields, rows and spots by name; and why the rest is not."""

    open: frozenset[str] | None = None
    why: Say = NOT_NAMED

    def allow(self, address: str) -> bool:
        """Whether the spot may be changed now.

        ``rows`` opens a whole table, ``rows.3`` one row, ``sales.2024`` one period. Explanations of checks are open
        as soon as anything is: a corrected figure may need one.
        """
        if self.open is None:
            return True
        if address.startswith(WHY):
            return bool(self.open)
        parts = address.split(".")
        return any(".".join(parts[:count]) in self.open for count in range(1, len(parts) + 1))

    @property
    def shut(self) -> bool:
        """Whether nothing at all may be changed."""
        return self.open is not None and not self.open


OPEN = Locks()
CLOSED = Locks(frozenset(), SHUT)


def locks_of(allowed_fields: Collection[str] | None) -> Locks:
    """Return the locks for what a caller allows: None everything, nothing shut, else only the named."""
    if allowed_fields is None:
        return OPEN
    return Locks(frozenset(allowed_fields)) if allowed_fields else CLOSED


def from_points(places: Iterable[str]) -> Locks:
    """Return the locks after a return for correction: open are the fields, rows and spots its points name."""
    return locks_of(frozenset(place for place in places if place))
