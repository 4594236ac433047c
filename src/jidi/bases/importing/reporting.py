"""The report of an import as a file people open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from jidi.bases.importing.run import Fate, Report, RowResult

FATES = {Fate.PLACED: "已登记 placed", Fate.ALREADY: "已有 already there", Fate.NOT_PLACED: "未登记 not placed"}
HEAD = ("行 row", "基地 base", "结果 outcome", "说明", "why", "如何处理", "what to do", "基地编号 base id")


def write_report(path: Path, report: Report) -> None:
    """Write one line per row, and below them the counts; UTF-8 with BOM, so that a spreadsheet opens it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEAD)
        for row in report.rows:
            # What a dry run numbered is gone.
            cells = line_of(row)[:-1] if report.dry_run else line_of(row)
            out.writerow([_plain(cell) for cell in cells])
        if report.counts:
            out.writerow([])
            out.writerow(
                ["行 row", "地区 area", "级别", "截至 as of", "公布 stated", "登记 register", "说明", "remark"]
            )
            for check in report.counts:
                cells = (check.number, check.area, check.level, check.as_of, check.stated, check.held)
                out.writerow([_plain(cell) for cell in (*cells, check.why.zh, check.why.en)])


def line_of(row: RowResult) -> tuple[object, ...]:
    """A row of the report as cells."""
    return (
        row.number,
        row.name,
        FATES[row.fate],
        "".join(say.zh for say in row.why),
        " ".join(say.en for say in row.why),
        "".join(say.zh for say in row.next_step),
        " ".join(say.en for say in row.next_step),
        row.base_id,
    )


def fates(report: Report) -> Iterable[tuple[str, int]]:
    """How many rows ended how, in words."""
    return ((FATES[fate], report.count(fate)) for fate in Fate)


def _plain(cell: object) -> object:
    # A cell that begins so would be a formula in a spreadsheet.
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\0" and cell else ("" if cell is None else cell)
