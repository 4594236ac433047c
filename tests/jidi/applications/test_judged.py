"""Which registers a procedure is judged by follows from the formulas of its vetoes and conditions."""

from __future__ import annotations

from datetime import date

from jidi.applications.judged import looks_back_to, registers_judged
from policycore.pack import load_pack
from tests.jidi.applications.play import PACK


def test_only_what_the_vetoes_and_conditions_of_the_procedure_read_is_held() -> None:
    whole = load_pack(PACK)
    assert registers_judged(whole, whole.procedures["designation"]) == {"incident"}
    assert "incident" not in registers_judged(whole, whole.procedures["recommendation"])


def test_how_far_back_the_rules_look_follows_from_their_windows() -> None:
    whole = load_pack(PACK)
    assert looks_back_to(whole, whole.procedures["designation"], date(2026, 3, 2)) == date(2023, 3, 2)
