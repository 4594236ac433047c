"""What is sent from the page of a matter: once, by whoever's turn it is, from a page that is not stale."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from jidi.applications.models import Application, Round
from jidi.audit.models import Entry
from jidi.cases.models import Case, CaseAnswer, Move, ReturnPoint, StepRecord
from jidi.common.keys import new_key
from tests.jidi.applications.play import FACTS, Play
from tests.jidi.web.conftest import Enter


def page_of(application: Application) -> str:
    return f"/applications/{application.case.case_no}/"


def send(client: Client, address: str, once: str = "", /, **data: Any) -> Any:
    return client.post(address, {"once": once or new_key(), **data})


def test_a_double_click_hands_in_once(play: Play, application: Application, enter: Enter) -> None:
    play.filled(application)
    client, key, page = enter(play.cast.county_officer), new_key(), page_of(application)
    answers = [send(client, f"{page}answer/", key, answer="submit", seen="1") for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert Move.objects.filter(case=application.case_id).count() == 2
    stale = send(client, f"{page}answer/", answer="submit", seen="1", reason="这句话要留着")
    assert stale.status_code == 409
    assert "孙丽 已于" in stale.text


def test_what_is_missing_leads_to_its_place_and_what_was_typed_stands(
    play: Play, application: Application, enter: Enter
) -> None:
    answer = send(enter(play.cast.county_officer), f"{page_of(application)}answer/", answer="submit", reason="先报一版")
    assert answer.status_code == 409
    assert "先报一版" in answer.text or "还没有填" in answer.text
    assert 'data-missing="field:' in answer.text
    nothing = send(enter(play.cast.county_officer), f"{page_of(application)}answer/")
    assert nothing.status_code == 422
    assert "还没有选一项意见" in nothing.text


def test_nobody_sends_anything_out_of_turn(play: Play, application: Application, enter: Enter) -> None:
    play.submitted(application)
    page = page_of(application)
    county, other = enter(play.cast.county_officer), enter(play.cast.other_city_officer)
    for act, data in (
        ("answer/", {"answer": "forward"}),
        ("record/", {}),
        ("note/other-law-applies/", {"value": "false"}),
    ):
        assert send(county, f"{page}{act}", **data).status_code == 403
        assert send(other, f"{page}{act}", **data).status_code == 404
    assert Case.objects.get(pk=application.case_id).step == "city-forward"


def test_a_finding_is_noted_once_with_its_evidence(play: Play, application: Application, enter: Enter) -> None:
    play.submitted(application)
    client, page, key = enter(play.cast.city_officer), page_of(application), new_key()
    bare = send(client, f"{page}note/{FACTS[0]}/", value="true")
    assert bare.status_code == 422
    assert "凭据" in bare.text
    for _ in range(2):
        assert send(client, f"{page}note/{FACTS[0]}/", key, value="false", evidence="函").status_code == 302
    assert CaseAnswer.objects.filter(case=application.case_id, fact=FACTS[0]).count() == 1
    assert send(client, f"{page}note/no-such-fact/", value="true").status_code == 404


def test_what_a_withdrawal_ends_for_good_is_said_as_it_is_on_the_day(
    play: Play, round_: Round, application: Application, enter: Enter
) -> None:
    client, page = enter(play.cast.county_officer), page_of(application)
    assert "本轮受理期内（到 2026-12-31）可以再申报。" in client.get(page).text
    round_.closes_on = date(2026, 9, 1)
    round_.save(update_fields=["closes_on"])
    text = client.get(page).text
    assert "本轮受理期已于 2026-09-01 截止，撤回后本轮不能再申报" in text
    assert "可以再申报" not in text


def test_a_return_says_by_when_it_has_to_come_back(
    play: Play, round_: Round, application: Application, enter: Enter
) -> None:
    play.submitted(application)
    play.forwarded(round_, application)
    province, city, page = enter(play.cast.province_officer), enter(play.cast.city_officer), page_of(application)
    form = province.get(page).text
    assert 'name="back_by"' in form
    assert re.search(r"不填的，按原定期限 2026-\d\d-\d\d 前交回", form)
    points = {"point.1.target": "other:other", "point.1.text": "请核"}
    wrong = send(province, f"{page}answer/", answer="return", back_by="十月", **points)
    assert wrong.status_code == 409
    assert "「十月」写法不对，要写作 2026-09-21 这样" in wrong.text
    assert send(province, f"{page}answer/", answer="return", back_by="2026-10-20", **points).status_code == 302
    text = city.get(page).text
    assert "10-20 前交回，还有" in text
    assert "逾期" not in text
    assert "本系统规则" in text
    assert "2026-10-20 前交回" in city.get(f"{page}?tab=history").text
    again = send(city, f"{page}answer/", answer="return", **points)
    assert again.status_code == 302
    county = enter(play.cast.county_officer).get(page).text
    assert "09-30 前办结，还有" in county
    assert "逾期" not in county


def test_a_veto_by_another_law_does_not_stand_without_the_law(
    play: Play, application: Application, enter: Enter
) -> None:
    play.submitted(application)
    client, page = enter(play.cast.city_officer), page_of(application)
    vetoes = client.get(f"{page}?tab=vetoes").text
    assert 'name="need.name-of-law"' in vetoes
    assert vetoes.count('name="need.') == 1
    found = {"value": "true", "evidence": "市监局函〔2026〕8号"}
    bare = send(client, f"{page}note/other-law-applies/", **found)
    assert bare.status_code == 422
    assert "成立的，须写明：所依据的法律、行政法规或规章" in bare.text
    assert 'value="市监局函〔2026〕8号"' in bare.text
    assert not CaseAnswer.objects.filter(case=application.case_id).exists()
    named = {**found, "need.name-of-law": "《食品安全法》第三十四条"}
    key = new_key()
    for _ in range(2):
        assert send(client, f"{page}note/other-law-applies/", key, **named).status_code == 302
    text = client.get(f"{page}?tab=vetoes").text
    assert "所依据的法律、行政法规或规章：<b>《食品安全法》第三十四条</b>" in text
    assert "否决情形成立：法律、行政法规和规章规定的其他情形（《食品安全法》第三十四条）" in text
    assert 'name="note.name-of-law"' not in text, "the city has no refusal to write it down with"
    assert send(client, f"{page}note/other-law-applies/", value="false", evidence="更正").status_code == 302
    assert not CaseAnswer.objects.filter(case=application.case_id, fact="name-of-law", is_valid=True).exists()


def test_a_return_is_answered_point_by_point_and_withdrawn_once(
    play: Play, application: Application, enter: Enter
) -> None:
    play.submitted(application)
    page, city, county = page_of(application), enter(play.cast.city_officer), enter(play.cast.county_officer)
    without = send(city, f"{page}answer/", answer="return", **{"point.1.text": "请补章", "point.1.target": ""})
    assert without.status_code == 409
    assert "请补章" in without.text
    points = {"point.1.target": "document:report", "point.1.text": "请补盖章页"}
    key = new_key()
    assert [send(city, f"{page}answer/", key, answer="return", **points).status_code for _ in range(2)] == [302, 302]
    point = ReturnPoint.objects.get()
    key = new_key()
    for _ in range(2):
        assert send(county, f"{page}points/{point.pk}/answer/", key, text="已补").status_code == 302
    point.refresh_from_db()
    assert (point.state, point.answer_text) == ("answered", "已补")
    key = new_key()
    assert [send(county, f"{page}withdraw/", key, reason="不报了").status_code for _ in range(2)] == [302, 302]
    assert Case.objects.get(pk=application.case_id).end == "withdrawn"
    assert Entry.objects.filter(action="case.moved", object_key=str(application.case_id)).count() == 3


def test_a_step_of_the_round_is_passed_on_in_one_click(
    play: Play, round_: Round, application: Application, enter: Enter
) -> None:
    play.submitted(application)
    play.forwarded(round_, application)
    client, key = enter(play.cast.province_officer), new_key()
    address = f"/applications/rounds/{round_.key}/pass/receive/"
    assert [send(client, address, key, answer="received").status_code for _ in range(2)] == [302, 302]
    again = send(client, address, answer="received")
    assert again.status_code == 409
    assert "没有等待的申报" in again.text


@pytest.mark.parametrize("who", ["county_officer", "other_province_officer"])
def test_a_round_is_announced_once_and_by_its_province(play: Play, enter: Enter, who: str) -> None:
    client, key = enter(play.cast.province_officer), new_key()
    said = {
        "what": f"{play.version.pk}:designation", "zh": "2027 年认定", "key": "d-2027", "year": "2027", "act": "通知",
        "opens_on": "2026-09-21",
    }  # fmt: skip
    lacking = send(client, "/applications/rounds/announce/send/", **(said | {"act": ""}))
    assert lacking.status_code == 422
    assert "d-2027" in lacking.text
    assert [send(client, "/applications/rounds/announce/send/", key, **said).status_code for _ in range(2)] == [
        302,
        302,
    ]
    taken = send(client, "/applications/rounds/announce/send/", **said)
    assert taken.status_code == 409
    assert "已经用过" in taken.text
    assert Round.objects.count() == 1
    assert send(enter(play.cast.actors[who]), "/applications/rounds/announce/send/", **said).status_code in {404, 422}


def test_a_visit_is_left_out_although_the_page_had_put_a_day_into_its_record(
    play: Play, round_: Round, application: Application, enter: Enter
) -> None:
    play.submitted(application)
    play.forwarded(round_, application)
    play.reviewed(round_, application)
    client, page = enter(play.cast.province_officer), page_of(application)
    noted = send(client, f"{page}note/visit-needed/", value="false", evidence="处务会意见")
    assert noted.status_code == 302
    sent = {"record.visited_on": "2026-09-21", "record.people": "", "record.place": "", "record.findings": ""}
    left = send(client, f"{page}answer/", answer="skip", reason="材料已经说明", **sent)
    assert left.status_code == 302
    assert Case.objects.get(pk=application.case_id).step == "consult"
    assert not StepRecord.objects.filter(case=application.case_id, step="visit").exists()


def test_a_record_that_comes_twice_is_taken_once(
    play: Play, round_: Round, application: Application, enter: Enter
) -> None:
    play.submitted(application)
    play.forwarded(round_, application)
    play.reviewed(round_, application)
    play.noted(application, {"visit-needed": True}, play.cast.province_officer)
    client, page, key = enter(play.cast.province_officer), page_of(application), new_key()
    seen = str(Case.objects.get(pk=application.case_id).seq)
    visit = {
        "answer": "done", "seen": seen, "record.visited_on": "2026-09-21", "record.people": "赵敏", "record.place": "庄河",
        "record.findings": "与申报一致",
    }  # fmt: skip
    assert [send(client, f"{page}answer/", key, **visit).status_code for _ in range(2)] == [302, 302]
    key = new_key()
    sent = {"asked": "省财政厅", "sent_on": "2026-09-21"}
    assert [send(client, f"{page}record/", key, **sent).status_code for _ in range(2)] == [302, 302]
    key = new_key()
    back = {"answer.0": "无意见", "on.0": "2026-09-21", "text.0": ""}
    assert [send(client, f"{page}record/", key, **back).status_code for _ in range(2)] == [302, 302]
