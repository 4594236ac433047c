"""The page of a matter: who sees it, what it says, what is done on it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag
from django.urls import reverse

from jidi.applications.models import Application, Round
from jidi.common.keys import new_key
from jidi.common.say import Say
from jidi.filings.models import Draft
from jidi.filings.state import dump_cells, load_cells
from tests.jidi.applications.play import Play
from tests.jidi.web.conftest import Enter

TABS = ("content", "documents", "vetoes", "versions", "opinions", "history", "basis")


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_is_drawn_for_the_county_at_the_beginning(
    play: Play, application: Application, enter: Enter, tab: str
) -> None:
    answer = enter(play.cast.county_officer).get(f"/applications/{application.case.case_no}/?tab={tab}")
    assert answer.status_code == 200
    assert application.case.case_no in answer.text


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_is_drawn_for_the_city_once_it_was_handed_in(
    play: Play, application: Application, enter: Enter, tab: str
) -> None:
    play.submitted(application)
    answer = enter(play.cast.city_officer).get(f"/applications/{application.case.case_no}/?tab={tab}")
    assert answer.status_code == 200


def test_the_form_can_be_opened_by_whoever_fills_it_in_and_by_nobody_else(
    play: Play, application: Application, enter: Enter
) -> None:
    address = reverse("desk:matter-form", args=[application.case.case_no, "round-forms"])
    assert enter(play.cast.county_officer).get(address).status_code == 200
    assert enter(play.cast.city_officer).get(address).status_code == 403
    assert enter(play.cast.other_city_officer).get(address).status_code == 404


@pytest.mark.parametrize(
    "who",
    [
        "other_city_officer",
        "sister_county_officer",
        "other_province_officer",
        "finance_officer",
        "expert",
        "auditor",
        "enterprise_clerk",
    ],
)
def test_whom_it_does_not_concern_finds_no_such_page(
    play: Play, application: Application, enter: Enter, who: str
) -> None:
    client = enter(play.cast.actors[who])
    assert client.get(f"/applications/{application.case.case_no}/").status_code == 404
    assert client.post(f"/applications/{application.case.case_no}/answer/", {"answer": "submit"}).status_code == 404


def test_the_province_sees_only_progress_before_it_was_forwarded(
    play: Play, application: Application, enter: Enter
) -> None:
    answer = enter(play.cast.province_officer).get(f"/applications/{application.case.case_no}/")
    assert answer.status_code == 200
    assert "只见进度" in answer.text
    assert "去填写" not in answer.text


def test_the_list_and_the_round_are_drawn(play: Play, application: Application, enter: Enter, round_: Round) -> None:
    for who in ("county_officer", "city_officer", "province_officer"):
        client = enter(play.cast.actors[who])
        assert client.get("/applications/").status_code == 200
        assert client.get(f"/applications/rounds/{round_.key}/").status_code == 200


def test_nobody_is_led_from_the_round_to_a_page_they_cannot_have(
    play: Play, application: Application, enter: Enter, round_: Round
) -> None:
    play.submitted(application)
    for who in ("county_officer", "city_officer", "province_officer", "finance_officer"):
        client = enter(play.cast.actors[who])
        page = BeautifulSoup(client.get(f"/applications/rounds/{round_.key}/").text, "html.parser")
        main = page.find("main")
        assert isinstance(main, Tag)
        for address in {str(a["href"]) for a in main.find_all("a", href=True) if str(a["href"]).startswith("/")}:
            assert client.get(address, follow=True).status_code == 200, (who, address)
    assert "/lists/designation-2026/city-forward/210200/" not in page.text


def test_a_return_sent_twice_returns_once_although_the_case_stands_elsewhere_by_then(
    play: Play, application: Application, enter: Enter
) -> None:
    play.submitted(application)
    city, address = enter(play.cast.city_officer), f"/applications/{application.case.case_no}/answer/"
    sent = {"answer": "return", "once": new_key(), "point.1.target": "other:other", "point.1.text": "请核对"}
    answers = [city.post(address, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert play.again(application).case.seq == 3
    changed = city.post(address, {**sent, "point.1.text": "请再核对"})
    assert changed.status_code == 409
    assert "之后内容又改动了" in changed.text


def test_what_the_offices_above_wrote_for_themselves_is_not_shown_to_who_applied(
    play: Play, round_: Round, application: Application, enter: Enter
) -> None:
    play.submitted(application)
    play.forwarded(round_, application)
    play.reviewed(round_, application)
    play.rechecked(round_, application)
    address = f"/applications/{application.case.case_no}/?tab=opinions"
    inside = enter(play.cast.province_officer).get(address).text
    outside = enter(play.cast.county_officer).get(address).text
    assert "考察人员" in inside
    assert "省财政厅" in inside
    assert "考察人员" not in outside
    assert "省财政厅" not in outside
    assert play.cast.city_officer.name not in outside


def test_a_fresh_application_has_one_line_a_form_with_one_button_to_it(
    play: Play, application: Application, enter: Enter
) -> None:
    page = BeautifulSoup(
        enter(play.cast.county_officer).get(f"/applications/{application.case.case_no}/").text, "html.parser"
    )
    missing = page.find(id="missing")
    assert isinstance(missing, Tag)
    lines = [one for one in missing.select("ul.jd-missing > li") if one.find_parent("details") is None]
    assert len(lines) <= 4
    folded = [one for one in lines if one.select("details li")]
    assert len(folded) == 2
    papers = folded[1].select("details li[data-missing^='document:']")
    assert f"申报材料还差 {len(papers)} 份" in folded[1].get_text(" ", strip=True)
    text = folded[0].get_text(" ", strip=True)
    address = reverse("desk:matter-form", args=[application.case.case_no, "round-forms"])
    assert {one["href"] for one in page.select("a.jd-btn--main")} == {address}
    cells = folded[0].select("details li[data-missing^='field:']")
    assert f"还要填 {len(cells)} 格" in text
    assert len(cells) > 3
    assert "已齐" not in missing.get_text()


def test_the_matter_and_its_form_count_the_same_cells(play: Play, application: Application, enter: Enter) -> None:
    client = enter(play.cast.county_officer)
    draft = Draft.objects.get(filing__owner_key=str(application.pk))
    cells = load_cells(draft.cells_json)
    cells["product"] = replace(cells["product"], source=Say("2025 年度申报表", "form of 2025"))
    Draft.objects.filter(pk=draft.pk).update(cells_json=dump_cells(cells))
    matter = BeautifulSoup(client.get(f"/applications/{application.case.case_no}/").text, "html.parser")
    address = reverse("desk:matter-form", args=[application.case.case_no, "round-forms"])
    form = BeautifulSoup(client.get(address).text, "html.parser")
    advice = form.select_one("#findings .jd-panel__meta")
    missing = matter.find(id="missing")
    assert isinstance(missing, Tag)
    assert advice is not None
    said = advice.get_text(strip=True)
    assert said.startswith("确认 1 项带出的内容，再填 ")
    assert f"：{said}" in missing.get_text()


def test_only_what_is_complete_is_said_to_be_there(play: Play, application: Application, enter: Enter) -> None:
    client, address = enter(play.cast.county_officer), f"/applications/{application.case.case_no}/"
    assert "已齐" not in client.get(address).text
    play.filled(application)
    text = client.get(address).text
    assert "都齐了" in text
    assert re.search(r"已齐：必交的材料（共交 \d+ 份）", text)


def test_the_form_asks_for_years_that_have_ended_and_brings_what_the_register_knows(
    play: Play, application: Application, enter: Enter
) -> None:
    address = reverse("desk:matter-form", args=[application.case.case_no, "round-forms"])
    text = enter(play.cast.county_officer).get(address).text
    page = BeautifulSoup(text, "html.parser")
    named = {str(one["id"]) for one in page.find_all(["input", "textarea"], id=True)}
    assert {"c-output.2023", "c-output.2024", "c-output.2025"} <= named
    assert not {name for name in named if name.endswith(".2026")}
    product = page.find(id="c-product")
    assert isinstance(product, Tag)
    assert product.get("value", product.text) == "贝类"
    assert "基地名录" in text


def test_the_step_bar_names_who_was_decided_to_act_at_a_step(
    play: Play, application: Application, enter: Enter
) -> None:
    text = enter(play.cast.county_officer).get(f"/applications/{application.case.case_no}/").text
    cells = BeautifulSoup(text, "html.parser").select(".jd-steps > li")
    recheck = next(cell.get_text(" ", strip=True) for cell in cells if "复核" in cell.get_text())
    assert "省商务厅" in recheck
