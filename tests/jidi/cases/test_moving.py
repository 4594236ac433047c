"""One function moves a case: who, when, by which permit; what is missing is said; everything is written at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jidi.accounts.acting import Denied, Permit, require
from jidi.agenda.models import WorkItem
from jidi.audit.models import Entry
from jidi.cases import permissions, services
from jidi.cases.models import Move, Opinion, StoredVerdict
from jidi.cases.queries import history, holds, what_is_missing
from jidi.cases.services import MoveRefused, Stale
from jidi.common.keys import new_key
from tests.jidi.cases.conftest import Play

pytestmark = pytest.mark.django_db


def test_a_case_begins_at_the_first_step_pinned_to_its_pack(play: Play) -> None:
    case = play.open().case
    assert (case.step, case.case_no, case.city_code, case.version) == (
        "prepare",
        "2020-21-0001",
        "210200",
        play.version,
    )
    assert [m.answer for m in history(case)] == ["open"]
    assert [(i.addressee, i.what_zh, str(i.due_on)) for i in WorkItem.objects.all()] == [
        ("office:commerce:county", "基地1 · 县级准备", "2020-06-30")
    ]


def test_a_subject_has_one_living_case_per_procedure_and_round(play: Play) -> None:
    play.open()
    with pytest.raises(MoveRefused, match="2020-21-0001"):
        play.open()


def test_an_answer_moves_the_case_its_items_and_its_history(play: Play) -> None:
    moved = play.open().answer(play.cast.county_officer, "submit")
    assert (moved.step, moved.to, moved.ended, moved.fresh) == ("prepare", "city-review", "", True)
    open_items = WorkItem.objects.filter(done_at__isnull=True).order_by("addressee")
    assert [(i.addressee, i.holder_zh) for i in open_items] == [
        ("office:commerce:city", "大连市商务局"),
        ("office:finance:city", "大连市财政局"),
    ]
    move = Move.objects.get(seq=2)
    assert (move.who_name, move.who_organisation, move.as_actor) == ("孙丽", "庄河市商务局", "county")
    assert Opinion.objects.get().capacity == "commerce"
    assert Entry.objects.filter(action="case.moved", object_key=str(play.case_id)).count() == 1


def test_a_second_click_gets_the_first_result(play: Play) -> None:
    play.open()
    key, permit = new_key(), require(permissions.may_answer(play.cast.county_officer, play.case, "submit", play.day))
    first = play.answer(play.cast.county_officer, "submit", key=key, permit=permit)
    again = play.answer(play.cast.county_officer, "submit", key=key, permit=permit)
    assert (first.fresh, again.fresh) == (True, False)
    assert replace(again, fresh=True) == first
    assert Move.objects.count() == 2


def test_whoever_comes_second_is_told_who_and_when(play: Play) -> None:
    play.open()
    permit = require(permissions.may_answer(play.cast.county_officer, play.case, "submit", play.day))
    play.answer(play.cast.county_officer, "submit")
    with pytest.raises(
        Stale, match=r"庄河市商务局，孙丽 已于 2020-06-01 \d\d:00:00 办理了这一步：报送，现在在「市级初审」"
    ):
        play.answer(play.cast.county_officer, "submit", permit=permit)
    assert Entry.objects.filter(action="case.move", outcome="refused").count() == 1


def test_a_page_that_shows_an_older_case_is_refused(play: Play) -> None:
    play.open()
    with pytest.raises(Stale):
        play.answer(play.cast.county_officer, "submit", seen=play.case.seq + 1)
    play.answer(play.cast.county_officer, "submit", seen=play.case.seq)


def test_a_permit_for_another_case_or_answer_moves_nothing(play: Play) -> None:
    play.open()
    permit = require(permissions.may_answer(play.cast.county_officer, play.case, "submit", play.day))
    with pytest.raises(MoveRefused, match="许可"):
        play.answer(play.cast.county_officer, "submit", permit=replace(permit, object_key="999"))
    assert play.case.step == "prepare"


def test_only_the_office_of_the_step_may_answer_and_the_refusal_says_who(play: Play) -> None:
    play.open()
    cast = play.cast
    for outsider in (
        cast.sister_county_officer, cast.city_officer, cast.province_officer, cast.other_city_officer, cast.base_clerk,
        cast.enterprise_clerk, cast.expert, cast.auditor, cast.decider, cast.other_province_officer,
        cast.other_province_county_officer, cast.finance_officer, cast.system_admin,
    ):  # fmt: skip
        denied = permissions.may_answer(outsider, play.case, "submit", play.day)
        assert isinstance(denied, Denied), outsider
        assert "县商务局" in denied.why.zh
    permit = permissions.may_answer(cast.county_officer, play.case, "submit", play.day)
    assert isinstance(permit, Permit)
    assert permit.cite.printed.zh == "第二条"


def test_an_answer_the_step_does_not_have_is_refused_with_those_it_has(play: Play) -> None:
    play.open()
    assert isinstance(permissions.may_answer(play.cast.county_officer, play.case, "forward", play.day), Denied)
    assert [m.code for m in what_is_missing(play.case, "forward", play.day)] == ["no-answer"]


def test_an_undecided_point_stops_the_step_and_names_who_decides(play: Play) -> None:
    play.open(key="2", area_code="210882", actor=play.cast.other_county_officer)
    play.answer(play.cast.other_county_officer, "submit")
    missing = what_is_missing(play.case, "refuse", play.day)
    undecided = [m for m in missing if m.code == "undecided"]
    assert [m.link for m in undecided] == ["decision:city-days"]
    assert "市商务局和财政局" in undecided[0].say.zh
    assert undecided[0].cite.printed.zh == "第二条"


def test_a_refusal_needs_its_reason(play: Play) -> None:
    play.open().to_province()
    codes = [m.code for m in what_is_missing(play.case, "return", play.day)]
    assert codes == ["points"]


def test_a_person_does_not_act_for_two_offices_in_one_case(play: Play) -> None:
    play.open().to_city()
    both = replace(play.cast.city_officer, person_id=play.cast.county_officer.person_id)
    denied = permissions.may_answer(both, play.case, "return", play.day)
    assert isinstance(denied, Denied)
    assert "另一机关" in denied.why.zh


def test_a_step_is_left_out_when_its_condition_does_not_hold_and_the_verdict_is_the_reason(play: Play) -> None:
    play.open().to_province()
    officer = play.cast.province_officer
    play.answer(officer, "received", record={"statement": True})
    assert [(m.code, m.link) for m in what_is_missing(play.case, "skip", play.day)] == [("fact", "fact:visit-needed")]
    play.note(officer, "visit-needed", value=True)
    assert [m.code for m in what_is_missing(play.case, "skip", play.day)] == ["not-optional"]
    play.note(officer, "visit-needed", value=False)
    permit = require(permissions.may_answer(officer, play.case, "skip", play.day))
    services.skip(case_id=play.case_id, permit=permit, at=play.at, on=play.day, key=new_key(), reason="")
    assert play.case.step == "ask"
    stored = StoredVerdict.objects.get(question="skip visit")
    assert (stored.value, holds(stored)) == ("no", True)


def test_a_step_left_to_judgement_is_left_out_with_a_reason(play: Play) -> None:
    play.open(procedure="recommendation", actor=play.cast.province_officer)
    play.wait(3)
    services.elapse(case_id=play.case_id, at=play.at, on=play.day, key=new_key())
    officer = play.cast.province_officer
    permit = require(permissions.may_answer(officer, play.case, "skip", play.day))
    given = {"case_id": play.case_id, "permit": permit, "at": play.at, "on": play.day}
    with pytest.raises(MoveRefused, match="理由"):
        services.skip(key=new_key(), reason=" ", **given)
    assert services.skip(key=new_key(), reason="本年不组织", **given).ended == "approved"


def test_the_statement_that_goes_with_an_answer_is_asked_for(play: Play) -> None:
    play.open().to_province()
    with pytest.raises(MoveRefused, match="材料齐全"):
        play.answer(play.cast.province_officer, "received")


def test_an_applicant_withdraws_with_a_reason_until_the_procedure_says_no_more(play: Play) -> None:
    play.open(applicant_organisation_id=play.cast.organisations["institution"].pk).to_city()
    permit = require(permissions.may_withdraw(play.cast.base_clerk, play.case, play.day))
    with pytest.raises(MoveRefused):
        services.withdraw(case_id=play.case_id, permit=permit, at=play.at, on=play.day, key=new_key(), reason="")
    moved = services.withdraw(
        case_id=play.case_id, permit=permit, at=play.at, on=play.day, key=new_key(), reason="转产"
    )
    assert (moved.ended, play.case.has_ended, play.case.living_key) == ("withdrawn", True, None)
    assert WorkItem.objects.filter(done_at__isnull=True).count() == 0
    assert isinstance(permissions.may_answer(play.cast.city_officer, play.case, "return", play.day), Denied)


def test_the_whole_way_to_the_act_and_the_end(play: Play) -> None:
    play.open().to_meeting()
    cast = play.cast
    row = play.freeze(cast.province_officer, "r1")
    meeting = {
        "held_on": play.day, "body": "厅党组会", "present": ["甲", "乙"], "minutes": "纪要3号", "resolution": "同意认定",
    }  # fmt: skip
    with pytest.raises(MoveRefused, match="会议纪要"):
        play.answer_list(cast.province_officer, row, "agree", record={**meeting, "minutes": ""})
    play.answer_list(cast.province_officer, row, "agree", record=meeting)
    row = play.wait().freeze(cast.province_officer, "r1")
    act = {"act": "关于公布名单的通知", "act_number": "测〔2020〕9号", "issued_on": play.day}
    (done,) = play.answer_list(cast.province_officer, row, "issued", record=act)
    from jidi.cases.queries import record_of

    assert done.ended == "designated"
    assert (record_of(done) or {})["act_number"] == "测〔2020〕9号"
    assert [m.to_step for m in history(play.case)] == [
        "prepare", "city-review", "receive", "visit", "ask", "notice", "decide", "issue", "end.designated",
    ]  # fmt: skip


def test_time_lets_a_waiting_step_go_on_but_not_before(play: Play) -> None:
    play.open(procedure="recommendation", actor=play.cast.province_officer)
    assert services.let_time_pass(at=play.at, on=play.day) == []
    with pytest.raises(MoveRefused, match="2020-06-03"):
        services.elapse(case_id=play.case_id, at=play.at, on=play.day, key=new_key())
    play.wait(3)
    (moved,) = services.let_time_pass(at=play.at, on=play.day)
    assert services.let_time_pass(at=play.at, on=play.day) == []
    assert (moved.to, Move.objects.get(pk=moved.move_id).who_name) == ("ministry", "系统 System")
    with pytest.raises(MoveRefused, match="决定机关"):
        play.answer(play.cast.province_officer, "approved")
    record = {"who": "部委", "act": "批复", "act_date": play.day, "decision": "同意"}
    assert play.answer(play.cast.province_officer, "approved", record=record).ended == "approved"
