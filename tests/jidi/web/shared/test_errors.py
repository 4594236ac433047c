"""Pages for what did not go as wished: each with a next step, none losing what was typed, none telling too much."""

from __future__ import annotations

import logging

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from jidi.web.shared import errors

pytestmark = pytest.mark.django_db

OWN = {"Sec-Fetch-Site": "same-origin"}


def post(data: dict[str, object] | None = None, **headers: str) -> HttpRequest:
    request = RequestFactory().post("/matter/7/?tab=2", data or {}, headers=headers)
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.not_found, 404),
        (errors.too_large, 413),
        (errors.locked_out, 429),
        (errors.server_error, 500),
        (errors.lost_session, 401),
        (errors.stale_page, 403),
    ],
)
@pytest.mark.parametrize(("language", "label"), [("zh-hans", "怎么办"), ("en", "What to do")])
def test_every_such_page_says_what_to_do_next(view: object, status: int, language: str, label: str) -> None:
    with translation.override(language):
        answer: HttpResponse = view(post())  # type: ignore[operator]
    text = answer.content.decode()
    assert answer.status_code == status
    assert label in text
    assert 'href="/' in text
    for word in ("非法", "失败", "异常"):
        assert word not in text


def test_a_server_error_has_a_number_that_stands_in_the_log_too(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "jidi.web"):
        text = errors.server_error(post()).content.decode()
    number = caplog.messages[0].split()[0]
    assert number.startswith("E-")
    assert number in text


def test_a_lost_session_keeps_what_was_typed_and_can_send_it_again() -> None:
    typed = {"reason": "两处要改\n第二行", "once": "k" * 20, "csrfmiddlewaretoken": "old", "empty": " "}
    text = errors.lost_session(post(typed, **OWN)).content.decode()
    assert "两处要改\n第二行</dd>" in text
    assert f'name="once" value="{"k" * 20}"' in text
    assert 'action="/matter/7/?tab=2"' in text
    assert "再办一次" in text
    assert 'value="old"' not in text


def test_passwords_are_neither_shown_nor_kept() -> None:
    text = errors.stale_page(post({"password": "Geheim-1", "login_name": "lin"}, **OWN)).content.decode()
    assert "Geheim-1" not in text
    assert "lin" in text


def test_what_another_site_made_up_cannot_be_confirmed_here() -> None:
    typed: dict[str, object] = {"reason": "x1"}
    assert "再办一次" not in errors.stale_page(post(typed, **{"Sec-Fetch-Site": "cross-site"})).content.decode()
    assert "再办一次" not in errors.stale_page(post(typed, Origin="http://elsewhere.example")).content.decode()
    assert "再办一次" not in errors.stale_page(post(typed)).content.decode()
    assert "再办一次" in errors.stale_page(post(typed, Origin="http://testserver")).content.decode()


def test_files_are_named_to_be_chosen_again() -> None:
    request = post({"paper": SimpleUploadedFile("附件3 规划.pdf", b"x")}, **OWN)
    assert "附件3 规划.pdf" in errors.lost_session(request).content.decode()


def test_what_was_typed_is_escaped() -> None:
    assert "<script>x" not in errors.stale_page(post({"a": "<script>x</script>"}, **OWN)).content.decode()


def test_autosave_is_told_in_words_that_the_log_in_ended() -> None:
    answer = errors.lost_session(post(**{"X-Autosave": "1"}))
    assert answer.status_code == 401
    assert "登录已结束" in answer.content.decode()


def test_a_page_that_is_not_there_reads_like_one_that_may_not_be_known(client: Client) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "不在您当前职务可见的范围内" in answer.content.decode()


def test_a_post_without_a_token_keeps_what_was_typed() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/login/", {"login_name": "lin", "password": "Geheim-1"}, headers=OWN)
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "页面已过期" in text
    assert "lin" in text
    assert "Geheim-1" not in text
