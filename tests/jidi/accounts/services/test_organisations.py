"""Organisations are made, changed and ended by the system administrator, once each, and a doubtful code is confirmed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jidi.accounts.acting import Denied
from jidi.accounts.enums import BodyKind, OrgKind, Tier
from jidi.accounts.models import BodyMember, Organisation
from jidi.accounts.queries import members_of
from jidi.accounts.services.organisations import (
    add_member,
    change_organisation,
    create_body,
    create_organisation,
    end_member,
    end_organisation,
    uscc_findings,
)
from jidi.accounts.services.posts import end_appointment
from jidi.audit.models import Entry
from jidi.common.say import Refused
from tests.cast import BUILT_AT, SINCE, Cast

TODAY = date(2026, 3, 2)
AT = BUILT_AT + timedelta(days=4000)
GOOD = "91110000600037341L"
DOUBTFUL = "91110000600037341M"


def create(cast: Cast, **more: Any) -> Organisation:
    given = {
        "actor": cast.system_admin,
        "kind": OrgKind.ENTERPRISE,
        "name": "甲公司",
        "area_code": "210283",
        "valid_from": TODAY,
        "at": AT,
    }
    return create_organisation(**{**given, **more})


def code_of(cast: Cast, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        create(cast, **more)
    return refused.value.code


def test_what_is_created_is_recorded_with_its_area(cast: Cast) -> None:
    made = create(cast, uscc=GOOD, name=" 甲 公司\n")
    entry = Entry.objects.last()
    assert entry is not None
    assert (made.name, made.uscc, made.uscc_confirmed_by) == ("甲 公司", GOOD, None)
    assert (entry.action, entry.object_key, entry.area_code, entry.who_name) == (
        "organisation.create",
        str(made.pk),
        "210283",
        "系统管理员",
    )


def test_only_the_system_administrator_creates_and_the_attempt_of_another_is_recorded(cast: Cast) -> None:
    for actor in (cast.security_admin, cast.province_officer, cast.audit_admin):
        with pytest.raises(Denied):
            create(cast, actor=actor)
    entry = Entry.objects.last()
    assert entry is not None
    assert (entry.outcome, entry.detail["code"], entry.detail["cite"][:5]) == ("refused", "denied", "本系统规则")
    assert not Organisation.objects.filter(name="甲公司").exists()


def test_a_credit_code_whose_check_digit_fails_is_a_warning_a_person_confirms(cast: Cast) -> None:
    assert uscc_findings("") == uscc_findings(GOOD) == []
    assert code_of(cast, uscc=DOUBTFUL) == "uscc-unconfirmed"

    made = create(cast, uscc=DOUBTFUL, confirm_uscc=True)

    assert made.uscc_confirmed_by_id == cast.system_admin.person_id


def test_a_code_that_is_right_needs_nobody_to_confirm_it(cast: Cast) -> None:
    assert create(cast, uscc=GOOD, confirm_uscc=True).uscc_confirmed_by is None


def test_one_living_organisation_of_a_name_in_an_area_and_of_a_code(cast: Cast) -> None:
    create(cast, uscc=GOOD)
    assert code_of(cast, name="甲 公司") == "organisation-twice"
    assert code_of(cast, name="乙公司", uscc=GOOD) == "organisation-twice"
    assert create(cast, area_code="210213").name == "甲公司"


def test_after_the_end_name_and_code_are_free_again(cast: Cast) -> None:
    first = create(cast, uscc=GOOD)
    end_organisation(actor=cast.system_admin, organisation=first, on=TODAY, at=AT)
    assert create(cast, uscc=GOOD).pk != first.pk


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": OrgKind.AUTHORITY}, "incomplete"),
        ({"kind": OrgKind.PARK}, "incomplete"),
        ({"name": " \n"}, "incomplete"),
        ({"area_code": "999999"}, "area-unknown"),
        ({"area_code": ""}, "area-unknown"),
        ({"uscc": "9" * 19, "confirm_uscc": True}, "not-saved"),
    ],
)
def test_what_is_incomplete_is_refused_with_what_is_missing(cast: Cast, more: dict[str, Any], code: str) -> None:
    assert code_of(cast, **more) == code


def test_a_park_lies_in_the_smallest_area_that_holds_its_counties(cast: Cast) -> None:
    park = create(cast, kind=OrgKind.PARK, name="甲园区", area_code="", park_key="jia", park_areas=["210283", "210213"])
    assert (park.area_id, park.park_key) == ("210200", "jia")
    assert [row.area_id for row in park.park_areas.all()] == ["210213", "210283"]


def test_two_parks_do_not_share_a_key(cast: Cast) -> None:
    given = {"kind": OrgKind.PARK, "area_code": "", "park_key": "jia"}
    create(cast, name="甲园区", park_areas=["210283"], **given)
    assert code_of(cast, name="乙园区", park_areas=["210213"], **given) == "organisation-twice"


def test_an_organisation_that_ended_is_not_changed(cast: Cast) -> None:
    made = create(cast)
    end_organisation(actor=cast.system_admin, organisation=made, on=TODAY, at=AT)
    with pytest.raises(Refused) as refused:
        change_organisation(actor=cast.system_admin, organisation=made, name="乙公司", at=AT)
    assert refused.value.code == "not-saved"


def test_a_change_keeps_what_was_in_the_trail(cast: Cast) -> None:
    made = create(cast)
    changed = change_organisation(
        actor=cast.system_admin, organisation=made, name="乙公司", short_name="乙", name_en="Yi", uscc=GOOD, at=AT
    )
    entry = Entry.objects.last()
    assert entry is not None
    assert (changed.name, changed.short_name, changed.name_en, changed.uscc) == ("乙公司", "乙", "Yi", GOOD)
    assert entry.before_digest != entry.after_digest
    assert create(cast).name == "甲公司"


def test_a_change_to_a_name_in_use_is_refused(cast: Cast) -> None:
    create(cast)
    other = create(cast, name="乙公司")
    with pytest.raises(Refused) as refused:
        change_organisation(actor=cast.system_admin, organisation=other, name="甲公司", at=AT)
    assert refused.value.code == "organisation-twice"


def test_an_organisation_whose_posts_are_held_does_not_end(cast: Cast) -> None:
    county = cast.organisations["county"]
    with pytest.raises(Refused) as refused:
        end_organisation(actor=cast.system_admin, organisation=county, on=TODAY, at=AT)
    assert refused.value.code == "posts-held"
    assert "外贸股经办" in refused.value.why.zh

    appointment = cast.people["county_officer"].appointments.get()
    end_appointment(actor=cast.security_admin, appointment=appointment, on=TODAY, at=AT)
    end_organisation(actor=cast.system_admin, organisation=county, on=TODAY, at=AT)
    assert county.posts.get().valid_to == TODAY


def test_a_body_has_people_and_organisations_as_members(cast: Cast) -> None:
    group = create_body(
        actor=cast.system_admin,
        organisation=cast.organisations["province"],
        kind=BodyKind.JOINT_CONFERENCE,
        name="联席会议",
        valid_from=SINCE,
        at=AT,
    )
    finance = cast.organisations["finance"]
    member = add_member(
        actor=cast.system_admin, body=group, organisation=finance, part="成员单位", from_on=SINCE, at=AT
    )
    assert [row.organisation for row in members_of(group, TODAY)] == [finance]

    end_member(actor=cast.system_admin, member=member, on=TODAY, at=AT)
    assert not members_of(group, TODAY).exists()
    with pytest.raises(ValueError, match="one of the two"):
        add_member(actor=cast.system_admin, body=group, part="成员", from_on=SINCE, at=AT)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("accounts_org_days", {"valid_to": date(2000, 1, 1), "name_key": None}),
        ("accounts_org_kind", {"kind": "club"}),
        ("accounts_org_levelled", {"kind": OrgKind.AUTHORITY, "tier": Tier.NONE}),
        ("accounts_org_park", {"kind": OrgKind.PARK}),
        ("accounts_org_ended_free", {"valid_to": date(2030, 1, 1)}),
    ],
)
def test_the_database_refuses_what_must_never_be(cast: Cast, name: str, changes: dict[str, Any]) -> None:
    made = create(cast)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Organisation.objects.filter(pk=made.pk).update(**changes)


def test_the_database_refuses_a_member_that_is_nobody_or_two(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="accounts_member_one_of_two"), transaction.atomic():
        BodyMember.objects.create(body=cast.party_group, part="成员", from_on=TODAY)
