"""Small files of every kind, good and hostile, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def container(*names: str, **contents: bytes) -> bytes:
    """A zip with these entries."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, b"<x/>")
        for name, content in contents.items():
            file.writestr(name, content)
    return made.getvalue()


def docx(*more: str) -> bytes:
    """A container with the main part of a Word document."""
    return container("[Content_Types].xml", "word/document.xml", *more)


def xlsx(*more: str) -> bytes:
    """A container with the main part of a workbook."""
    return container("[Content_Types].xml", "xl/workbook.xml", *more)


def ole(*streams: str) -> bytes:
    """A compound file that names these streams."""
    return OLE + b"".join(name.encode("utf-16-le") + b"\x00\x00" for name in streams)


def bomb(megabytes: int = 20) -> bytes:
    """A workbook with a part that is small packed and large unpacked."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        file.writestr("xl/workbook.xml", b"<x/>")
        with file.open("xl/media/zero.bin", "w") as part:
            for _ in range(megabytes):
                part.write(bytes(1024 * 1024))
    return made.getvalue()


def lying(entries: int = 60_000) -> bytes:
    """A container whose end record announces more entries than may be read."""
    data = bytearray(docx())
    at = data.rfind(b"PK\x05\x06")
    data[at + 10 : at + 12] = struct.pack("<H", entries)
    return bytes(data)


def encrypted() -> bytes:
    """A container whose entries are marked as encrypted."""
    data = bytearray(docx())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)
