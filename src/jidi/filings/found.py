"""What may be found on a form, as values: the finding, by what it is judged, and the words several findings share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from jidi.common.say import Say
from jidi.filings.spots import Spot
from policycore.citation import HOUSE, Citation
from policycore.forms import Severity
from policycore.open_points import DecisionBook
from policycore.pack.model import Pack
from policycore.verdict import Verdict

NOTHING = Say("")


@dataclass(frozen=True, slots=True)
class Rules:
    """By what a form is judged: the pinned pack, the decisions taken, the day; and the checks a superior released.

    ``memo`` keeps what rules read beyond the form (a population and its figures) for all returns judged by them.
    """

    pack: Pack
    book: DecisionBook
    on: date
    released: frozenset[str] = frozenset()
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)


class FoundKind(StrEnum):
    """What sort of thing was found: a check of the form failed, or one of what the house asks of any form.

    Every kind but ``CHECK`` has its line on the sheet of checks of a workbook (a test goes through them).
    """

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    TWICE = "twice"
    CHECK = "check"
    PART = "part"
    COUNT = "count"
    NAMED = "named"
    REPEATED = "repeated"
    COMPUTED = "computed"
    RESTATED = "restated"
    REASON = "reason"
    CARRIED = "carried"
    OTHERS = "others"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found, at its spot: how hard it binds, the sentence, the rule in words and what it rests on.

    ``settled`` says how it no longer stands in the way (explained, released). ``check`` is the id of the check.
    """

    kind: FoundKind
    field: str
    address: str
    severity: Severity
    label: Say
    say: Say
    rule: Say = NOTHING
    citation: Citation = HOUSE
    trace: tuple[Say, ...] = ()
    check: str = ""
    settled: Say | None = None
    verdict: Verdict | None = None

    @property
    def blocks(self) -> bool:
        """Whether the form cannot be handed in because of it."""
        return self.settled is None and self.severity is not Severity.HINT


def at_spot(spot: Spot, kind: FoundKind, say: Say, severity: Severity = Severity.MUST) -> Found:
    """Make a finding at a spot."""
    return Found(kind, spot.field.id, spot.address, severity, spot.label, say)


def empty(spot: Spot) -> Say:
    """Say that a spot is empty."""
    return Say(f"「{spot.label.zh}」还没有填", f"“{spot.label.en}” is empty")


def twice(spot: Spot, count: int) -> Say:
    """Say that several people wrote at a spot at the same time."""
    return Say(
        f"「{spot.label.zh}」有 {count} 处同时填写，都留着，请选定一个",
        f"“{spot.label.en}” was written by {count} at the same time; all are kept, choose one",
    )
