"""What the events of a title make of it: the one function, read as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from jidi.bases.enums import Exactness, Right, TitleAct, TitleState
from jidi.bases.states import _ENDS, DoesNotFollowError, in_order, replay, rights_suspended
from policycore.facts import TITLE_ENDS


@dataclass
class Event:
    act: str
    on: date
    exact: str = Exactness.DAY
    until_on: date | None = None
    right: str = Right.TITLE
    title_name: str = ""
    batch: int | None = None
    result: str = ""
    result_name: str = ""
    is_opening: bool = False


def test_the_ends_of_a_title_are_the_words_a_pack_may_ask_for() -> None:
    assert {state.value for state in _ENDS.values()} == set(TITLE_ENDS)


def day(text: str) -> date:
    return date.fromisoformat(text)


DESIGNATED = Event(TitleAct.DESIGNATED, day("2018-03-01"), title_name="省级基地", batch=2)


def test_a_designation_begins_the_title() -> None:
    now = replay([DESIGNATED])
    assert (now.state, now.held_from, now.batch, now.title_name) == (TitleState.HELD, day("2018-03-01"), 2, "省级基地")
    assert now.from_exact


def test_nothing_is_nothing() -> None:
    assert replay([]).state is TitleState.NONE
    assert not replay([]).open


def test_an_announced_title_is_not_held_and_may_come_to_nothing() -> None:
    announced = Event(TitleAct.ANNOUNCED, day("2018-02-01"), title_name="省级基地")
    now = replay([announced])
    assert (now.state, now.held_from, now.stands, now.open) == (TitleState.ANNOUNCED, None, False, True)
    assert replay([announced, DESIGNATED]).state is TitleState.HELD
    assert replay([announced, Event(TitleAct.NOT_DESIGNATED, day("2018-03-01"))]).open is False


def test_an_assessment_is_the_last_result_and_changes_nothing_else() -> None:
    assessed = Event(TitleAct.ASSESSED, day("2020-05-01"), result="passed", result_name="考核通过")
    now = replay([DESIGNATED, assessed])
    assert (now.state, now.result, now.result_on) == (TitleState.HELD, "passed", day("2020-05-01"))


def test_rectification_has_its_day_and_ends_with_it() -> None:
    rectify = Event(TitleAct.RECTIFYING, day("2020-05-01"), until_on=day("2020-11-01"))
    now = replay([DESIGNATED, rectify])
    assert (now.state, now.rectify_due, now.stands) == (TitleState.RECTIFYING, day("2020-11-01"), True)
    assert replay([DESIGNATED, rectify, Event(TitleAct.RECTIFIED, day("2020-10-01"))]).rectify_due is None


def test_a_revoked_title_ends_with_the_revocation_as_its_result() -> None:
    now = replay([DESIGNATED, Event(TitleAct.REVOKED, day("2021-01-01"))])
    assert (now.state, now.held_until, now.result) == (TitleState.REVOKED, day("2021-01-01"), "revoked")
    assert not now.stands


def test_a_day_in_between_sees_what_was_so_then() -> None:
    events = [DESIGNATED, Event(TitleAct.REVOKED, day("2021-01-01"))]
    assert replay(events, day("2020-12-31")).state is TitleState.HELD
    assert replay(events, day("2017-12-31")).state is TitleState.NONE


def test_a_suspended_title_returns_to_where_it_was() -> None:
    rectify = Event(TitleAct.RECTIFYING, day("2020-05-01"))
    pause, resume = Event(TitleAct.SUSPENDED, day("2020-06-01")), Event(TitleAct.RESUMED, day("2020-07-01"))
    assert replay([DESIGNATED, rectify, pause]).state is TitleState.SUSPENDED
    assert replay([DESIGNATED, rectify, pause, resume]).state is TitleState.RECTIFYING


def test_a_suspended_right_leaves_the_title_and_ends_after_its_last_day() -> None:
    pause = Event(TitleAct.SUSPENDED, day("2020-06-01"), right=Right.APPLY, until_on=day("2021-05-31"))
    events = [DESIGNATED, pause]
    assert replay(events).state is TitleState.HELD
    assert set(rights_suspended(events, day("2020-06-01"))) == {Right.APPLY}
    assert set(rights_suspended(events, day("2021-05-31"))) == {Right.APPLY}
    assert rights_suspended(events, day("2021-06-01")) == {}
    lifted = [*events, Event(TitleAct.RESUMED, day("2020-09-01"), right=Right.APPLY)]
    assert rights_suspended(lifted, day("2020-09-01")) == {}


def test_support_may_end_after_the_title_did() -> None:
    events = [DESIGNATED, Event(TitleAct.REVOKED, day("2021-01-01")), Event(TitleAct.SUPPORT_ENDED, day("2021-02-01"))]
    now = replay(events)
    assert (now.state, now.support_ended_on) == (TitleState.REVOKED, day("2021-02-01"))


def test_before_this_system_a_passed_assessment_proves_a_title_nobody_saw_begin() -> None:
    assessed = Event(
        TitleAct.ASSESSED, day("2021-12-31"), exact=Exactness.YEAR, is_opening=True, title_name="国家级基地"
    )
    now = replay([assessed])
    assert (now.state, now.held_from, now.from_exact) == (TitleState.HELD, day("2021-12-31"), False)


@pytest.mark.parametrize(
    "events",
    [
        [Event(TitleAct.ASSESSED, day("2020-05-01"))],
        [DESIGNATED, Event(TitleAct.DESIGNATED, day("2019-03-01"))],
        [DESIGNATED, Event(TitleAct.RECTIFIED, day("2019-03-01"))],
        [DESIGNATED, Event(TitleAct.REVOKED, day("2019-03-01")), Event(TitleAct.ASSESSED, day("2020-03-01"))],
        [Event(TitleAct.REVOKED, day("2019-03-01"))],
    ],
)
def test_what_cannot_follow_is_named(events: list[Event]) -> None:
    with pytest.raises(DoesNotFollowError) as caught:
        replay(events)
    assert caught.value.act == events[-1].act


def test_events_are_put_in_the_order_of_their_days() -> None:
    late, early = Event(TitleAct.ASSESSED, day("2020-05-01")), DESIGNATED
    assert in_order([late, early]) == [early, late]
