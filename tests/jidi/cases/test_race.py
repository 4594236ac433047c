"""Two officials in the same second: one answer stands, the other is told who and when. Threads on one real database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from jidi.accounts.acting import require
from jidi.audit.queries import verify
from jidi.cases import permissions, services
from jidi.cases.invariants import all_checks
from jidi.cases.models import Case, ListStep, Move
from jidi.cases.services import MoveRefused, Stale
from jidi.common.keys import new_key
from jidi.common.say import Refused
from tests.cast import assemble
from tests.jidi.cases.conftest import Play, Years, stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def play(register: Years) -> Play:
    """The stage in a database that commits, so that threads see each other."""
    return stage(assemble(), register)


def together(*works: Callable[[], Any]) -> list[Any]:
    """Run all at once; give each result, or the refusal it met."""
    gate, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            gate.wait()
            results[place] = work()
        except Refused as refused:
            results[place] = refused  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return results


def test_two_answers_at_once_one_stands_and_the_other_is_told(play: Play) -> None:
    play.open().to_province()
    case, officer, key = play.case, play.cast.province_officer, new_key
    given: dict[str, Any] = {"case_id": case.pk, "at": play.at, "on": play.day, "seen": case.seq}
    received = require(permissions.may_answer(officer, case, "received", play.day))
    returned = require(permissions.may_answer(officer, case, "return", play.day))
    results = together(
        lambda: services.move(answer="received", permit=received, key=key(), record={"statement": True}, **given),
        lambda: services.move(answer="return", permit=returned, key=key(), reason="请核对", **given),
    )
    refused = [r for r in results if isinstance(r, Stale)]
    assert len(refused) == 1
    assert "辽宁省商务厅，赵敏 已于" in refused[0].why.zh
    assert Move.objects.filter(case=case, step="receive").count() == 1
    assert list(all_checks()) == []
    assert verify()


def test_ten_clicks_at_once_make_one_move(play: Play) -> None:
    play.open()
    permit = require(permissions.may_answer(play.cast.county_officer, play.case, "submit", play.day))
    key = new_key()

    def click() -> Any:
        return services.move(
            case_id=play.case_id, answer="submit", permit=permit, at=play.at, on=play.day, key=key, seen=1
        )

    results = together(*[click] * 10)
    assert [r.move_id for r in results] == [results[0].move_id] * 10
    assert sum(r.fresh for r in results) == 1
    assert Move.objects.count() == 2
    assert list(all_checks()) == []


def test_ten_cases_begun_at_once_have_ten_numbers(play: Play) -> None:
    from jidi.common.say import Say
    from policycore.facts import Subject

    def begin(name: str) -> Callable[[], Any]:
        subject = Subject("base", name)
        permit = require(
            permissions.may_open(play.cast.county_officer, play.version, "designation", subject, "210283", play.day)
        )
        return lambda: services.open_case(
            version_id=play.version.pk, procedure="designation", subject=subject, title=Say(name), area_code="210283",
            permit=permit, at=play.at, on=play.day, key=new_key(), round_key="r1", year="2020",
        )  # fmt: skip

    together(*[begin(f"b{i}") for i in range(10)])
    numbers = sorted(Case.objects.values_list("case_no", flat=True))
    assert numbers == [f"2020-21-{i:04d}" for i in range(1, 11)]
    same = together(*[begin("b99")] * 2)
    assert sum(isinstance(r, MoveRefused) for r in same) == 1


def test_a_list_answered_twice_at_once_is_answered_once(play: Play) -> None:
    play.open().to_meeting()
    row = play.freeze(play.cast.province_officer, "r1")
    meeting = {"held_on": play.day, "body": "厅党组会", "present": ["甲"], "minutes": "纪要", "resolution": "决议"}

    def answer(actor: Any, word: str) -> Callable[[], Any]:
        return lambda: play.answer_list(actor, row, word, record=meeting)

    results = together(answer(play.cast.province_officer, "agree"), answer(play.cast.decider, "not"))
    assert sum(isinstance(r, Refused) for r in results) == 1
    assert Move.objects.filter(step="decide").count() == 1
    assert ListStep.objects.filter(closed_at__isnull=True).count() == 0
    assert list(all_checks()) == []


def test_two_joint_offices_signing_at_once_make_one_move(play: Play) -> None:
    play.open().to_city()
    play.note(play.cast.city_officer, "false-material", value=False)
    row = play.freeze(play.cast.city_officer, "210200")
    results = together(
        lambda: play.answer_list(play.cast.city_officer, row, "forward"),
        lambda: play.answer_list(play.cast.city_finance_officer, row, "forward"),
    )
    assert sorted(len(r[0].waiting_for) for r in results) == [0, 1]
    assert Move.objects.filter(step="city-review").count() == 1
    assert play.case.step == "receive"
    assert list(all_checks()) == []
