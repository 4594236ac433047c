"""The fixed days of a procedure lie in the order of its steps, whatever the steps are called."""

from __future__ import annotations

from datetime import date

import pytest

from policycore.engine import Situation, crossed_days
from policycore.engine.order import fixed_day, steps_after
from policycore.facts import DataFacts, Subject
from policycore.open_points import Decision, DecisionBook, OpenOr
from policycore.pack import Pack, load_pack
from policycore.procedures import Limit, Procedure

from ..pack.packs import FIXTURE

IT = Subject("base", "1")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FIXTURE)


def here(pack: Pack, *decisions: Decision) -> Situation:
    return Situation(pack, DataFacts({}, IT, {}, {}, {}), DecisionBook.of(decisions), date(2022, 8, 1), IT)


def limited(procedure: Procedure, place: int, limit: Limit) -> Procedure:
    """The procedure with another limit at the step of a place."""
    steps = list(procedure.steps)
    steps[place] = steps[place].model_copy(update={"limit": limit})
    return procedure.model_copy(update={"steps": tuple(steps)})


def test_a_day_of_a_later_step_before_that_of_an_earlier_one_is_found(pack: Pack) -> None:
    award = pack.procedures["award"]
    first = award.steps[0]
    assert fixed_day(here(pack), first) == date(2022, 8, 23)
    assert crossed_days(here(pack), award) == ()
    for day, crossed in (("2022-08-22", 1), ("2022-08-23", 0), ("2022-09-01", 0)):
        changed = limited(award, 1, Limit(until=date.fromisoformat(day), basis="house"))
        found = crossed_days(here(pack), changed)
        assert len(found) == crossed
        for one in found:
            assert (one.earlier.id, one.later.id) == (first.id, award.steps[1].id)
            assert (one.earlier_on, one.later_on) == (date(2022, 8, 23), date(2022, 8, 22))


def test_a_decided_day_counts_and_an_undecided_one_does_not(pack: Pack) -> None:
    point = next(iter(pack.open_points))
    award = limited(pack.procedures["award"], 1, Limit(by=OpenOr(open=point), basis="house"))
    assert crossed_days(here(pack), award) == ()
    assert len(crossed_days(here(pack, Decision(point, date(2022, 8, 1))), award)) == 1


def test_what_is_reached_by_a_return_is_not_later(pack: Pack) -> None:
    award = pack.procedures["award"]
    for step in award.steps:
        places = [award.place(one.id) for one in steps_after(award, step)]
        assert all(place > award.place(step.id) for place in places)
    assert {one.id for one in steps_after(award, award.steps[0])} <= {one.id for one in award.steps[1:]}
