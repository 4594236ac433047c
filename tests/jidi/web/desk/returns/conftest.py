"""What these tests lean on: the ferry document with its duties worked out, on a day of the site's clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from jidi.common.clock import Clock
from tests.cast import Cast
from tests.jidi.returns.ferry import Ferry, play

On = Callable[[str], None]


@pytest.fixture
def year(cast: Cast) -> Ferry:
    """The ferry document in force, the duties of 2023 worked out."""
    ferry = play(cast)
    ferry.compute()
    return ferry


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch, year: Ferry) -> On:
    """Set the clock of the site to a day, and the story with it."""

    def set_to(text: str) -> None:
        year.day(text)
        moment = datetime(year.on.year, year.on.month, year.on.day, 2, tzinfo=UTC)
        monkeypatch.setattr(Clock, "now", lambda self: moment)
        year.compute()

    return set_to
