"""What was handed in for an item a later decision took off the list stays in sight and can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from jidi.applications import queries
from jidi.applications.models import Application, Round
from jidi.cases.services import Point
from jidi.files.models import Attachment
from jidi.policies.services import decide_point
from policycore.open_points import Scope
from tests.jidi.applications.play import TODAY, Play
from tests.jidi.web.conftest import Enter
from tests.jidi.web.desk.applications.test_dossier import taken

WITHOUT_POLICIES = {"items": [{"id": "request", "zh": "申报请示"}, {"id": "photo", "zh": "照片", "required": False}]}


def decided_anew(play: Play, round_: Round, value: Any = WITHOUT_POLICIES) -> None:
    decide_point(
        version_id=play.version.pk, point="round-checklist", value=value, act="补充通知", decided_on=TODAY, actor=None,
        at=play.at + timedelta(seconds=next(play.seconds)), scope=Scope.ROUND, target=round_.key, valid_from=TODAY,
    )  # fmt: skip


def tab(application: Application) -> str:
    return f"/applications/{application.case.case_no}/?tab=documents"


def test_files_of_an_item_taken_off_the_list_are_shown_by_its_name_and_taken_back_while_it_is_theirs(
    play: Play, application: Application, enter: Enter
) -> None:
    play.attached(application, "policies")
    county = enter(play.cast.county_officer)
    assert "清单里已没有的材料" not in county.get(tab(application)).text
    decided_anew(play, application.round)
    page = county.get(tab(application)).text
    for part in ("清单里已没有的材料", "配套政策文件", "policies.pdf"):
        assert part in page
    row = Attachment.objects.get()
    address = f"/applications/{application.case.case_no}/documents/policies/{row.key}/detach/"
    assert address in page
    assert county.post(address).status_code == 302
    assert "清单里已没有的材料" not in county.get(tab(application)).text
    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_the_whole_file_holds_them_and_who_reviews_cannot_take_them_back(
    play: Play, application: Application, enter: Enter
) -> None:
    play.attached(application, "policies")
    decided_anew(play, application.round)
    play.submitted(application)
    page = enter(play.cast.city_officer).get(tab(application)).text
    assert "policies.pdf" in page
    assert "/detach/" not in page
    names = taken(enter, play.cast.city_officer, application).namelist()
    assert any("清单里已没有的材料" in name and name.endswith("policies.pdf") for name in names)


def test_after_a_return_the_applicant_takes_them_back_though_no_point_can_name_them(
    play: Play, application: Application
) -> None:
    play.attached(application, "policies")
    decided_anew(play, application.round)
    play.submitted(application)
    play.answer(application, "return", play.cast.city_officer, points=[Point("other", "other", "请核对")])
    again = play.again(application)
    assert queries.may_edit_document(play.cast.county_officer, again, "policies", TODAY)
    assert not queries.may_edit_document(play.cast.county_officer, again, "request", TODAY)


def test_the_list_that_counts_is_the_one_it_was_handed_in_by(
    play: Play, application: Application, enter: Enter
) -> None:
    play.submitted(application)
    again = play.again(application)
    listed = [item.id for item in queries.checklist_now(again, TODAY)]
    decided_anew(play, application.round, {"items": [{"id": "novel", "zh": "新材料"}]})
    assert [item.id for item in queries.checklist_now(again, TODAY)] == listed
    page = enter(play.cast.city_officer).get(tab(application)).text
    assert "新材料" not in page
    assert "清单里已没有的材料" not in page
    play.forwarded(application.round, again)
    assert [item.id for item in queries.checklist_now(play.again(application), TODAY)] == listed


def test_after_a_return_the_list_follows_the_decision_and_what_changed_is_told(
    play: Play, application: Application, enter: Enter
) -> None:
    play.submitted(application)
    decided_anew(
        play, application.round, {"items": [{"id": "request", "zh": "申报请示"}, {"id": "novel", "zh": "新材料"}]}
    )
    play.answer(application, "return", play.cast.city_officer, points=[Point("other", "other", "请核对")])
    assert [item.id for item in queries.checklist_now(play.again(application), TODAY)] == ["request", "novel"]
    page = enter(play.cast.county_officer).get(tab(application)).text
    for part in ("清单有改动（2026-09-21 补充通知）", "新增「新材料」", "不再要「基地发展规划」"):
        assert part in page
    assert "清单有改动" not in enter(play.cast.city_officer).get(tab(application)).text


def test_a_change_while_it_is_prepared_is_told_and_none_where_there_is_none(
    play: Play, application: Application, enter: Enter
) -> None:
    county = enter(play.cast.county_officer)
    assert "清单有改动" not in county.get(tab(application)).text
    decided_anew(play, application.round)
    page = county.get(tab(application)).text
    assert "新增「照片」" in page
    assert "不再要「基地发展规划」" in page
