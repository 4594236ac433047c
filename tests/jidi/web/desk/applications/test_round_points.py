"""What a round leaves open: the year asked once, the points decided in one go, counted and on the desk of who decides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from jidi.agenda.models import WorkItem
from jidi.applications.models import Round
from jidi.applications.points import undecided
from jidi.common.keys import new_key
from jidi.policies.models import PointDecision
from jidi.policies.services import DecisionsRefused, decide_point
from policycore.open_points import Scope
from tests.jidi.applications.play import OPENS, TODAY, Play
from tests.jidi.web.conftest import Enter

KEY = "designation-2027"
ADDRESS = f"/applications/rounds/{KEY}/points/"


@pytest.fixture
def fresh(play: Play) -> Round:
    """A second round, of which nothing was decided beside the first one's decisions."""
    play.announced()
    return play.announced(KEY, year=2027, opens_on=date(2026, 9, 1), closes_on=date(2027, 1, 31))


def browser_fields(text: str) -> dict[str, Any]:
    """Every field of the form as a browser would send it untouched."""
    form = BeautifulSoup(text, "html.parser").find("form", attrs={"action": ADDRESS})
    assert isinstance(form, Tag)
    sent: dict[str, Any] = {}
    for one in form.find_all(["input", "textarea", "select"]):
        name, kind = str(one.get("name", "")), one.get("type", "")
        if not name or (kind in {"checkbox", "radio"} and not one.has_attr("checked")):
            continue
        if one.name == "select":
            chosen = one.find("option", selected=True) or one.find("option")
            sent[name] = chosen["value"] if isinstance(chosen, Tag) else ""
        else:
            sent[name] = one.text.lstrip("\n") if one.name == "textarea" else one.get("value", "")
    return sent | {"once": new_key()}


def waiting(client: Client) -> str:
    return client.get("/policies/liaoning-2022/points/?show=open").text


def test_the_year_is_asked_once_and_recorded_by_the_announcing_act(play: Play, fresh: Round) -> None:
    row = PointDecision.objects.get(point="round-year", target=KEY)
    assert (row.value, row.act, row.scope) == (2027, fresh.act, "round")
    assert "round-year" not in {one.point.id for one in undecided(fresh, TODAY)}


def test_who_decides_has_it_on_the_desk_and_open_rounds_count_as_undecided(
    play: Play, fresh: Round, enter: Enter
) -> None:
    item = WorkItem.objects.get(kind="round-points", key=KEY)
    assert item.done_at is None
    count = len(undecided(fresh, TODAY))
    assert f"还有 {count} 项未定" in item.what_zh
    client = enter(play.cast.province_officer)
    assert ADDRESS in client.get("/work/").text
    assert ADDRESS in waiting(client)
    assert "各项都已决定" not in waiting(client)


def test_all_points_are_decided_with_one_act_and_the_work_is_done(play: Play, fresh: Round, enter: Enter) -> None:
    client = enter(play.cast.province_officer)
    assert ADDRESS in client.get(f"/applications/rounds/{KEY}/").text
    page = client.get(ADDRESS).text
    assert "已按上一轮的决定填上" in page
    sent = browser_fields(page) | {"act": "2027 年认定通知", "act_number": "〔2026〕9号"}
    for one in undecided(fresh, TODAY):
        if one.point.type == "date":
            sent[f"{one.point.id}.value"] = "2027-01-31"
    answer = client.post(ADDRESS, sent)
    assert answer.status_code == 302, BeautifulSoup(answer.text, "html.parser").select_one(".jd-errors")
    assert undecided(fresh, TODAY) == []
    assert set(PointDecision.objects.filter(target=KEY).exclude(point="round-year").values_list("act", flat=True)) == {
        "2027 年认定通知"
    }
    assert WorkItem.objects.get(kind="round-points", key=KEY).done_at is not None
    assert ADDRESS not in waiting(client)


