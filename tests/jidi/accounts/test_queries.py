"""Who holds what on a day, which posts a rule means, and who sees which organisation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from jidi.accounts.enums import Duty, Tier
from jidi.accounts.models import Appointment, Organisation
from jidi.accounts.queries import (
    actor_for,
    actors_in,
    audit_visible_to,
    authority,
    members_of,
    mixed_administrators,
    organisations_visible_to,
    people_visible_to,
    posts_held,
    posts_matching,
    posts_of,
    within,
)
from jidi.accounts.services.people import disable_person
from jidi.accounts.services.posts import appoint, end_appointment
from jidi.audit.services import record
from tests.cast import BUILT_AT, SINCE, Cast

TODAY = date(2026, 3, 2)
AT = BUILT_AT + timedelta(days=4000)


@pytest.mark.parametrize(
    ("organ", "tier", "area", "holder"),
    [
        ("commerce", Tier.COUNTY, "210283", ["county_officer"]),
        ("commerce", Tier.CITY, "210283", ["city_officer"]),
        ("commerce", Tier.CITY, "210200", ["city_officer"]),
        ("commerce", Tier.CITY, "210882", ["other_city_officer"]),
        ("commerce", Tier.PROVINCE, "210283", ["province_officer", "decider", "auditor"]),
        ("commerce", Tier.PROVINCE, "331003", ["other_province_officer"]),
        ("finance", Tier.CITY, "210283", ["city_finance_officer"]),
        ("finance", Tier.CITY, "210882", []),
        ("commerce", Tier.COUNTY, "210200", []),
        ("customs", Tier.CITY, "210283", []),
    ],
)
def test_an_actor_of_a_pack_is_the_post_at_that_level_above_the_area(
    cast: Cast, organ: str, tier: Tier, area: str, holder: list[str]
) -> None:
    posts = posts_matching(organ=organ, tier=tier, area_code=area, on=TODAY)
    assert [actor.name for actor in actors_in(posts, TODAY)] == [cast.actors[key].name for key in holder]


def test_a_duty_narrows_the_posts(cast: Cast) -> None:
    posts = posts_matching(organ="commerce", tier="province", area_code="210283", duty=Duty.DECIDER, on=TODAY)
    assert [post.name for post in posts] == ["厅党组秘书"]


def test_before_an_office_was_there_nobody_is_meant(cast: Cast) -> None:
    before = SINCE - timedelta(days=1)
    assert not posts_matching(organ="commerce", tier=Tier.CITY, area_code="210283", on=before).exists()
    assert authority(organ="commerce", tier=Tier.CITY, area_code="210283", on=before) is None


def test_the_authority_of_an_area(cast: Cast) -> None:
    found = authority(organ="commerce", tier=Tier.CITY, area_code="210283", on=TODAY)
    assert found == cast.organisations["city"]


def test_a_person_may_hold_several_posts_and_acts_in_one(cast: Cast) -> None:
    person = cast.people["county_officer"]
    second = cast.post("sister_county_officer")
    appoint(actor=cast.security_admin, person=person, post=second, from_on=date(2026, 1, 1), deputy=True, at=AT)

    assert [(row.post.name, row.is_deputy) for row in posts_held(person, TODAY)] == [
        ("外贸股经办", False),
        ("外贸股经办", True),
    ]
    acting = actor_for(person, second.pk, TODAY)
    assert acting is not None
    assert (acting.area_code, acting.deputy) == ("210213", True)
    assert actor_for(person, second.pk, date(2025, 12, 31)) is None


def test_an_appointment_ends_on_its_first_day_without(cast: Cast) -> None:
    person, post = cast.people["county_officer"], cast.post("county_officer")
    end_appointment(actor=cast.security_admin, appointment=person.appointments.get(), on=TODAY, at=AT)
    assert actor_for(person, post.pk, TODAY - timedelta(days=1)) is not None
    assert actor_for(person, post.pk, TODAY) is None


def test_a_closed_account_holds_no_post(cast: Cast) -> None:
    person, post = cast.people["county_officer"], cast.post("county_officer")
    disable_person(actor=cast.security_admin, person=person, reason="调离", at=AT)
    person.refresh_from_db()
    assert actor_for(person, post.pk, TODAY) is None
    assert not posts_held(person, TODAY).exists()
    assert actors_in([post], TODAY) == []


def test_the_fence_a_county_officer_never_sees_another_city(cast: Cast) -> None:
    """Ground truth of every fence: organisations of one's own area, and nothing beyond."""
    seen = {
        key: {row.name for row in organisations_visible_to(cast.actors[key])}
        for key in ("county_officer", "city_officer", "province_officer", "base_clerk", "expert")
    }
    names = {key: row.name for key, row in cast.organisations.items()}
    in_county = {names[key] for key in ("county", "institution", "enterprise")}
    in_city = in_county | {names[key] for key in ("city", "sister_county", "city_finance", "chamber")}
    in_province = in_city | {names[key] for key in ("province", "finance", "other_city", "other_county", "university")}
    assert seen == {
        "county_officer": in_county,
        "city_officer": in_city,
        "province_officer": in_province,
        "base_clerk": {names["institution"]},
        "expert": {names["university"]},
    }


