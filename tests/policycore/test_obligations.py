"""Obligations as a pack writes them: cycles, and the one level of a duty that has no chain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycore.obligations import Cadence, Cycle, Obligation
from policycore.periods import PARTS, Period

UNITS = st.sampled_from(sorted(PARTS))


@given(UNITS, st.integers(1, 9), st.integers(2000, 2060), st.data())
def test_every_so_many_units_comes_back_after_exactly_so_many(
    unit: str, each: int, year: int, data: st.DataObject
) -> None:
    first = Period(year, unit, data.draw(st.integers(1, PARTS[unit])))
    cadence = Cadence(unit, each, first)
    owed = [step for step in range(-each, 3 * each) if cadence.owed_in(first.step(step))]
    assert owed == [0, each, 2 * each]


@given(UNITS, UNITS)
def test_a_cadence_speaks_of_its_own_unit_only(unit: str, other: str) -> None:
    assert Cadence(unit).owed_in(Period(2023, other)) is (unit == other)


def test_a_cycle_reads_back_as_it_was_written() -> None:
    assert Cycle(unit="quarter").written == "quarter"
    every = Cycle.model_validate({"each": 2, "unit": "year", "from": "2020"})
    assert every.written == {"each": 2, "unit": "year", "from": "2020"}
    assert every.cadence() == Cadence("year", 2, Period(2020))


def test_an_open_cycle_has_no_cadence_of_its_own() -> None:
    with pytest.raises(ValueError, match="open point"):
        Cycle(open="how-often").cadence()


def test_a_duty_without_a_chain_has_one_level() -> None:
    duty = Obligation.model_validate({
        "id": "figures", "debtor": "city", "to": "province", "every": "quarter", "due": "period-end",
        "fulfilled-by": {"articles": 1}, "cite": "1",
    })  # fmt: skip
    assert [(link.from_, link.to, link.due.day) for link in duty.links] == [("city", "province", "period-end")]
