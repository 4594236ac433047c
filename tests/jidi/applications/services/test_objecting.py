"""Objections: answered within the days the document gives, verified by whom it names, on the work list until then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from jidi.accounts.acting import Denied
from jidi.agenda.models import WorkItem
from jidi.applications import services
from jidi.applications.models import Application, Round
from jidi.common.keys import new_key
from jidi.common.say import Refused, Say, house
from jidi.policies import runtime
from jidi.policies.services.publication import what_stops
from jidi.publicity.models import Notice, Objection
from jidi.publicity.services import Verified
from tests.cast import Cast
from tests.jidi.applications.play import TODAY, Play, step_of, version_in_force
from tests.jidi.applications.variants import notice_first

CITE = house("公示", "public notice")
FULL = {
    "identity": {"value": "optional"}, "verifies": "city", "answer-within": {"length": 3, "unit": "workday"}, "holds": "item",
}  # fmt: skip
FOUND = Verified("现场核对，数据与台账一致", "钱伟", TODAY)
Begun = tuple[Play, Round, Application, Notice]
Begin = Callable[[dict[str, Any]], Begun]


@pytest.fixture
def begin(cast: Cast, tmp_path: Path) -> Begin:
    """A notice that runs, over one application, under what a document says of objections."""

    def begun(objections: dict[str, Any]) -> Begun:
        play = Play(cast, version_in_force(notice_first(tmp_path, objections=objections)))
        round_ = play.announced()
        application = play.submitted(play.started(round_, play.base()))
        notice = services.publish_list(
            actor=cast.province_officer, round_=round_, step=step_of(round_, "notice"), title=Say("名单公示"), body="",
            where="网站", published_on=TODAY, **play.sent,
        )  # fmt: skip
        return play, round_, application, notice

    return begun


def received(begun: Begun, **changed: Any) -> Objection:
    play, round_, application, notice = begun
    values: dict[str, Any] = {
        "actor": play.cast.province_officer, "round_": round_, "step": step_of(round_, "notice"), "notice": notice,
        "item_key": str(application.case_id), "text": "数据有出入", "by_name": "", "contact": "", "channel": "来信",
        "received_on": TODAY, **play.sent,
    }  # fmt: skip
    return services.receive_objection(**(values | changed))


def settled(play: Play, objection: Objection, verified: Verified | None, **changed: Any) -> Objection:
    values: dict[str, Any] = {
        "actor": play.cast.province_officer, "objection": objection, "upheld": False, "answer": "经核与事实相符",
        "verified": verified, "cite": CITE, "at": play.now["at"], "once_key": new_key(),
    }  # fmt: skip
    return services.settle_objection(**(values | changed))


def test_the_days_to_answer_run_from_the_day_it_was_received_and_it_waits_for_the_office(begin: Begin) -> None:
    begun = begin(FULL)
    objection = received(begun)
    assert (TODAY, objection.answer_by) == (date(2026, 9, 21), date(2026, 9, 24))
    assert "商务局" in objection.verifier
    item = WorkItem.objects.get(kind="objection", done_at__isnull=True)
    assert (item.addressee, item.due_on, item.next_zh) == (
        "office:commerce:province",
        date(2026, 9, 24),
        "核实并答复异议",
    )
    assert objection.receipt in item.what_zh
    settled(begun[0], objection, FOUND)
    assert not WorkItem.objects.filter(kind="objection", done_at__isnull=True).exists()
    objection.refresh_from_db()
    assert (objection.verified, objection.verified_by, objection.verified_on) == (FOUND.text, "钱伟", TODAY)


def test_where_the_document_gives_no_days_and_names_nobody_none_is_asked_for(begin: Begin) -> None:
    begun = begin({"identity": {"value": "optional"}})
    objection = received(begun)
    assert (objection.answer_by, objection.verifier) == (None, "")
    assert WorkItem.objects.get(kind="objection").due_on is None
    assert settled(begun[0], objection, None).verified == ""


@pytest.mark.parametrize(
    ("verified", "why"),
    [
        (None, "商务局核实"),
        (replace(FOUND, text=" "), "还没有写核实结论"),
        (replace(FOUND, by=""), "由谁说明"),
        (replace(FOUND, on=None), "哪一天"),
        (replace(FOUND, on=TODAY - timedelta(days=1)), "核实日期要在"),
        (replace(FOUND, on=TODAY + timedelta(days=1)), "核实日期要在"),
    ],
)
def test_it_is_not_answered_before_whoever_verifies_it_was_heard(
    begin: Begin, verified: Verified | None, why: str
) -> None:
    begun = begin(FULL)
    objection = received(begun)
    with pytest.raises(Refused, match=why):
        settled(begun[0], objection, verified)
    objection.refresh_from_db()
    assert objection.answer == ""
    assert WorkItem.objects.filter(kind="objection", done_at__isnull=True).count() == 1


def test_while_the_time_to_answer_is_undecided_no_objection_is_entered_and_the_point_is_named(
    cast: Cast, tmp_path: Path
) -> None:
    folder = notice_first(tmp_path, objections=FULL | {"answer-within": {"open": "answer-time"}})
    points = folder / "open-points.yaml"
    point = 'answer-time: {zh: 异议答复时限, en: Time to answer, kind: window, why: 没有写。, cite: "15"}\n'
    points.write_text(points.read_text("utf-8") + point, "utf-8")
    play = Play(cast, version_in_force(folder))
    round_ = play.announced()
    application = play.submitted(play.started(round_, play.base()))
    notice = services.publish_list(
        actor=cast.province_officer, round_=round_, step=step_of(round_, "notice"), title=Say("名单公示"), body="",
        where="网站", published_on=TODAY, **play.sent,
    )  # fmt: skip
    with pytest.raises(Refused, match="异议答复时限"):
        received((play, round_, application, notice))
    assert not Objection.objects.exists()


def test_the_same_click_enters_one_and_answers_once_and_nobody_else_does_either(begin: Begin) -> None:
    begun = begin(FULL)
    play = begun[0]
    sent = play.sent
    first = received(begun, **sent)
    assert received(begun, **sent) == first
    key, at = new_key(), play.now["at"]
    answered = settled(play, first, FOUND, once_key=key, at=at)
    assert settled(play, first, FOUND, once_key=key, at=at) == answered
    with pytest.raises(Refused, match="已经答复"):
        settled(play, first, FOUND)
    for taken in (
        lambda: received(begun, actor=play.cast.city_officer, **sent),
        lambda: settled(play, first, FOUND, actor=play.cast.city_officer, once_key=key, at=at),
    ):
        with pytest.raises(Refused) as refused:
            taken()
        assert refused.value.code == "key-of-another"
    with pytest.raises(Denied):
        received(begun, actor=play.cast.city_officer)
    assert Objection.objects.count() == 1


def test_a_site_that_carries_neither_out_publishes_no_document_with_them(begin: Begin) -> None:
    play, *_ = begin(FULL)
    play.version.status = "draft"
    assert what_stops(play.version) is None
    before = dict(runtime._declared)
    try:
        for word in ("answer-within", "verifies"):
            del runtime._declared["objections", word]
        stop = what_stops(play.version)
    finally:
        runtime._declared.update(before)
    assert stop is not None
    assert [line.rpartition(": ")[2].partition(",")[0] for line in stop.lines] == [
        "objections answer-within",
        "objections verifies",
    ]
    assert all(line.startswith("procedures/designation.yaml:") for line in stop.lines)
