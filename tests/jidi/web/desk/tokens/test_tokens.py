"""The page of one's own tokens: the secret is on one page only."""

from __future__ import annotations

import re

import pytest

from jidi.common.keys import new_key
from tests.cast import Cast
from tests.jidi.web.api.conftest import Program
from tests.jidi.web.conftest import Enter

pytestmark = pytest.mark.django_db


def test_a_new_token_is_shown_once_and_works(cast: Cast, enter: Enter) -> None:
    client = enter(cast.city_officer)
    shown = client.post("/tokens/make/", {"once": new_key(), "name": "报表程序", "days": "30"}).content.decode()
    found = re.search(r"<code data-secret>([^<]+)</code>", shown)
    assert found
    assert Program(found[1]).get("/me")[0] == 200
    later = client.get("/tokens/").content.decode()
    assert "报表程序" in later
    assert found[1] not in later


def test_what_does_not_fit_is_said_and_kept(cast: Cast, enter: Enter) -> None:
    answer = enter(cast.city_officer).post("/tokens/make/", {"once": new_key(), "name": "报表程序", "days": "9999"})
    assert answer.status_code == 422
    assert 'value="报表程序"' in answer.content.decode()


def test_ended_on_the_page_it_opens_no_door(cast: Cast, enter: Enter) -> None:
    client = enter(cast.city_officer)
    shown = client.post("/tokens/make/", {"once": new_key(), "name": "报表程序", "days": "30"}).content.decode()
    secret, end = re.search(r"<code data-secret>([^<]+)<", shown), re.search(r'action="(/tokens/\d+/end/)"', shown)
    assert secret
    assert end
    assert client.post(end[1], {"once": new_key()}).status_code == 302
    assert Program(secret[1]).get("/me")[0] == 401
