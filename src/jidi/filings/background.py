"""What stands behind a form being filled in: what was filed before, how explanations were judged, what papers lie there.

Loaded once with a draft or version, in a query for each, and handed to the judgement with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from jidi.common.say import Say
from jidi.filings.parsing import Typed
from policycore.facts import Subject
from policycore.units import Quantity, plain

if TYPE_CHECKING:
    from jidi.filings.series import Figure


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier filing says of a spot: the figure, which filing (2024 年度信息表 2025-02-11), and the version."""

    figure: Figure
    said: Say

    @property
    def typed(self) -> Typed:
        """The figure as one types it here."""
        value = self.figure.value
        return value if isinstance(value, bool) else value.amount

    @property
    def shown(self) -> Say:
        """The figure as people read it."""
        value = self.typed
        if isinstance(value, Decimal):
            return Say(plain(value), plain(value))
        return Say("有", "yes") if value else Say("无", "no")


@dataclass(frozen=True, slots=True)
class Ruled:
    """How a reviewer judged an explanation: by the digest of its words."""

    words: str
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Background:
    """Empty where nothing was filed before.

    ``restated`` is by address what was filed then for a spot about an earlier period; ``earlier`` by field and period
    what rules may look back at beyond the form's own columns; ``rulings`` by check; ``evidence`` the checks whose
    explanation has a file; ``others`` what other bases filed of the enterprises named here, in base units, by enterprise,
    indicator and period. ``about`` is whom the filing is about: whose titles, areas and neighbours rules may ask for.
    """

    restated: Mapping[str, Earlier] = field(default_factory=dict)
    earlier: Mapping[str, Mapping[str, Quantity]] = field(default_factory=dict)
    rulings: Mapping[str, Ruled] = field(default_factory=dict)
    evidence: frozenset[str] = frozenset()
    others: Mapping[tuple[str, str, str], tuple[Decimal, ...]] = field(default_factory=dict)
    about: Subject | None = None


NOTHING_BEFORE = Background()
