"""Looking into a zip container (docx, xlsx, ofd, wps, et) by its directory alone; nothing is unpacked."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import Final

from jidi.common.say import Say
from jidi.files.refusals import MEGABYTE, FileRefused

ENTRIES: Final = 2000
UNPACKED: Final = 300 * MEGABYTE
RATIO: Final = 100
"""Unpacked to packed bytes of one entry; judged only for entries large enough to hurt."""
WORTH_JUDGING: Final = 5 * MEGABYTE
DIRECTORY: Final = 2 * MEGABYTE

_END = b"PK\x05\x06"
_END_SIZE = 22
_EXECUTABLE = (
    ".exe", ".dll", ".com", ".bat", ".cmd", ".scr", ".msi", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta",
    ".jar", ".lnk", ".sh", ".py", ".php",
)  # fmt: skip
_MACRO = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/")
_WITHOUT_MACROS = Say("请另存为不含宏的文件后再上传。", "Save it without macros and upload it again.")


def names(path: Path) -> list[str]:
    """The names in the container, in small letters.

    Raises FileRefused for a torn or encrypted one, for one that would unpack to more than it should, and for macros or
    programs inside.
    """
    _check_end(path)
    try:
        with zipfile.ZipFile(path) as container:
            entries = container.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as wrong:
        raise _torn() from wrong
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise _too_much()
    found = []
    for entry in entries:
        name = entry.filename.replace("\\", "/").lower()
        _check_entry(entry, name)
        found.append(name)
    return found


def _check_end(path: Path) -> None:
    """Read the end record before the directory: a lying file must not make us read a directory of any size."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _END_SIZE - 0xFFFF))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise _torn()
    entries, directory = struct.unpack("<HL", tail[at + 10 : at + 16])
    if entries > ENTRIES or directory > DIRECTORY:
        raise _too_much()


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    if entry.flag_bits & 0x1:
        raise FileRefused(
            "文件带有打开密码，无法查看。",
            "The file has a password and cannot be looked at.",
            Say("请去掉密码后再上传。", "Remove the password and upload it again."),
            code="encrypted",
        )
    if name.startswith("/") or ".." in name.split("/"):
        raise _torn()
    if any(mark in f"/{name}" for mark in _MACRO):
        raise FileRefused("文件含有宏。", "The file contains macros.", _WITHOUT_MACROS, code="macro")
    if name.endswith(_EXECUTABLE):
        raise FileRefused("文件内含可执行程序。", "There is a program in the file.", code="executable")
    if entry.file_size > WORTH_JUDGING and entry.file_size > RATIO * max(1, entry.compress_size):
        raise _too_much()


def _torn() -> FileRefused:
    return FileRefused(
        "文件不完整，打不开。",
        "The file is torn and does not open.",
        Say("请在本机打开确认后重新上传。", "Open it on your own machine, then upload it again."),
        code="torn",
    )


def _too_much() -> FileRefused:
    return FileRefused(
        "文件展开后过大。",
        "The file would unpack to more than it should.",
        Say("请拆分内容或压缩图片后再上传。", "Split it, or make its pictures smaller, and upload it again."),
        code="unpacks-too-large",
    )
