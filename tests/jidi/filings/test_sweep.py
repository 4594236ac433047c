"""All returns judged by the rules of their form in one pass: the same as each by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site

from jidi.filings.columns.build import rebuild
from jidi.filings.columns.sweep import Swept, Tally, sweep
from jidi.filings.judging import Rules
from jidi.filings.models import Filing, Version
from policycore.engine import rules_of
from policycore.forms import Form
from tests.cast import Cast
from tests.jidi.filings import columns_world
from tests.jidi.filings.columns_world import FORM, World, build
from tests.jidi.filings.conftest import AT

pytestmark = pytest.mark.django_db

CHECKS = [
    {"id": "some", "must": "[exports] > 0 万元"},
    {"id": "steady", "must": "ABS(YOY([exports])) <= 50%", "severity": "explain"},
    {"id": "firms-within", "must": "SUM(sales, OF firms) <= [exports]"},
    {"id": "named", "must": "NONE(firms WHERE IS_MISSING(name))"},
    {"id": "titled", "must": "[exports] > 0 万元 AND HOLDS(provincial)"},
]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "DATA", tmp_path)


@pytest.fixture
def world(cast: Cast, rules: Rules) -> World:
    return build(cast, rules)


def swept(world: World, fence: list[int]) -> Swept:
    form: Any = FORM | {"checks": [{"basis": "house"} | check for check in CHECKS]}
    copy = rebuild(AT)
    part = next(one for one in copy.parts if not one.table)
    return sweep(copy, part, rules_of(world.rules.pack, Form.model_validate(form), "2025"), {}, fence)


def test_every_check_says_how_often_it_holds_fails_and_cannot_be_judged(world: World) -> None:
    found = swept(world, list(Filing.objects.values_list("pk", flat=True)))
    # sea 2024: 90 → 100, no enterprises; sea 2025: 100 → 150; gold: 40 → 50; stone: 0 → 200.5, growth from nought
    assert found.tallies == {
        "some": Tally(4, 0, 0),
        "steady": Tally(3, 0, 1),
        "firms-within": Tally(3, 0, 1),
        "named": Tally(3, 0, 1),
    }
    assert (
        "known" in found.unsaid["titled"].en or "knows" in found.unsaid["titled"].en
    )  # nothing was put beside the copy


def test_what_fails_is_named_by_the_version_that_fails_it(world: World) -> None:
    world.file("gold", "2026", {"exports.2025": "50", "exports.2026": "4", "firms.1.name": "金工公司", "firms.1.sales": "5"},
               "sister_county_officer")  # fmt: skip
    last = Version.objects.latest("pk").pk
    found = swept(world, list(Filing.objects.values_list("pk", flat=True)))
    assert set(found.failing) == {("steady", last), ("firms-within", last)}


def test_only_returns_inside_the_fence_are_judged(world: World) -> None:
    only = list(Filing.objects.filter(owner_key="sea-2025").values_list("pk", flat=True))
    assert swept(world, only).tallies["some"] == Tally(1, 0, 0)


def test_the_year_before_is_read_though_the_form_was_another_then(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form got a field more: what was filed before it did is what growth is measured against all the same."""
    more = {"id": "workers", "zh": "从业人数", "kind": "integer", "unit": "人", "required": False}
    (section,) = FORM["sections"]
    changed = FORM | {"sections": [section | {"fields": [*section["fields"], more]}]}
    changed["sections"][0]["fields"][0] = section["fields"][0] | {"years": 1}
    monkeypatch.setattr(columns_world, "FORM", changed)
    world.file(
        "gold", "2026", {"exports": "4", "firms.1.name": "金工公司", "firms.1.sales": "1"}, "sister_county_officer"
    )
    last = Version.objects.latest("pk")
    form: Any = changed | {"checks": [{"basis": "house"} | check for check in CHECKS]}
    copy = rebuild(AT)
    part = next(one for one in copy.parts if one.digest == last.filing.form_digest and not one.table)
    fence = list(Filing.objects.values_list("pk", flat=True))
    found = sweep(copy, part, rules_of(world.rules.pack, Form.model_validate(form), "2026"), {}, fence)
    assert found.tallies["steady"] == Tally(0, 1, 0), "50 before, 4 now"
    assert found.tallies["some"] == Tally(1, 0, 0), "only what was filed by this definition is judged"
    assert ("steady", last.pk) in found.failing
