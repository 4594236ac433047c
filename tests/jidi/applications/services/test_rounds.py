"""Announcing a round and closing it."""

from __future__ import annotations

from datetime import date

import pytest

from jidi.accounts.acting import Denied
from jidi.applications import services
from jidi.applications.models import Round
from jidi.applications.permissions import is_open
from jidi.audit.models import Entry
from jidi.common.keys import new_key
from jidi.common.say import Refused, Say
from jidi.policies.enums import VersionStatus
from tests.jidi.applications.play import TODAY, Play


def test_a_round_pins_its_version_and_is_on_the_trail(play: Play) -> None:
    round_ = play.announced()
    assert (round_.version, round_.state, is_open(round_, TODAY)) == (play.version, "open", True)
    assert Entry.objects.filter(action="round.announce", object_key=round_.key).count() == 1


def test_a_second_click_announces_nothing_and_another_key_is_told_it_is_taken(play: Play) -> None:
    key = new_key()
    first = play.announced(once_key=key)
    assert play.announced(once_key=key) == first
    with pytest.raises(Refused, match="已经用过"):
        play.announced()
    assert Round.objects.count() == 1


def test_a_second_click_after_the_version_was_withdrawn_gets_the_round_and_nobody_else_does(play: Play) -> None:
    key = new_key()
    first = play.announced(once_key=key)
    play.version.status = VersionStatus.WITHDRAWN
    assert play.announced(once_key=key) == first
    with pytest.raises(Refused, match="没有在本地区施行"):
        play.announced(key="designation-2027")
    with pytest.raises(Refused) as refused:
        services.announce_round(
            actor=play.cast.finance_officer, version=play.version, procedure="designation", key=first.key,
            area_code="210000", year=2026, title=Say("轮次"), act="通知", act_number="", opens_on=TODAY, closes_on=None,
            at=play.at, once_key=key,
        )  # fmt: skip
    assert refused.value.code == "key-of-another"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"procedure": "recommendation", "closes_on": date(2026, 1, 1)}, "截止日早于开始日"),
        ({"procedure": "nothing"}, "不是按轮次组织"),
        ({"area_code": "330000"}, "省级主管部门"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_article(play: Play, changed: dict[str, object], why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        play.announced(**changed)
    assert refused.value.cite.printed.zh
    assert not Round.objects.exists()
    assert Entry.objects.filter(outcome="refused", action="round.announce").exists()


@pytest.mark.parametrize(
    "who", ["city_officer", "county_officer", "decider", "finance_officer", "other_province_officer", "expert"]
)
def test_only_the_officers_of_the_province_announce_and_close(play: Play, round_: Round, who: str) -> None:
    actor = play.cast.actors[who]
    with pytest.raises(Denied):
        services.announce_round(
            actor=actor, version=play.version, procedure="designation", key="x", area_code="210000", year=2026,
            title=Say("轮次"), act="通知", act_number="", opens_on=TODAY, closes_on=None, at=play.at,
            once_key=new_key(),
        )  # fmt: skip
    with pytest.raises(Denied):
        services.close_round(actor=actor, round_=round_, at=play.at)


def test_closing_twice_is_closing_once(play: Play, round_: Round) -> None:
    for _ in range(2):
        services.close_round(actor=play.cast.province_officer, round_=round_, at=play.at)
    round_.refresh_from_db()
    assert not is_open(round_, TODAY)
    assert Entry.objects.filter(action="round.close").count() == 1
    with pytest.raises(Refused, match="不在受理期内"):
        play.started(round_)
