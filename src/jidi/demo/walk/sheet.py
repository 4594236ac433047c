"""A workbook in the hands of a person: what is open in it is corrected, nothing else touched."""

from __future__ import annotations

import io
from decimal import Decimal

SHARE = Decimal("0.95")
"""What is written over a figure: this share of it."""
ADDED = "（已更正）"


def corrected(content: bytes) -> tuple[bytes, int]:
    """Correct every open cell that holds something; return the workbook and how many cells that were.

    Raises ValueError where nothing is open: a workbook that came back locked is not one to correct in.
    """
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content))
    changed = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            if cell.protection.locked or not sheet.protection.sheet:
                continue
            if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                less = Decimal(str(cell.value)) * SHARE
                cell.value = int(less) if isinstance(cell.value, int) else float(round(less, 2))
                changed += 1
            elif isinstance(cell.value, str) and not cell.value.startswith("="):
                cell.value = f"{cell.value}{ADDED}"
                changed += 1
    if not changed:
        raise ValueError("no open cell of the workbook holds anything")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), changed
