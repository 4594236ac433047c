"""The page of a list: what waits and what is missing, freezing, answering all lines in one act, who may not see it."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jidi.applications.models import Application, Round
from jidi.cases.models import Case, ListStep
from jidi.common.keys import new_key
from tests.jidi.applications.play import FACTS, Play
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.lists.conftest import Send

pytestmark = pytest.mark.django_db
CITY = "/lists/designation-2026/city-forward/210200/"


def text_of(client: Client, address: str = CITY) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def noted(play: Play, application: Application) -> None:
    play.noted(application, dict.fromkeys(FACTS, False), play.cast.city_officer)


def answers(application: Application, answer: str, reason: str = "情况属实，同意上报") -> dict[str, str]:
    row = ListStep.objects.get(closed_at__isnull=True)
    return {"list": str(row.pk), f"answer__{application.case_id}": answer, f"reason__{application.case_id}": reason}


def test_what_waits_says_what_is_missing_with_the_way_to_it(play: Play, submitted: Application, enter: Enter) -> None:
    text = text_of(enter(play.cast.city_officer))
    assert submitted.base.name in text
    assert 'data-missing="fact:' in text
    assert 'data-do="freeze:210200"' in text
    assert 'data-list="city-forward"' in text


def test_a_list_is_frozen_and_answered_in_one_act(play: Play, submitted: Application, enter: Enter, send: Send) -> None:
    noted(play, submitted)
    client = enter(play.cast.city_officer)
    assert send(client, f"{CITY}freeze/").status_code == 302
    text = text_of(client)
    assert f'data-answer-for="{submitted.case_id}"' in text
    assert ListStep.objects.get().digest in text
    assert send(client, f"{CITY}answer/", **answers(submitted, "forward")).status_code == 302
    assert Case.objects.get(pk=submitted.case_id).step == "receive"
    assert "已办完的名单" in text_of(client)


def test_what_was_typed_stands_when_a_list_is_refused(
    play: Play, submitted: Application, enter: Enter, send: Send
) -> None:
    client = enter(play.cast.city_officer)
    send(client, f"{CITY}freeze/")
    answer = send(client, f"{CITY}answer/", **answers(submitted, "forward", "这一句要留着"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "这一句要留着" in text
    assert 'role="alert"' in text
    assert Case.objects.get(pk=submitted.case_id).step == "city-forward"


def test_a_case_a_veto_stands_against_shows_what_can_be_done_with_it(
    play: Play, submitted: Application, enter: Enter, send: Send
) -> None:
    noted(play, submitted)
    client, page = enter(play.cast.city_officer), f"/applications/{submitted.case.case_no}/"
    assert "data-ways" not in text_of(client) + text_of(client, page)
    play.noted(submitted, {FACTS[0]: True}, play.cast.city_officer)
    for text in (text_of(client), text_of(client, page)):
        part = text.split("data-ways")[1].split("</ul>")[0]
        for way in ("能够补正的，退回补正", "请区（县）商务主管部门在本案页上撤回", "名单固定后退出名单，写明理由"):
            assert way in part
        assert "本系统规则" in part
        assert "办「" not in part
    assert "先补齐 1 件" not in text_of(client)
    assert "判断成立，补不齐" in text_of(client)
    assert send(client, f"{CITY}freeze/").status_code == 302
    assert "data-ways" in text_of(client)
    county = enter(play.cast.county_officer)
    assert "撤回本申报" in text_of(county, page)


def test_a_line_without_an_answer_is_named(play: Play, submitted: Application, enter: Enter, send: Send) -> None:
    client = enter(play.cast.city_officer)
    send(client, f"{CITY}freeze/")
    answer = send(client, f"{CITY}answer/", **answers(submitted, ""))
    assert answer.status_code == 409
    assert "还没有答复" in answer.content.decode()


def test_one_line_is_held_back_with_its_reason(play: Play, submitted: Application, enter: Enter, send: Send) -> None:
    client = enter(play.cast.city_officer)
    send(client, f"{CITY}freeze/")
    row = ListStep.objects.get()
    wanted = {"list": row.pk, "case": submitted.case_id}
    refused = send(client, f"{CITY}hold/", **wanted, reason="")
    assert refused.status_code == 409
    assert send(client, f"{CITY}hold/", **wanted, reason="材料待核").status_code == 302
    assert Case.objects.get(pk=submitted.case_id).step == "city-forward"
    assert "名单未固定" in text_of(client)


@pytest.mark.parametrize(
    "who", ["county_officer", "other_city_officer", "other_province_officer", "province_officer", "expert", "auditor"]
)
def test_nobody_else_learns_of_the_list_of_a_city(
    play: Play, submitted: Application, enter: Enter, send: Send, who: str
) -> None:
    client = enter(play.cast.actors[who])
    assert client.get(CITY).status_code == 404
    for act in ("freeze", "order", "hold", "answer"):
        assert send(client, f"{CITY}{act}/").status_code == 404


def test_a_visitor_is_led_to_the_door(play: Play, submitted: Application, client: Client) -> None:
    assert client.get(CITY).status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/lists/designation-2026/receive/210200/",
        "/lists/designation-2026/nothing/210200/",
        "/lists/designation-2026/city-forward/designation-2026/",
        "/lists/designation-1999/city-forward/210200/",
        "/lists/designation-2026/decision/210200/",
    ],
)
def test_what_is_no_list_is_not_found(play: Play, submitted: Application, enter: Enter, address: str) -> None:
    for who in (play.cast.city_officer, play.cast.province_officer):
        assert enter(who).get(address).status_code == 404


def test_an_item_of_the_work_list_leads_to_the_list(play: Play, submitted: Application, enter: Enter) -> None:
    answer = enter(play.cast.city_officer).get(f"/lists/of/{submitted.case_id}/")
    assert (answer.status_code, answer["Location"]) == (302, CITY)
    assert enter(play.cast.other_city_officer).get(f"/lists/of/{submitted.case_id}/").status_code == 404


def test_a_longer_list_asks_no_more_than_its_lines_need(play: Play, round_: Round, enter: Enter) -> None:
    for product in ("贝类", "海参"):
        play.submitted(play.started(round_, play.base(product=product)))
    client = enter(play.cast.city_officer)
    few = count(client)
    for product in ("大米", "服装", "家具", "轴承"):
        play.submitted(play.started(round_, play.base(product=product)))
    assert count(client) - few <= 4 * PER_LINE


PER_LINE = 6
"""Questions a line may cost: its own registers, once for each answer; facts come for all lines together."""


def count(client: Client) -> int:
    text_of(client)
    with CaptureQueriesContext(connection) as captured:
        text_of(client)
    return len(captured)


# --- the workbench -------------------------------------------------------------------------------------------------


@pytest.fixture
def ranked(play: Play, round_: Round) -> list[Application]:
    """Two applications before the meeting: the first with more points."""
    found = [play.submitted(play.started(round_, play.base(product=name))) for name in ("贝类", "海参")]
    play.forwarded(round_, *found)
    play.reviewed(round_, *found, points={found[0].case_id: "80", found[1].case_id: "60"})
    play.rechecked(round_, *found)
    return found


MEETING = "/lists/designation-2026/decision/designation-2026/"


def order(ranked: list[Application], places: tuple[str, str], why: str = "", chosen: bool = True) -> dict[str, str]:
    found = {f"place.{one.case_id}": place for one, place in zip(ranked, places, strict=True)}
    found |= {f"why.{one.case_id}": why for one in ranked}
    return found | ({f"chosen.{one.case_id}": "1" for one in ranked} if chosen else {})


def test_the_ranking_proposes_and_is_saved(play: Play, ranked: list[Application], enter: Enter) -> None:
    client = enter(play.cast.province_officer)
    text = text_of(client, MEETING)
    assert "80.00" in text
    assert 'data-do="order:decision"' in text
    assert text.index(ranked[0].base.name) < text.index(ranked[1].base.name)
    assert client.post(f"{MEETING}order/", {"once": new_key(), **order(ranked, ("1", "2"))}).status_code == 302
    assert "data-done" in text_of(client, MEETING)


def test_a_moved_line_needs_its_reason_and_the_order_typed_stays(
    play: Play, ranked: list[Application], enter: Enter
) -> None:
    client = enter(play.cast.province_officer)
    answer = client.post(f"{MEETING}order/", {"once": new_key(), **order(ranked, ("2", "1"))})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(rf'name="place.{ranked[0].case_id}" value="2"', text)
    assert f"名次提前的：{ranked[1].case.title_zh}" in text
    assert "本系统规则：名次提前的、取舍与名次不一致的" in text
    over = order(ranked, ("1", "2"))
    del over[f"chosen.{ranked[0].case_id}"]
    passed_over = client.post(f"{MEETING}order/", {"once": new_key(), **over}).content.decode()
    assert f"没有选中的：{ranked[0].case.title_zh}；越过前面的而选中的：{ranked[1].case.title_zh}" in passed_over
    moved = order(ranked, ("2", "1"), why="全省产业布局")
    assert client.post(f"{MEETING}order/", {"once": new_key(), **moved}).status_code == 302
    assert "全省产业布局" in text_of(client, MEETING)


def test_a_list_that_is_done_keeps_places_ranks_and_reasons_and_who_answered_it(
    play: Play, ranked: list[Application], enter: Enter
) -> None:
    officer, client = enter(play.cast.province_officer), enter(play.cast.decider)
    moved = order(ranked, ("2", "1"))
    moved[f"why.{ranked[1].case_id}"] = "带动县域出口"
    assert officer.post(f"{MEETING}order/", {"once": new_key(), **moved}).status_code == 302
    assert client.post(f"{MEETING}freeze/", {"once": new_key()}).status_code == 302
    data = {
        "once": new_key(), "list": str(ListStep.objects.get(step="decision").pk), "record.held_on": "2026-09-21",
        "record.body": "厅党组会", "record.present": ["杨帆"], "record.minutes": "纪要第 9 号", "record.resolution": "同意",
        **{f"answer.{one.case_id}": "agree" for one in ranked},
    }  # fmt: skip
    assert client.post(f"{MEETING}answer/", data).status_code == 302
    done = text_of(client, MEETING)
    sheet = text_of(client, MEETING.replace("/lists/", "/pending/"))
    for text in (done, sheet):
        for part in ("第 1 名（原排第 2 名）", "带动县域出口", "第 2 名（原排第 1 名）", "调整名次而顺移"):
            assert part in text
    assert "办完" in done
    assert re.search(rf"辽宁省商务厅 {play.cast.decider.name} 办完", done)
    assert "下列 2 件已经作出决定" in sheet
    opinions = f"/applications/{ranked[1].case.case_no}/?tab=opinions"
    assert "第 1 名（原排第 2 名）" in text_of(officer, opinions)
    assert "原排第 2 名" not in text_of(enter(play.cast.county_officer), opinions)


def test_a_decision_that_differs_from_the_list_has_a_reason_by_the_rule_of_the_house(
    play: Play, ranked: list[Application], enter: Enter
) -> None:
    officer, client = enter(play.cast.province_officer), enter(play.cast.decider)
    only_first = order(ranked, ("1", "2"))
    del only_first[f"chosen.{ranked[1].case_id}"]
    assert officer.post(f"{MEETING}order/", {"once": new_key(), **only_first}).status_code == 302
    client.post(f"{MEETING}freeze/", {"once": new_key()})
    data = {
        "once": new_key(), "list": str(ListStep.objects.get(step="decision").pk), "record.held_on": "2026-09-21",
        "record.body": "厅党组会", "record.present": ["杨帆"], "record.minutes": "纪要第 9 号", "record.resolution": "同意",
        **{f"answer.{one.case_id}": "agree" for one in ranked},
    }  # fmt: skip
    refused = client.post(f"{MEETING}answer/", data)
    text = refused.content.decode()
    assert refused.status_code == 409
    assert f"与拟定名单不同的还没有写理由：{ranked[1].case.title_zh}" in text
    summary = text.split('role="alert"')[1].split("</div>")[0]
    assert "第十五条" not in summary
    assert "本系统规则：决定与拟定名单不同的，逐件写明理由" in text


def test_a_place_that_is_no_number_is_said(play: Play, ranked: list[Application], enter: Enter) -> None:
    client = enter(play.cast.province_officer)
    answer = client.post(f"{MEETING}order/", {"once": new_key(), **order(ranked, ("一", "2"))})
    assert answer.status_code == 422
    assert "正整数" in answer.content.decode()


def test_the_meeting_decides_over_the_list_with_its_record(play: Play, ranked: list[Application], enter: Enter) -> None:
    enter(play.cast.province_officer).post(f"{MEETING}order/", {"once": new_key(), **order(ranked, ("1", "2"))})
    client = enter(play.cast.decider)
    assert client.post(f"{MEETING}freeze/", {"once": new_key()}).status_code == 302
    data = {
        "once": new_key(), "list": str(ListStep.objects.get(step="decision").pk), "record.held_on": "2026-09-21",
        "record.body": "厅党组会", "record.present": ["杨帆"], "record.minutes": "纪要第 9 号", "record.resolution": "同意",
        **{f"answer.{one.case_id}": "agree" for one in ranked},
    }  # fmt: skip
    odd = client.post(f"{MEETING}answer/", {**data, "once": new_key(), "record.held_on": "2026-13-40"})
    assert "「会议日期」写法不对：2026-13-40；要写年-月-日，如 2026-01-31" in odd.content.decode()
    short = {**data, "once": new_key(), "record.minutes": ""}
    refused = client.post(f"{MEETING}answer/", short)
    assert refused.status_code == 409
    assert "会议纪要" in refused.content.decode()
    assert client.post(f"{MEETING}answer/", data).status_code == 302
    assert set(Case.objects.values_list("step", flat=True)) == {"designate"}
    assert "纪要第 9 号" in text_of(client, MEETING)


def test_the_meeting_sees_place_rank_points_proposal_and_reasons_where_it_answers(
    play: Play, ranked: list[Application], enter: Enter
) -> None:
    officer, client = enter(play.cast.province_officer), enter(play.cast.decider)
    moved = order(ranked, ("2", "1"))
    moved[f"why.{ranked[1].case_id}"] = "带动县域出口"
    del moved[f"chosen.{ranked[0].case_id}"]
    assert officer.post(f"{MEETING}order/", {"once": new_key(), **moved}).status_code == 302
    client.post(f"{MEETING}freeze/", {"once": new_key()})
    page = BeautifulSoup(text_of(client, MEETING), "html.parser")
    answers = page.find(id="answers")
    assert isinstance(answers, Tag)
    rows = [row.get_text(" ", strip=True) for row in answers.select("tbody tr")]
    assert rows[0].startswith("第 1 名（原排第 2 名）")
    for part in ("60.00", "入选", "带动县域出口", "3 人评审，3 人建议通过"):
        assert part in rows[0]
    for part in ("第 2 名（原排第 1 名）", "80.00", "未入选", "调整名次而顺移"):
        assert part in rows[1]
    foot = answers.select_one(".jd-panel__foot")
    assert foot is not None
    said = foot.get_text(" ", strip=True)
    assert "拟定入选 1 件，共 2 件" in said
    assert "本批认定数量" in said
    assert "第十三条" in said
    assert foot.select_one(f"a[href='{MEETING.replace('/lists/', '/pending/')}']") is not None
    assert "退回补正" not in page.get_text()


def test_a_list_nobody_put_in_order_says_so_where_it_is_answered(
    play: Play, ranked: list[Application], enter: Enter
) -> None:
    client = enter(play.cast.decider)
    client.post(f"{MEETING}freeze/", {"once": new_key()})
    text = text_of(client, MEETING)
    assert "得分排第 1 名" in text
    assert "没有拟定，按得分和条文排" in text
    assert "拟定入选" not in text
