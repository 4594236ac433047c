"""Mutants: what is changed in a rule to see whether a worked example would notice."""

from __future__ import annotations

import pytest

from policycore.engine.mutants import Mutant, mutants
from policycore.engine.mutation import prove
from policycore.pack import PackError, build_pack, read_pack
from policycore.pack.loader import Raw

from ..days import CALENDAR
from ..pack.packs import TINY


@pytest.fixture(scope="module")
def raw() -> Raw:
    return read_pack(TINY)


@pytest.fixture(scope="module")
def all_mutants(raw: Raw) -> list[Mutant]:
    return list(mutants(raw, build_pack(raw)))


def of(all_mutants: list[Mutant], element: str) -> list[str]:
    return [m.what for m in all_mutants if f"{m.section}/{m.element}" == element]


def test_a_rule_is_removed_weakened_negated_and_its_numbers_shifted(all_mutants: list[Mutant]) -> None:
    found = of(all_mutants, "targets/more")
    assert {
        "removed",
        "strength: strive → must",
        "met: negated",
        "met: >= → >",
        "met: 10% → 11%",
        "met: 10% → 9%",
        "by: 2023 → 2024",
    } <= set(found)


def test_a_joint_is_exchanged_and_a_clause_left_out(all_mutants: list[Mutant]) -> None:
    found = of(all_mutants, "vetoes/grave-event")
    assert "strength: may" in found
    assert any("and → or" in what for what in found)
    assert any("without , WITHIN" in what or "without WITHIN" in what for what in found)
    assert any("> → >=" in what for what in found)
    assert any("2 years → 3 years" in what for what in found)


def test_a_step_is_bypassed_and_its_actor_and_answers_changed(all_mutants: list[Mutant]) -> None:
    found = of(all_mutants, "procedures/award/review")
    assert {"removed", "strength: may", "actor: city → county", "then: without return"} <= set(found)
    removed = next(m for m in all_mutants if m.element == "award/review" and m.what == "removed")
    steps = removed.raw.files["procedures/award.yaml"].data["steps"]
    assert [step["id"] for step in steps] == ["fill", "panel", "notice", "act"]
    assert steps[0]["then"] == {"submit": "panel"}


def test_members_of_a_set_deciders_and_flags_are_changed(all_mutants: list[Mutant]) -> None:
    assert "decider: province → county" in of(all_mutants, "outcomes/lost")
    assert any(
        what.startswith("ends: starred: favourable: True → False") for what in of(all_mutants, "procedures/award")
    )
    assert "members: without fire" in of(all_mutants, "sets/grave")


def test_a_mutant_leaves_the_pack_it_was_made_from_alone(raw: Raw, all_mutants: list[Mutant]) -> None:
    before = build_pack(raw).digest
    loaded = 0
    for mutant in all_mutants:
        try:
            loaded += build_pack(mutant.raw).digest != before
        except PackError:
            continue
    assert loaded > 100
    assert build_pack(raw).digest == before


def test_an_element_no_example_asks_about_is_unproven(raw: Raw) -> None:
    [proof] = prove(raw, CALENDAR, only=lambda section, element: (section, element) == ("targets", "more"))
    assert not proof.proven
    assert "removed" in proof.survived


def test_an_element_whose_mutants_are_noticed_is_proven_by_the_example_that_noticed(raw: Raw) -> None:
    [proof] = prove(raw, CALENDAR, only=lambda section, element: element == "grave-event")
    assert "a fire of its own" in proof.proven_by
