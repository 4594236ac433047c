"""What was carried over is confirmed by a person before it is handed in; a text that is the last period's is said to be."""

from __future__ import annotations

import pytest

from jidi.filings import findings, queries
from jidi.filings.carried import same_words
from jidi.filings.found import FoundKind
from jidi.filings.services import NotComplete
from jidi.web.desk.returns.places import places_of
from tests.jidi.filings.conftest import GOOD, Desk, Opener

pytestmark = pytest.mark.django_db
ROWS = {"rows.2.name": "辽渔公司", "rows.2.sales": "3.2", "standards": "2", "standards.names": "甲标准\n乙标准"}
THIS = {"total.2026": "230", "special.2026": "90", "rows.2.sales": "3.4", "staff": "3600", "event": "无"}


@pytest.fixture
def following(desk: Desk, opener: Opener) -> Desk:
    """The next year's form, opened with what was filed for the last."""
    desk.save({**GOOD, **ROWS, "staff": "3500", "event": "无", "nature": "民营", "codes": "0304"})
    desk.submit()
    return Desk(desk.cast, opener(owner_key="7", period="2026"), desk.rules)


def carried(desk: Desk) -> set[str]:
    judged = queries.judged(desk.filing, desk.rules)
    return {one.field for one in judged.missing if one.kind is FoundKind.CARRIED}


def test_texts_choices_names_and_counts_wait_for_a_person_an_earlier_years_own_figures_do_not(following: Desk) -> None:
    assert carried(following) == {"brand", "nature", "codes", "standards", "rows"}
    judged = queries.judged(following.filing, following.rules)
    said = [one.say.zh for one in judged.missing if one.field == "brand"]
    assert said == [
        "「自主品牌」是带出的（2025 期所报 2026-02-10），还没有确认：照用的请点「确认带出的」，有变化的请改写"
    ]
    assert "确认 5 项带出的内容" in findings.next_step(judged).zh


def test_it_is_not_handed_in_before_they_are_confirmed_and_the_refusal_says_which(following: Desk) -> None:
    following.save(THIS)
    with pytest.raises(NotComplete) as refused:
        following.submit()
    assert {"brand", "standards"} <= {one.field for one in refused.value.missing if one.kind is FoundKind.CARRIED}


def test_writing_it_again_confirms_it_and_changing_it_does_too(following: Desk) -> None:
    following.save(
        {"brand": "自主品牌 9 个。", "nature": "中外合资", "standards": "2", "standards.names": "甲标准\n乙标准"}
    )
    assert carried(following) == {"codes", "rows"}


def test_a_long_text_that_is_the_last_periods_is_named_to_whoever_reviews_it(following: Desk) -> None:
    every = {
        "brand": "自主品牌 9 个。",
        "nature": "民营",
        "codes": "0304",
        "standards": "2",
        "standards.names": "甲标准\n乙标准",
    }
    following.save({**every, **THIS, "rows.2.name": "辽渔公司"})
    version = following.submit()
    assert [spot.address for spot in same_words(version)[1]] == ["brand"]
    following.save({"brand": "自主品牌 10 个。"})
    assert same_words(following.submit())[1] == []


def test_the_places_a_return_may_open_are_items_years_and_cells(following: Desk) -> None:
    following.save({**THIS, "brand": "自主品牌 9 个。", "nature": "民营", "codes": "0304", "rows.2.name": "辽渔公司"})
    following.save({"standards": "2", "standards.names": "甲标准\n乙标准"})
    offered = {value for _, within in places_of(following.submit()) for value, _ in within}
    assert {"total", "total.2025", "rows", "rows.2.sales", "standards.names", "brand"} <= offered
