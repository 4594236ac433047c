"""What an expert sees: nothing before the declaration, then the file and the sheet; nothing of what was not drawn."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from jidi.accounts.acting import Actor
from jidi.applications.models import Application, Round
from jidi.panels.models import Panel, Sheet
from tests.jidi.applications.play import EXPERTS, Play, seats, step_of
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.lists.conftest import Send

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel(play: Play, round_: Round, submitted: Application) -> Panel:
    """The panel of the round, sitting."""
    from jidi.applications import services

    play.forwarded(round_, submitted)
    play.answer(submitted, "received", play.cast.province_officer)
    play.pooled()
    step = step_of(round_, "expert-review")
    return services.begin_panel(actor=play.cast.province_officer, round_=round_, step=step, **play.sent)


@pytest.fixture
def drawn(play: Play, panel: Panel) -> Actor:
    """One who was drawn."""
    return seats(play.cast, panel)[0][0]


def sheet_address(panel: Panel) -> str:
    return f"/reviews/{panel.pk}/{panel.case_keys[0]}/"


def marks(panel: Panel, points: str) -> dict[str, str]:
    return {f"points.{c['id']}": points for c in panel.criteria_json}


def test_the_first_page_leads_to_the_declaration(panel: Panel, drawn: Actor, enter: Enter) -> None:
    client = enter(drawn)
    assert client.get("/").headers["Location"] == "/reviews/"
    text = client.get("/reviews/").content.decode()
    assert "去声明" in text
    assert "data-next" in text
    assert 'data-do="declare:' in client.get(f"/reviews/{panel.pk}/").content.decode()


def test_a_file_opens_after_the_declaration_only(panel: Panel, drawn: Actor, enter: Enter, send: Send) -> None:
    client, address = enter(drawn), sheet_address(panel)
    assert client.get(address).status_code == 403
    assert send(client, f"{address}declare/").status_code == 422
    assert send(client, f"{address}declare/", conflict="yes").status_code == 409
    assert send(client, f"{address}declare/", conflict="no").status_code == 302
    text = client.get(address).content.decode()
    assert "特色产品" in text
    assert 'data-do="sheet:' in text


def test_the_sheet_names_its_groups_in_the_language_of_the_reader(
    panel: Panel, drawn: Actor, enter: Enter, send: Send
) -> None:
    client, address = enter(drawn), sheet_address(panel)
    send(client, f"{address}declare/", conflict="no")
    groups = [("特色产业发展现状", "The industry today"), ("特色产业转型升级情况", "Upgrading")]
    assert all(zh in client.get(address).text for zh, _ in groups)
    client.cookies["jidi_language"] = "en"
    text = client.get(address).text
    headings = [one.get_text(" ", strip=True) for one in BeautifulSoup(text, "html.parser").select("h3")]
    for zh, en in groups:
        assert any(heading.startswith(en) for heading in headings), headings
        assert not any(zh in heading for heading in headings)


def test_who_has_an_interest_never_opens_the_file(panel: Panel, drawn: Actor, enter: Enter, send: Send) -> None:
    client, address = enter(drawn), sheet_address(panel)
    assert send(client, f"{address}declare/", conflict="yes", text="曾任该公司顾问").status_code == 302
    assert client.get(address).status_code == 403
    assert "已回避" in client.get("/reviews/").content.decode()


def test_what_is_wrong_is_said_at_its_field_and_kept(panel: Panel, drawn: Actor, enter: Enter, send: Send) -> None:
    client, address = enter(drawn), sheet_address(panel)
    send(client, f"{address}declare/", conflict="no")
    answer = client.post(f"{address}submit/", {**marks(panel, "70"), f"points.{panel.criteria_json[0]['id']}": "120"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="120"' in text
    assert 'role="alert"' in text
    assert client.post(f"{address}submit/", marks(panel, "70")).status_code == 302
    assert client.post(f"{address}submit/", marks(panel, "70")).status_code == 302, "a second click"
    assert "已经提交" in client.post(f"{address}submit/", marks(panel, "71")).content.decode()
    assert Sheet.objects.get().submitted_at is not None
    assert "已提交" in client.get(address).content.decode()


def test_what_is_typed_is_saved_by_itself(panel: Panel, drawn: Actor, enter: Enter, send: Send) -> None:
    client, address = enter(drawn), sheet_address(panel)
    send(client, f"{address}declare/", conflict="no")
    answer = client.post(f"{address}save/", {"opinion": "半句话"}, headers={"X-Autosave": "1"})
    assert answer.json()["saved"]
    assert "半句话" in client.get(address).content.decode()


def test_one_who_was_not_drawn_sees_nothing(play: Play, panel: Panel, enter: Enter, send: Send) -> None:
    sitting = {actor.person_id for actor, _ in seats(play.cast, panel)}
    other = next(play.cast.actors[key] for key in EXPERTS if play.cast.actors[key].person_id not in sitting)
    for actor in (other, play.cast.city_officer, play.cast.province_officer, play.cast.other_province_officer):
        client = enter(actor)
        assert client.get(f"/reviews/{panel.pk}/").status_code == 404
        assert client.get(sheet_address(panel)).status_code == 404
        for act in ("declare", "save", "submit"):
            assert send(client, f"{sheet_address(panel)}{act}/", conflict="no").status_code == 404


def test_a_visitor_is_led_to_the_door(panel: Panel, client: Client) -> None:
    assert client.get("/reviews/").status_code == 302
    assert client.get(sheet_address(panel)).status_code == 302


def test_what_the_criteria_look_at_stands_beside_the_file_to_read_only(
    play: Play, panel: Panel, submitted: Application, drawn: Actor, enter: Enter, send: Send
) -> None:
    base, city = submitted.base_id, enter(play.cast.city_officer)
    page = BeautifulSoup(city.get("/bases/places/210200/enter/city-plans/").text, "html.parser")
    kind = next(one["value"] for one in page.select("select[name=kind_key] option") if one.get("value"))
    plan = {"kind_key": kind, "name": "外贸基地发展规划", "on": "2025-01-01", "funds": "每年五百万元"}
    assert send(city, "/bases/places/210200/enter/city-plans/", **plan).status_code == 302
    honest = {"kind_key": "lawful", "year": "2025", "answer": "yes", "evidence": "信用报告"}
    assert send(enter(play.cast.county_officer), f"/bases/{base}/enter/honesty/", **honest).status_code == 302
    client = enter(drawn)
    send(client, f"{sheet_address(panel)}declare/", conflict="no")
    page = BeautifulSoup(client.get(sheet_address(panel)).text, "html.parser")
    plans, honesty = page.find(id="record-city-plans"), page.find(id="record-honesty")
    assert plans is not None
    assert honesty is not None
    assert "外贸基地发展规划" in plans.text
    assert "每年五百万元" in plans.text
    assert "依法经营" in honesty.text
    assert "登记中没有" in page.find(id="record-platforms").text  # type: ignore[union-attr]
    assert page.find(id="record-province-plans") is None
    label = page.find("label", attrs={"for": "points.support-money"})
    assert label is not None
    assert "市级规划、培育方案和政策措施（1 项）" in label.text
    assert not plans.find_all(["form", "input"])
    assert not plans.select('a[href^="/bases/"]')
    assert client.get(f"/bases/{base}/").status_code == 403
