"""What applies a policy now: living cases at their step, only those the reader sees; rounds a decision may be for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from jidi.applications.models import Round
from jidi.cases import guards
from jidi.facts import registry
from jidi.policies.queries import pack as pack_of
from jidi.web.desk.policies.matters import cases_under_way, rounds_of
from jidi.web.desk.policies.targets import reaches_for
from policycore.open_points import Scope
from tests.cast import Cast
from tests.jidi.cases.conftest import DAY, Play, Years, stage
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def play(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    """A case on its way under the harbour document, without what rooms above ask for."""
    before = guards.snapshot()
    guards.restore(guards.Registered([], []))
    register = Years()
    monkeypatch.setitem(registry.site.sources, "register", register)
    yield stage(cast, register)
    guards.restore(before)


def test_a_living_case_stands_at_its_step(cast: Cast, enter: Enter, play: Play) -> None:
    play.open()
    found = list(cases_under_way(cast.county_officer, "harbour-2020", DAY))
    assert [one.element for one in found] == ["procedures/designation/prepare"]
    text = enter(cast.county_officer).get("/policies/harbour-2020/articles/2/").content.decode()
    for part in ("基地1", play.case.case_no, "庄河市商务局", "第 1 版", "1 件在办"):
        assert part in text
    assert "基地1" not in enter(cast.county_officer).get("/policies/harbour-2020/articles/6/").content.decode()


def test_nobody_else_sees_it(cast: Cast, play: Play) -> None:
    play.open()
    for actor in (cast.sister_county_officer, cast.other_city_officer, cast.other_province_officer, cast.expert):
        assert list(cases_under_way(actor, "harbour-2020", DAY)) == []
    assert list(cases_under_way(cast.county_officer, "another-2020", DAY)) == []


def test_more_cases_ask_no_more_questions(cast: Cast, play: Play, django_assert_num_queries: Any) -> None:
    play.open("1")
    pack_of(play.version)
    for number in ("2", "3", "4"):
        with django_assert_num_queries(2):
            list(cases_under_way(cast.county_officer, "harbour-2020", DAY))
        play.open(number)


def test_rounds_are_offered_where_a_decision_is_for_one(cast: Cast, enter: Enter, play: Play) -> None:
    Round.objects.create(
        key="2024-1",
        version=play.version,
        procedure="designation",
        area_code="210000",
        year=2024,
        zh="2024 年认定",
        act="通知",
        opens_on=date(2024, 3, 1),
        announced_at=play.at,
        announced_by_id=cast.province_officer.person_id,
    )
    assert [key for key, _ in rounds_of(cast.province_officer, "harbour-2020", DAY)] == ["2024-1"]
    assert list(rounds_of(cast.other_province_officer, "harbour-2020", DAY)) == []
    scopes = [Scope.PACK, Scope.ROUND, Scope.CASE]
    _, rounds = reaches_for(cast.province_officer, pack_of(play.version), scopes, DAY)
    assert [key for key, _ in rounds.options] == ["round:2024-1"]
    text = enter(cast.province_officer).get("/policies/harbour-2020/points/round-year/").content.decode()
    assert '<option value="round:2024-1">2024 年认定</option>' in text
