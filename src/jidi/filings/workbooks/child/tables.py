"""Reading a table of many returns: one row each, a million cells in about a second, as columns of texts.

A column is one text, its cells with ``END`` between them: a hundred long texts are handed over, kept and read again in a
tenth of the time a million short ones take. What stands on further sheets is read the same way.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from jidi.filings.workbooks.child.gate import Package, Turned, enter, too_much, torn
from jidi.filings.workbooks.child.sheets import plain, sheet_names

ROWS: Final = 20_010
COLS: Final = 1_000
CELLS: Final = 4_000_000
END: Final = "\x7f"
"""Between the cells of a column: a character no form keeps (``parsing.clean`` takes it out), so none is lost."""
_CHUNK: Final = 4 * 1024 * 1024
_WIDE: Final = re.compile(rb' r="[A-Z]{3}')
_FAR: Final = re.compile(rb'<c [^>]{0,80}?r="([A-Z]{3,})[0-9]+"[^>]*>\s*<[vfi]')
_ROW: Final = re.compile(rb'<row [^>]{0,200}?r="([0-9]+)"')
_NO_VALUE: Final = re.compile(
    rb'<c [^>]{0,80}?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)


def read_table(path: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Return what the table says, and the sheets of ``more`` that are there: for each its name, its columns, how many rows.

    ``others`` names further sheets that hold something, ``formulas`` the cells that are formulas without a value.
    """
    if job["csv"]:
        return {**_columns(_csv(path)), "sheet": "", "more": {}, "others": [], "formulas": []}
    package = enter(path, job["unpacked"])
    formulas = _scan(package)
    return {**_workbook(path, job["sheet"], job.get("more", ())), "formulas": formulas}


def _csv(path: Path) -> list[list[Any]]:
    data = path.read_bytes()
    if b"\x00" in data:
        raise Turned("not-a-table", "这不是 CSV 文本。", "This is no CSV text.")
    for charset in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(charset)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Turned(
            "encoding", "CSV 的编码读不懂，请另存为 UTF-8。", "The encoding of the CSV is not known; save it as UTF-8."
        )
    first = text.partition("\n")[0]
    mark = max(",\t;", key=first.count)
    csv.field_size_limit(1_000_000)
    try:
        rows: list[list[Any]] = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as wrong:
        raise torn() from wrong
    return rows


def _scan(package: Package) -> list[list[Any]]:
    """Look at the bytes of the sheets: cells far outside, and formulas that a library would hand out as empty."""
    found: list[list[Any]] = []
    sheets = sheet_names(package)
    for name in sorted(package.names):
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        before = b""
        with package.stream(name) as part:
            while piece := part.read(_CHUNK):
                window = before + piece
                if any(int(row) > ROWS for row in _ROW.findall(window)) or _too_wide(window):
                    raise _far()
                if b"<f" in window:
                    found += [
                        [sheets.get(name, ""), letters.decode(), int(row)] for letters, row in _NO_VALUE.findall(window)
                    ]
                before = window[-400:]
    return found


def _too_wide(window: bytes) -> bool:
    if not _WIDE.search(window):
        return False  # what most tables are: not one cell beyond the column ZZ
    return any(len(letters) > 3 or letters > b"ALL" for letters in _FAR.findall(window))


def _far() -> Turned:
    return Turned(
        "far-cell",
        f"表格很远的地方有内容，一次最多 {ROWS - 10} 行、{COLS} 列。",
        f"There is something far outside; at most {ROWS - 10} rows and {COLS} columns at once.",
        "请删去表格以外的行和列，或分几份上传。",
        "Delete what is outside the table, or upload it in parts.",
    )


def _workbook(path: Path, wanted: str, more: Sequence[str]) -> dict[str, Any]:
    import python_calamine

    try:
        with path.open("rb") as file:
            book = python_calamine.CalamineWorkbook.from_filelike(file)
            name = wanted if wanted in book.sheet_names else book.sheet_names[0]
            found = _columns(_rows(book, name))
            also = {one: _columns(_rows(book, one)) for one in more if one in book.sheet_names and one != name}
            rest = [one for one in book.sheet_names if one != name and one not in also]
            others = [one for one in rest if book.get_sheet_by_name(one).height]
    except python_calamine.CalamineError as wrong:
        raise torn() from wrong
    if found["cells"] + sum(one["cells"] for one in also.values()) > CELLS:
        raise too_much()
    return {**found, "sheet": name, "more": also, "others": others}


def _rows(book: Any, name: str) -> list[list[Any]]:
    rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return rows


def _columns(rows: list[list[Any]]) -> dict[str, Any]:
    width = max(map(len, rows), default=0)
    if len(rows) > ROWS or width > COLS:
        raise _far()
    if width * len(rows) > CELLS:
        raise too_much()
    if any(len(row) != width for row in rows):
        rows = [row + [""] * (width - len(row)) for row in rows]
    columns = [_column(column) for column in zip(*rows, strict=True)]
    return {"rows": len(rows), "columns": columns, "cells": width * len(rows)}


def _column(cells: tuple[Any, ...]) -> str:
    """The texts of a column. Its numbers are written in one go; what is written otherwise then, one by one."""
    words = sum(cell.__class__ is not float for cell in cells)
    if words <= _HEADS:
        above = cells[:_HEADS] if words else ()
        below = cells[len(above) :]
        text = ("%.15g" + END) * len(below) % below if all(cell.__class__ is float for cell in below) else "n"
        if not _ODD.search(text):
            return END.join([*map(_one, above), *([text[:-1]] if below else [])])
    return END.join(map(_one, cells))


_HEADS: Final = 12
"""Rows above the figures that may hold words."""
_ODD: Final = re.compile(f"[en]|-0{END}")
"""In the digits of a number: an exponent, no number at all, a zero below zero."""


def _one(value: Any) -> str:
    text = _text(value)
    return text.replace(END, "") if END in text else text


def _text(value: Any) -> str:
    if value.__class__ is str:
        return str(value)
    if value.__class__ is float:
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        text = repr(value)
        return text if len(text) <= 16 and "e" not in text else plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
