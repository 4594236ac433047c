"""Departments whose opinion is asked for by name (有关部门): which of them have people here, and so answer themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from jidi.accounts.codes import lineage
from jidi.accounts.models import Organisation
from jidi.accounts.queries import actors_in, living
from jidi.cases.enums import ASKED_AS
from jidi.cases.models import Case
from jidi.cases.queries.situations import actor_of_step, pack_of, seats_at, step_of
from jidi.policies.actors import Seat
from policycore.actors import ActorKind

ORGAN: Final = "organ:"
"""What the capacity of a department begins with that was asked by name: its organ follows."""
OFFICES: Final = "offices"
"""Under which key the record of a consultation keeps the organs of those that answer themselves, by name."""
_THEMSELVES: Final = frozenset({ActorKind.OFFICE, ActorKind.JOINT})


def asked_offices(record: Mapping[str, Any] | None) -> dict[str, str]:
    """The departments a record of a consultation names that answer themselves: their organ, by name."""
    return {str(name): str(organ) for name, organ in ((record or {}).get(OFFICES) or {}).items()}


def capacity_asked(organ: str) -> str:
    """In which capacity the opinion of such a department is given."""
    return f"{ASKED_AS}{ORGAN}{organ}"


def seat_asked(case: Case, organ: str, on: date) -> Seat:
    """Where a department sits that is asked: at the level of whoever asks, for the area of the case."""
    who = actor_of_step(case, on)
    seats = seats_at(case, who, on) if isinstance(who, str) else ()
    return Seat(organ, seats[0].tier, case.area_code) if seats else Seat(organ, area_code=case.area_code)


def with_people(case: Case, names: Iterable[str], on: date) -> dict[str, str]:
    """Of these names those of departments that have somebody here to answer: their organ, by name.

    Departments the procedure itself asks (an office of the pack) are left to it.
    """
    whole, step = pack_of(case), step_of(case)
    own = {o for a in step.asks if whole.actors[a].kind in _THEMSELVES for o in whole.actors[a].organs()}
    rows = Organisation.objects.filter(living(on), name__in=list(names), area_id__in=lineage(case.area_code))
    found: dict[str, str] = {}
    for name, organ, tier in rows.exclude(organ="").values_list("name", "organ", "tier"):
        seat = seat_asked(case, organ, on)
        if organ not in own and seat.tier.value == tier and actors_in(seat.posts(on), on):
            found[name] = organ
    return found
