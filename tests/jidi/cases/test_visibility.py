"""Who sees what of a case, at each step: those near it all of it, the province its progress until it was forwarded."""

from __future__ import annotations

import pytest

from jidi.cases.queries import progress_for, sees_all, visible_to, who_sees
from tests.jidi.cases.conftest import Play

pytestmark = pytest.mark.django_db
NEVER = (
    "sister_county_officer", "other_city_officer", "other_county_officer", "enterprise_clerk", "chamber_clerk", "expert",
    "auditor", "other_province_officer", "other_province_city_officer", "other_province_county_officer",
)  # fmt: skip


def seen(play: Play, name: str) -> str:
    actor = play.cast.actors[name]
    if sees_all(actor, play.case):
        return "all"
    return "progress" if progress_for(actor).filter(pk=play.case_id).exists() else "nothing"


def outsiders_see_nothing(play: Play) -> None:
    assert {name: seen(play, name) for name in NEVER} == dict.fromkeys(NEVER, "nothing")
    for admin in (play.cast.system_admin, play.cast.security_admin, play.cast.audit_admin):
        assert not visible_to(admin).exists()


def test_before_it_is_forwarded_the_province_sees_progress_only(play: Play) -> None:
    institution = play.cast.organisations["institution"].pk
    play.open(applicant_organisation_id=institution)
    outsiders_see_nothing(play)
    near = ("county_officer", "city_officer", "city_finance_officer", "base_clerk")
    assert {name: seen(play, name) for name in near} == dict.fromkeys(near, "all")
    assert (seen(play, "province_officer"), seen(play, "finance_officer")) == ("progress", "nothing")
    play.to_city()
    assert seen(play, "province_officer") == "progress"
    (row,) = progress_for(play.cast.province_officer)
    assert set(row) == {
        "id", "case_no", "title_zh", "title_en", "area_code", "procedure", "round_key", "step", "entered_on", "opened_on",
        "ended_on", "end",
    }  # fmt: skip


def test_once_forwarded_the_province_sees_all_and_goes_on_seeing_it(play: Play) -> None:
    play.open().to_province()
    assert seen(play, "province_officer") == "all"
    outsiders_see_nothing(play)
    play.answer(play.cast.province_officer, "return", reason="请核对")
    assert seen(play, "province_officer") == "all"


def test_who_is_asked_sees_it_from_then_on_and_the_secretary_when_it_is_decided(play: Play) -> None:
    play.open().to_province()
    assert (seen(play, "finance_officer"), seen(play, "decider")) == ("nothing", "nothing")
    play = play.wait(0)
    play.answer(play.cast.province_officer, "received", record={"statement": True})
    play.note(play.cast.province_officer, "visit-needed", value=True)
    visit = {"visited_on": play.day, "people": ["赵敏"], "place": "庄河", "findings": "属实"}
    play.answer(play.cast.province_officer, "done", record=visit)
    assert (seen(play, "finance_officer"), seen(play, "decider")) == ("all", "nothing")


def test_the_page_says_who_sees_it(play: Play) -> None:
    play.open().to_city()
    assert {name.zh: what.zh for name, what in who_sees(play.case)} == {
        "庄河市商务局": "全部内容",
        "大连市商务局": "全部内容",
        "大连市财政局": "全部内容",
        "辽宁省商务厅": "上报后可见；现只见进度",
    }


def test_the_secretary_of_the_party_group_sees_what_comes_before_it(play: Play) -> None:
    play.open().to_meeting()
    assert seen(play, "decider") == "all"
    outsiders_see_nothing(play)