def test_the_fence_as_a_condition_is_the_fence_as_an_answer(cast: Cast) -> None:
    for actor in cast.actors.values():
        by_query = set(Organisation.objects.filter(within(actor, "area_id")).values_list("pk", flat=True))
        by_answer = {row.pk for row in Organisation.objects.all() if actor.covers(row.area_id)}
        assert by_query == by_answer


def test_administrators_see_the_accounts_they_look_after_and_others_only_colleagues(cast: Cast) -> None:
    assert people_visible_to(cast.system_admin).count() == len(cast.people)
    assert {person.name for person in people_visible_to(cast.county_officer)} == {"孙丽"}
    assert {person.name for person in people_visible_to(cast.province_officer)} == {"赵敏", "杨帆", "朱红"}


def test_the_trail_is_read_by_auditors_only_and_in_their_area(cast: Cast) -> None:
    assert not audit_visible_to(cast.province_officer).exists()
    assert not audit_visible_to(cast.system_admin).exists()
    areas = set(audit_visible_to(cast.auditor).values_list("area_code", flat=True))
    assert areas
    assert all(area.startswith("21") for area in areas)
    assert audit_visible_to(cast.audit_admin).filter(action="site.first-run").exists()


def test_members_of_a_body_on_a_day(cast: Cast) -> None:
    assert [(row.person.name, row.part) for row in members_of(cast.party_group, TODAY) if row.person] == [
        ("杨帆", "秘书")
    ]
    assert not members_of(cast.party_group, SINCE - timedelta(days=1)).exists()


def test_posts_of_one_organisation(cast: Cast) -> None:
    assert posts_of(cast.organisations["institution"].pk, TODAY, Duty.BASE_CLERK).get().name == "基地统计"


def test_everything_about_an_actor_is_one_question(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person, post_id = cast.people["city_officer"], cast.city_officer.post_id
    with django_assert_num_queries(1):
        assert actor_for(person, post_id, TODAY) == cast.city_officer


def test_an_administrator_with_business_put_in_by_hand_is_found(cast: Cast) -> None:
    assert mixed_administrators() == []
    person = cast.people["system_admin"]
    Appointment.objects.create(person=person, post=cast.post("city_officer"), from_on=TODAY)
    assert mixed_administrators() == [person.pk]


def test_the_audit_administrator_reads_what_administrators_did_and_no_business(cast: Cast) -> None:
    record(at=BUILT_AT, who=cast.city_officer.who, action="case.moved", kind="case", key="1", area_code="210200")
    record(at=BUILT_AT, who=cast.city_officer.who, action="person.log-in", kind="person", key="9", area_code="210200")
    seen = audit_visible_to(cast.audit_admin)
    assert not seen.filter(object_kind="case").exists()
    assert seen.filter(action="person.log-in").exists()
    assert seen.filter(action="post.appoint").exists()
    assert audit_visible_to(cast.auditor).filter(object_kind="case").exists()
