"""The bytes on disk: written whole under a generated name, flushed before a row speaks of them."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from jidi.common.say import Say
from jidi.files.refusals import MEGABYTE, PER_FILE, FileRefused

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that arrived and is not yet kept."""

    path: Path
    size: int
    sha256: str


def root() -> Path:
    """The directory of the files, in the site's data directory."""
    return Path(settings.DATA) / "files"


def place(stored: str) -> Path:
    """Where a stored file lies. Raises ValueError for a name that was not generated here."""
    if len(stored) != 32 or any(c not in "0123456789abcdef" for c in stored):
        raise ValueError(f"{stored!r} is no generated name")
    return root() / stored[:2] / stored


def receive(content: Iterable[bytes], limit: int = PER_FILE) -> Incoming:
    """Write what arrives aside, counting and hashing. Raises FileRefused when it is empty or longer than the limit."""
    directory = root() / "incoming"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / uuid.uuid4().hex
    size, hashed = 0, hashlib.sha256()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in content:
                size += len(piece)
                if size > limit:
                    raise FileRefused(
                        f"文件超过 {limit // MEGABYTE} MB。",
                        f"The file has more than {limit // MEGABYTE} MB.",
                        Say(
                            "请压缩图片或拆分后再上传。", "Make its pictures smaller, or split it, and upload it again."
                        ),
                        code="too-large",
                    )
                hashed.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise FileRefused(
                "文件是空的。",
                "The file is empty.",
                Say("请确认后重新上传。", "Look at it and upload it again."),
                code="empty",
            )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Incoming(path, size, hashed.hexdigest())


def keep(incoming: Incoming) -> str:
    """Move a received file to its place and return its generated name. After this it survives a power cut."""
    stored = uuid.uuid4().hex
    target = place(stored)
    fresh = not target.parent.exists()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    incoming.path.rename(target)
    _flush(target.parent)
    if fresh:
        _flush(root())
    return stored


def discard(path: Path) -> None:
    """Remove a file nobody speaks of."""
    path.unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    hashed = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            hashed.update(piece)
    return hashed.hexdigest()


def kept_files() -> Iterator[Path]:
    """Every file in its place, in no order."""
    for directory in root().glob("[0-9a-f][0-9a-f]"):
        yield from (path for path in directory.iterdir() if path.is_file())


def incoming_files() -> Iterator[Path]:
    """Every file that arrived and was neither kept nor refused, because the process died."""
    directory = root() / "incoming"
    if directory.is_dir():
        yield from (path for path in directory.iterdir() if path.is_file())


def _flush(directory: Path) -> None:
    """Make a rename durable: without it a power cut may forget the name of a file whose row stands."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
