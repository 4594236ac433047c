"""Those who have no business in the matter: another city, another province, a visitor. They see and do nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from jidi.demo.walk.browser import Browser

UNSEEN = frozenset({404})
SHUT = frozenset({401, 403, 404})


class LeakError(Exception):
    """An outsider got to see a page, or to send a form."""


@dataclass(frozen=True, slots=True)
class Used:
    """An address the walk used: how, and whether it only shows what is announced to the whole area."""

    address: str
    method: str = "GET"
    announced: bool = False


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody without business in the matter; ``near`` ones may read what is announced to everybody of the area."""

    name: str
    browser: Browser
    near: bool = False


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
    answer = outsider.browser.knock(used.address, post=post)
    door = answer.status_code in {301, 302, 303} and "/login/" in answer.headers.get("Location", "")
    if door or answer.status_code in (SHUT if post else UNSEEN):
        return
    raise LeakError(f"{outsider.name} {used.method} {urlsplit(used.address).path}: {answer.status_code}")
