"""Logging in opens a session for a person in a post; what ends the post or the account ends the session's rights."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from jidi.accounts.acting import Actor
from jidi.accounts.models import Person
from jidi.accounts.queries import as_actor, posts_held
from jidi.accounts.services.login import actor_of, choose_post, keep_session, log_in, log_out
from jidi.accounts.services.people import change_password, disable_person
from jidi.accounts.services.posts import appoint, end_appointment
from jidi.audit.models import Entry
from jidi.common.say import Refused, Unknown
from tests.cast import BUILT_AT, PASSWORD, Cast

TODAY = date(2026, 3, 2)
AT = BUILT_AT + timedelta(days=4078)


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    from django.contrib.auth.models import AnonymousUser

    request = rf.post("/login/")
    request.session = SessionStore()
    request.user = AnonymousUser()
    return request


def enter(request: HttpRequest, login_name: str = "county-officer", password: str = PASSWORD) -> Person:
    return log_in(request=request, login_name=login_name, password=password, at=AT)


def acting_as(request: HttpRequest) -> Actor | None:
    person = request.user
    held = posts_held(person, TODAY) if isinstance(person, Person) else ()
    return actor_of(request=request, held=map(as_actor, held))


def test_who_holds_one_post_acts_in_it_at_once(cast: Cast, request_: HttpRequest) -> None:
    person = enter(request_, "Ｃounty-Officer")
    assert person.name == "孙丽"
    assert acting_as(request_) == cast.county_officer
    entry = Entry.objects.last()
    assert entry is not None
    assert (entry.action, entry.who_name, entry.area_code) == ("person.log-in", "孙丽", "210283")


def test_who_holds_two_posts_chooses(cast: Cast, request_: HttpRequest) -> None:
    person, second = cast.people["county_officer"], cast.post("sister_county_officer")
    appoint(actor=cast.security_admin, person=person, post=second, from_on=TODAY, at=AT)
    enter(request_)
    assert acting_as(request_) is None
    assert choose_post(request=request_, post_id=second.pk, on=TODAY).area_code == "210213"
    acting = acting_as(request_)
    assert acting is not None
    assert acting.area_code == "210213"


def test_a_post_of_somebody_else_cannot_be_chosen(cast: Cast, request_: HttpRequest) -> None:
    enter(request_)
    with pytest.raises(Unknown):
        choose_post(request=request_, post_id=cast.province_officer.post_id, on=TODAY)
    assert acting_as(request_) == cast.county_officer


@pytest.mark.parametrize(("login_name", "password"), [("county-officer", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_or_password_is_said_alike_and_recorded(
    cast: Cast, request_: HttpRequest, login_name: str, password: str
) -> None:
    with pytest.raises(Refused) as refused:
        enter(request_, login_name, password)
    assert refused.value.code == "log-in"
    assert refused.value.why.zh == "登录名与口令不相符，或账户未启用。"
    entry = Entry.objects.last()
    assert entry is not None
    assert (entry.outcome, entry.who_name) == ("refused", login_name)
    assert acting_as(request_) is None


def test_a_closed_account_does_not_log_in(cast: Cast, request_: HttpRequest) -> None:
    disable_person(actor=cast.security_admin, person=cast.people["county_officer"], reason="调离", at=AT)
    with pytest.raises(Refused):
        enter(request_)


def test_after_five_wrong_passwords_the_name_is_locked(cast: Cast, request_: HttpRequest) -> None:
    codes = []
    for _ in range(6):
        with pytest.raises(Refused) as refused:
            enter(request_, password="wrong")
        codes.append(refused.value.code)
    assert codes[0] == "log-in"
    assert codes[-1] == "locked"
    with pytest.raises(Refused) as refused:
        enter(request_)
    assert refused.value.code == "locked"


def test_an_appointment_that_ends_ends_what_the_session_may(cast: Cast, request_: HttpRequest) -> None:
    enter(request_)
    appointment = cast.people["county_officer"].appointments.get()
    end_appointment(actor=cast.security_admin, appointment=appointment, on=TODAY, at=AT)
    assert acting_as(request_) is None


def test_logging_out_ends_the_session(cast: Cast, request_: HttpRequest) -> None:
    enter(request_)
    log_out(request=request_, at=AT)
    assert acting_as(request_) is None
    entry = Entry.objects.last()
    assert entry is not None
    assert (entry.action, entry.who_name) == ("person.log-out", "孙丽")
    log_out(request=request_, at=AT)


def test_ones_own_change_of_password_keeps_this_session_and_ends_the_others(
    cast: Cast, request_: HttpRequest, rf: RequestFactory
) -> None:
    from django.contrib.auth import get_user

    def elsewhere(session: SessionStore) -> HttpRequest:
        request = rf.get("/")
        request.session = SessionStore(session.session_key)
        return request

    person = enter(request_)
    request_.session.save()
    other = rf.post("/login/")
    other.session, other.user = SessionStore(), request_.user
    enter(other)
    other.session.save()

    changed = change_password(person=person, old=PASSWORD, new="Wai-mao 2026", at=AT)
    keep_session(request=request_, person=changed)
    request_.session.save()

    assert get_user(elsewhere(request_.session)).is_authenticated  # type: ignore[arg-type]
    assert not get_user(elsewhere(other.session)).is_authenticated  # type: ignore[arg-type]
