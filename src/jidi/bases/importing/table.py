"""Reading the file: its encoding, its columns, its rows with their numbers. Nothing is understood here yet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from jidi.common.say import Refused, Say, house
from jidi.common.texts import one_line

NEEDED = ("base_name", "level", "province", "city", "county_or_park", "product", "batch_or_year", "event", "source_url")
KNOWN = (*NEEDED, "division_code", "note", "grade")
LARGEST = 20 * 1024 * 1024
"""Bytes; a list of all bases of the nation is a hundredth of this."""
RULE = house("名单为 UTF-8 或 GB18030 编码的 CSV", "a list is a CSV file in UTF-8 or GB18030")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet counts (the head is 1), its cells by column, and what is wrong with its form."""

    number: int
    cells: dict[str, str]
    torn: bool = False

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read: its rows and the digest of its bytes."""

    rows: tuple[Row, ...]
    digest: str


def read(path: Path, needed: tuple[str, ...] = NEEDED) -> Table:
    """Read a CSV file in UTF-8 (with or without BOM) or GB18030.

    Raises Refused for a file that is not there, too large, in another encoding, or without the needed columns.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST else b""
    except OSError as wrong:
        raise _unreadable(f"文件无法读取：{wrong.strerror}。", f"The file cannot be read: {wrong.strerror}.") from wrong
    if size > LARGEST:
        raise _unreadable(f"文件超过 {LARGEST >> 20} MB。", f"The file is larger than {LARGEST >> 20} MB.")
    return Table(tuple(_rows(_decoded(content), needed)), sha256(content).hexdigest())


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable("编码既不是 UTF-8 也不是 GB18030。", "It is neither UTF-8 nor GB18030.")


def _rows(text: str, needed: tuple[str, ...]) -> Iterator[Row]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [one_line(cell) for cell in next(lines, [])]
        missing = [column for column in needed if column not in head]
        if missing:
            listed = "、".join(missing)
            raise _unreadable(f"缺少列：{listed}。", f"These columns are missing: {', '.join(missing)}.")
        # The number of the row, not of the line: a cell may hold a line break.
        for number, cells in enumerate(lines, start=2):
            if any(cell.strip() for cell in cells):
                named = dict(zip(head, (one_line(cell) for cell in cells), strict=False))
                yield Row(number, named, torn=len(cells) != len(head))
    except csv.Error as wrong:
        raise _unreadable(
            f"第 {lines.line_num} 行不是完整的 CSV：{wrong}。", f"Line {lines.line_num} is no CSV: {wrong}."
        ) from wrong


def _unreadable(zh: str, en: str) -> Refused:
    return Refused(
        Say("名单没有导入。", "The list was not imported."),
        Say(zh, en),
        Say(
            f"请另存为 CSV（UTF-8），首行列名：{'、'.join(KNOWN)}。",
            f"Save it as CSV (UTF-8) with these columns in the first row: {', '.join(KNOWN)}.",
        ),
        cite=RULE,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code="list-unreadable",
    )
