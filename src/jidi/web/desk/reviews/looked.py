"""What stands on record of what the criteria look at: shown to the expert beside the file, to read only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jidi.bases.models import Base
from jidi.bases.queries.registers import Part, looked_at
from jidi.common.say import Say
from jidi.panels.models import Panel
from jidi.policies.queries import pack
from jidi.web.desk.bases.shown import FIRST, Cell, EntryLine, distinct, line_of
from jidi.web.shared.cited import chips_of
from jidi.web.shared.parts import Chip
from policycore.criteria import Criterion


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A register the criteria look at: its words, its article, every entry that stands."""

    anchor: str
    name: Say
    chips: tuple[Chip, ...]
    first_column: Say
    lines: tuple[EntryLine, ...]

    @property
    def columns(self) -> tuple[Cell, ...]:
        """The columns after the first."""
        return self.lines[0].cells if self.lines else ()

    @property
    def count(self) -> Say:
        """How many entries stand, in words."""
        if not self.lines:
            return Say("没有登记", "nothing on record")
        return Say(f"{len(self.lines)} 项", f"{len(self.lines)} on record")


@dataclass(frozen=True, slots=True)
class LookedAt:
    """All of it for one case, and which of it each criterion looks at."""

    registers: tuple[OnRecord, ...] = ()
    by_criterion: dict[str, tuple[OnRecord, ...]] | None = None

    def of(self, criterion: str) -> tuple[OnRecord, ...]:
        """What a criterion looks at."""
        return (self.by_criterion or {}).get(criterion, ())


def looked_at_by(panel: Panel, base: Base | None, on: date) -> LookedAt:
    """What stands on record about the base of a case, as far as the criteria of the panel look at it.

    Whoever may open the case reads it; files of entries stay with the register. Empty without a base on record.
    """
    leaves = list(_leaves(panel))
    if base is None:
        return LookedAt()
    parts = looked_at(panel.version, base, {name for leaf in leaves for name in leaf.looks_at})
    shown = {part.rule.id: _shown(panel, part, on) for part in parts}
    kinds = {part.rule.id: {part.rule.id, part.rule.register_.value, f"{part.rule.register_.value}s"} for part in parts}
    by_criterion = {
        leaf.id: tuple(one for key, one in shown.items() if kinds[key] & set(leaf.looks_at)) for leaf in leaves
    }
    return LookedAt(tuple(shown.values()), by_criterion)


def _leaves(panel: Panel) -> Iterator[Criterion]:
    """The criteria of the panel that the pack itself has; those a notice supplied look at no register."""
    known = {str(one["id"]) for one in panel.criteria_json}
    for criteria in pack(panel.version).criteria.values():
        yield from (leaf for leaf in criteria.leaves if leaf.id in known)


def _shown(panel: Panel, part: Part, on: date) -> OnRecord:
    chips = distinct(chips_of(pack(panel.version), part.rule.citation()))
    lines = tuple(line_of(entry, on) for entry in part.entries)
    return OnRecord(f"record-{part.rule.id}", part.say, chips, FIRST[part.rule.register_], lines)
