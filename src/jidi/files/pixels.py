"""How large a picture is when it is drawn, read from its head: a small file may unfold to more than a browser can hold."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

MOST_PIXELS = 120_000_000
"""Pixels a picture has at most (rule of the house): the largest photographs of telephones have 108 million."""
MOST_SIDE = 30_000
"""Pixels a side has at most."""
_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})
"""Marks of a JPEG between C0 and CF that begin no frame."""


def size_of(path: Path, extension: str) -> tuple[int, int] | None:
    """Return width and height of a PNG or JPEG; None where its head does not say."""
    with path.open("rb") as file:
        return _png(file) if extension == "png" else _jpeg(file)


def too_large(size: tuple[int, int] | None) -> bool:
    """Whether a picture of this size is more than is taken in; one that does not say its size is none of ours."""
    if size is None:
        return False
    wide, high = size
    return max(size) > MOST_SIDE or wide * high > MOST_PIXELS


def _png(file: BinaryIO) -> tuple[int, int] | None:
    head = file.read(24)
    if len(head) < 24 or head[12:16] != b"IHDR":
        return None
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def _jpeg(file: BinaryIO) -> tuple[int, int] | None:
    """Go from mark to mark (a preview may lie before the frame) until the frame says the size."""
    file.seek(2)
    while (mark := file.read(4)) and len(mark) == 4 and mark[0] == 0xFF:
        length = int.from_bytes(mark[2:4], "big")
        if 0xC0 <= mark[1] <= 0xCF and mark[1] not in _NO_FRAME:
            frame = file.read(5)
            return (int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big")) if len(frame) == 5 else None
        if length < 2:
            return None
        file.seek(length - 2, 1)
    return None
