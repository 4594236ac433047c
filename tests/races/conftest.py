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

from tests.races.serving import Server, serving
from tests.races.site import Site, database_url

APPLICATIONS = 15
KINDS = ("sqlite", "postgresql")


@pytest.fixture(params=KINDS)
def site(request: pytest.FixtureRequest) -> Site:
    """The site, on the database of this run; the other one says why it is left out."""
    if request.param != connection.vendor:
        there = request.param == "sqlite" or os.environ.get("JIDI_TEST_POSTGRES_URL")
        why = f"the run on {request.param} does this" if there else "JIDI_TEST_POSTGRES_URL is not set: no PostgreSQL"
        pytest.skip(why)
    found: Site = request.getfixturevalue("built_site")
    return found


@pytest.fixture(scope="session")
def built_site(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The known cast, a round with a short form, applications ready to hand in."""
    data = tmp_path_factory.mktemp("races")
    with django_db_blocker.unblock():
        url = _copied(data)
    found = Site(data, url)
    try:
        found.build(APPLICATIONS)
        yield found
    finally:
        with django_db_blocker.unblock():
            _dropped(url)


@pytest.fixture(scope="module")
def server(built_site: Site) -> Iterator[Server]:
    """The site, served; at the end its own commands are asked whether trail and invariants hold."""
    with serving(built_site.data, built_site.url) as started:
        yield started
        built_site.holds()


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
