"""Who acted, written as text as it was at that moment: later changes of people and posts change nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Who:
    """A person in a post of an organisation, as they were. ``key`` is the person's id as text, else empty."""

    key: str = ""
    name: str = ""
    post: str = ""
    organisation: str = ""


class HasWho(Protocol):
    """Anything that can say who acts: the ``Actor`` of accounts."""

    @property
    def who(self) -> Who:
        """Who acts."""
        ...


SYSTEM = Who(name="系统 System")
"""What happens by itself (clocks, imports at installation) is done by the system, never by nobody."""

VISITOR = Who(name="访客 Visitor")
"""Somebody who is not logged in."""
