"""Which database: SQLite in the data directory, or the PostgreSQL that JIDI_DATABASE_URL names."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    # FULL, not NORMAL: with NORMAL a power cut loses filings that were already acknowledged.
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA mmap_size=134217728;"
    "PRAGMA cache_size=-20000;"
    "PRAGMA temp_store=MEMORY;"
)

POSTGRESQL_OPTIONS = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name"})


def sqlite(path: Path) -> dict[str, Any]:
    """Settings for one SQLite file with several writers.

    IMMEDIATE takes the write lock when a transaction begins: a transaction that first reads and then
    writes would otherwise fail at once with "database is locked" instead of waiting its turn.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
    }


def postgresql(url: str) -> dict[str, Any]:
    """Settings from ``postgresql://user:password@host:port/name?sslmode=…``.

    Connections come from psycopg's pool, which rules out Django's own persistent connections.
    Raises ImproperlyConfigured without repeating the password.
    """
    parts = urlsplit(url)
    allowed = "postgresql://USER:PASSWORD@HOST:PORT/NAME"
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured(f"JIDI_DATABASE_URL begins with {parts.scheme!r}; allowed is {allowed}.")
    name = unquote(parts.path.lstrip("/"))
    if not name or "/" in name:
        raise ImproperlyConfigured(f"JIDI_DATABASE_URL names no database; allowed is {allowed}.")
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"JIDI_DATABASE_URL has a port that is no number; allowed is {allowed}.") from None
    options: dict[str, Any] = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(set(options) - POSTGRESQL_OPTIONS):
        raise ImproperlyConfigured(
            f"JIDI_DATABASE_URL has unknown options {unknown}; allowed are {sorted(POSTGRESQL_OPTIONS)}."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": 8, "timeout": 20}},
    }


def database(url: str, directory: Path) -> dict[str, Any]:
    """The one database of a site: by address when one is given, else ``jidi.sqlite3`` in the data directory."""
    return postgresql(url) if url else sqlite(directory / "jidi.sqlite3")
