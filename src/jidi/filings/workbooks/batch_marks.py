"""The file of a batch back with what is wrong in it: a workbook with red cells and comments, what is to be explained listed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from jidi.accounts.acting import Actor
from jidi.common.say import Say
from jidi.files.queries import open_for
from jidi.filings.models import Batch
from jidi.filings.workbooks.bulk_layout import CHECK_HEAD, EXPLANATIONS, KEY_HEAD, NAME_HEAD, SHEET, WORDS_HEAD
from jidi.filings.workbooks.running import BULK_UNPACKED, WorkbookRefused
from jidi.filings.workbooks.uploads import Given, marked_copy

MOST = 4 * 1024 * 1024
"""Bytes of a workbook that is coloured: the library that keeps everything else as it was holds it whole in memory."""
TO_EXPLAIN = "请写明原因、企业、金额；改正了数的，这一格空着"


def can_be_marked(batch: Batch) -> bool:
    """Whether there is a workbook to colour cells in."""
    return batch.name.endswith(".xlsx") and batch.problems > 0


def marked(*, actor: Actor, batch: Batch) -> Given:
    """Return the workbook a batch was uploaded as, each bad cell kept by name red and commented, on further sheets too; the
    sheet of explanations lists what is asked, so that only the reason has to be written beside it.

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
    problems = json.loads(batch.problems_json)
    reasons: dict[tuple[str, int, int], list[str]] = {}
    for cell, _, label, _, why, *_ in problems:
        place = _place(cell)
        if place is not None:
            reasons.setdefault(place, []).append(f"{label}：{why}" if label else why)
    marks = [(sheet, row, col, "\n".join(words)) for (sheet, row, col), words in reasons.items()]
    return Given(
        f"{batch.name.removesuffix('.xlsx')}（标红）.xlsx",
        marked_copy(kept.path, marks, BULK_UNPACKED, SHEET, _to_explain(problems)),
    )


def _to_explain(problems: Iterable[Sequence[str]]) -> dict[str, object] | None:
    """The lines the sheet of explanations gets: whose, what is asked, and a red cell for why."""
    lines = [
        {KEY_HEAD: key, NAME_HEAD: name, CHECK_HEAD: asks, WORDS_HEAD: ""}
        for _, key, *_, asks, name in problems
        if asks
    ]
    if not lines:
        return None
    heads = [KEY_HEAD, NAME_HEAD, CHECK_HEAD, WORDS_HEAD]
    return {"sheet": EXPLANATIONS.name, "heads": heads, "lines": lines, "red": WORDS_HEAD, "say": TO_EXPLAIN}


def _place(cell: str) -> tuple[str, int, int] | None:
    """Sheet, row and column, from 0, of a cell called like D7 or SHEET!D7 (the first one of a row that lacks a column)."""
    sheet, _, name = cell.rpartition("!")
    whole = re.fullmatch("第 ([0-9]+) 行", name)
    if whole is not None:
        return sheet, int(whole[1]) - 1, 0
    found = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]*)", name)
    if found is None:
        return None
    col = 0
    for letter in found[1]:
        col = col * 26 + ord(letter) - 64
    return sheet, int(found[2]) - 1, col - 1
