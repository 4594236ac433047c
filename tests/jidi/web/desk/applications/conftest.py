"""A round of the Liaoning document, played on a fixed day, behind the pages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from jidi.applications.models import Application, Round
from jidi.common.clock import Clock
from tests.cast import Cast
from tests.jidi.applications.play import AT, Play, version_in_force


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site's clock stands some minutes after the acts that are played."""

    def now(clock: Clock) -> datetime:
        return AT + timedelta(minutes=9)

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
def application(play: Play, round_: Round) -> Application:
    """An application of the county, begun and not filled in."""
    return play.started(round_)
