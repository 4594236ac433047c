"""What the tests of this room lean on."""

from __future__ import annotations

import pytest

from jidi.applications.models import Application, Round
from tests.cast import Cast
from tests.jidi.applications.play import Play, version_in_force


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
