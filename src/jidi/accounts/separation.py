"""三员分立: the three administrators are apart from each other and from all business. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations

from jidi.accounts.enums import ADMINISTRATORS

Term = tuple[str, date, date | None]
"""A duty, the first day it is held, and the first day it no longer is."""


def overlap(one: Term, other: Term) -> bool:
    """Whether two terms have a day in common."""
    return (one[2] is None or one[2] > other[1]) and (other[2] is None or other[2] > one[1])


def apart(one: str, other: str) -> bool:
    """Whether two duties must lie with two people."""
    return one != other and (one in ADMINISTRATORS or other in ADMINISTRATORS)


def conflicts(terms: Sequence[Term]) -> list[tuple[Term, Term]]:
    """The pairs of terms of one person that may not lie with one person."""
    return [(a, b) for a, b in combinations(terms, 2) if apart(a[0], b[0]) and overlap(a, b)]