def test_a_point_can_be_left_for_later_and_what_is_wrong_is_said_with_all_that_was_typed(
    play: Play, fresh: Round, enter: Enter
) -> None:
    client = enter(play.cast.province_officer)
    sent = browser_fields(client.get(ADDRESS).text)
    ticked = [name for name in sent if name.startswith("take.")]
    wrong = {name: value for name, value in sent.items() if name not in ticked}
    wrong |= {"take.panel-size": "yes", "panel-size.value": "五", "act": "通知 B"}
    answer = client.post(ADDRESS, wrong)
    assert answer.status_code == 422
    assert "「五」不是数" in answer.text
    assert 'value="通知 B"' in answer.text
    assert client.post(ADDRESS, {**wrong, "once": new_key(), "panel-size.value": "5"}).status_code == 302
    made = PointDecision.objects.filter(target=KEY).exclude(point="round-year")
    assert [(row.point, row.value) for row in made] == [("panel-size", 5)]
    assert WorkItem.objects.get(kind="round-points", key=KEY).done_at is None


def test_a_year_other_than_the_one_decided_is_refused(play: Play, enter: Enter) -> None:
    client = enter(play.cast.province_officer)
    version = play.version.pk
    sent = {
        "once": new_key(), "what": f"{version}:designation", "zh": "轮次", "key": "designation-2026", "year": "2031",
        "act": "通知", "opens_on": OPENS.isoformat(), "closes_on": "",
    }  # fmt: skip
    answer = client.post("/applications/rounds/announce/send/", sent)
    assert answer.status_code == 409
    assert "已决定为 2026" in answer.text
    assert not Round.objects.exists()


def test_others_see_what_is_open_and_who_decides_it(play: Play, fresh: Round, enter: Enter) -> None:
    page = enter(play.cast.city_officer).get(ADDRESS).text
    assert "由别的机关决定的" in page
    assert "记录勾选的决定" not in page


def test_days_in_the_wrong_order_are_refused_with_everything_else_that_is_wrong(
    play: Play, fresh: Round, enter: Enter
) -> None:
    client = enter(play.cast.province_officer)
    sent = {
        name: value for name, value in browser_fields(client.get(ADDRESS).text).items() if not name.startswith("take.")
    }
    sent |= {f"take.{name}": "yes" for name in ("submit-by", "forward-by", "panel-size")}
    wrong = {"act": "", "submit-by.value": "2027-03-20", "forward-by.value": "2027-03-10", "panel-size.value": "五"}
    answer = client.post(ADDRESS, sent | wrong)
    assert answer.status_code == 422
    errors = BeautifulSoup(answer.text, "html.parser").select_one(".jd-errors")
    assert errors is not None
    said = errors.get_text(" ", strip=True)
    assert "「市级汇总和初审」的截止日 2027-03-10 早于它前面的「准备申报材料」的截止日 2027-03-20" in said
    assert "「五」不是数" in said
    assert "请写明依据" in said
    assert errors.select_one("a[href='#forward-by.value']") is not None
    early = sent | {"once": new_key(), "act": "通知", "panel-size.value": "5", "submit-by.value": "2026-08-31"}
    early |= {"forward-by.value": "2026-08-31"}
    told = client.post(ADDRESS, early)
    assert told.status_code == 422
    assert "「准备申报材料」的截止日 2026-08-31 早于开始受理的 2026-09-01" in told.text
    right = early | {"once": new_key(), "submit-by.value": "2027-03-10", "forward-by.value": "2027-03-20"}
    assert client.post(ADDRESS, right).status_code == 302
    assert PointDecision.objects.filter(target=KEY, point__in=["submit-by", "forward-by"]).count() == 2


def test_a_day_decided_later_is_held_against_those_decided_before(play: Play, fresh: Round) -> None:
    given = {
        "version_id": fresh.version_id, "act": "通知", "decided_on": TODAY, "actor": None, "at": play.at,
        "scope": Scope.ROUND, "target": KEY,
    }  # fmt: skip
    decide_point(point="submit-by", value=date(2027, 3, 20), **given)
    with pytest.raises(DecisionsRefused, match="后一步的截止日不早于前一步"):
        decide_point(point="forward-by", value=date(2027, 3, 10), **given)
    decide_point(point="forward-by", value=date(2027, 3, 20), **given)
    with pytest.raises(DecisionsRefused, match="后一步的截止日不早于前一步"):
        decide_point(point="submit-by", value=date(2027, 3, 21), **given)
