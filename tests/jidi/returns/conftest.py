"""What the tests of this room lean on."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.jidi.returns.ferry import Ferry, play


@pytest.fixture
def ferry(cast: Cast) -> Ferry:
    """The ferry document in force with two bases; nothing worked out yet."""
    return play(cast)


@pytest.fixture
def year(ferry: Ferry) -> Ferry:
    """The same with the duties of 2023 worked out."""
    ferry.compute()
    return ferry
