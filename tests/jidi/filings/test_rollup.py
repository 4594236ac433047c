"""What enterprises file adds up to base, city and province; one in several bases counts once above them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jidi.accounts.acting import Permit
from jidi.bases.enums import LinkRole
from jidi.bases.models import BaseLink
from jidi.bases.services.links import link_organisation
from jidi.common.say import Say
from jidi.filings import invariants, services
from jidi.filings.judging import Rules
from jidi.filings.rollup import rolled_up
from policycore.facts import Subject
from policycore.forms import Form
from tests.cast import Cast
from tests.jidi.filings.columns_world import ON, build
from tests.jidi.filings.conftest import AT

pytestmark = pytest.mark.django_db


def test_each_level_counts_an_enterprise_once(cast: Cast, rules: Rules) -> None:
    world = build(cast, rules)
    found = rolled_up(["firm-sales"], ["2025"], ON)["firm-sales", "2025"]
    assert {key: str(found.amount(one)) for key, one in found.bases.items()} == {
        str(world.bases["sea"].pk): "15.01",
        str(world.bases["gold"].pk): "12.51",
        str(world.bases["stone"].pk): "10.01",
    }
    assert found.amount(found.cities["210200"]) == Decimal("17.51")
    assert found.amount(found.provinces["210000"]) == Decimal("17.51")
    assert (found.provinces["210000"].enterprises, found.provinces["210000"].several) == (3, 1)


def test_children_less_what_is_counted_twice_are_the_parent_to_the_cent(cast: Cast, rules: Rules) -> None:
    build(cast, rules)
    found = rolled_up(["firm-sales"], ["2025"], ON)["firm-sales", "2025"]
    members = sum(one.number for one in found.bases.values())
    assert members - found.provinces["210000"].twice == found.provinces["210000"].number
    assert list(invariants.check()) == []


def test_bases_that_name_different_amounts_of_one_enterprise_count_the_latest_once(cast: Cast, rules: Rules) -> None:
    world = build(cast, rules)
    world.file("stone", "2025", {"firms.1.sales": "12"}, "other_county_officer")
    found = rolled_up(["firm-sales"], ["2025"], ON)["firm-sales", "2025"]
    assert found.amount(found.provinces["210000"]) == Decimal("19.5")
    assert found.amount(found.cities["210200"]) == Decimal("17.51")


def test_an_enterprise_that_files_itself_counts_in_every_base_it_belongs_to(cast: Cast, rules: Rules) -> None:
    world = build(cast, rules)
    firm = cast.organisations["enterprise"]
    for name, officer in (("sea", cast.county_officer), ("stone", cast.other_county_officer)):
        permit = Permit(officer, "base.change", "base", str(world.bases[name].pk), Say("测试", "test"))
        link_organisation(
            permit=permit,
            base=world.bases[name],
            organisation=firm,
            role=LinkRole.ENTERPRISE,
            from_on=ON.replace(year=2024),
            source="名录",
            at=AT,
        )
    assert BaseLink.objects.count() == 2
    field = {"id": "jobs", "zh": "从业人数", "kind": "integer", "unit": "人", "indicator": "jobs"}
    form = Form.model_validate(
        {"id": "own", "zh": "企业表", "basis": "house", "sections": [{"id": "s", "zh": "统计", "fields": [field]}]}
    )
    actor = cast.enterprise_clerk
    permit = Permit(actor, "case.edit", "case", "own", Say("测试", "test"))
    filing = services.open_filing(
        actor=actor,
        permit=permit,
        owner_kind="case",
        owner_key="own",
        form=form,
        subject=Subject("organisation", str(firm.pk)),
        area_code="210283",
        period="2025",
        at=AT,
    )
    services.save_draft(filing=filing, actor=actor, permit=permit, changes={"jobs": "300"}, base_revision=0, at=AT)
    services.submit_version(filing=filing, actor=actor, permit=permit, rules=rules, at=AT)
    found = rolled_up(["jobs"], ["2025"], ON)["jobs", "2025"]
    assert [one.number for one in found.bases.values()] == [300, 300]
    assert found.provinces["210000"].number == 300


def test_rolling_up_costs_the_same_however_many_enterprises(cast: Cast, rules: Rules) -> None:
    build(cast, rules)
    with CaptureQueriesContext(connection) as seen:
        rolled_up(["firm-sales"], ["2025"], ON)
    assert len(seen) <= 4
