"""A list before the public: one notice over its cases; an objection holds up the item it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from jidi.accounts.acting import Denied
from jidi.applications import services
from jidi.applications.models import Application, Round
from jidi.cases.errors import MoveRefused
from jidi.cases.models import ListStep
from jidi.common.keys import new_key
from jidi.common.say import Refused, Say, house
from jidi.publicity.models import Notice, Objection
from jidi.publicity.services import receive_objection, settle_objection
from tests.cast import Cast
from tests.jidi.applications.play import TODAY, Play, step_of, version_in_force
from tests.jidi.applications.variants import notice_first

CITE = house("公示", "public notice")
Begin = Callable[..., tuple[Play, Round, list[Application]]]


@pytest.fixture
def begin(cast: Cast, tmp_path: Path) -> Begin:
    """A round of a document whose notice comes first, with so many applications waiting at it."""

    def begun(count: int = 2, **keys: Any) -> tuple[Play, Round, list[Application]]:
        play = Play(cast, version_in_force(notice_first(tmp_path, **keys)))
        round_ = play.announced()
        products = ("贝类", "海参", "水果")[:count]
        return play, round_, [play.submitted(play.started(round_, play.base(product=p))) for p in products]

    return begun


def publish(play: Play, round_: Round, **changed: Any) -> Notice:
    values: dict[str, Any] = {
        "actor": play.cast.province_officer, "round_": round_, "step": step_of(round_, "notice"),
        "title": Say("名单公示"), "body": "", "where": "网站", "published_on": TODAY, **play.sent,
    }  # fmt: skip
    return services.publish_list(**(values | changed))


def end(play: Play, round_: Round, notice: Notice, **changed: Any) -> Any:
    values: dict[str, Any] = {
        "actor": play.cast.province_officer, "round_": round_, "step": step_of(round_, "notice"), "notice": notice,
        "reason": "", **play.sent,
    }  # fmt: skip
    return services.end_notice(**(values | changed))


def objected(play: Play, notice: Notice, application: Application) -> Objection:
    return receive_objection(
        actor=play.cast.province_officer, notice=notice, item_key=str(application.case_id), text="数据有出入",
        by_name="", contact="", channel="来信", received_on=TODAY, cite=CITE, at=play.at,
    )  # fmt: skip


def settled(play: Play, objection: Objection, *, upheld: bool) -> None:
    settle_objection(
        actor=play.cast.province_officer, objection=objection, upheld=upheld, answer="已核实", cite=CITE, at=play.at
    )


def over(play: Play, notice: Notice) -> Play:
    """The day after the last day of a notice."""
    days = notice.last_day - TODAY + timedelta(days=1)
    return replace(play, on=TODAY + days, at=play.at + days)


@pytest.mark.parametrize("scope", [None, {"list": "per round"}])
def test_everything_that_waits_is_on_one_notice_and_goes_on_together(begin: Begin, scope: Any) -> None:
    play, round_, both = begin(scope=scope) if scope else begin()
    notice = publish(play, round_)
    assert notice.item_keys == [str(a.case_id) for a in both]
    assert notice.last_day > date(2026, 9, 25)
    assert ListStep.objects.filter(step="notice").count() == (1 if scope else 0)
    with pytest.raises(MoveRefused, match="期满"):
        end(play, round_, notice)
    later = over(play, notice)
    moved = end(later, round_, notice)
    assert [one.to for one in moved] == ["city-forward"] * 2


def test_the_same_click_publishes_once_and_another_finds_nothing_left(begin: Begin) -> None:
    play, round_, _ = begin()
    key = new_key()
    now = play.now
    first = publish(play, round_, once_key=key, **now)
    assert publish(play, round_, once_key=key, **now) == first
    with pytest.raises(Refused, match="名单是空的"):
        publish(play, round_)
    assert Notice.objects.count() == 1


def test_an_objection_without_an_answer_holds_its_own_item_on_a_list(begin: Begin) -> None:
    play, round_, (one, other) = begin(scope={"list": "per round"})
    notice = publish(play, round_)
    objection = objected(play, notice, one)
    later = over(play, notice)
    assert [m.case_id for m in end(later, round_, notice)] == [other.case_id]
    assert play.again(one).case.step == "notice"
    held = ListStep.objects.get(step="notice").items.get(case_id=one.case_id)
    assert "异议" in held.held_reason
    with pytest.raises(MoveRefused, match="异议没有答复"):
        end(later, round_, notice)
    settled(later, objection, upheld=False)
    assert [m.to for m in end(later, round_, notice)] == ["city-forward"]


def test_an_upheld_objection_ends_its_item_with_a_reason(begin: Begin) -> None:
    play, round_, (one, other) = begin(scope={"list": "per round"})
    notice = publish(play, round_)
    settled(play, objected(play, notice, one), upheld=True)
    later = over(play, notice)
    with pytest.raises(MoveRefused, match="理由"):
        end(later, round_, notice)
    ended = {m.case_id: m.ended for m in end(later, round_, notice, reason="核实属实")}
    assert ended == {one.case_id: "not-designated", other.case_id: ""}


def test_where_an_objection_holds_the_list_nothing_goes_before_it_is_answered(begin: Begin) -> None:
    objections = {"identity": {"value": "optional"}, "holds": "list"}
    play, round_, (one, _) = begin(scope={"list": "per round"}, objections=objections)
    notice = publish(play, round_)
    objection = objected(play, notice, one)
    later = over(play, notice)
    with pytest.raises(MoveRefused, match="异议没有答复"):
        end(later, round_, notice)
    settled(later, objection, upheld=False)
    assert len(end(later, round_, notice)) == 2


def test_what_comes_after_a_notice_was_published_gets_one_of_its_own(begin: Begin) -> None:
    play, round_, _ = begin(1, scope={"list": "per round"})
    first = publish(play, round_)
    late = play.submitted(play.started(round_, play.base(product="水果")))
    with pytest.raises(Refused, match="名单是空的"):
        publish(play, round_)
    later = over(play, first)
    assert len(end(later, round_, first)) == 1
    second = publish(later, round_, published_on=later.on)
    assert second.item_keys == [str(late.case_id)]
    assert [m.case_id for m in end(over(later, second), round_, second)] == [late.case_id]


def test_a_city_publishes_its_own_list_and_nobody_elses(begin: Begin) -> None:
    play, round_, (one,) = begin(1, scope={"list": "per city"}, actor="city")
    with pytest.raises(Denied):
        publish(play, round_, actor=play.cast.other_city_officer, scope_key="210200")
    with pytest.raises(Denied):
        publish(play, round_, scope_key="210200")
    officer = play.cast.city_officer
    notice = publish(play, round_, actor=officer, scope_key="210200")
    assert (notice.area_code, notice.item_keys) == ("210200", [str(one.case_id)])
    moved = end(over(play, notice), round_, notice, actor=officer, scope_key="210200")
    assert [m.to for m in moved] == ["city-forward"]
