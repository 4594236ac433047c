"""A round of the Liaoning document on its list pages, on the day the cast plays it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from jidi.applications.models import Application, Round
from jidi.common.clock import Clock
from jidi.common.keys import new_key
from tests.cast import Cast
from tests.jidi.applications.play import AT, Play, version_in_force

Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site's clock stands on the day of the play, and runs by seconds."""
    seconds = iter(range(100_000, 10_000_000))

    def now(self: Clock) -> datetime:
        return AT + timedelta(milliseconds=next(seconds))

    monkeypatch.setattr(Clock, "now", now)


@pytest.fixture
def play(cast: Cast) -> Play:
    """The Liaoning document in force with everything decided."""
    return Play(cast, version_in_force())


@pytest.fixture
def round_(play: Play) -> Round:
    """The round of 2026, open."""
    return play.announced()


@pytest.fixture
def submitted(play: Play, round_: Round) -> Application:
    """An application the county handed in: it waits at the city."""
    return play.submitted(play.started(round_))


@pytest.fixture
def send() -> Send:
    """Send a form with a fresh key."""

    def post(client: Client, address: str, **data: Any) -> Any:
        values = {name.replace("__", "."): value for name, value in data.items()}
        return client.post(address, {"once": new_key(), **values})

    return post
