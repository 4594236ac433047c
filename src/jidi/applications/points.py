"""What a round leaves to be decided: the open points its steps need, in the order of the steps, and who decides them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jidi.applications import queries
from jidi.applications.models import Round
from jidi.policies.actors import Seat, seats_of
from jidi.policies.permissions import decider_of
from jidi.policies.queries import pack
from policycore.engine import points_of_step
from policycore.open_points import Decision, OpenPoint
from policycore.procedures import Step


@dataclass(frozen=True, slots=True)
class Needed:
    """A point, the steps that need it, and the decision that fills it for the round."""

    point: OpenPoint
    steps: tuple[Step, ...]
    decision: Decision | None


def points_needed(round_: Round, on: date) -> list[Needed]:
    """Every open point the steps of a round need, each with its decision where there is one."""
    situation, whole = queries.round_situation(round_, on), pack(round_.version)
    procedure = whole.procedures[round_.procedure]
    needed: dict[str, list[Step]] = {}
    for step in procedure.steps:
        for name in points_of_step(situation, procedure, step):
            needed.setdefault(name, []).append(step)
    return [
        Needed(whole.open_points[name], tuple(steps), situation.decisions.find(name, on, situation.where))
        for name, steps in needed.items()
    ]


def undecided(round_: Round, on: date) -> list[Needed]:
    """Those nobody has decided yet."""
    return [one for one in points_needed(round_, on) if one.decision is None]


def deciding_seats(round_: Round, points: list[Needed], on: date) -> Iterator[tuple[Seat, int]]:
    """The offices that decide them, each with how many are theirs."""
    whole = pack(round_.version)
    counted: dict[Seat, int] = {}
    for one in points:
        for seat in seats_of(whole, decider_of(whole, one.point), round_.area_code, on)[:1]:
            counted[seat] = counted.get(seat, 0) + 1
    yield from counted.items()
