"""Which offices an actor of a pack is; who may act and whom to remind are the same people."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import pytest

from jidi.accounts.acting import Denied, Permit
from jidi.accounts.queries import actors_in
from jidi.policies import queries
from jidi.policies.actors import exact_first, may_act_as, posts_of, posts_of_seats, seats_of
from jidi.policies.models import PackVersion
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ON = date(2020, 6, 1)
COUNTY = "210283"


def names(version: PackVersion, actor_id: str, **more: int) -> list[str]:
    seats = seats_of(queries.pack(version), actor_id, COUNTY, ON, **more)
    return [actor.name for actor in actors_in(posts_of_seats(seats, ON), ON)]


def test_an_office_is_that_of_its_level_over_the_area(version: PackVersion) -> None:
    assert names(version, "county") == ["孙丽"]
    assert names(version, "province") == ["赵敏"]


def test_a_joint_actor_is_each_of_its_offices(version: PackVersion) -> None:
    assert names(version, "city") == ["钱伟", "王磊"]


def test_a_meeting_sits_with_the_office_that_keeps_its_record_and_its_secretary(version: PackVersion) -> None:
    assert sorted(names(version, "leadership")) == ["杨帆", "赵敏"]
    assert names(version, "ministry") == ["赵敏"]


def test_the_subject_sits_at_its_own_organisation(cast: Cast, version: PackVersion) -> None:
    assert names(version, "base") == []
    assert names(version, "base", organisation_id=cast.organisations["institution"].pk) == ["冯静"]


def test_the_posts_found_are_the_posts_that_may_act(cast: Cast, version: PackVersion) -> None:
    pack = queries.pack(version)
    for actor_id in pack.actors:
        allowed = {
            actor.post_id
            for actor in cast.actors.values()
            if may_act_as(actor, pack, actor_id, COUNTY, ON, action="x", kind="case", key="1")
        }
        assert allowed == {post.pk for post in posts_of(pack, actor_id, COUNTY, ON)}


def test_a_permit_names_reason_and_article_and_a_refusal_names_who_may(cast: Cast, version: PackVersion) -> None:
    pack = queries.pack(version)
    permit = may_act_as(cast.county_officer, pack, "county", COUNTY, ON, action="x", kind="case", key="1")
    assert isinstance(permit, Permit)
    assert (permit.reason.zh, permit.cite.printed.zh, permit.cite.article) == ("由县商务局办理。", "第一条", "1")
    denied = may_act_as(cast.sister_county_officer, pack, "county", COUNTY, ON, action="x", kind="case", key="1")
    assert isinstance(denied, Denied)
    assert "县商务局" in denied.why.zh
    auditor = may_act_as(cast.auditor, pack, "province", COUNTY, ON, action="x", kind="case", key="1")
    assert isinstance(auditor, Denied)
    assert "经办岗位" in auditor.why.zh


def test_of_a_sentence_that_leads_to_a_point_the_point_is_named_first_and_each_printed_form_once() -> None:
    class Printed:
        forms: ClassVar = {"11.a": "第十一条", "11.2": "第十一条（二）", "12.a": "第十二条", "12.b": "第十二条"}

        def printed(self, article: str) -> str:
            return self.forms[article]

    pack: Any = Printed()
    assert exact_first(pack, ["11.a", "11.2"]) == ("11.2", "11.a")
    assert exact_first(pack, ["12.a", "12.b"]) == ("12.a",)
    assert exact_first(pack, ["12.a", "11.a"]) == ("12.a", "11.a")
