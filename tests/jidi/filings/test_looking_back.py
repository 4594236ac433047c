"""Opening next year's form: what was filed then stands beside what is written now."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jidi.filings import queries
from jidi.filings.looking_back import history_of, looked_back
from jidi.filings.plans import Place, Plan
from jidi.filings.services import NotComplete
from tests.jidi.filings.conftest import GOOD, Desk, Opener

pytestmark = pytest.mark.django_db
NEXT = {
    "total.2024": "198.65",
    "total.2025": "214.30",
    "total.2026": "220",
    "special.2024": "180.12",
    "special.2025": "191.02",
    "special.2026": "195",
    "brand": "自主品牌 9 个。",
}


@pytest.fixture
def following(desk: Desk, opener: Opener, rules: Any) -> Desk:
    desk.save(GOOD)
    desk.submit()
    return Desk(desk.cast, opener(owner_key="7", period="2026"), rules)


def test_years_stated_as_before_ask_nothing(following: Desk) -> None:
    following.save(NEXT)
    assert queries.findings(following.filing, following.rules) == ()


def test_a_restated_year_is_asked_for_and_stops_the_handing_in_until_explained(following: Desk) -> None:
    following.save({**NEXT, "total.2025": "210"})
    (one,) = queries.findings(following.filing, following.rules)
    assert "2025 期（2026-02-10 报）报 214.3，这次报 210" in one.say.zh
    with pytest.raises(NotComplete, match=r"214\.3"):
        following.submit()
    following.save({"why:restated:total.2025": "青坛公司产值重复计入，扣减 4.30 亿元"})
    version = following.submit()
    assert version.explanations.get().check_id == "restated:total.2025"


def test_a_year_filed_before_the_forms_own_counts_year_on_year(desk: Desk, opener: Opener, rules: Any) -> None:
    desk.save(GOOD)
    desk.submit()
    later = Desk(desk.cast, opener(owner_key="7", period="2028"), rules)
    state = queries.draft_state(later.filing)
    assert set(state.background.earlier["total"]) == {"2025"}


def test_the_background_costs_two_queries(following: Desk) -> None:
    with CaptureQueriesContext(connection) as seen:
        queries.draft_state(following.filing)
    assert len(seen) == 3


def test_a_quarter_looks_back_over_this_and_the_last_year() -> None:
    plan = Plan({"output": Place("output", "2026-Q2", "", 1)}, {}, {})  # type: ignore[arg-type]
    found = looked_back("2026-Q2", plan)
    assert {"2025-Q2", "2026-Q1", "2025-Q1"} <= found
    assert "2026-Q2" not in found


def test_the_filed_history_of_a_figure_holds_every_vintage_and_version(following: Desk) -> None:
    following.save({**NEXT, "total.2025": "210", "why:restated:total.2025": "青坛公司产值重复计入，扣减 4.30 亿元"})
    following.submit()
    following.save({"total.2025": "211"})
    following.submit()
    found = history_of(following.filing)
    assert [(one.vintage, str(one.amount), one.status.value) for one in found["total.2025"]] == [
        ("2025", "214.3", "filed"),
        ("2026", "210", "superseded"),
        ("2026", "211", "filed"),
    ]
    assert [(one.period, one.vintage) for one in found["total.2024"]] == [
        ("2023", "2025"),
        ("2024", "2025"),
        ("2024", "2026"),
        ("2024", "2026"),
    ]
    with CaptureQueriesContext(connection) as seen:
        history_of(following.filing)
    assert len(seen) == 1
