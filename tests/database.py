"""The migrated, empty database of the tests, kept and copied: running every migration takes longer than most folders of tests.

The kept one belongs to exactly these migrations and libraries (its name is their digest); as soon as one of them changes,
everything is migrated anew. The first process of a run makes it while the others wait, then they copy it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".cache" / "databases"


def digest() -> str:
    """What a migrated database depends on: every migration of ours, and the versions of everything installed."""
    found = hashlib.sha256()
    for path in [ROOT / "requirements.lock", *sorted((ROOT / "src" / "jidi").glob("*/migrations/*.py"))]:
        found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:24]


class Kept:
    """The kept database of this checkout, for the database of this run. ``is_copy`` says whether the tests use a copy of it."""

    is_copy = False

    def __init__(self) -> None:
        KEPT.mkdir(parents=True, exist_ok=True)
        self._lock: int | None = os.open(KEPT / f"{connection.vendor}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._own = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
        self.name = f"jidi_kept_{self._own}_{digest()}"
        self.target = str(connection.creation._get_test_db_name())

    def copied(self) -> bool:
        """Copy it to where the tests look for theirs; False where it has to be made first (others wait for ``keep``)."""
        made = self._copied_file() if connection.vendor == "sqlite" else self._copied_database()
        if made:
            self._give_up()
        return made

    def keep(self) -> None:
        """Keep the database that was just made, in place of older ones of this checkout."""
        if connection.vendor == "sqlite":
            for old in KEPT.glob("*.sqlite3"):
                old.unlink()
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(KEPT / "new")])
            (KEPT / "new").rename(KEPT / f"{self.name}.sqlite3")
        else:
            connection.close()  # nobody may be connected to a database that is copied
            with connection._nodb_cursor() as cursor:
                cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"jidi_kept_{self._own}_%"])
                for (old,) in cursor.fetchall():
                    cursor.execute(f'DROP DATABASE "{old}"')
                cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.target}"')
        self._give_up()

    def drop_copy(self) -> None:
        """Drop the copy at the end (a file goes with the directory of the tests)."""
        if connection.vendor == "sqlite":
            return
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{self.target}" WITH (FORCE)')

    def _copied_file(self) -> bool:
        kept = KEPT / f"{self.name}.sqlite3"
        if kept.is_file():
            shutil.copyfile(kept, self.target)
        return kept.is_file()

    def _copied_database(self) -> bool:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
            if cursor.fetchone() is None:
                return False
            cursor.execute(f'DROP DATABASE IF EXISTS "{self.target}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{self.target}" TEMPLATE "{self.name}"')
            return True

    def _give_up(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
