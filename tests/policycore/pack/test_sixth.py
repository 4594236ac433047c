"""A sixth document, unlike the others, written with the guide alone: it loads, comes out as expected, leaves nothing out.

That no mutant goes unnoticed is tried by hand (``jidi policy test sixth --policies tests/packs --mutate``, two minutes).
"""

from __future__ import annotations

import pytest

from policycore.engine import run_examples
from policycore.engine.three_values import untried
from policycore.pack import Pack, load_pack
from policycore.pack.coverage import coverage

from ..days import CALENDAR
from .packs import PACKS


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACKS / "sixth")


def test_every_worked_example_comes_out_as_expected_and_every_rule_is_tried_three_ways(pack: Pack) -> None:
    results = run_examples(pack, CALENDAR)
    assert [str(result) for result in results if not result.passed] == []
    assert untried(pack, results) == []


def test_every_article_is_carried_out_or_says_why_not(pack: Pack) -> None:
    left = {line.id: line.status for line in coverage(pack, {}) if line.status != "carried_out"}
    assert left == {
        "1": "not_operational", "22.b": "not_operational", "23": "not_operational",
        "annex-2": "annex_not_held", "annex-3": "text_lost",
    }  # fmt: skip
