"""What stands around every page of the desk: bars, language, session, the pages of no room."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.test import Client

from jidi.accounts.enums import Duty, Tier
from jidi.agenda.queries import badges
from jidi.agenda.services.items import open_item
from jidi.audit.services import operation
from jidi.common.say import HOUSE, Say
from jidi.policies.actors import Seat
from jidi.web.desk import nav
from jidi.web.desk.counting import counts_of
from policycore.calendar import Due
from tests.cast import Cast
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db


def test_the_bars_say_where_one_is_and_as_whom(cast: Cast, enter: Enter) -> None:
    text = enter(cast.city_officer).get("/feedback/").content.decode()
    for part in ("辽宁省外贸转型升级基地管理平台", "大连市商务局", "外贸科经办", "钱伟", "跳到正文", "退出登录"):
        assert part in text
    assert f'data-person="{cast.city_officer.person_id}"' in text
    assert 'data-session-seconds="1800"' in text


def test_another_province_reads_its_own_name(cast: Cast, enter: Enter) -> None:
    text = enter(cast.other_province_officer).get("/feedback/").content.decode()
    assert "浙江省外贸转型升级基地管理平台" in text
    assert "辽宁" not in text


def test_the_bars_ask_the_database_the_same_few_questions_on_every_page(
    cast: Cast, enter: Enter, django_assert_max_num_queries: object
) -> None:
    client = enter(cast.city_officer)
    client.get("/feedback/")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get("/feedback/")


def test_feedback_names_the_administrators_over_the_area(cast: Cast, enter: Enter) -> None:
    assert cast.system_admin.name in enter(cast.county_officer).get("/feedback/").content.decode()


def test_the_language_is_changed_by_a_button_and_stays(cast: Cast, enter: Enter) -> None:
    client = enter(cast.city_officer)
    answer = client.post("/language/", {"language": "en", "next": "/accessibility/"})
    assert answer.headers["Location"] == "/accessibility/"
    assert client.cookies["jidi_language"].value == "en"
    text = client.get("/accessibility/").content.decode()
    assert '<html lang="en">' in text
    assert "Accessibility and keys" in text
    client.post("/language/", {"language": "zh", "next": "//elsewhere.example"})
    assert '<html lang="zh-CN">' in client.get("/accessibility/").content.decode()


def test_the_script_can_ask_whether_the_log_in_still_stands(cast: Cast, enter: Enter, client: Client) -> None:
    assert client.get("/session/").status_code == 401
    told = enter(cast.city_officer).get("/session/").json()
    assert told["alive"] is True
    assert len(told["csrf"]) == 64


def test_what_is_sent_after_the_log_in_ended_is_not_lost(cast: Cast, client: Client) -> None:
    answer = client.post("/feedback/", {"text": "写了很久"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code in (401, 405)


def test_every_duty_lands_somewhere(cast: Cast, enter: Enter) -> None:
    for actor in [*cast.actors.values(), cast.system_admin, cast.audit_admin]:
        answer = enter(actor).get("/")
        assert answer.status_code in (200, 302), actor.duty
        if answer.status_code == 200:
            assert "切换职务" in answer.content.decode()


def test_only_rooms_that_exist_and_may_be_entered_are_in_the_menu(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nav, "address", lambda view: f"/{view}/" if view != "desk:funds" else "")
    counts = {"panels": nav.Count(1, 0), "applications": nav.Count(1, 1)}
    found = nav.entries(cast.city_officer, counts, "applications")
    assert [entry.key for entry in found][:4] == ["work", "applications", "returns", "assessments"]
    assert "funds" not in {entry.key for entry in found}
    assert [(entry.key, entry.count) for entry in found if entry.current] == [("applications", nav.Count(2, 1))]
    assert [entry.key for entry in nav.entries(cast.expert)] == ["reviews", "policies"]
    assert [entry.key for entry in nav.entries(cast.system_admin)] == ["system"]
    assert [entry.key for entry in nav.entries(cast.auditor)] == ["audit"]


def test_every_duty_has_a_room() -> None:
    assert {duty for room in nav.ROOMS for duty in room.duties} == set(Duty)


def test_every_room_has_its_own_words() -> None:
    words = [room.words for room in nav.ROOMS]
    assert len(set(words)) == len(words)
    assert Say("政策库", "Policies") in words


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_component_page_shows_every_part(
    cast: Cast, enter: Enter, language: str, settings: SimpleNamespace
) -> None:
    from jidi.web.desk import components

    client = enter(cast.city_officer)
    request = client.get("/accessibility/").wsgi_request  # type: ignore[attr-defined]
    from django.utils import translation

    with translation.override("en" if language == "en" else "zh-hans"):
        answer = components.components(request)
    text = answer.content.decode()  # type: ignore[attr-defined]
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert "{%" not in text
    assert "jd-steps" in text


def test_the_component_page_is_not_there_outside_the_demo(client: Client) -> None:
    assert client.get("/_components/").status_code == 404


def test_what_waits_and_what_is_overdue_stands_beside_its_room(cast: Cast) -> None:
    at = datetime(2026, 10, 12, 1, tzinfo=UTC)
    seat = Seat("commerce", Tier.CITY, "210283")
    with operation(at=at):
        for key, day in (("1", date(2026, 10, 15)), ("2", date(2026, 9, 30))):
            open_item(
                room="applications",
                kind="case",
                key=key,
                area_code="210283",
                what=Say("初审", "review"),
                next_step=Say("去初审", "review"),
                cite=HOUSE,
                at=at,
                seat=seat,
                due=Due(day, False),
            )
    assert counts_of(badges(cast.city_officer, date(2026, 10, 12))) == {"applications": nav.Count(2, 1)}
    assert counts_of(badges(cast.other_city_officer, date(2026, 10, 12))) == {}
