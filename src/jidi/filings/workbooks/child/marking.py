"""The same workbook back: what is wrong is red and says why."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from jidi.filings.workbooks.child.gate import Turned

RED = "FFF6B8B8"


def mark(path: Path, out: Path, marks: Sequence[Sequence[Any]], usual: str = "") -> int:
    """Colour cells and put a comment on each; ``marks`` are (sheet, row, column, words) from 0, where no sheet is named, the
    ``usual`` one is meant, or the first where there is none of that name. Return how many.
    """
    from openpyxl import load_workbook
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    try:
        # A stream, not a name: the library would judge a stored file by the extension it does not have.
        book = load_workbook(BytesIO(path.read_bytes()))
    except MemoryError:
        raise
    except Exception as wrong:  # the library raises whatever its parts raise
        raise Turned("unmarkable", "这份工作簿标不了红。", "This workbook cannot be marked.") from wrong
    fill, count = PatternFill("solid", start_color=RED, end_color=RED), 0
    for name, row, col, words in marks:
        if name and name not in book.sheetnames:
            continue
        cell = book[name or (usual if usual in book.sheetnames else book.sheetnames[0])].cell(row + 1, col + 1)
        if isinstance(cell, MergedCell):
            continue
        cell.fill = fill
        note = Comment(words, "基地")
        note.width, note.height = 260, 60 + 16 * (len(words) // 18)
        cell.comment = note
        count += 1
    book.save(out)
    return count
