"""Answering for one application, for all that stand at a step, and for a list."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jidi.accounts.acting import Denied
from jidi.applications import queries, services
from jidi.applications.models import Application, Round
from jidi.audit.models import Entry
from jidi.cases.errors import MoveRefused, Stale
from jidi.cases.handing_back import hand_back
from jidi.cases.models import Case, ListStep, Move
from jidi.cases.services import Point
from jidi.common.keys import new_key
from jidi.common.say import Refused
from policycore.calendar import DayUnit
from tests.jidi.applications.play import FACTS, Play, step_of


def moves(application: Application) -> int:
    return Move.objects.filter(case=application.case_id).count()


@pytest.fixture
def submitted(play: Play, application: Application) -> Application:
    """Handed in by the county; it waits at the city."""
    return play.submitted(application)


def test_handing_in_twice_is_handing_in_once(play: Play, application: Application) -> None:
    play.filled(application)
    sent = {"once_key": new_key(), **play.now}
    first = play.answer(application, "submit", play.cast.county_officer, **sent)
    second = play.answer(application, "submit", play.cast.county_officer, **sent)
    assert (first.fresh, second.fresh) == (True, False)
    assert first.move_id == second.move_id
    assert moves(application) == 2


def test_what_is_missing_is_one_list_with_its_articles_and_nothing_was_handed_in(
    play: Play, application: Application
) -> None:
    with pytest.raises(MoveRefused) as refused:
        play.answer(application, "submit", play.cast.county_officer)
    codes = {item.code for item in refused.value.missing}
    assert {"field", "document"} <= codes
    assert all(item.cite.printed.zh for item in refused.value.missing)
    assert moves(application) == 1
    assert Entry.objects.filter(action="application.answer", outcome="refused").exists()


@pytest.mark.parametrize("who", ["city_officer", "sister_county_officer", "province_officer", "base_clerk", "expert"])
def test_nobody_answers_out_of_turn(play: Play, application: Application, who: str) -> None:
    play.filled(application)
    with pytest.raises(Denied) as refused:
        play.answer(application, "submit", play.cast.actors[who])
    assert refused.value.cite.article == "14"


def test_who_sends_a_stale_page_hears_who_was_faster(play: Play, application: Application) -> None:
    play.filled(application)
    seen = play.again(application).case.seq
    play.answer(application, "submit", play.cast.county_officer, seen=seen)
    with pytest.raises(Stale, match="孙丽 已于"):
        play.answer(application, "submit", play.cast.county_officer, seen=seen)


def test_a_return_names_its_points_and_comes_back_with_them_answered(play: Play, submitted: Application) -> None:
    city = play.cast.city_officer
    with pytest.raises(MoveRefused, match="补正点"):
        play.answer(submitted, "return", city)
    point = Point("document", "report", "请补盖章页")
    moved = play.answer(submitted, "return", city, points=[point])
    assert moved.to == "prepare"
    with pytest.raises(MoveRefused, match="补正点 1 还没有答复"):
        play.answer(submitted, "submit", play.cast.county_officer)


def test_withdrawing_needs_a_reason_and_frees_the_base(play: Play, round_: Round, submitted: Application) -> None:
    def withdraw(**changed: Any) -> Any:
        values: dict[str, Any] = {
            "actor": play.cast.county_officer, "application": submitted, "reason": "材料重做", **play.sent,
        }  # fmt: skip
        return services.withdraw(**(values | changed))

    with pytest.raises(MoveRefused, match="理由"):
        withdraw(reason="")
    with pytest.raises(Denied):
        withdraw(actor=play.cast.other_county_officer)
    sent = {"once_key": new_key(), **play.now}
    assert withdraw(**sent).ended == "withdrawn"
    assert withdraw(**sent).fresh is False
    assert play.again(submitted).living_key is None
    assert play.started(round_, submitted.base).case_id != submitted.case_id
    with pytest.raises(Denied, match="办结"):
        withdraw()


def test_one_answer_for_everything_that_waits_or_for_nothing(play: Play, round_: Round) -> None:
    both = [play.submitted(play.started(round_, play.base(product=p))) for p in ("贝类", "海参")]
    play.forwarded(round_, *both)
    step, sent = step_of(round_, "receive"), {"once_key": new_key(), **play.now}
    how: dict[str, Any] = {"round_": round_, "step": step, "answer": "received", **sent}
    with pytest.raises(Denied):
        services.pass_on(actor=play.cast.city_officer, **(how | {"once_key": new_key()}))
    assert {play.again(a).case.step for a in both} == {"receive"}
    moved = services.pass_on(actor=play.cast.province_officer, **how)
    assert [m.fresh for m in moved] == [True, True]
    again = services.pass_on(actor=play.cast.province_officer, **how)
    assert [m.move_id for m in again] == [m.move_id for m in moved]
    with pytest.raises(Refused, match="没有等待的申报") as refused:
        services.pass_on(actor=play.cast.province_officer, **(how | {"once_key": new_key()}))
    assert refused.value.cite.printed.zh


def test_a_list_is_frozen_once_and_by_its_own_city_only(play: Play, round_: Round, submitted: Application) -> None:
    def freeze(**changed: Any) -> ListStep:
        values: dict[str, Any] = {
            "actor": play.cast.city_officer, "round_": round_, "step_id": "city-forward", "scope_key": "210200",
            **play.sent,
        }  # fmt: skip
        return services.freeze(**(values | changed))

    for who in ("other_city_officer", "province_officer", "county_officer"):
        with pytest.raises(Denied):
            freeze(actor=play.cast.actors[who])
    sent = {"once_key": new_key(), **play.now}
    frozen = freeze(**sent)
    assert freeze(**sent) == frozen
    with pytest.raises(MoveRefused, match="没有办完的名单"):
        freeze()
    assert ListStep.objects.get().items.get().case_id == submitted.case_id


def test_a_second_click_on_a_list_that_is_closed_meanwhile_gets_the_first_answer(
    play: Play, round_: Round, submitted: Application
) -> None:
    city, other = play.cast.city_officer, play.cast.other_city_officer
    how: dict[str, Any] = {"round_": round_, "step_id": "city-forward", "scope_key": "210200", **play.sent}
    frozen = services.freeze(actor=city, **how)
    hold: dict[str, Any] = {"list_": frozen, "case_id": submitted.case_id, "reason": "核查未完", **play.sent}
    for _ in range(2):
        services.hold_back(actor=city, **hold)
    assert ListStep.objects.get().closed_at is not None
    assert services.freeze(actor=city, **how) == frozen
    for taken in (lambda: services.freeze(actor=other, **how), lambda: services.hold_back(actor=other, **hold)):
        with pytest.raises(Refused) as refused:
            taken()
        assert refused.value.code == "key-of-another"
    assert ListStep.objects.count() == 1


def test_a_case_is_held_back_with_a_reason_and_the_rest_is_answered_in_one_act(play: Play, round_: Round) -> None:
    one, two = (play.submitted(play.started(round_, play.base(product=p))) for p in ("贝类", "海参"))
    city = play.cast.city_officer
    play.noted(one, dict.fromkeys(FACTS, False), city)
    list_ = play.list_of(round_, "city-forward", "210200", city)
    with pytest.raises(MoveRefused, match="海参"):
        play.answered_list(round_, list_, {one.case_id: "forward", two.case_id: "forward"}, city)
    assert Case.objects.filter(step="city-forward").count() == 2
    hold: dict[str, Any] = {"actor": city, "list_": list_, "case_id": two.case_id, "reason": "核查未完"}
    with pytest.raises(MoveRefused, match="理由"):
        services.hold_back(**(hold | {"reason": " "}), **play.sent)
    with pytest.raises(Denied):
        services.hold_back(**(hold | {"actor": play.cast.other_city_officer}), **play.sent)
    sent = play.sent
    services.hold_back(**hold, **sent)
    services.hold_back(**hold, **sent)
    answers, sent = {one.case_id: "forward"}, play.sent
    first = play.answered_list(round_, list_, answers, city, **sent)
    second = play.answered_list(round_, list_, answers, city, **sent)
    assert [m.move_id for m in first] == [m.move_id for m in second]
    assert play.again(two).case.step == "city-forward"
    with pytest.raises(MoveRefused, match="已经办完"):
        play.answered_list(round_, list_, answers, city)
    with pytest.raises(Denied):
        play.answered_list(round_, list_, answers, play.cast.other_city_officer)


def test_what_is_returned_after_the_day_of_the_document_gets_the_days_of_the_house(
    play: Play, application: Application
) -> None:
    play.submitted(application)
    situation, late = queries.situation_of(play.again(application), play.on), date(2026, 10, 9)
    procedure = situation.pack.procedures["designation"]
    before = hand_back(situation, procedure, "prepare", None, play.on)
    assert before is None, "the day the round set lies later than the one of the house"
    after = hand_back(situation, procedure, "prepare", None, late)
    assert after is not None
    assert (after.length, after.unit, after.due.day) == (
        5,
        DayUnit.WORKDAY,
        situation.calendar.window(late, 5, DayUnit.WORKDAY).day,
    )
    assert after.due.day > late
    named = hand_back(situation, procedure, "prepare", date(2026, 10, 20), late)
    assert named is not None
    assert named.due.day == date(2026, 10, 20)
