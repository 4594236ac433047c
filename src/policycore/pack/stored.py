"""A pack kept as texts by file name (in a database, say) instead of as a folder: the same pack, digest and messages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .loader import FOLDERS, LISTS, Raw, read_pack
from .problems import PackError, Problem
from .reading import read_text


def texts_of(folder: Path) -> dict[str, str]:
    """Return the text of every file of a pack by its name inside the folder.

    Raises :class:`PackError` as ``read_pack`` does for a folder that is no pack.
    """
    return {name: (folder / name).read_text(encoding="utf-8") for name in sorted(read_pack(folder).files)}


def raw_of_texts(texts: Mapping[str, str]) -> Raw:
    """Return the raw data of a pack from its texts; raise :class:`PackError` for a text that is no YAML."""
    files = {name: read_text(text, name) for name, text in sorted(texts.items())}
    problems: list[Problem] = [problem for located in files.values() for problem in located.problems]
    if problems:
        raise PackError(problems)
    return Raw(files)


def place_of(raw: Raw, section: str, entry: str) -> tuple[str, int]:
    """Return file and line of an element as :meth:`Pack.elements` names it (``designation/visit``), for messages."""
    head, _, nested = entry.partition("/")
    for file, located in raw.files.items():
        if _section_of(file) != section:
            continue
        at = _path_to(located.data, head, single=file not in LISTS)
        if at is not None:
            return file, located.line_of(_path_inside(located.data, at, nested) if nested else at)
    return section, 0


def _section_of(file: str) -> str:
    head, _, tail = file.partition("/")
    known = FOLDERS.get(head) if tail else LISTS.get(file)
    return known[0] if known else ""


def _path_to(data: object, entry: str, *, single: bool) -> tuple[str | int, ...] | None:
    if single:
        return () if isinstance(data, dict) and data.get("id") == entry else None
    if isinstance(data, dict):
        return (entry,) if entry in data else None
    rows = enumerate(data if isinstance(data, list) else ())
    return next(((place,) for place, row in rows if isinstance(row, dict) and row.get("id") == entry), None)


def _path_inside(data: object, at: tuple[str | int, ...], nested: str) -> tuple[str | int, ...]:
    found = data
    for step in at:
        found = found[step]  # type: ignore[index]
    if isinstance(found, dict):
        for word in ("steps", "leaves"):
            for place, row in enumerate(found.get(word, ())):
                if isinstance(row, dict) and row.get("id") == nested:
                    return (*at, word, place)
    return at
