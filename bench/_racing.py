"""A site of its own for a run of faults: made in a temporary directory, on SQLite or the PostgreSQL of JIDI_TEST_POSTGRES_URL."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.races.site import Site


@contextmanager
def racing(applications: int, *, postgresql: bool) -> Iterator[Site]:
    """The site, built; it goes when the block ends."""
    with tempfile.TemporaryDirectory(prefix="jidi-races-") as directory, _database(postgresql) as url:
        site = Site(Path(directory), url)
        site.build(applications)
        yield site


@contextmanager
def _database(wanted: bool) -> Iterator[str]:
    if not wanted:
        yield ""
        return
    import psycopg

    address = os.environ["JIDI_TEST_POSTGRES_URL"]
    name = f"jidi_races_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(address, autocommit=True) as link:
            link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
