"""Names of files as people gave them: for display and download only, never a path."""

from __future__ import annotations

import unicodedata

from django.utils.http import content_disposition_header

from jidi.common.texts import one_line

LIMIT = 150


def display_name(given: str) -> tuple[str, str]:
    """The cleaned name and its extension (small letters, no dot) of a name a browser sent.

    Paths are cut off, marks that cannot be seen are dropped, and a long name keeps its extension.
    """
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    name = one_line(unicodedata.normalize("NFC", last)).lstrip(". ")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return name[:LIMIT] or "file", ""
    extension = extension.strip().lower()
    return f"{stem[: LIMIT - 1 - len(extension)]}.{extension}" if len(extension) < 10 else name[:LIMIT], extension


def disposition(name: str, *, inline: bool) -> str:
    """The header that names a download (RFC 6266), Chinese names included."""
    return content_disposition_header(not inline, name) or "attachment"
