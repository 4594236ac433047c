"""Serving is refused where it would be unsafe or could not work, before a socket is opened."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings

from jidi.cli import serve
from jidi.config.site import public_address

pytestmark = pytest.mark.django_db


def objection(*arguments: str) -> str:
    return serve.objection(serve.parser().parse_args(arguments))


def test_this_machine_may_be_served_in_the_clear() -> None:
    assert objection() == ""


def test_plain_http_does_not_listen_on_the_network() -> None:
    assert "loopback" in objection("--host", "10.1.2.3")


def test_https_needs_a_certificate_or_a_proxy(settings: SimpleNamespace) -> None:
    settings.PUBLIC = public_address("https://jidi.example.gov.cn")
    assert "certificate" in objection()
    settings.BEHIND_PROXY = True
    assert objection("--host", "10.1.2.3") == ""


def test_a_certificate_comes_with_its_key() -> None:
    assert "go together" in objection("--certificate", "x.pem")


def test_an_old_database_is_not_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve.migrate, "pending", lambda: 3)
    assert "3 migrations pending" in objection()


def test_granian_runs_wsgi_with_two_workers_of_four_threads() -> None:
    line = serve.command(serve.parser().parse_args([]), 8000)
    assert line[line.index("-m") + 1] == "jidi.cli.workers", "the site is loaded before the workers fork"
    assert line[line.index("--workers") + 1] == "2"
    assert line[line.index("--blocking-threads") + 1] == "4"
    assert line[line.index("--interface") + 1] == "wsgi"
    assert line[-1] == "jidi.config.wsgi:application"
    assert django_settings.WSGI_APPLICATION == "jidi.config.wsgi.application"
