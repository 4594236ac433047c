"""The door of the API: a token opens it, nothing else does, and every refusal says why in both languages."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast
from tests.jidi.web.api.conftest import Program, Programs
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db


def test_a_token_says_who_acts(cast: Cast, program: Programs) -> None:
    status, said = program(cast.city_officer).get("/me")
    assert (status, said["name"], said["organisation"], said["area"]) == (200, "钱伟", "大连市商务局", "210200")


@pytest.mark.parametrize("secret", ["", "jidi_wrong", "x" * 5000])
def test_without_a_living_token_nothing_opens(cast: Cast, secret: str) -> None:
    status, said = Program(secret).get("/me")
    assert (status, said["code"]) == (401, "no-token")
    assert said["next"]["zh"].startswith("请在「访问令牌」页")
    assert said["next"]["en"]


def test_a_session_opens_nothing(cast: Cast, enter: Enter) -> None:
    assert enter(cast.city_officer).get("/api/v1/me").status_code == 401


def test_what_is_answered_to_a_token_leaves_no_copy(cast: Cast) -> None:
    answer = Client().get("/api/v1/me")
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_description_can_be_read_by_anybody(cast: Cast) -> None:
    said = Client().get("/api/v1/openapi.json").json()
    assert said["openapi"].startswith("3.")
    assert "/api/v1/me" in said["paths"]
    assert {one["scheme"] for one in said["components"]["securitySchemes"].values()} == {"bearer"}
