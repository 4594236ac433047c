"""What a file is, by its content; its name only has to agree."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import filetype

from jidi.common.say import Say
from jidi.files import zips
from jidi.files.pixels import size_of, too_large
from jidi.files.refusals import FileRefused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_HEAD = 8192
_CHUNK = 1024 * 1024
_TEXT_CONTROLS = frozenset(range(32)) - frozenset(b"\t\r\n\f")
_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that is taken in: how it is announced, how it is checked, whether a browser may show it in place.

    ``check`` returns what is added to the media type, and raises FileRefused when the content is something else.
    """

    media_type: str
    check: Callable[[Path, bytes], str]
    inline: bool = False


def recognise(path: Path, extension: str) -> tuple[str, bool]:
    """Check that a stored file is what its extension says; return its media type and whether it may be shown in place.

    Raises FileRefused naming what is wrong. ``extension`` is in small letters without the dot.
    """
    kind = TYPES.get(extension)
    if kind is None:
        if extension in ("docm", "xlsm", "dotm", "xltm", "xlsb", "pptm"):
            raise FileRefused("这是带宏的文件类型。", "This type of file carries macros.", code="macro")
        shown = f".{extension}" if extension else "（无扩展名）"
        raise FileRefused(
            f"不收{shown}类型的文件。", f"Files of the type {shown} are not taken in.", code="type-unknown"
        )
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return kind.media_type + kind.check(path, head), kind.inline


def _picture(extension: str) -> Callable[[Path, bytes], str]:
    def check(path: Path, head: bytes) -> str:
        found = filetype.guess(head)
        if found is None or found.extension != extension:
            raise _mismatch()
        size = size_of(path, extension)
        if size is not None and too_large(size):
            wide, high = size
            raise FileRefused(
                f"图片有 {wide} × {high} 像素，太大，打不开。",
                f"The picture has {wide} × {high} pixels, too many to be shown.",
                Say("请缩小或截取后再上传。", "Make it smaller and upload it again."),
                code="picture-too-large",
            )
        return ""

    return check


def _pdf(path: Path, head: bytes) -> str:
    if not head.startswith(b"%PDF-"):
        raise _mismatch()
    # A PDF may carry a program; one that says so in the clear is turned away. This is a sieve, not a virus scanner.
    if _contains(path, (b"/JavaScript", b"/Launch")):
        raise FileRefused(
            "PDF 文件含有脚本或启动命令。",
            "The PDF carries a script or starts a program.",
            Say("请重新打印为 PDF 后再上传。", "Print it to PDF again and upload that."),
            code="executable",
        )
    return ""


def _container(*parts: str) -> Callable[[Path, bytes], str]:
    """A zip container that holds one of these parts."""

    def check(path: Path, head: bytes) -> str:
        if head.startswith(OLE):
            raise FileRefused(
                "文件带有打开密码，或是旧格式改了扩展名。",
                "The file has a password, or is of the old format under a new extension.",
                Say(
                    "请去掉密码、按该扩展名另存后再上传。",
                    "Remove the password, save it in this format, and upload it again.",
                ),
                code="encrypted",
            )
        if not head.startswith(ZIP):
            raise _mismatch()
        if not any(part in zips.names(path) for part in parts):
            raise _mismatch()
        return ""

    return check


def _ole(*streams: str) -> Callable[[Path, bytes], str]:
    """A compound file with one of these streams and no macros, or a zip container without macros (newer WPS)."""

    def check(path: Path, head: bytes) -> str:
        if head.startswith(ZIP):
            zips.names(path)
            return ""
        if not head.startswith(OLE) or not _contains(path, [name.encode("utf-16-le") for name in streams]):
            raise _mismatch()
        if _contains(path, ["_VBA_PROJECT".encode("utf-16-le")]):
            raise FileRefused("文件含有宏。", "The file contains macros.", code="macro")
        return ""

    return check


def _text(path: Path, head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _mismatch()
    data = path.read_bytes()
    if not _TEXT_CONTROLS.isdisjoint(data):
        raise _mismatch()
    for charset in ("utf-8", "gb18030"):
        try:
            data.decode(charset)
        except UnicodeDecodeError:
            continue
        return f"; charset={charset}"
    raise _mismatch()


def _contains(path: Path, marks: tuple[bytes, ...] | list[bytes]) -> bool:
    """Whether one of the marks stands anywhere in the file; read in pieces that overlap."""
    overlap = max(len(mark) for mark in marks)
    before = b""
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            window = before + piece
            if any(mark in window for mark in marks):
                return True
            before = window[-overlap:]
    return False


def _mismatch() -> FileRefused:
    return FileRefused(
        "文件内容与扩展名不符。",
        "The content is not what the extension says.",
        Say(
            "请用原来的软件打开，按正确类型另存后再上传。",
            "Open it where it was made, save it as the right type, upload that.",
        ),
        code="type-mismatch",
    )


TYPES: dict[str, FileType] = {
    "pdf": FileType("application/pdf", _pdf, inline=True),
    "jpg": FileType("image/jpeg", _picture("jpg"), inline=True),
    "jpeg": FileType("image/jpeg", _picture("jpg"), inline=True),
    "png": FileType("image/png", _picture("png"), inline=True),
    "docx": FileType(f"{_OFFICE}.wordprocessingml.document", _container("word/document.xml")),
    "xlsx": FileType(f"{_OFFICE}.spreadsheetml.sheet", _container("xl/workbook.xml")),
    "ofd": FileType("application/ofd", _container("ofd.xml")),
    "doc": FileType("application/msword", _ole("WordDocument")),
    "xls": FileType("application/vnd.ms-excel", _ole("Workbook", "Book")),
    "wps": FileType("application/vnd.ms-works", _ole("WordDocument")),
    "et": FileType("application/vnd.ms-excel", _ole("Workbook", "Book")),
    "txt": FileType("text/plain", _text),
    "csv": FileType("text/csv", _text),
}
