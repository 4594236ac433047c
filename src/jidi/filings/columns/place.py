"""Where the analytic copy lies, and how one copy takes the place of another.

    DATA/columns/current          the name of the folder that counts, one line
    DATA/columns/NAME/copy.json   what is in it: forms, columns, the mark of the database it was made from
    DATA/columns/NAME/*.parquet   one file per form definition, one per table of a form, bases and areas

A copy is written into a folder of its own and counts from the moment ``current`` names it, so that nobody reads half of
one. The copy before stays until the next, for who is reading it.
"""

from __future__ import annotations

import json
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

POINTER, CONTENTS = "current", "copy.json"
KEPT = 900
"""Seconds a copy that no longer counts is kept."""


RESERVED = frozenset(
    {
        "version",
        "filing",
        "subject_kind",
        "subject_key",
        "area",
        "vintage",
        "filed_at",
        "status",
        "period",
        "row",
        "row_key",
    }
)


def column_name(field: str) -> str:
    """Return how the column of a field is called: its id, with a line behind it where every row has a key of that name."""
    return f"{field}_" if field in RESERVED else field


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: the field, its words, the indicator it belongs to, its unit, and whether amounts may be added."""

    field: str
    zh: str
    en: str
    indicator: str
    unit: str
    additive: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One file: a form definition as filed, or a table of it (``table``) with a row per row."""

    file: str
    form: str
    zh: str
    en: str
    digest: str
    rows: int
    columns: tuple[Column, ...]
    table: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy holds, and from which state of the database (``mark``) it was made at which moment."""

    folder: Path
    made_at: str
    mark: str
    parts: tuple[Part, ...]

    def path(self, name: str) -> str:
        """Return the path of one of its files."""
        return str(self.folder / name)


def root() -> Path:
    """Return the folder of the copies."""
    return Path(settings.DATA) / "columns"


def new_folder() -> Path:
    """Make a folder for a new copy."""
    folder = root() / f"copy-{secrets.token_hex(6)}"
    folder.mkdir(parents=True)
    return folder


def take_over(copy: Copy) -> None:
    """Let a finished copy count from now on; remove older ones, but never the one before, nor one somebody may still be
    writing or reading.
    """
    before = _named()
    contents = {"made_at": copy.made_at, "mark": copy.mark, "parts": [asdict(part) for part in copy.parts]}
    (copy.folder / CONTENTS).write_text(json.dumps(contents, ensure_ascii=False), "utf-8")
    fresh = root() / f"{POINTER}.{copy.folder.name}"
    fresh.write_text(copy.folder.name, "utf-8")
    fresh.replace(root() / POINTER)
    for folder in root().glob("copy-*"):
        old = folder.is_dir() and time.time() - folder.stat().st_mtime > KEPT
        if old and folder.name not in (copy.folder.name, before):
            shutil.rmtree(folder, ignore_errors=True)


def discard(folder: Path) -> None:
    """Remove a copy that was not finished."""
    shutil.rmtree(folder, ignore_errors=True)


def current_copy() -> Copy | None:
    """Return the copy that counts; None before the first was made, or when it cannot be read."""
    name = _named()
    if not name:
        return None
    folder = root() / name
    try:
        told: Mapping[str, Any] = json.loads((folder / CONTENTS).read_text("utf-8"))
        parts = tuple(
            Part(**{**part, "columns": tuple(Column(**column) for column in part["columns"])}) for part in told["parts"]
        )
        return Copy(folder, told["made_at"], told["mark"], parts)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _named() -> str:
    try:
        name = (root() / POINTER).read_text("utf-8").strip()
    except OSError:
        return ""
    return name if name.startswith("copy-") and "/" not in name and "\\" not in name else ""
