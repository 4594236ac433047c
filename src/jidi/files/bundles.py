"""One zip of many things, made while it is sent: whatever its size, no more than a piece of it is held in memory."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from jidi.common.clock import BEIJING

_CHUNK: Final = 256 * 1024
_PACKED: Final = frozenset({"jpg", "jpeg", "png", "docx", "xlsx", "wps", "et", "ofd", "zip", "pdf"})
"""Files that are packed in themselves are stored as they are: packing them again costs time and saves nothing."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a bundle: its name in it, and the text or the stored file that it is."""

    name: str
    content: bytes | Path

    @property
    def sha256(self) -> str:
        """The digest of what is in it; a stored file is read in pieces."""
        if isinstance(self.content, bytes):
            return hashlib.sha256(self.content).hexdigest()
        with self.content.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


class _Pipe:
    """What a zip is written into: it keeps only what was not sent yet."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take what the zip writes."""
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing to flush: what was written is taken."""

    def take(self) -> bytes:
        """Give what was written since the last time."""
        taken = b"".join(self._waiting)
        self._waiting.clear()
        return taken


def stream(members: Iterable[Member], *, at: datetime) -> Iterator[bytes]:
    """Yield a zip piece by piece; ``at`` stands as the time of every file in it."""
    pipe = _Pipe()
    moment = at.astimezone(BEIJING)
    stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    with zipfile.ZipFile(pipe, "w") as bundle:  # type: ignore[call-overload]  # typeshed wants seek; zipfile does not
        for member in members:
            info = zipfile.ZipInfo(member.name, stamp)
            packed = member.name.rpartition(".")[2].lower() in _PACKED
            info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            with bundle.open(info, "w", force_zip64=isinstance(member.content, Path)) as inside:
                for piece in _pieces(member.content):
                    inside.write(piece)
                    if sent := pipe.take():
                        yield sent
    yield pipe.take()


def _pieces(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


def told_apart(names: Sequence[str]) -> list[str]:
    """The same names, each once: the second of two equal ones becomes ``name (2).pdf``; no name leaves its folder."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
        clean = "/".join(parts) or "file"
        count = seen[clean.casefold()] = seen.get(clean.casefold(), 0) + 1
        stem, dot, extension = clean.rpartition(".")
        numbered = f"{stem} ({count}){dot}{extension}" if dot else f"{clean} ({count})"
        found.append(clean if count == 1 else numbered)
    return found
