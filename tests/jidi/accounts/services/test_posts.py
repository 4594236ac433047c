"""Posts are given by the security administrator, handed over on a day, and the three administrators stay apart."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jidi.accounts.acting import Denied
from jidi.accounts.enums import Duty
from jidi.accounts.models import Appointment, Post
from jidi.accounts.queries import actor_for, actors_in, mixed_administrators
from jidi.accounts.separation import conflicts
from jidi.accounts.services.organisations import end_member, end_organisation
from jidi.accounts.services.people import disable_person
from jidi.accounts.services.posts import appoint, create_post, end_appointment, end_post, hand_over
from jidi.audit.models import Entry
from jidi.common.say import Refused
from tests.cast import BUILT_AT, SINCE, Cast

TODAY = date(2026, 3, 2)
AT = BUILT_AT + timedelta(days=4000)


def new_post(cast: Cast, office: str = "county", duty: Duty = Duty.COUNTY_OFFICER, name: str = "二号经办") -> Post:
    return create_post(
        actor=cast.system_admin,
        organisation=cast.organisations[office],
        name=name,
        duty=duty,
        valid_from=SINCE,
        at=AT,
    )


def code_of(work: Any, **given: Any) -> str:
    with pytest.raises(Refused) as refused:
        work(**given, at=AT)
    return refused.value.code


def test_the_system_administrator_makes_posts_and_gives_none(cast: Cast) -> None:
    post = new_post(cast)
    with pytest.raises(Denied):
        appoint(actor=cast.system_admin, person=cast.people["expert"], post=post, from_on=TODAY, at=AT)
    with pytest.raises(Denied):
        create_post(
            actor=cast.security_admin,
            organisation=cast.organisations["county"],
            name="三号经办",
            duty=Duty.COUNTY_OFFICER,
            valid_from=SINCE,
            at=AT,
        )


@pytest.mark.parametrize(
    ("office", "duty"),
    [
        ("city", Duty.COUNTY_OFFICER),
        ("county", Duty.PROVINCE_OFFICER),
        ("institution", Duty.CITY_OFFICER),
        ("county", Duty.ENTERPRISE),
        ("enterprise", Duty.CHAMBER),
    ],
)
def test_a_duty_fits_its_organisation(cast: Cast, office: str, duty: Duty) -> None:
    with pytest.raises(Refused) as refused:
        new_post(cast, office, duty)
    assert refused.value.code == "duty-misfit"


def test_a_post_of_a_name_is_there_once(cast: Cast) -> None:
    new_post(cast)
    with pytest.raises(Refused) as refused:
        new_post(cast, name="二号 经办")
    assert refused.value.code == "post-twice"


@pytest.mark.parametrize("other", ["security_admin", "audit_admin", "county_officer", "expert"])
def test_an_administrator_is_nothing_else(cast: Cast, other: str) -> None:
    code = code_of(
        appoint,
        actor=cast.security_admin,
        person=cast.people["system_admin"],
        post=Post.objects.get(pk=getattr(cast, other).post_id),
        from_on=TODAY,
    )
    assert code == "duties-apart"
    assert mixed_administrators() == []


def test_an_officer_does_not_become_an_administrator_while_in_office(cast: Cast) -> None:
    person, post = cast.people["county_officer"], Post.objects.get(pk=cast.audit_admin.post_id)
    given = {"actor": cast.security_admin, "person": person, "post": post}
    assert code_of(appoint, **given, from_on=TODAY) == "duties-apart"

    end_appointment(actor=cast.security_admin, appointment=person.appointments.get(), on=TODAY, at=AT)
    appoint(**given, from_on=TODAY, at=AT)
    assert mixed_administrators() == []


def test_terms_that_only_touch_do_not_overlap() -> None:
    day = TODAY
    admin, officer = Duty.SYSTEM_ADMIN.value, Duty.CITY_OFFICER.value
    assert not conflicts([(admin, SINCE, day), (officer, day, None)])
    assert conflicts([(admin, SINCE, day + timedelta(days=1)), (officer, day, None)])
    assert not conflicts([(officer, SINCE, None), (Duty.COUNTY_OFFICER.value, SINCE, None)])
    assert not conflicts([(admin, SINCE, None), (admin, SINCE, None)])


def test_a_post_passes_from_hand_to_hand_on_a_day(cast: Cast) -> None:
    post = cast.post("county_officer")
    old, new = cast.people["county_officer"], cast.people["sister_county_officer"]

    hand_over(actor=cast.security_admin, post=post, from_person=old, to_person=new, on=TODAY, at=AT)

    eve = TODAY - timedelta(days=1)
    assert [actor.name for actor in actors_in([post], eve)] == ["孙丽"]
    assert [actor.name for actor in actors_in([post], TODAY)] == ["李强"]
    assert actor_for(old, post.pk, TODAY) is None
    entry = Entry.objects.last()
    assert entry is not None
    assert (entry.action, entry.area_code) == ("post.hand-over", "210283")


def test_what_cannot_be_handed_over(cast: Cast) -> None:
    post, officer, other = cast.post("county_officer"), cast.people["county_officer"], cast.people["expert"]
    given = {"actor": cast.security_admin, "post": post, "on": TODAY}
    assert code_of(hand_over, **given, from_person=other, to_person=officer) == "not-held"
    assert code_of(hand_over, **given, from_person=officer, to_person=officer) == "not-held"
    admin = cast.people["audit_admin"]
    assert code_of(hand_over, **given, from_person=officer, to_person=admin) == "duties-apart"
    assert actor_for(officer, post.pk, TODAY) is not None


def test_a_closed_account_or_an_ended_post_takes_nobody_in(cast: Cast) -> None:
    person, post = cast.people["expert"], new_post(cast)
    given = {"actor": cast.security_admin, "post": post, "from_on": TODAY}
    closed = disable_person(actor=cast.security_admin, person=person, reason="调离", at=AT)
    assert code_of(appoint, person=closed, **given) == "closed"
    end_post(actor=cast.system_admin, post=post, on=TODAY, at=AT)
    post.refresh_from_db()
    assert code_of(appoint, person=cast.people["expert_2"], **given) == "closed"


def test_a_post_is_held_once_by_a_person(cast: Cast) -> None:
    person, post = cast.people["county_officer"], cast.post("county_officer")
    given = {"actor": cast.security_admin, "person": person, "post": post}
    assert code_of(appoint, **given, from_on=TODAY) == "already-held"
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(person=person, post=post, from_on=TODAY, living_key=f"{person.pk}:{post.pk}")
    assert code_of(end_post, actor=cast.system_admin, post=post, on=TODAY) == "posts-held"


def test_a_person_may_come_back_to_a_post(cast: Cast) -> None:
    person, post = cast.people["county_officer"], cast.post("county_officer")
    end_appointment(actor=cast.security_admin, appointment=person.appointments.get(), on=TODAY, at=AT)
    back = TODAY + timedelta(days=30)
    appoint(actor=cast.security_admin, person=person, post=post, from_on=back, at=AT)
    assert actor_for(person, post.pk, TODAY) is None
    assert actor_for(person, post.pk, back) is not None


def test_a_deputy_for_a_while_acts_for_that_while(cast: Cast) -> None:
    person, post = cast.people["sister_county_officer"], cast.post("county_officer")
    until = TODAY + timedelta(days=7)
    appoint(actor=cast.security_admin, person=person, post=post, from_on=TODAY, to_on=until, deputy=True, at=AT)
    names = [(actor.name, actor.deputy) for actor in actors_in([post], TODAY)]
    assert names == [("孙丽", False), ("李强", True)]
    assert [actor.name for actor in actors_in([post], until)] == ["孙丽"]


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("accounts_appoint_days", {"to_on": date(2000, 1, 1), "living_key": None}),
        ("accounts_appoint_ended_free", {"to_on": TODAY}),
    ],
)
def test_the_database_refuses_days_that_cannot_be(cast: Cast, name: str, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Appointment.objects.filter(post_id=cast.county_officer.post_id).update(**changes)


def test_nothing_ends_before_it_began(cast: Cast) -> None:
    post, office = cast.post("expert"), cast.organisations["chamber"]
    early = SINCE - timedelta(days=1)
    for act in (
        lambda: end_post(actor=cast.system_admin, post=post, on=early, at=AT),
        lambda: end_organisation(actor=cast.system_admin, organisation=office, on=early, at=AT),
        lambda: appoint(
            actor=cast.security_admin, person=cast.people["expert_2"], post=post, from_on=SINCE, to_on=early, at=AT
        ),
        lambda: end_member(actor=cast.system_admin, member=cast.party_group.members.get(), on=early, at=AT),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "ends-early"
