"""Answers as files: Excel, CSV, and SDMX-CSV 2.0 for exchange with those who keep statistics."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from jidi.common.say import Say
from jidi.filings.columns.ask import Answer, By, Cell
from jidi.filings.workbooks.plan import column_letters

HEADS = {
    By.BASE: Say("基地", "Base"),
    By.CITY: Say("市", "City"),
    By.PRODUCT: Say("产品", "Product"),
    By.PROVINCE: Say("省", "Province"),
}
STATUS = Say("状态", "status")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def head_of(answer: Answer, language: str = "zh") -> list[str]:
    """Return the heads of the columns: the group, then for each period amount, change, share, rank, and whether it was accepted."""
    unit = answer.indicator.unit or Say("数", "number").in_language(language)
    change = (
        Say("同比（百分点）", "change (points)") if answer.indicator.unit == "%" else Say("同比（%）", "change (%)")
    )
    words = [Say(unit, unit), change, Say("占比（%）", "share (%)"), Say("位次", "rank"), STATUS]
    heads = [HEADS[answer.by].in_language(language)]
    return heads + [f"{period} {one.in_language(language)}" for period in answer.periods for one in words]


def rows_of(answer: Answer, language: str = "zh") -> Iterator[list[str | Decimal | int | None]]:
    """Yield a row for each group, and one for all of them where amounts may be added."""
    for line in answer.lines:
        yield [line.name, *(value for cell in line.cells for value in _values(cell, language))]
    if answer.total:
        total = Say("合计", "Total").in_language(language)
        yield [total, *(value for cell in answer.total for value in _values(cell, language))]


def _values(cell: Cell, language: str) -> list[str | Decimal | int | None]:
    return [cell.amount, _rounded(cell.change), _rounded(cell.share), cell.rank, _accepted(cell, language)]


def _accepted(cell: Cell, language: str) -> str:
    """Whether all that stands in a cell was accepted: as the page and SDMX say it."""
    if cell.amount is None:
        return ""
    words = Say("已采纳", "accepted") if cell.accepted == cell.count else Say("未采纳", "not accepted")
    return words.in_language(language)


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 2)


def to_csv(answer: Answer, language: str = "zh") -> bytes:
    """Write an answer as CSV that Excel and WPS open in the right letters; no text is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head_of(answer, language))
    for row in rows_of(answer, language):
        writer.writerow([_plain(value) for value in row])
    return ("﻿" + out.getvalue()).encode("utf-8")


def _plain(value: str | Decimal | int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def to_excel(answer: Answer, language: str = "zh") -> bytes:
    """Write an answer as a workbook: one sheet, figures as numbers, missing ones empty; share and place as live formulas.

    All there is stands in the column, so that a formula over it is the place among all and the share of all (decision 0024).
    """
    import xlsxwriter

    from jidi.filings.workbooks import looks

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#F7F9FB", "bottom": 1})
        title = answer.indicator.zh if language.startswith("zh") else answer.indicator.en
        sheet = book.add_worksheet(HEADS[answer.by].in_language(language))
        sheet.write_string(0, 0, f"{title}（{answer.indicator.unit}）" if answer.indicator.unit else title)
        for column, words in enumerate(head_of(answer, language)):
            sheet.write_string(1, column, words, bold)
        for number, row in enumerate(rows_of(answer, language), 2):
            for column, value in enumerate(row):
                formula = _formula(answer, number, column) if value is not None else ""
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif formula:
                    sheet.write_formula(number, column, formula, None, float(value or 0))
                elif value is not None:
                    sheet.write_number(number, column, float(value))
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 5 * len(answer.periods), 14)
        sheet.freeze_panes(2, 1)
        sheet.repeat_rows(1)
        looks.page(sheet, title, landscape=True)
    return out.getvalue()


_PER_PERIOD, _AMOUNT, _SHARE, _RANK = 5, 1, 3, 4
"""Columns of a period, and which of them hold the amount, its share and its place."""
_FIRST = 2
"""The row of the first group, counted from nought."""


def _formula(answer: Answer, row: int, column: int) -> str:
    """Return the formula of a share or a place over the amounts of its period; empty for any other cell, and for the total."""
    period, of = divmod(column - _AMOUNT, _PER_PERIOD)
    last = _FIRST + len(answer.lines) - 1
    if row > last or of + _AMOUNT not in (_SHARE, _RANK):
        return ""
    letters = column_letters(_AMOUNT + period * _PER_PERIOD)
    own, every = f"{letters}{row + 1}", f"{letters}${_FIRST + 1}:{letters}${last + 1}"
    if of + _AMOUNT == _RANK:
        return f"=RANK({own},{every})"
    return f"=ROUND({own}*100/{letters}${last + 2},2)" if answer.total else ""


SDMX_HEAD = (
    "STRUCTURE",
    "STRUCTURE_ID",
    "ACTION",
    "INDICATOR",
    "GROUPING",
    "REF_AREA",
    "ENTITY",
    "TIME_PERIOD",
    "OBS_VALUE",
    "UNIT_MEASURE",
    "OBS_STATUS",
    "TITLE",
)


def to_sdmx(answer: Answer) -> bytes:
    """Write an answer as SDMX-CSV 2.0: one observation a line, a missing one with OBS_STATUS M and no value.

    A figure not yet accepted everywhere is provisional (P), else normal (A).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(SDMX_HEAD)
    for line in answer.lines:
        for period, cell in zip(answer.periods, line.cells, strict=True):
            status = "M" if cell.amount is None else ("A" if cell.accepted == cell.count else "P")
            writer.writerow(
                [
                    "dataflow",
                    "JIDI:FILED_FIGURES(1.0)",
                    "I",
                    answer.indicator.id,
                    answer.by.value.upper(),
                    line.area,
                    line.key,
                    sdmx_period(period),
                    "" if cell.amount is None else f"{cell.amount:f}",
                    answer.indicator.unit or "NUMBER",
                    status,
                    _plain(line.name),
                ]
            )
    return out.getvalue().encode("utf-8")


def sdmx_period(period: str) -> str:
    """Return a period as SDMX writes it: 2025, 2025-S1, 2025-Q3, 2025-M05."""
    return period.replace("-H", "-S")
