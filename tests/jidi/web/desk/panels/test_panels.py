"""The page of a panel: form and draw, follow, replace, end, pass on; and what the experts do meanwhile."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jidi.applications.models import Application, Round
from jidi.cases.models import Case
from jidi.common.keys import new_key
from jidi.panels import services as panels
from jidi.panels.models import Expert, Panel, Seat
from jidi.policies.models import PointDecision
from tests.jidi.applications.play import Play, seats
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.lists.conftest import Send

pytestmark = pytest.mark.django_db
PANEL = "/panels/designation-2026/expert-review/"


@pytest.fixture
def received(play: Play, round_: Round, submitted: Application) -> Application:
    """An application that waits for its review, and four experts in the pool."""
    play.forwarded(round_, submitted)
    play.answer(submitted, "received", play.cast.province_officer)
    play.pooled()
    return submitted


@pytest.fixture
def formed(play: Play, received: Application, enter: Enter, send: Send) -> Panel:
    """The panel, formed and drawn on its page."""
    assert send(enter(play.cast.province_officer), f"{PANEL}begin/").status_code == 302
    return Panel.objects.get()


def text_of(client: Client) -> str:
    answer = client.get(PANEL)
    assert answer.status_code == 200
    return answer.content.decode()


def reviewed(play: Play, panel: Panel, enter: Enter, send: Send) -> None:
    """Every expert declares and hands in a sheet on the pages."""
    for actor, _ in seats(play.cast, panel):
        client = enter(actor)
        for key in panel.case_keys:
            declared = send(client, f"/reviews/{panel.pk}/{key}/declare/", conflict="no")
            assert declared.status_code == 302
            marks = {f"points.{c['id']}": "70" for c in panel.criteria_json}
            answer = client.post(
                f"/reviews/{panel.pk}/{key}/submit/", {"recommends": "yes", "opinion": "可行", **marks}
            )
            assert answer.status_code == 302


def test_before_it_is_formed_the_page_says_who_can_be_drawn(play: Play, received: Application, enter: Enter) -> None:
    text = text_of(enter(play.cast.province_officer))
    assert received.base.name in text
    assert 'data-do="form:expert-review"' in text
    assert "卫东" in text


def test_what_is_undecided_stands_in_the_way_and_leads_to_its_point(
    play: Play, received: Application, enter: Enter
) -> None:
    PointDecision.objects.filter(point="panel-size").delete()
    text = text_of(enter(play.cast.province_officer))
    assert 'data-missing="decision:panel-size"' in text
    assert "disabled" in text


def test_the_draw_is_on_record(play: Play, formed: Panel, enter: Enter) -> None:
    text = text_of(enter(play.cast.province_officer))
    draw = formed.draws.get()
    assert draw.seed in text
    assert "抽取记录" in text
    assert f"把“种子:编号”逐人取 SHA-256，从小到大排，取前 {draw.wanted} 人" in text
    assert all(f"（{number}）" in text for number in draw.pool_json), "the numbers the draw goes by"
    assert "ascending" not in text
    assert "赵敏" in text
    assert f'data-panel="{formed.pk}"' in text


def test_no_points_are_shown_before_the_end_and_all_after(play: Play, formed: Panel, enter: Enter, send: Send) -> None:
    officer = enter(play.cast.province_officer)
    reviewed(play, formed, enter, send)
    assert "70.00" not in text_of(officer)
    assert send(officer, f"{PANEL}close/").status_code == 302
    text = text_of(officer)
    assert "70.00" in text
    assert "去掉 1 个最高分" in text
    assert "特色产业转型升级情况" in text
    officer.cookies["jidi_language"] = "en"
    assert ("Upgrading" in text_of(officer), "特色产业转型升级情况" in text_of(officer)) == (True, False)
    assert send(officer, f"{PANEL}pass/").status_code == 302
    assert Case.objects.get().step == "visit"


def test_a_panel_that_is_not_done_cannot_be_ended(play: Play, formed: Panel, enter: Enter, send: Send) -> None:
    answer = send(enter(play.cast.province_officer), f"{PANEL}close/")
    assert answer.status_code == 409
    assert "还差" in answer.content.decode()


def test_what_cannot_be_passed_on_stays_with_its_reason(play: Play, formed: Panel, enter: Enter, send: Send) -> None:
    answer = send(enter(play.cast.province_officer), f"{PANEL}pass/")
    assert answer.status_code == 409
    assert "没有转出" in answer.content.decode()
    assert Case.objects.get().step == "expert-review"


def test_an_expert_is_replaced_with_a_reason(play: Play, formed: Panel, enter: Enter, send: Send) -> None:
    officer, seat = enter(play.cast.province_officer), formed.seats.order_by("place")[0]
    assert send(officer, f"{PANEL}replace/{seat.pk}/", reason="").status_code == 409
    assert send(officer, f"{PANEL}replace/{seat.pk}/", reason="生病住院").status_code == 302
    text = text_of(officer)
    assert "生病住院" in text
    assert "补抽记录" in text
    assert Seat.objects.filter(panel=formed, state="sitting").count() == formed.size


def test_for_a_case_somebody_keeps_away_from_another_expert_is_drawn_on_the_page(
    play: Play, formed: Panel, enter: Enter, send: Send
) -> None:
    officer, (case_key,) = enter(play.cast.province_officer), formed.case_keys
    assert "stand-in/" not in officer.get(PANEL).content.decode()
    assert send(officer, f"{PANEL}stand-in/", case=case_key).status_code == 409
    (kept_away, _), *_ = seats(play.cast, formed)
    panels.declare(actor=kept_away, panel=formed, case_key=case_key, has_conflict=True, text="曾任顾问", at=play.at)
    assert "另抽 1 人评这一件" in officer.get(PANEL).content.decode()
    assert send(officer, f"{PANEL}stand-in/", case=case_key).status_code == 302
    assert Seat.objects.get(panel=formed, for_case=case_key).expert.person_id != kept_away.person_id
    text = officer.get(PANEL).content.decode()
    assert "只评「" in text
    assert "stand-in/" not in text


@pytest.mark.parametrize(
    "who", ["city_officer", "county_officer", "other_province_officer", "expert", "auditor", "finance_officer"]
)
def test_nobody_else_learns_who_reviews(play: Play, formed: Panel, enter: Enter, send: Send, who: str) -> None:
    client = enter(play.cast.actors[who])
    assert client.get(PANEL).status_code == 404
    seat = formed.seats.all()[0]
    for act in ("begin", "take-in", "close", "pass", f"replace/{seat.pk}"):
        assert send(client, f"{PANEL}{act}/", reason="试").status_code == 404


def test_a_decider_reads_it_and_does_nothing(play: Play, formed: Panel, enter: Enter, send: Send) -> None:
    client = enter(play.cast.decider)
    assert "data-do=" not in text_of(client)
    assert send(client, f"{PANEL}close/").status_code == 403


def test_a_visitor_is_led_to_the_door(formed: Panel, client: Client) -> None:
    assert client.get(PANEL).status_code == 302


def test_more_cases_ask_no_more_questions(
    play: Play, round_: Round, received: Application, enter: Enter, send: Send
) -> None:
    officer = enter(play.cast.province_officer)
    send(officer, f"{PANEL}begin/")
    few = count(officer)
    more = [play.submitted(play.started(round_, play.base(product=name))) for name in ("大米", "服装", "家具")]
    play.forwarded(round_, *more)
    for one in more:
        play.answer(one, "received", play.cast.province_officer)
    assert send(officer, f"{PANEL}take-in/").status_code == 302
    assert len(Panel.objects.get().case_keys) == 4
    assert count(officer) == few


def count(client: Client) -> int:
    text_of(client)
    with CaptureQueriesContext(connection) as captured:
        text_of(client)
    return len(captured)


POOL = "/panels/pool/"


def test_the_province_keeps_the_pool_on_its_page(play: Play, enter: Enter, send: Send) -> None:
    client = enter(play.cast.province_officer)
    page = BeautifulSoup(client.get(POOL).content.decode(), "html.parser")
    assert "专家库里还没有专家" in page.get_text()
    offered = {
        str(one["value"]): one.get_text(strip=True) for one in page.select("#appointment option") if one["value"]
    }
    assert len(offered) == 4
    assert send(client, f"{POOL}enter/").status_code == 422
    first, name = next(iter(offered.items()))
    once = new_key()
    answers = [client.post(f"{POOL}enter/", {"once": once, "appointment": first, "fields": "产业"}) for _ in range(2)]
    assert answers[0].status_code == 302
    expert = Expert.objects.get()
    assert (expert.person.name, expert.fields, expert.left_on) == (name.split("\u3000")[0], "产业", None)
    text = client.get(POOL).content.decode()
    assert expert.person.name in text
    assert f'value="{first}"' not in text
    assert send(client, f"{POOL}{expert.pk}/leave/").status_code == 302
    assert send(client, f"{POOL}{expert.pk}/leave/").status_code == 409
    assert f'value="{first}"' in client.get(POOL).content.decode()


def test_nobody_else_learns_who_is_in_the_pool(play: Play, enter: Enter, send: Send) -> None:
    play.pooled()
    for who in ("city_officer", "county_officer", "decider", "expert", "auditor"):
        client = enter(play.cast.actors[who])
        assert client.get(POOL).status_code == 404
        assert send(client, f"{POOL}enter/").status_code == 404
