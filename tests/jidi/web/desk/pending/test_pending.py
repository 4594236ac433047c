"""待决: the matters that wait for the meeting, one page each, for those who prepare the decision only."""

from __future__ import annotations

import pytest
from django.test import Client

from jidi.applications.models import Application, Round
from tests.jidi.applications.play import Play
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db
SHEET = "/pending/designation-2026/decision/designation-2026/"


@pytest.fixture
def before_the_meeting(play: Play, round_: Round, submitted: Application) -> Application:
    """An application the meeting has to decide on."""
    play.forwarded(round_, submitted)
    play.reviewed(round_, submitted)
    play.rechecked(round_, submitted)
    return submitted


def test_a_decider_lands_on_what_waits(play: Play, before_the_meeting: Application, enter: Enter) -> None:
    client = enter(play.cast.decider)
    assert client.get("/").headers["Location"] == "/pending/"
    text = client.get("/pending/").content.decode()
    assert "厅党组会审定" in text
    assert SHEET in text
    assert 'data-next href="/lists/designation-2026/decision/designation-2026/"' in text


def test_the_page_says_what_is_decided_with_places_points_and_opinions(
    play: Play, before_the_meeting: Application, enter: Enter
) -> None:
    text = enter(play.cast.decider).get(SHEET).content.decode()
    for part in (before_the_meeting.base.name, "70.00", "情况属实", "大连市商务局", "本批认定数量", "第十五条"):
        assert part in text
    assert "3 人评审，3 人建议通过" in text
    assert "复核（辽宁省商务厅" in text
    assert "：评审通过，提请审定" in text


def test_nothing_waits_before_the_matter_has_come(play: Play, submitted: Application, enter: Enter) -> None:
    client = enter(play.cast.decider)
    assert "现在没有等待审定的事项" in client.get("/pending/").content.decode()


@pytest.mark.parametrize("who", ["city_officer", "county_officer", "other_province_officer", "expert", "auditor"])
def test_nobody_else_reads_the_page(play: Play, before_the_meeting: Application, enter: Enter, who: str) -> None:
    client = enter(play.cast.actors[who])
    assert client.get(SHEET).status_code == 404
    assert before_the_meeting.base.name not in client.get("/pending/").content.decode()


def test_a_visitor_is_led_to_the_door(before_the_meeting: Application, client: Client) -> None:
    assert client.get(SHEET).status_code == 302
    assert client.get("/pending/").status_code == 302
