"""What every test may lean on. The known cast of people and offices lives in tests/cast.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Cast

TOGETHER = ("tests/jidi/demo", "tests/races")
"""What shares something dear to build (a whole demo, a running server): with several workers it stays with one of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares something dear; the name of the group is the directory."""
    for item in items:
        place = next((one for one in TOGETHER if item.nodeid.startswith(one)), None)
        if place:
            item.add_marker(pytest.mark.xdist_group(place))


@pytest.fixture
def cast(db: None) -> Cast:
    """The known cast, in the database: see tests/cast.py for who is who."""
    from tests.cast import assemble

    return assemble()
