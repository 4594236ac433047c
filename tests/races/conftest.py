"""One site for the tests of this folder: its own database (copied from the empty one of the tests), its own data directory.

It is made on the database the run is on: ``run.py test`` runs everything on SQLite, and on PostgreSQL where
JIDI_TEST_POSTGRES_URL names one. The server is the product's own, with its own settings.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.races.site import Site, database_url

APPLICATIONS = 14
KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session", params=KINDS)
def site(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """The known cast, a round with a short form, applications ready to hand in."""
    kind = request.param
    if kind != connection.vendor:
        there = kind == "sqlite" or os.environ.get("JIDI_TEST_POSTGRES_URL")
        pytest.skip(
            f"the run on {kind} does this" if there else "JIDI_TEST_POSTGRES_URL is not set: no PostgreSQL here"
        )
    data = tmp_path_factory.mktemp(f"races-{kind}")
    with django_db_blocker.unblock():
        url = _copied(data)
    found = Site(data, url)
    try:
        found.build(APPLICATIONS)
        yield found
    finally:
        with django_db_blocker.unblock():
            _dropped(url)


def _copied(data: Path) -> str:
    """Copy the empty database of the tests, which is faster than making one; give the address of the copy."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(data / "jidi.sqlite3")])
        return ""
    settings = connection.settings_dict
    name, source = f"jidi_races_{os.getpid()}", settings["NAME"]
    connection.close()  # nobody may be connected to a database that is copied
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return database_url(settings, name)


def _dropped(url: str) -> None:
    if url:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{url.rsplit("/", 1)[1]}" WITH (FORCE)')
