"""The gate: a file is looked at from outside, entry by entry, before anything reads what is in it."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

ENTRIES: Final = 200
RATIO: Final = 100
"""Unpacked to packed bytes of one entry, judged for entries large enough to hurt."""
WORTH_JUDGING: Final = 2 * 1024 * 1024
DIRECTORY: Final = 256 * 1024
SMALL_PART: Final = 4 * 1024 * 1024
"""Parts read as a whole (relations, the list of sheets) are never larger."""
_CHUNK: Final = 256 * 1024
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22

_MACROS: Final = ("vbaproject", "vbadata", "/macrosheets/", "/activex/", "/ctrlprops/", "/customui/", "/dialogsheets/")
_OUTSIDE: Final = ("/externallinks/", "connections.xml", "/querytables/", "/webextensions/", "/model/")
_EMBEDDED: Final = ("/embeddings/", "oleobject")
_NO_PROGRAM: Final = (
    ".exe",
    ".dll",
    ".js",
    ".vbs",
    ".bat",
    ".cmd",
    ".ps1",
    ".jar",
    ".sh",
    ".hta",
    ".lnk",
    ".com",
    ".scr",
)


class Turned(Exception):  # noqa: N818 - not an error of ours: a file that is turned away
    """A file that is not read: a code, why in both languages, and what would do."""

    def __init__(self, code: str, zh: str, en: str, next_zh: str = "", next_en: str = "") -> None:
        super().__init__(code)
        self.code, self.zh, self.en = code, zh, en
        self.next_zh = next_zh or "请用 WPS 或 Excel 打开，另存为普通的 .xlsx 后再上传。"
        self.next_en = next_en or "Open it in WPS or Excel, save it as a plain .xlsx, and upload that."


@dataclass(frozen=True, slots=True)
class Package:
    """A container that passed the gate: open, with the names of its parts."""

    container: zipfile.ZipFile
    names: frozenset[str]

    def small(self, name: str) -> bytes:
        """A part as a whole. Raises Turned where it is not there or larger than such a part ever is."""
        if name not in self.names:
            raise torn()
        if self.container.getinfo(name).file_size > SMALL_PART:
            raise too_much()
        return self.container.read(name)

    def stream(self, name: str) -> IO[bytes]:
        """A part as a stream."""
        if name not in self.names:
            raise torn()
        return self.container.open(name)


def enter(path: Path, unpacked: int) -> Package:
    """Open a workbook after looking at everything that can be looked at from outside.

    ``unpacked`` is how many bytes its parts may have together. Raises Turned.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise Turned("empty", "文件是空的。", "The file is empty.")
    if head.startswith(_OLE):
        raise Turned(
            "password",
            "文件带有打开密码，或是旧的 .xls 格式。",
            "The file has a password, or is of the old .xls format.",
            "请去掉打开密码，另存为 .xlsx 后再上传。",
            "Remove the password, save it as .xlsx, and upload that.",
        )
    if not head.startswith(b"PK\x03\x04"):
        raise Turned("not-a-workbook", "这不是 .xlsx 工作簿。", "This is no .xlsx workbook.")
    _end(path)
    try:
        container = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, UnicodeError) as wrong:
        raise torn() from wrong
    package = Package(container, frozenset(_entries(container, unpacked)))
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= package.names:
        raise Turned("not-a-workbook", "这不是 .xlsx 工作簿。", "This is no .xlsx workbook.")
    for name in sorted(package.names):
        if name.lower().endswith((".xml", ".rels", ".vml")):
            _plain_xml(package, name)
    _types_and_links(package)
    return package


def _end(path: Path) -> None:
    """Read the end record first: a lying file must not make us read a directory of any size."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _END_SIZE - 0xFFFF))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise torn()
    entries, directory = struct.unpack("<HL", tail[at + 10 : at + 16])
    if entries > ENTRIES or directory > DIRECTORY:
        raise too_much()


def _entries(container: zipfile.ZipFile, unpacked: int) -> Iterator[str]:
    seen: set[str] = set()
    total = 0
    for entry in container.infolist():
        name, small = entry.filename, f"/{entry.filename.lower()}"
        total += entry.file_size
        if len(seen) >= ENTRIES or total > unpacked:
            raise too_much()
        if small in seen or name.startswith("/") or "\\" in name or ".." in name.split("/"):
            raise torn()
        seen.add(small)
        if entry.flag_bits & 0x1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise torn()
        if entry.file_size > WORTH_JUDGING and entry.file_size > RATIO * max(1, entry.compress_size):
            raise too_much()
        _no_program(small)
        yield name


def _no_program(name: str) -> None:
    if any(mark in name for mark in _MACROS) or name.endswith(_NO_PROGRAM):
        raise macros()
    if any(mark in name for mark in _OUTSIDE):
        raise outside()
    if any(mark in name for mark in _EMBEDDED):
        raise Turned(
            "embedded",
            "工作簿里嵌有别的文件或对象。",
            "There are other files or objects inside the workbook.",
            "请删去嵌入的对象后另存再上传；附件请在网页上传。",
            "Remove them and save it again; attachments are uploaded on the page.",
        )


def _plain_xml(package: Package, name: str) -> None:
    """UTF-8, and nothing that declares entities: looked for in the whole part, wherever it stands."""
    before = b""
    try:
        with package.stream(name) as part:
            while piece := part.read(_CHUNK):
                window = before + piece
                if not before and (window[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in window[:64]):
                    raise Turned("encoding", "文件的编码不合规范。", "The file is encoded in an unusual way.")
                if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                    raise Turned("dtd", "文件里有不该出现的实体声明。", "The file declares entities, which none needs.")
                before = window[-16:]
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as wrong:
        raise torn() from wrong
    except Exception as wrong:
        if type(wrong).__module__ == "zlib":
            raise torn() from wrong
        raise


def _types_and_links(package: Package) -> None:
    if b"macroenabled" in package.small("[Content_Types].xml").lower():
        raise macros()
    for name in package.names:
        if not name.lower().endswith(".rels"):
            continue
        for link in parse(package.small(name)).iter():
            kind = link.get("Type", "").lower()
            if link.get("TargetMode") == "External" and not kind.endswith("/hyperlink"):
                raise outside()
            if "externallink" in kind or "vbaproject" in kind:
                raise outside()


def parse(data: bytes) -> Any:
    """Parse a small part, refusing declarations of any sort."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as wrong:
        raise torn() from wrong


def torn() -> Turned:
    """A file that is not whole."""
    return Turned(
        "torn",
        "文件不完整，打不开。",
        "The file is torn and does not open.",
        "请在本机打开确认，另存后重新上传。",
        "Open it on your own machine, save it again, then upload it.",
    )


def too_much() -> Turned:
    """A file that would unpack to more than it should."""
    return Turned(
        "unpacks-too-large",
        "文件展开后过大。",
        "The file would unpack to more than it should.",
        "请删去多余的工作表和图片后再上传。",
        "Remove sheets and pictures that do not belong to it, then upload it.",
    )


def macros() -> Turned:
    """A file with a program in it."""
    return Turned("macro", "文件含有宏或程序。", "The file carries macros or a program.")


def outside() -> Turned:
    """A file that leans on others."""
    return Turned(
        "external",
        "工作簿链接到外部文件或数据源。",
        "The workbook links to other files or data sources.",
        "请断开外部链接（数据 → 编辑链接），粘贴为数值后另存再上传。",
        "Break the links (Data → Edit links), paste as values, save and upload it.",
    )
