"""What was decided for a round, and what is not yet: the open points its steps need, in the order of the steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from jidi.applications.models import Round
from jidi.applications.points import points_needed
from jidi.common.say import Say
from jidi.policies.queries import pack as pack_of
from jidi.web.desk.applications import links
from jidi.web.desk.policies.points import decider_say
from jidi.web.desk.policies.values import decided_say
from jidi.web.desk.policies.whole import Whole, whole_of
from jidi.web.shared.cited import chips_of
from jidi.web.shared.parts import Badge, Chip, State
from policycore.open_points import Decision, OpenPoint


@dataclass(frozen=True, slots=True)
class PointLine:
    """One point: what was decided by which act, or who may decide it; the steps that need it."""

    point: OpenPoint
    decision: Decision | None
    value: Say
    decider: Say
    steps: tuple[Say, ...]
    href: str
    chips: tuple[Chip, ...]
    whole: Whole = field(default=Whole())

    @property
    def badge(self) -> Badge:
        """Whether it is decided."""
        if self.decision is None:
            return Badge(State.WATCH, Say("未定", "undecided"))
        return Badge(State.DONE, Say("已定", "decided"))


@dataclass(frozen=True, slots=True)
class ActGroup:
    """The points one act decided; those without an act are undecided."""

    decision: Decision | None
    lines: tuple[PointLine, ...]


def decisions_of(round_: Round, on: date) -> list[ActGroup]:
    """Every open point the steps of a round need, by the act that decided it; undecided ones first."""
    groups: dict[tuple[str, str], list[PointLine]] = {}
    for line in _lines(round_, on):
        act = (line.decision.act, line.decision.number) if line.decision else ("", "")
        groups.setdefault(act, []).append(line)
    ordered = sorted(groups.values(), key=lambda lines: lines[0].decision is not None)
    return [ActGroup(lines[0].decision, tuple(lines)) for lines in ordered]


def _lines(round_: Round, on: date) -> list[PointLine]:
    whole = pack_of(round_.version)
    lines = []
    for one in points_needed(round_, on):
        point, found = one.point, one.decision
        value = decided_say(whole, point, found.value) if found else Say("—", "—")
        lines.append(
            PointLine(
                point, found, value, decider_say(whole, point), tuple(step.say for step in one.steps),
                links.point(whole.id, point.id, "" if found else round_.key), chips_of(whole, point.citation()),
                whole_of(whole, point, found.value) if found else Whole(),
            )
        )  # fmt: skip
    return lines
