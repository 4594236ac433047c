"""Where people put a case on a list before it was decided: its rank, its place, whether it was chosen, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jidi.applications import queries
from jidi.applications.models import Round, SelectionLine
from jidi.common.say import Say

if TYPE_CHECKING:
    from jidi.web.desk.applications.matter import Matter


@dataclass(frozen=True, slots=True)
class Placed:
    """One line of a list that was put in order: the step it was for, and the row."""

    step: Say
    row: SelectionLine

    @property
    def place(self) -> Say:
        """Its place, beside the one the ranking had given it where that is another."""
        now, was = self.row.place, self.row.ranked_place
        if now == was:
            return Say(f"第 {now} 名", f"place {now}")
        return Say(f"第 {now} 名（原排第 {was} 名）", f"place {now} (ranked {was})")

    @property
    def choice(self) -> Say:
        """Whether it was chosen."""
        return Say("入选", "chosen") if self.row.chosen else Say("未入选", "not chosen")

    @property
    def why(self) -> str:
        """Why it was moved, or chosen or not against the order; "" where it stands as ranked."""
        return self.row.reason


def placed_at(round_: Round, step: str, say: Say, cases: Collection[int]) -> dict[int, Placed]:
    """How these cases were placed at a step of a round, by case; nothing for a list nobody put in order."""
    return {row.case_id: Placed(say, row) for row in queries.selected(cases, round_, step)}


def placed_of(here: Matter) -> list[Placed]:
    """Every list a matter was put in order on, in the order of the steps."""
    if here.application is None:
        return []
    steps = {step.id: step.say for step in here.procedure.steps}
    rows = {row.step: row for row in queries.selected([here.case.pk], here.application.round)}
    return [Placed(say, rows[step]) for step, say in steps.items() if step in rows]
