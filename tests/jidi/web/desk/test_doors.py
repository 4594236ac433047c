"""Coming in and going out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from jidi.accounts.models import Person
from jidi.accounts.services.posts import appoint
from jidi.common.clock import clock
from tests.cast import PASSWORD, SINCE, Cast
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db


def test_a_visitor_is_led_to_the_log_in_page_and_back(cast: Cast, client: Client) -> None:
    answer = client.get("/feedback/?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login/?next=/feedback/%3Fx%3D1")
    answer = client.post("/login/", {"login_name": "CITY-officer", "password": PASSWORD, "next": "/feedback/?x=1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/feedback/?x=1")
    assert client.get("/feedback/").status_code == 200


def test_a_wrong_password_is_answered_without_saying_what_was_wrong(cast: Cast, client: Client) -> None:
    wrong = client.post("/login/", {"login_name": "city-officer", "password": "nope"})
    nobody = client.post("/login/", {"login_name": "nobody", "password": "nope"})
    for answer in (wrong, nobody):
        assert answer.status_code == 403
        assert "登录名与口令不相符" in answer.content.decode()
        assert "nope" not in answer.content.decode()
    assert 'value="city-officer"' in wrong.content.decode()


def test_a_name_is_locked_after_five_wrong_passwords(cast: Cast, client: Client) -> None:
    for _ in range(5):
        answer = client.post("/login/", {"login_name": "city-officer", "password": "nope"})
    assert answer.status_code == 429
    assert "账号暂时锁定" in answer.content.decode()
    locked = client.post("/login/", {"login_name": "city-officer", "password": PASSWORD})
    assert locked.status_code == 429


def test_what_is_left_out_is_named_at_its_field(cast: Cast, client: Client) -> None:
    text = client.post("/login/", {"login_name": "lin"}).content.decode()
    assert "请填写口令" in text
    assert 'value="lin"' in text


def test_nobody_is_sent_to_another_site(cast: Cast, client: Client) -> None:
    data = {"login_name": "city-officer", "password": PASSWORD, "next": "//elsewhere.example/"}
    assert client.post("/login/", data).headers["Location"] == "/"


def test_who_holds_two_posts_chooses_and_is_remembered(cast: Cast, client: Client) -> None:
    person = cast.people["city_officer"]
    appoint(actor=cast.security_admin, person=person, post=cast.post("county_officer"), from_on=SINCE, at=clock.now())
    client.post("/login/", {"login_name": "city-officer", "password": PASSWORD})
    assert client.get("/feedback/").headers["Location"] == "/post/?next=/feedback/"
    text = client.get("/post/?next=/feedback/").content.decode()
    assert cast.city_officer.post_name in text
    assert cast.county_officer.post_name in text
    answer = client.post("/post/", {"post": cast.county_officer.post_id, "next": "/feedback/"})
    assert answer.headers["Location"] == "/feedback/"
    text = client.get("/feedback/").content.decode()
    assert cast.county_officer.organisation_name in text
    assert "切换职务" in text


def test_a_post_one_does_not_hold_is_not_found(cast: Cast, enter: Enter) -> None:
    client = enter(cast.city_officer)
    assert client.post("/post/", {"post": cast.province_officer.post_id}).status_code == 404
    assert client.post("/post/", {"post": "x"}).status_code == 404


def test_a_first_password_is_changed_before_anything_else(cast: Cast, enter: Enter) -> None:
    client = enter(cast.city_officer)
    Person.objects.filter(pk=cast.city_officer.person_id).update(must_change_password=True)
    assert client.get("/feedback/").headers["Location"] == "/password/?next=/feedback/"
    assert "第一次登录" in client.get("/password/").content.decode()
    weak = client.post("/password/", {"old": PASSWORD, "new": "12345678", "again": "12345678"})
    assert weak.status_code == 422
    assert "口令没有更改" in weak.content.decode()
    twice = client.post("/password/", {"old": PASSWORD, "new": "Neu-2026-xy", "again": "Neu-2026-xz"})
    assert "两次写的新口令不一样" in twice.content.decode()
    done = client.post(
        "/password/", {"old": PASSWORD, "new": "Neu-2026-xy", "again": "Neu-2026-xy", "next": "/feedback/"}
    )
    assert done.headers["Location"] == "/feedback/"
    assert "口令已更改" in client.get("/feedback/").content.decode()


def test_a_password_that_ran_out_is_changed_before_anything_else(cast: Cast, enter: Enter, settings: Any) -> None:
    client = enter(cast.city_officer)
    assert client.get("/feedback/").status_code == 200
    settings.PASSWORD_DAYS = 90
    assert client.get("/feedback/").headers["Location"] == "/password/?next=/feedback/"
    text = client.get("/password/?next=/feedback/").content.decode()
    assert "口令已用满 90 天" in text
    assert "不能是最近用过的 5 个之一" in text
    sent = {"old": PASSWORD, "new": "Neu-2026-xy", "again": "Neu-2026-xy", "next": "/feedback/"}
    assert client.post("/password/", sent).headers["Location"] == "/feedback/"
    assert client.get("/feedback/").status_code == 200
    again = client.post("/password/", {"old": "Neu-2026-xy", "new": PASSWORD, "again": PASSWORD})
    assert again.status_code == 422
    assert "最近用过的 5 个口令之一" in again.content.decode()


def test_a_password_that_runs_out_soon_is_told_at_log_in(cast: Cast, client: Client, settings: Any) -> None:
    settings.PASSWORD_DAYS = 90
    set_at = clock.now() - timedelta(days=87)
    Person.objects.filter(pk=cast.city_officer.person_id).update(password_set_at=set_at)
    client.post("/login/", {"login_name": "city-officer", "password": PASSWORD})
    text = client.get("/feedback/").content.decode()
    assert "口令还有 3 天到期" in text
    assert "口令还有" not in client.get("/feedback/").content.decode()


def test_logging_out_ends_it(cast: Cast, enter: Enter) -> None:
    client = enter(cast.city_officer)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").headers["Location"] == "/login/"
    assert client.get("/feedback/").status_code == 302


def test_the_door_names_the_province_of_a_site_that_serves_one(cast: Cast, client: Client) -> None:
    assert "<title>登录 · 外贸转型升级基地管理平台</title>" in client.get("/login/").content.decode()
    for key in ("other_province", "other_province_city", "other_province_county"):
        office = cast.organisations[key]
        office.valid_to, office.name_key, office.uscc_key = SINCE, None, None
        office.save()
    assert "辽宁省外贸转型升级基地管理平台" in client.get("/login/").content.decode()


def test_a_bare_address_leads_home(cast: Cast, client: Client, enter: Enter) -> None:
    assert client.get("/post/").headers["Location"] == "/login/"
    assert client.get("/password/").headers["Location"] == "/login/"
    assert enter(cast.city_officer).get("/login/").headers["Location"] == "/"
