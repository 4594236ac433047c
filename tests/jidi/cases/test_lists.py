"""A list is frozen once, has one record, moves as a whole; joint offices sign; who is held back stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jidi.accounts.acting import Denied, require
from jidi.cases import permissions, services
from jidi.cases.models import Case, ListItem, ListStep, Move, Opinion, StepRecord
from jidi.cases.queries import list_items, open_list
from jidi.cases.services import MoveRefused, Point, Stale
from jidi.common.keys import new_key
from jidi.policies.services import decide_point
from tests.jidi.cases.conftest import Play

pytestmark = pytest.mark.django_db


def three_at_city(play: Play) -> list[int]:
    """Three bases of two counties of one city, handed in."""
    cast, ids = play.cast, []
    for key, area, officer in (("1", "210283", cast.county_officer), ("2", "210283", cast.county_officer),
                               ("3", "210213", cast.sister_county_officer)):  # fmt: skip
        play.open(key=key, area_code=area, actor=officer).answer(officer, "submit")
        play.note(cast.city_officer, "false-material", value=False)
        ids.append(play.case_id)
    play.wait()
    return ids


def test_a_list_holds_every_case_of_the_city_in_the_order_given(play: Play) -> None:
    ids = three_at_city(play)
    row = play.freeze(play.cast.city_officer, "210200", order=[ids[2]])
    assert [(item.place, item.case_id) for item in list_items(row)] == [(1, ids[2]), (2, ids[0]), (3, ids[1])]
    assert open_list("harbour-2020", "designation", "city-review", "r1", "210200") == row


def test_only_one_list_of_a_step_is_open_at_a_time(play: Play) -> None:
    three_at_city(play)
    play.freeze(play.cast.city_officer, "210200")
    with pytest.raises(MoveRefused, match="没有办完的名单"):
        play.freeze(play.cast.city_officer, "210200")


def test_a_list_of_nothing_is_refused(play: Play) -> None:
    play.open()
    permit = require(
        permissions.may_freeze(play.cast.city_officer, play.version, "designation", "city-review", "210200", play.day)
    )
    with pytest.raises(MoveRefused, match="没有等待"):
        services.freeze_list(
            version_id=play.version.pk, procedure="designation", step="city-review", round_key="r1", scope_key="210200",
            permit=permit, at=play.at, on=play.day, key=new_key(),
        )  # fmt: skip


def test_another_city_may_not_freeze_or_answer_it(play: Play) -> None:
    three_at_city(play)
    row = play.freeze(play.cast.city_officer, "210200")
    for outsider in (play.cast.other_city_officer, play.cast.county_officer, play.cast.province_officer):
        assert isinstance(permissions.may_move_list(outsider, row, play.day), Denied)


def test_a_step_with_lists_is_not_answered_alone_but_for_a_return(play: Play) -> None:
    three_at_city(play)
    with pytest.raises(MoveRefused, match="按名单集中办理"):
        play.answer(play.cast.city_officer, "forward", reason="同意")
    play.answer(play.cast.city_officer, "return", points=[Point("field", "exports", "与附件不符")])
    assert play.case.step == "prepare"


def test_joint_offices_go_on_when_both_have_signed(play: Play) -> None:
    ids = three_at_city(play)
    row = play.freeze(play.cast.city_officer, "210200")
    first = play.answer_list(play.cast.city_officer, row, "forward")
    assert [moved.waiting_for for moved in first] == [("大连市财政局",)] * 3
    assert {case.step for case in Case.objects.filter(pk__in=ids)} == {"city-review"}
    second = play.answer_list(play.cast.city_finance_officer, row, "forward")
    assert [moved.to for moved in second] == ["receive"] * 3
    row.refresh_from_db()
    assert (row.closed_at, row.living_key) == (play.at, None)
    assert Opinion.objects.filter(step="city-review", is_valid=True).count() == 6


def test_an_office_signs_once(play: Play) -> None:
    three_at_city(play)
    row = play.freeze(play.cast.city_officer, "210200")
    play.answer_list(play.cast.city_officer, row, "forward")
    with pytest.raises(Stale, match="钱伟 已于"):
        play.answer_list(play.cast.city_officer, row, "forward")


def test_offices_that_differ_stop_and_say_who_decides_what_then(play: Play) -> None:
    three_at_city(play)
    row = play.freeze(play.cast.city_officer, "210200")
    play.answer_list(play.cast.city_officer, row, "forward")
    stopped = play.answer_list(play.cast.city_finance_officer, row, "refuse")
    assert all(moved.move_id is None and "意见不一致" in moved.stopped[0] for moved in stopped)
    assert "省商务厅" in stopped[0].stopped[0]
    decide_point(version_id=play.version.pk, point="dissent", value="lead-decides", act="通知",
                 decided_on=date(2020, 6, 1), actor=None, at=play.at)  # fmt: skip
    done = play.answer_list(play.cast.city_officer, row, "forward")
    assert [moved.to for moved in done] == ["receive"] * 3


def test_one_case_that_cannot_go_holds_all_and_is_named_until_it_is_held_back(play: Play) -> None:
    ids = three_at_city(play)
    play.case_id = ids[1]
    play.note(play.cast.city_officer, "false-material", value=True, evidence="发票与实际不符", what_is_false="金额")
    row = play.freeze(play.cast.city_officer, "210200")
    with pytest.raises(MoveRefused, match="基地2：否决情形成立：造假") as refused:
        play.answer_list(play.cast.city_officer, row, "forward")
    assert refused.value.missing[0].cite.printed.zh == "第四条"
    assert Opinion.objects.filter(step="city-review").count() == 0
    permit = require(permissions.may_move_list(play.cast.city_officer, row, play.day))
    held: dict[str, Any] = {"list_id": row.pk, "case_id": ids[1], "permit": permit, "at": play.at}
    with pytest.raises(MoveRefused):
        services.hold_back(reason=" ", key=new_key(), **held)
    services.hold_back(reason="待核实", key=new_key(), **held)
    play.answer_list(play.cast.city_officer, row, "forward")
    play.answer_list(play.cast.city_finance_officer, row, "forward")
    steps = dict(Case.objects.filter(pk__in=ids).values_list("pk", "step"))
    assert steps == {ids[0]: "receive", ids[1]: "city-review", ids[2]: "receive"}
    assert play.freeze(play.cast.city_officer, "210200").items.get().case_id == ids[1]


def test_a_case_returned_alone_leaves_the_open_list_with_the_reason(play: Play) -> None:
    ids = three_at_city(play)
    row = play.freeze(play.cast.city_officer, "210200")
    play.case_id = ids[0]
    play.answer(play.cast.city_officer, "return", reason="缺材料", points=[Point("document", "plan", "缺批准机关")])
    item = ListItem.objects.get(list_step=row, case_id=ids[0])
    assert (item.held_reason, item.held_by_id) == ("缺材料", play.cast.city_officer.person_id)
    play.answer_list(play.cast.city_officer, row, "forward")
    play.answer_list(play.cast.city_finance_officer, row, "forward")
    row.refresh_from_db()
    assert row.closed_at is not None


def test_every_line_needs_its_answer(play: Play) -> None:
    ids = three_at_city(play)
    row = play.freeze(play.cast.city_officer, "210200")
    with pytest.raises(MoveRefused, match="还没有答复：基地2、基地3"):
        play.answer_list(play.cast.city_officer, row, answers={ids[0]: "forward"})


def test_lines_may_get_different_answers(play: Play) -> None:
    ids = three_at_city(play)
    row = play.freeze(play.cast.city_officer, "210200")
    answers = {ids[0]: "forward", ids[1]: "refuse", ids[2]: "forward"}
    play.answer_list(play.cast.city_officer, row, answers=answers)
    done = play.answer_list(play.cast.city_finance_officer, row, answers=answers)
    assert {moved.case_id: moved.ended for moved in done} == {ids[0]: "", ids[1]: "refused", ids[2]: ""}


def test_a_meeting_has_one_record_over_the_list(play: Play) -> None:
    play.open().to_meeting()
    row = play.freeze(play.cast.decider, "r1")
    meeting = {"held_on": play.day, "body": "厅党组会", "present": ["甲"], "minutes": "纪要", "resolution": "同意"}
    play.answer_list(play.cast.decider, row, "agree", record=meeting)
    record = StepRecord.objects.get(list_step=row)
    assert (record.data["body"], record.case_id) == ("厅党组会", None)
    move = Move.objects.get(case_id=play.case_id, step="decide")
    assert (move.list_step_id, move.who_name, move.as_actor) == (row.pk, "杨帆", "leadership")


def test_a_list_sent_twice_is_answered_once(play: Play) -> None:
    ids = three_at_city(play)
    row = play.freeze(play.cast.city_officer, "210200")
    permit = require(permissions.may_move_list(play.cast.city_officer, row, play.day))
    given: dict[str, Any] = {
        "list_id": row.pk, "answers": dict.fromkeys(ids, "refuse"), "permit": permit, "at": play.at, "on": play.day,
        "key": new_key(), "reasons": dict.fromkeys(ids, "不符合"),
    }  # fmt: skip
    assert [m.fresh for m in services.move_list(**given)] == [True] * 3
    assert [m.fresh for m in services.move_list(**given)] == [False] * 3


def test_a_held_line_has_its_reason_in_the_database(play: Play) -> None:
    three_at_city(play)
    row = play.freeze(play.cast.city_officer, "210200")
    with pytest.raises(IntegrityError, match="cases_item_held_why"), transaction.atomic():
        ListItem.objects.filter(list_step=row).update(held_at=play.at)
    with pytest.raises(IntegrityError, match="cases_list_open"), transaction.atomic():
        ListStep.objects.filter(pk=row.pk).update(closed_at=play.at)
