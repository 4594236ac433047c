"""Outsiders are kept out, or the walk stops and names who saw what."""

from __future__ import annotations

import pytest
import requests

from jidi.demo.walk.browser import Browser
from jidi.demo.walk.outsiders import LeakError, Outsider, Outsiders, Used


class Door(Browser):
    """A browser whose site answers the same to everything."""

    def __init__(self, status: int, to: str = "") -> None:
        super().__init__("http://here")
        self.answer = requests.Response()
        self.answer.status_code = status
        self.answer.headers["Location"] = to

    def knock(self, address: str, *, post: bool = False) -> requests.Response:
        return self.answer


@pytest.mark.parametrize(("status", "to"), [(404, ""), (302, "/login/?next=/x/")])
def test_not_found_and_the_door_are_what_an_outsider_gets(status: int, to: str) -> None:
    outsiders = Outsiders([Outsider("other city", Door(status, to))])
    outsiders.try_all([Used("http://here/x/")])
    assert outsiders.tried == {("other city", "GET", "/x/")}


@pytest.mark.parametrize(("status", "to"), [(200, ""), (403, ""), (302, "/elsewhere/")])
def test_anything_else_is_a_leak(status: int, to: str) -> None:
    with pytest.raises(LeakError, match=f"other city GET /x/: {status}"):
        Outsiders([Outsider("other city", Door(status, to))]).try_all([Used("http://here/x/")])


def test_a_form_may_also_say_no() -> None:
    Outsiders([Outsider("visitor", Door(401))]).try_all([Used("http://here/x/", "POST")])
    with pytest.raises(LeakError):
        Outsiders([Outsider("visitor", Door(200))]).try_all([Used("http://here/x/", "POST")])


def test_what_is_announced_to_the_whole_area_is_not_hidden_in_it() -> None:
    announced = Used("http://here/round/", announced=True)
    Outsiders([Outsider("other city", Door(200), near=True)]).try_all([announced])
    with pytest.raises(LeakError):
        Outsiders([Outsider("other province", Door(200))]).try_all([announced])


def test_a_page_of_their_own_must_not_lead_to_the_matter() -> None:
    mine = Used("http://here/work/", absent='"/returns/7/"')
    door = Door(200)
    door.answer._content = b'<a href="/returns/8/">'
    Outsiders([Outsider("other city", door)]).try_all([mine])
    door.answer._content = b'<a href="/returns/7/">'
    with pytest.raises(LeakError, match="other city GET /work/: 200"):
        Outsiders([Outsider("other city", door)]).try_all([mine])


@pytest.mark.parametrize(
    ("secret", "status", "kept_out"), [("jidi_x", 404, True), ("jidi_x", 200, False), ("", 401, True), ("", 200, False)]
)
def test_the_api_knows_of_nothing_for_their_token_and_wants_one(
    secret: str, status: int, kept_out: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(status)
    monkeypatch.setattr(requests, "request", lambda *_, **__: door.answer)
    outsiders = Outsiders([Outsider("other city", door, secret=secret)])
    asked = [Used("http://here/api/v1/duties/7", program=True)]
    if kept_out:
        outsiders.try_all(asked)
    else:
        with pytest.raises(LeakError):
            outsiders.try_all(asked)
