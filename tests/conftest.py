"""What every test may lean on. The known cast of people and offices lives in tests/cast.py."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.database import Kept

TOGETHER = ("tests/jidi/demo", "tests/races")
"""What shares something dear to build (a whole demo, a running server): with several workers it stays with one of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares something dear; the name of the group is the directory.

    What is loaded by now stays: it is put out of the collector's sight, which would go through all of it again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    for item in items:
        place = next((one for one in TOGETHER if item.nodeid.startswith(one)), None)
        if place:
            item.add_marker(pytest.mark.xdist_group(place))


@pytest.fixture(scope="session")
def kept_database(django_db_modify_db_settings: None, django_db_blocker: Any) -> Iterator[Kept]:
    """The migrated database of an earlier run or of another worker, where there is one (``tests.database``)."""
    from tests.database import Kept

    with django_db_blocker.unblock():
        kept = Kept()
        kept.is_copy = kept.copied()
    yield kept
    if kept.is_copy:
        with django_db_blocker.unblock():
            kept.drop_copy()


@pytest.fixture(scope="session")
def django_db_keepdb(kept_database: Kept) -> bool:
    """A copied database is migrated already; pytest-django need not make one."""
    return kept_database.is_copy


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, kept_database: Kept, django_db_blocker: Any) -> None:
    """The database of the tests; one that had to be made is kept for the next."""
    if not kept_database.is_copy:
        with django_db_blocker.unblock():
            kept_database.keep()


@pytest.fixture
def cast(db: None) -> Cast:
    """The known cast, in the database: see tests/cast.py for who is who."""
    from tests.cast import assemble

    return assemble()
