"""Those who have no business in the matter: another city, another province, a visitor. They see and do nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

from jidi.demo.walk.browser import WAIT, Browser

OK, NO_TOKEN, NOT_THERE = 200, 401, 404
UNSEEN = frozenset({404})
SHUT = frozenset({401, 403, 404})


class LeakError(Exception):
    """An outsider got to see a page, or to send a form."""


@dataclass(frozen=True, slots=True)
class Used:
    """An address the walk used: how, and whether it only shows what is announced to the whole area.

    ``absent`` is set for a page everybody has of their own: what must not be on theirs. ``program`` is an address of the
    HTTP API, tried with a token of the outsider's own.
    """

    address: str
    method: str = "GET"
    announced: bool = False
    absent: str = ""
    program: bool = False


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody without business in the matter; ``near`` ones may read what is announced to everybody of the area.

    ``inside`` ones have logged in; ``secret`` is a token of their own for the API.
    """

    name: str
    browser: Browser
    near: bool = False
    inside: bool = False
    secret: str = ""


@dataclass(slots=True)
class Outsiders:
    """Tries addresses as each outsider, each once."""

    people: Sequence[Outsider]
    tried: set[tuple[str, str, str]] = field(default_factory=set)

    def try_all(self, used: Iterable[Used]) -> None:
        """Try every address as everybody. Raises LeakError naming who saw what."""
        for one in used:
            for outsider in self.people:
                key = (outsider.name, one.method, urlsplit(one.address).path)
                if key not in self.tried and not (one.announced and outsider.near):
                    self.tried.add(key)
                    _try(outsider, one)


def _try(outsider: Outsider, used: Used) -> None:
    post = used.method == "POST"
    if used.program:
        return _try_program(outsider, used)
    answer = outsider.browser.knock(used.address, post=post)
    if used.absent and answer.status_code == OK and used.absent not in answer.text:
        return None
    door = answer.status_code in {301, 302, 303} and "/login/" in answer.headers.get("Location", "")
    if door or answer.status_code in (SHUT if post else UNSEEN):
        return None
    raise LeakError(f"{outsider.name} {used.method} {urlsplit(used.address).path}: {answer.status_code}")


def _try_program(outsider: Outsider, used: Used) -> None:
    """Ask the API with the outsider's own token, or with none."""
    head = {"Authorization": f"Bearer {outsider.secret}", "Idempotency-Key": "outsider-knocks-0001"}
    body: dict[str, Any] = {"revision": 1, "values": {}}
    answer = requests.request(used.method, used.address, headers=head, json=body, timeout=WAIT)
    if answer.status_code != (NOT_THERE if outsider.secret else NO_TOKEN):
        raise LeakError(f"{outsider.name} {used.method} {urlsplit(used.address).path}: {answer.status_code}")
