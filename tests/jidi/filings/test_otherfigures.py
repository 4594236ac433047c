"""An enterprise two bases name with different figures: a hint to the later, without the other; both for who sees both."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jidi.accounts.acting import Permit
from jidi.common.say import Say
from jidi.filings import services
from jidi.filings.found import Found, FoundKind
from jidi.filings.judging import Rules, judge
from jidi.filings.models import Filing, Version
from jidi.filings.otherfigures import differing
from jidi.filings.queries import draft_state, version_state
from policycore.forms import Severity
from tests.cast import Cast
from tests.jidi.filings.columns_world import World, build
from tests.jidi.filings.conftest import AT

pytestmark = pytest.mark.django_db


def others(state: object, rules: Rules) -> list[Found]:
    return [one for one in judge(state, rules).found if one.kind is FoundKind.OTHERS]  # type: ignore[arg-type]


@pytest.fixture
def world(cast: Cast, rules: Rules) -> World:
    return build(cast, rules)


def typed(world: World, base: str, sales: str) -> Filing:
    """The return of a base of another city with another figure of the enterprise, saved and not handed in."""
    filing = Filing.objects.get(owner_key=f"{base}-2025")
    actor = world.cast.actors["other_county_officer"]
    permit = Permit(actor, "case.edit", "case", filing.owner_key, Say("测试", "test"))
    services.save_draft(
        filing=filing, actor=actor, permit=permit, changes={"firms.1.sales": sales}, base_revision=99, at=AT
    )
    return filing


def test_alike_figures_are_no_finding(world: World) -> None:
    for version in Version.objects.all():
        assert others(version_state(version), world.rules) == []


def test_the_later_one_is_told_and_learns_neither_the_base_nor_its_figure(world: World) -> None:
    (found,) = others(draft_state(typed(world, "stone", "12")), world.rules)
    assert (found.address, found.severity, found.blocks) == ("firms.1.sales", Severity.HINT, False)
    words = f"{found.say.zh}{found.say.en}{found.rule.zh}{found.label.zh}"
    for name in ("10.01", "金州", *[base.name for key, base in world.bases.items() if key != "stone"]):
        assert name not in words


def test_the_earlier_one_keeps_what_was_found_on_it(world: World) -> None:
    first = Version.objects.get(filing__owner_key="gold-2025")
    last = world.file("stone", "2025", {"firms.1.sales": "12"}, "other_county_officer")
    assert others(version_state(first), world.rules) == []
    assert [one.address for one in others(version_state(last), world.rules)] == ["firms.1.sales"]


def test_who_sees_both_reads_every_figure_and_which_one_counts(world: World) -> None:
    last = world.file("stone", "2025", {"firms.1.sales": "12"}, "other_county_officer")
    (found,) = differing(Filing.objects.all(), period="2025")
    assert found.enterprise == "辽渔（大连）公司"
    amounts = {one.within.key: one.amount for one in found.figures if one.within}
    assert amounts == {
        str(world.bases["sea"].pk): Decimal("10.01"),
        str(world.bases["gold"].pk): Decimal("10.01"),
        str(world.bases["stone"].pk): Decimal(12),
    }
    assert found.counted.version_id == last.pk


def test_who_sees_one_of_them_learns_nothing_of_the_other(world: World) -> None:
    world.file("stone", "2025", {"firms.1.sales": "12"}, "other_county_officer")
    assert differing(Filing.objects.filter(owner_key="stone-2025")) == []
    assert differing(Filing.objects.all(), names=[]) == []
