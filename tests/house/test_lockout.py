"""Five wrong passwords lock a name for thirty minutes, whoever asks and from wherever; another name stays open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate, login
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import F
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from jidi.accounts.models import Person

pytestmark = pytest.mark.django_db


def knock(name: str, password: str, address: str = "192.0.2.1") -> tuple[Person | None, HttpRequest]:
    request = RequestFactory().post("/login/", REMOTE_ADDR=address)
    request.session = SessionStore()
    found = authenticate(request, username=name, password=password)
    if found:
        login(request, found)
    return found, request  # type: ignore[return-value]


def person(name: str) -> Person:
    made = Person(login_name=name, name=name, is_active=True, activated_at="2026-01-05T09:00:00+08:00")
    made.set_password("Right-23456")
    made.save()
    return made


def test_the_right_password_is_refused_too_while_the_name_is_locked() -> None:
    person("lin")
    for address in range(1, 6):
        knock("lin", "wrong", f"192.0.2.{address}")
    found, request = knock("lin", "Right-23456", "198.51.100.7")
    assert found is None
    assert request.axes_locked_out


def test_four_wrong_passwords_and_a_right_one_begin_anew() -> None:
    lin = person("lin")
    for _ in range(4):
        knock("lin", "wrong")
    assert knock("lin", "Right-23456")[0] == lin
    for _ in range(4):
        knock("lin", "wrong")
    assert knock("lin", "Right-23456")[0] == lin


def test_a_colleague_at_the_same_address_is_not_locked_out() -> None:
    person("lin")
    wang = person("wang")
    for _ in range(6):
        knock("lin", "wrong")
    assert knock("wang", "Right-23456")[0] == wang


def test_knocking_at_a_locked_name_does_not_keep_it_locked() -> None:
    lin = person("lin")
    for _ in range(5):
        knock("lin", "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=29, seconds=59))
    knock("lin", "wrong")
    assert knock("lin", "Right-23456")[0] is None
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(seconds=2))
    assert knock("lin", "Right-23456")[0] == lin
