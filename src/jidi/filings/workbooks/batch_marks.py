"""The file of a batch back with what is wrong in it: a workbook with red cells and comments."""

from __future__ import annotations

import json
import re

from jidi.accounts.acting import Actor
from jidi.common.say import Say
from jidi.files.queries import open_for
from jidi.filings.models import Batch
from jidi.filings.workbooks.bulk_layout import SHEET
from jidi.filings.workbooks.running import BULK_UNPACKED, WorkbookRefused
from jidi.filings.workbooks.uploads import Given, marked_copy

MOST = 4 * 1024 * 1024
"""Bytes of a workbook that is coloured: the library that keeps everything else as it was holds it whole in memory."""


def can_be_marked(batch: Batch) -> bool:
    """Whether there is a workbook to colour cells in."""
    return batch.name.endswith(".xlsx") and batch.problems > 0


def marked(*, actor: Actor, batch: Batch) -> Given:
    """Return the workbook a batch was uploaded as, each bad cell kept by name red and commented.

    Raises WorkbookRefused for a CSV, for a workbook too large to be coloured, and where that cannot be done; the list of bad
    cells is there all the same.
    """
    kept = open_for(actor, batch.attachment)
    if not can_be_marked(batch) or kept.path.stat().st_size > MOST:
        raise WorkbookRefused(
            Say("这一份不能标红：不是 .xlsx，或者太大。", "It cannot be marked: it is no .xlsx, or too large."),
            Say("请下载有误的格的清单，按清单改。", "Take the list of bad cells and mend those."),
            code="not-marked",
        )
    reasons: dict[tuple[int, int], list[str]] = {}
    for cell, _, label, _, why, _ in json.loads(batch.problems_json):
        place = _place(cell)
        if place is not None:
            reasons.setdefault(place, []).append(f"{label}：{why}" if label else why)
    marks = [("", row, col, "\n".join(words)) for (row, col), words in reasons.items()]
    return Given(
        f"{batch.name.removesuffix('.xlsx')}（标红）.xlsx", marked_copy(kept.path, marks, BULK_UNPACKED, SHEET)
    )


def _place(cell: str) -> tuple[int, int] | None:
    """The row and column, from 0, of a cell called like D7 (the first one of a row that lacks a column); else None."""
    whole = re.fullmatch("第 ([0-9]+) 行", cell)
    if whole is not None:
        return int(whole[1]) - 1, 0
    found = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]*)", cell)
    if found is None:
        return None
    col = 0
    for letter in found[1]:
        col = col * 26 + ord(letter) - 64
    return int(found[2]) - 1, col - 1
