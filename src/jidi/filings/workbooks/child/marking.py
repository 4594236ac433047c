"""The same workbook back: what is wrong is red and says why."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from jidi.filings.workbooks.child.gate import Turned

RED = "FFF6B8B8"


LOOKED_AT = 12
"""Rows from the top in which the heads of a sheet are looked for."""


def mark(path: Path, out: Path, marks: Sequence[Sequence[Any]], usual: str = "", more: Any = None) -> int:
    """Colour cells and put a comment on each; ``marks`` are (sheet, row, column, words) from 0, where no sheet is named, the
    ``usual`` one is meant, or the first where there is none of that name. Return how many.

    ``more`` are lines for a sheet (made where it is not there): ``sheet``, its ``heads``, the ``lines`` by head, the head
    whose cell is ``red`` and what its comment shall ``say``.
    """
    from openpyxl import load_workbook

    try:
        # A stream, not a name: the library would judge a stored file by the extension it does not have.
        book = load_workbook(BytesIO(path.read_bytes()))
    except MemoryError:
        raise
    except Exception as wrong:  # the library raises whatever its parts raise
        raise Turned("unmarkable", "这份工作簿标不了红。", "This workbook cannot be marked.") from wrong
    count = 0
    for name, row, col, words in marks:
        if name and name not in book.sheetnames:
            continue
        sheet = book[name or (usual if usual in book.sheetnames else book.sheetnames[0])]
        count += _coloured(sheet.cell(row + 1, col + 1), words)
    if more:
        count += _lines(book, more)
    book.save(out)
    return count


def _coloured(cell: Any, words: str) -> bool:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if isinstance(cell, MergedCell):
        return False
    cell.fill = PatternFill("solid", start_color=RED, end_color=RED)
    note = Comment(words, "基地")
    note.width, note.height = 260, 60 + 16 * (len(words) // 18)
    cell.comment = note
    return True


def _lines(book: Any, more: Any) -> int:
    """Write lines below what a sheet holds, where its heads are; heads of our own where it has none."""
    from openpyxl.styles import Alignment

    there = more["sheet"] in book.sheetnames
    sheet = book[more["sheet"]] if there else book.create_sheet(more["sheet"])
    heads, below = _heads(sheet, more["heads"])
    for line in more["lines"]:
        for head, text in line.items():
            cell = sheet.cell(below, heads[head])
            cell.value, cell.data_type = text or None, "s" if text else "n"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        _coloured(sheet.cell(below, heads[more["red"]]), more["say"])
        below += 1
    for head in more["heads"]:
        letters = sheet.cell(1, heads[head]).column_letter
        sheet.column_dimensions[letters].width = max(sheet.column_dimensions[letters].width or 0, 20)
    return len(more["lines"])


def _heads(sheet: Any, wanted: Sequence[str]) -> tuple[dict[str, int], int]:
    """The column of each head, and the first row below everything the sheet holds."""
    last = 0
    heads: dict[str, int] = {}
    for row in sheet.iter_rows():
        texts = {str(cell.value).strip(): cell.column for cell in row if cell.value is not None}
        last = row[0].row if texts else last
        if not heads and last <= LOOKED_AT and wanted[0] in texts:
            heads = {head: texts[head] for head in wanted if head in texts}
    if not all(head in heads for head in wanted):
        last += 1
        heads = {head: at for at, head in enumerate(wanted, 1)}
        for head, at in heads.items():
            sheet.cell(last, at).value = head
    return heads, last + 1
