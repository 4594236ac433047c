"""Differing figures of one enterprise on pages: by name to who sees both returns, with the one that counts above and why."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from jidi.filings.judging import Rules
from jidi.filings.models import Filing
from jidi.filings.otherfigures import COUNTED, differing
from jidi.web.desk.returns.otherbases import OtherBase, said_of
from tests.cast import Cast
from tests.jidi.filings.columns_world import World, build
from tests.jidi.filings.conftest import rules as rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Cast, rules: Rules) -> World:
    """Three bases name one enterprise, the last to file with another figure."""
    found = build(cast, rules)
    found.file("stone", "2025", {"firms.1.sales": "12"}, "other_county_officer")
    return found


def test_each_base_is_named_with_its_figure_and_which_one_counts(world: World) -> None:
    (found,) = said_of(differing(Filing.objects.all(), period="2025"))
    names = {base.name for base in world.bases.values()}
    assert (found.enterprise, {name for name, _, _ in found.said}) == ("辽渔（大连）公司", names)
    assert [(name, amount) for name, amount, counts in found.said if counts] == [("大石桥基地", "12 万元")]


def test_the_panel_says_why_and_is_not_there_without_any() -> None:
    one = OtherBase("辽渔（大连）公司", "2025", (("甲基地", "10 万元", False), ("乙基地", "12 万元", True)))
    page = render_to_string("desk/returns/otherbases.html", {"other_bases": [one], "counted_why": COUNTED})
    assert "乙基地：12 万元" in page
    assert "先计已采纳的，再计最近一期、最近一版" in page
    assert render_to_string("desk/returns/otherbases.html", {}).strip() == ""
