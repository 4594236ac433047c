"""Reading cells one by one from the parts of a workbook: nothing is guessed, and nothing grows with a false dimension.

A library hands out empty cells for formulas without values, and grids as large as a file claims. Here each cell says
what it is: ``n`` number, ``s`` words, ``b`` yes or no, ``d`` day, ``p`` per cent, ``e`` an error, ``f`` a formula without a value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from jidi.filings.workbooks.child.gate import Package, Turned, outside, parse, too_much, torn

ROWS: Final = 5_000
COLS: Final = 200
"""How far the cells of one return may reach; its template is far smaller, people add rows and notes."""
CELLS: Final = 200_000
TEXT: Final = 8 * 1024 * 1024
SHEETS: Final = 40
_REF: Final = re.compile(r"^\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})$")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DAY_FORMATS: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_PERCENT_FORMATS: Final = frozenset([9, 10])
RawCell = tuple[int, int, str, str, bool]
"""Row and column from 0, kind, text, whether a formula gave it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, whether it is hidden, its cells that hold something."""

    name: str
    hidden: bool
    cells: list[RawCell]


@dataclass(frozen=True, slots=True)
class _Book:
    strings: list[str]
    styles: list[str]
    epoch: date


def read(package: Package) -> list[Sheet]:
    """Read every sheet. Raises Turned for a cell far outside, and for a file that is not whole."""
    root = parse(package.small("xl/workbook.xml"))
    named = [one for one in root.iter() if _local(one.tag) == "sheet"]
    if len(named) > SHEETS:
        raise too_much()
    dates = any(_local(one.tag) == "workbookPr" and one.get("date1904") in ("1", "true") for one in root.iter())
    targets = _targets(package)
    book = _Book(_strings(package), _styles(package), date(1904, 1, 1) if dates else date(1899, 12, 30))
    budget = [CELLS, TEXT]
    found = []
    for one in named:
        target = targets.get(next((value for key, value in one.attrib.items() if _local(key) == "id"), ""), "")
        if not target:
            raise torn()
        if "worksheets/" in target:
            hidden = one.get("state", "visible") != "visible"
            found.append(Sheet(str(one.get("name", "")), hidden, list(_cells(package, target, book, budget))))
    return found


def sheet_names(package: Package) -> dict[str, str]:
    """Return the name of each sheet by the part it lies in."""
    targets = _targets(package)
    named = (one for one in parse(package.small("xl/workbook.xml")).iter() if _local(one.tag) == "sheet")
    ids = ((one, next((value for key, value in one.attrib.items() if _local(key) == "id"), "")) for one in named)
    return {targets[key]: str(one.get("name", "")) for one, key in ids if key in targets}


def _targets(package: Package) -> dict[str, str]:
    found = {}
    for one in parse(package.small("xl/_rels/workbook.xml.rels")).iter():
        target = one.get("Target", "")
        if one.get("Id") and target:
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[one.get("Id", "")] = path
    return found


def _stream(package: Package, name: str) -> Iterator[tuple[str, Any]]:
    """Yield (event, element) of a part, what was read given back as it goes."""
    import zlib
    from zipfile import BadZipFile

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        with package.stream(name) as part:
            yield from iterparse(part, events=("start", "end"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, BadZipFile, zlib.error, EOFError, OSError, ValueError) as wrong:
        raise torn() from wrong


def _strings(package: Package) -> list[str]:
    name = "xl/sharedStrings.xml"
    found: list[str] = []
    if name not in package.names:
        return found
    total, top = 0, None
    for event, one in _stream(package, name):
        if event == "start":
            top = one if top is None else top
        elif _local(one.tag) == "si":
            text = _words(one)
            total += len(text)
            if len(found) >= CELLS or total > TEXT:
                raise too_much()
            found.append(text)
            assert top is not None
            top.clear()
    return found


def _words(one: Any) -> str:
    """The words of a string, rich or plain; the reading aids of Japanese left out."""
    parts: list[str] = []
    for child in one:
        local = _local(child.tag)
        if local == "t":
            parts.append(child.text or "")
        elif local == "r":
            parts += [piece.text or "" for piece in child if _local(piece.tag) == "t"]
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), "".join(parts))


def _styles(package: Package) -> list[str]:
    """What each style makes of a number: ``n``, ``d`` or ``p``."""
    if "xl/styles.xml" not in package.names:
        return []
    root = parse(package.small("xl/styles.xml"))
    own = {}
    for one in root.iter():
        if _local(one.tag) == "numFmt" and (one.get("numFmtId") or "").isdigit():
            own[int(one.get("numFmtId", "0"))] = _meaning(one.get("formatCode", ""))
    found: list[str] = []
    for group in root:
        if _local(group.tag) == "cellXfs":
            found = [_style(one.get("numFmtId", "0"), own) for one in group]
    return found


def _style(number: str, own: dict[int, str]) -> str:
    at = int(number) if number.isdigit() else 0
    if at in own:
        return own[at]
    return "d" if at in _DAY_FORMATS else "p" if at in _PERCENT_FORMATS else "n"


def _meaning(code: str) -> str:
    bare = _QUOTED.sub("", code).lower().split(";")[0]
    if "%" in bare:
        return "p"
    return "d" if any(mark in bare for mark in ("yy", "dd", "m/d", "mmm", "hh")) else "n"


def _cells(package: Package, name: str, book: _Book, budget: list[int]) -> Iterator[RawCell]:
    row, col, top = -1, -1, None
    for event, one in _stream(package, name):
        local = _local(one.tag)
        if event == "start":
            top = one if top is None else top
            if local == "row":
                row, col = _row_number(one.get("r"), row), -1
        elif local == "c":
            row, col = _position(one.get("r"), row, col)
            cell = _cell(one, row, col, book)
            if cell is not None:
                _inside(cell, budget)
                yield cell
            one.clear()
        elif local == "row":
            assert top is not None
            top.clear()
        elif local in ("oleObjects", "controls", "legacyDrawingHF"):
            raise outside()


def _row_number(written: str | None, before: int) -> int:
    if written is None:
        return before + 1
    if not written.isdigit() or len(written) > 7 or int(written) < 1:
        raise torn()
    return int(written) - 1


def _position(written: str | None, row: int, col: int) -> tuple[int, int]:
    if written is None:
        return row, col + 1
    found = _REF.match(written)
    if not found:
        raise torn()
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return int(found[2]) - 1, number - 1


def _inside(cell: RawCell, budget: list[int]) -> None:
    row, col, _, text, _ = cell
    if row >= ROWS or col >= COLS:
        raise Turned(
            "far-cell",
            f"表格很远的地方有内容（第 {row + 1} 行、第 {col + 1} 列），不在填报表范围内。",
            f"There is something far outside the form (row {row + 1}, column {col + 1}).",
            "请删去表格以外的行和列后再上传。",
            "Delete the rows and columns outside the form, then upload it.",
        )
    budget[0] -= 1
    budget[1] -= len(text)
    if min(budget) < 0:
        raise too_much()


def _cell(one: Any, row: int, col: int, book: _Book) -> RawCell | None:
    formula, value, inline = False, None, None
    for child in one:
        local = _local(child.tag)
        if local == "f":
            formula = True
        elif local == "v":
            value = child.text
        elif local == "is":
            inline = _words(child)
    kind = one.get("t", "n")
    if value is None and inline is None:
        return (row, col, "f", "", True) if formula else None
    if kind == "inlineStr":
        return row, col, "s", inline or "", formula
    text = value or ""
    if formula and not text and kind != "str":
        return row, col, "f", "", True
    return _valued(kind, text, one.get("s", "0"), (row, col, formula), book)


def _valued(kind: str, text: str, style: str, at: tuple[int, int, bool], book: _Book) -> RawCell | None:
    row, col, formula = at
    if kind == "s":
        if not text.strip().isdigit() or int(text) >= len(book.strings):
            raise torn()
        return row, col, "s", book.strings[int(text)], formula
    if kind == "str":
        return row, col, "s", _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text), formula
    if kind == "b":
        return row, col, "b", "true" if text.strip() in ("1", "true") else "false", formula
    if kind == "e":
        return row, col, "e", text, formula
    if kind == "d":
        return row, col, "d", text[:10], formula
    if not text.strip():
        return None
    meaning = book.styles[int(style)] if style.isdigit() and int(style) < len(book.styles) else "n"
    said, words = number(text, meaning, book.epoch)
    return row, col, said, words, formula


def number(text: str, meaning: str, epoch: date) -> tuple[str, str]:
    """Write a stored number as people read it: fifteen digits, no exponent; a day as a day, per cent with its sign."""
    try:
        value = float(text)
    except ValueError:
        raise torn() from None
    if not math.isfinite(value) or abs(value) >= 1e30:
        return "e", text
    if meaning == "d" and 0 < value < 2_958_466:
        return "d", (epoch + timedelta(days=int(value))).isoformat()
    if meaning == "p":
        return "p", f"{plain(value * 100)}%"
    return "n", plain(value)


def plain(value: float) -> str:
    """A number with the fifteen digits a workbook keeps, without exponent and without trailing zeros."""
    text = f"{value:.15g}"
    if "e" not in text:
        return text
    return format(Decimal(text), "f")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
