"""The page of a notice: published once, objections entered and settled, ended for what may go on."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from jidi.applications.models import Application
from jidi.cases.models import Case, ListStep
from jidi.common.clock import Clock
from jidi.common.keys import new_key
from jidi.publicity.models import Notice, Objection
from tests.cast import Cast
from tests.jidi.applications.play import AT, TODAY, Play, version_in_force
from tests.jidi.applications.variants import notice_first
from tests.jidi.web.conftest import Enter

PAGE = "/applications/rounds/designation-2026/notices/notice/"
SAID = {"title": "名单公示", "where": "网站", "published_on": str(TODAY), "body": ""}


def begun(cast: Cast, folder: Path, **keys: Any) -> tuple[Play, list[Application]]:
    play = Play(cast, version_in_force(notice_first(folder, **keys)))
    round_ = play.announced()
    return play, [play.submitted(play.started(round_, play.base(product=p))) for p in ("贝类", "海参")]


def send(client: Client, act: str, key: str = "", **data: Any) -> Any:
    return client.post(f"{PAGE}{act}", {"once": key or new_key(), **data})


def test_a_list_is_published_objected_to_and_ended_on_its_page(
    cast: Cast, tmp_path: Path, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, (one, other) = begun(cast, tmp_path, scope={"list": "per round"})
    client, key = enter(cast.province_officer), new_key()
    assert "发布公示（2 项）" in client.get(PAGE).text
    lacking = send(client, "publish/", **(SAID | {"where": ""}))
    assert lacking.status_code == 422
    assert "名单公示" in lacking.text
    assert [send(client, "publish/", key, **SAID).status_code for _ in range(2)] == [302, 302]
    notice = Notice.objects.get()
    assert ListStep.objects.get().step == "notice"
    objection = {
        "item": str(one.case_id),
        "text": "数据有出入",
        "received_on": str(TODAY),
        "by_name": "",
        "contact": "",
    }
    assert send(client, "objection/", **objection).status_code == 302
    text = client.get(PAGE).text
    assert "异议待答复" in text
    assert "办结公示（1 件）" in text
    assert "暂留在这一步" in text

    def later(clock: Clock) -> datetime:
        return AT + (notice.last_day - TODAY) + timedelta(days=1)

    monkeypatch.setattr(Clock, "now", later)
    key = new_key()
    assert [send(client, "answer/", key).status_code for _ in range(2)] == [302, 302]
    assert Case.objects.get(pk=other.case_id).step == "city-forward"
    assert Case.objects.get(pk=one.case_id).step == "notice"
    early = send(client, "answer/")
    assert early.status_code == 409
    assert "异议没有答复" in early.text
    settle = f"settle/{Objection.objects.get().pk}/"
    assert send(client, settle, upheld="", answer="已核实").status_code == 422
    assert send(client, settle, upheld="no", answer="已核实").status_code == 302
    assert send(client, settle, upheld="yes", answer="改主意").status_code == 409
    assert send(client, "answer/").status_code == 302
    assert Case.objects.get(pk=one.case_id).step == "city-forward"
    assert "名单公示" in client.get(PAGE).text


def test_a_city_has_the_page_of_its_own_list_and_nobody_elses(cast: Cast, tmp_path: Path, enter: Enter) -> None:
    begun(cast, tmp_path, scope={"list": "per city"}, actor="city")
    own = f"{PAGE}?scope=210200"
    assert enter(cast.city_officer).get(own).status_code == 200
    assert enter(cast.city_officer).get(PAGE).status_code == 404
    for who in ("other_city_officer", "province_officer", "county_officer", "decider"):
        assert enter(cast.actors[who]).get(own).status_code == 404
    sent = enter(cast.city_officer).post(f"{PAGE}publish/?scope=210200", {"once": new_key(), **SAID})
    assert sent.status_code == 302
    assert sent["Location"].endswith("?scope=210200")
    assert Notice.objects.get().area_code == "210200"


def test_the_page_asks_for_what_was_verified_and_says_by_when_it_is_answered(
    cast: Cast, tmp_path: Path, enter: Enter
) -> None:
    objections = {
        "identity": {"value": "optional"}, "verifies": "city", "answer-within": {"length": 3, "unit": "workday"},
    }  # fmt: skip
    _, (one, _) = begun(cast, tmp_path, objections=objections)
    client = enter(cast.province_officer)
    send(client, "publish/", **SAID)
    said = {"item": str(one.case_id), "text": "数据有出入", "received_on": str(TODAY), "by_name": "", "contact": ""}
    assert send(client, "objection/", **said).status_code == 302
    text = client.get(PAGE).text
    assert re.search(r"24\S* 前答复", text)
    assert "的核实结论" in text
    work = client.get("/work/").text
    assert f'href="/lists/of/{one.case_id}/"' in work
    assert "核实并答复异议" in work
    settle = f"settle/{Objection.objects.get().pk}/"
    lacking = send(client, settle, upheld="no", answer="经核与事实相符")
    assert lacking.status_code == 409
    assert "还没有写核实结论" in lacking.text
    assert ">经核与事实相符</textarea>" in lacking.text
    assert '<option value="no" selected>' in lacking.text
    found = {"verified": "现场核对一致", "verified_by": "钱伟", "verified_on": str(TODAY)}
    assert send(client, settle, upheld="no", answer="经核与事实相符", **found).status_code == 302
    assert "现场核对一致" in client.get(PAGE).text
