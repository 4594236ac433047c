"""What every test may lean on. The known cast of people and offices lives in tests/cast.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    """The known cast, in the database: see tests/cast.py for who is who."""
    from tests.cast import assemble

    return assemble()
