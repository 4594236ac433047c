"""Accounts take two hands, passwords stay with their owner, and a closed account is closed at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from jidi.accounts.acting import Denied
from jidi.accounts.models import PastPassword, Person
from jidi.accounts.passwords import classes, days_left, ends_on, findings, must_change, one_time
from jidi.accounts.services.people import (
    NewAccount,
    activate_person,
    change_password,
    create_person,
    disable_person,
    reset_password,
)
from jidi.audit.models import Entry
from jidi.common.clock import day_of
from jidi.common.say import Refused
from tests.cast import BUILT_AT, PASSWORD, Cast

AT = BUILT_AT + timedelta(days=4000)


def create(cast: Cast, login_name: str = "Xin.Ren") -> NewAccount:
    return create_person(
        actor=cast.system_admin, login_name=login_name, name="新人", home=cast.organisations["county"], at=AT
    )


def test_an_account_is_made_closed_with_a_password_for_one_log_in(cast: Cast) -> None:
    made = create(cast)
    assert made.person.login_name == "xin.ren"
    assert made.person.check_password(made.password)
    assert (made.person.is_active, made.person.must_change_password) == (False, True)
    assert not any(made.password in entry.detail_json for entry in Entry.objects.all())


@pytest.mark.parametrize("login_name", ["", "ab", "-ab", "新人新人", "a!bcd", "a" * 41])
def test_a_log_in_name_that_cannot_be_one_is_refused(cast: Cast, login_name: str) -> None:
    with pytest.raises(Refused) as refused:
        create(cast, login_name)
    assert refused.value.code == "bad-login-name"


def test_a_log_in_name_is_taken_whatever_case_or_width(cast: Cast) -> None:
    create(cast)
    with pytest.raises(Refused) as refused:
        create(cast, "ＸＩＮ.ren")
    assert refused.value.code == "login-name-taken"


def test_the_one_who_makes_an_account_does_not_open_it(cast: Cast) -> None:
    person = create(cast).person
    with pytest.raises(Denied):
        activate_person(actor=cast.system_admin, person=person, at=AT)

    opened = activate_person(actor=cast.security_admin, person=person, at=AT)

    assert (opened.is_active, opened.activated_by_id) == (True, cast.security_admin.person_id)


def test_the_database_too_wants_two_hands(cast: Cast) -> None:
    person = create(cast).person
    with pytest.raises(IntegrityError, match="accounts_person_two_hands"), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(activated_by=person.created_by)
    with pytest.raises(IntegrityError, match="accounts_person_activated"), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(is_active=True)


def test_a_closed_account_loses_its_sessions_and_may_be_opened_again(cast: Cast) -> None:
    person = cast.people["county_officer"]
    before = person.get_session_auth_hash()

    closed = disable_person(actor=cast.system_admin, person=person, reason="调离", at=AT)
    again = activate_person(actor=cast.security_admin, person=closed, at=AT)

    assert closed.is_active is False
    assert again.is_active
    assert again.get_session_auth_hash() != before


def test_nobody_closes_their_own_account_or_without_a_reason(cast: Cast) -> None:
    for person, reason in ((cast.people["system_admin"], "x"), (cast.people["county_officer"], " ")):
        with pytest.raises(Refused) as refused:
            disable_person(actor=cast.system_admin, person=person, reason=reason, at=AT)
        assert refused.value.code == "disable-self-or-no-reason"


def test_a_reset_gives_a_password_that_must_be_changed(cast: Cast) -> None:
    made = reset_password(actor=cast.system_admin, person=cast.people["county_officer"], at=AT)
    assert made.person.check_password(made.password)
    assert made.person.must_change_password
    with pytest.raises(Denied):
        reset_password(actor=cast.security_admin, person=made.person, at=AT)


def test_one_changes_ones_own_password_knowing_the_old_one(cast: Cast) -> None:
    person = cast.people["county_officer"]
    before = person.get_session_auth_hash()
    changed = change_password(person=person, old=PASSWORD, new="Wai-mao 2026", at=AT)
    assert changed.check_password("Wai-mao 2026")
    assert not changed.must_change_password
    assert changed.get_session_auth_hash() != before


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("wrong", "Wai-mao 2026", "wrong-password"),
        (PASSWORD, PASSWORD, "same-password"),
        (PASSWORD, "Ab1-", "weak-password"),
        (PASSWORD, "alllowercase", "weak-password"),
        (PASSWORD, "Passw0rd", "weak-password"),
        (PASSWORD, "County-Officer1", "weak-password"),
    ],
)
def test_a_password_that_will_not_do_is_refused(cast: Cast, old: str, new: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        change_password(person=cast.people["county_officer"], old=old, new=new, at=AT)
    assert refused.value.code == code


def test_everything_against_a_password_is_said_at_once() -> None:
    assert [say.en for say in findings("abc123")] == [
        "It has fewer than 8 characters.",
        "It has fewer than three of the four classes: capital letters, small letters, digits, signs.",
        "It is a password in common use, easily guessed.",
    ]


@pytest.mark.parametrize(("password", "count"), [("", 0), ("abc", 1), ("aB1", 3), ("aB1-", 4), ("口令a1", 3)])
def test_classes_of_characters(password: str, count: int) -> None:
    assert classes(password) == count


def test_a_password_for_one_log_in_will_do() -> None:
    assert findings(one_time()) == []


def test_lists_show_a_phone_masked() -> None:
    assert Person(phone="13900001234").phone_masked == "139******34"
    assert Person(phone="123").phone_masked == "***"
    assert Person(phone="").phone_masked == ""


def test_a_password_known_beforehand_exists_in_the_demo_only(cast: Cast, settings: Settings) -> None:
    def make() -> NewAccount:
        return create_person(
            actor=cast.system_admin,
            login_name="somebody",
            name="某人",
            home=cast.organisations["county"],
            encoded="md5$x$y",
            at=AT,
        )

    with pytest.raises(RuntimeError, match="demo only"):
        make()
    settings.DEMO = True
    made = make()
    assert (made.person.password, made.password, made.person.must_change_password) == ("md5$x$y", "", False)


def changed_to(cast: Cast, old: str, new: str, at: datetime = AT) -> None:
    change_password(person=Person.objects.get(pk=cast.people["county_officer"].pk), old=old, new=new, at=at)


def test_none_of_the_last_five_passwords_comes_back(cast: Cast) -> None:
    chosen = [PASSWORD, *(f"Wai-mao 202{n}" for n in range(1, 6))]
    for old, new in pairwise(chosen):
        changed_to(cast, old, new)
    for used in chosen[1:5]:
        with pytest.raises(Refused) as refused:
            changed_to(cast, chosen[5], used)
        assert refused.value.code == "used-before"
    changed_to(cast, chosen[5], chosen[0])
    assert PastPassword.objects.count() == 4


def test_a_reset_does_not_bring_an_old_password_back(cast: Cast) -> None:
    made = reset_password(actor=cast.system_admin, person=cast.people["county_officer"], at=AT)
    with pytest.raises(Refused, match="最近用过"):
        changed_to(cast, made.password, PASSWORD)
    assert PastPassword.objects.get().person == made.person


def test_a_password_runs_out_only_where_the_site_says_so(cast: Cast, settings: Any) -> None:
    changed_to(cast, PASSWORD, "Wai-mao 2026")
    person = Person.objects.get(pk=cast.people["county_officer"].pk)
    day = day_of(AT)
    assert not must_change(person, day + timedelta(days=9999))
    settings.PASSWORD_DAYS = 90
    assert ends_on(person) == day + timedelta(days=90)
    found = [
        (n, must_change(person, day + timedelta(days=n)), days_left(person, day + timedelta(days=n)))
        for n in (82, 83, 89, 90)
    ]
    assert found == [(82, False, None), (83, False, 7), (89, False, 1), (90, True, None)]


def test_a_password_of_unknown_age_counts_from_the_activation(cast: Cast, settings: Any) -> None:
    settings.PASSWORD_DAYS = 90
    person = cast.people["county_officer"]
    Person.objects.filter(pk=person.pk).update(password_set_at=None)
    person.refresh_from_db()
    assert person.activated_at is not None
    assert ends_on(person) == day_of(person.activated_at) + timedelta(days=90)
