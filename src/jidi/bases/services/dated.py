"""Rows that follow each other in time: name, host, products, scheme, helper of one base."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from jidi.bases.models import Dated

D = TypeVar("D", bound=Dated)


def put(held: Iterable[D], fresh: D, same: Callable[[D], bool]) -> tuple[D, bool]:
    """Put a row into the sequence at its ``from_on``; it ends the row before it and is ended by the one after it.

    ``held`` are all rows of one kind of one base; ``same`` tells whether a row says what the fresh one says. Returns the
    row that now stands on that day, and whether anything was written. Where the same stood already nothing is; where the
    same began later, that beginning moves back; a row of the very same first day is marked corrected.
    """
    rows = sorted((row for row in held if row.corrected_at is None), key=_start)
    at = next((row for row in reversed(rows) if _start(row) <= _start(fresh)), None)
    following = next((row for row in rows if _start(row) > _start(fresh)), None)
    if at is not None and same(at):
        return at, False
    if following is not None and same(following):
        following.from_on = fresh.from_on
        fresh = following
    else:
        fresh.to_on = following.from_on if following is not None else None
    if at is not None and _start(at) == _start(fresh):
        at.corrected_at = fresh.entered_at
        at.save(update_fields=["corrected_at"])
    elif at is not None:
        at.to_on = fresh.from_on
        at.save(update_fields=["to_on"])
    fresh.save()
    return fresh, True


def current(rows: Iterable[D]) -> D | None:
    """The row still open, None where there is none yet."""
    return next((row for row in rows if row.to_on is None and row.corrected_at is None), None)


def on_day(rows: Iterable[D], day: date) -> D | None:
    """The row that holds on a day; the earliest one for days before the record begins is not guessed: None."""
    for row in rows:
        if row.corrected_at is None and _start(row) <= day and (row.to_on is None or day < row.to_on):
            return row
    return None


def _start(row: Dated) -> date:
    return row.from_on or date.min
