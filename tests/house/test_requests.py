"""What every answer carries, whatever the page."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from jidi.config import middleware

pytestmark = pytest.mark.django_db


def test_health_answers_without_opening_a_session(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not answer.cookies


def test_the_policy_for_content_allows_this_host_only(client: Client) -> None:
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("cookie", "language"), [("", "zh-hans"), ("zh", "zh-hans"), ("en", "en"), ("xx", "zh-hans")])
def test_the_language_is_chinese_unless_the_reader_chose(client: Client, cookie: str, language: str) -> None:
    if cookie:
        client.cookies["jidi_language"] = cookie
    answer = client.get("/healthz", headers={"accept-language": "de, en;q=0.8"})
    assert answer.headers["Content-Language"] == language


def test_a_request_that_announces_too_much_is_refused_with_the_limit(client: Client, settings: SimpleNamespace) -> None:
    settings.MAX_REQUEST_BYTES = 1024 * 1024
    answer = client.post("/healthz", b"x" * (1024 * 1024 + 1), content_type="text/plain")
    assert answer.status_code == 413
    assert "最多 1 MB" in answer.content.decode()


def test_a_page_for_somebody_with_a_session_is_not_stored(client: Client) -> None:
    client.cookies["jidi_session"] = "x"
    assert "no-store" in client.get("/nowhere").headers["Cache-Control"]


def visit(session: SessionStore, *, logged_in: bool = True) -> HttpRequest:
    request = RequestFactory().get("/", headers={"cookie": "jidi_session=x"})
    request.session = session
    request.user = SimpleNamespace(is_authenticated=True, get_username=lambda: "x") if logged_in else AnonymousUser()
    middleware.SessionLimits(lambda seen: HttpResponse())(request)
    return request


def test_work_moves_the_idle_end_on_but_writes_once_a_minute() -> None:
    session = SessionStore()
    visit(session)
    first = json.dumps(dict(session.items()))
    session.modified = False
    visit(session)
    assert json.dumps(dict(session.items())) == first
    assert not session.modified
    session[middleware.SEEN] -= middleware.SEEN_STEP
    visit(session)
    assert session[middleware.SEEN] >= int(time.time()) - 1


def test_a_session_ends_after_twelve_hours_even_at_work(settings: SimpleNamespace) -> None:
    assert timedelta(hours=12) == settings.SESSION_ABSOLUTE_LIMIT
    session = SessionStore()
    session[middleware.BEGAN] = int(time.time()) - 12 * 3600 - 1
    request = visit(session)
    assert isinstance(request.user, AnonymousUser)


def test_a_visitor_without_log_in_leaves_no_session() -> None:
    session = SessionStore()
    visit(session, logged_in=False)
    assert session.is_empty()
