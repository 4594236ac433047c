"""The board as a workbook: the same rows, columns and filter as the page."""

from __future__ import annotations

import io
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from jidi.accounts.acting import Actor
from jidi.filings.workbooks import looks
from jidi.returns.queries.board import Board, board
from jidi.returns.words import of_the, short_period
from jidi.web.desk.http import actor_required, reads, today_of
from jidi.web.desk.returns.words import cell_badge
from jidi.web.shared.language import spoken

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@reads
@actor_required
def export(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Send it."""
    found = board(actor, today_of(request), focus=request.GET.get("c", ""), period=request.GET.get("period", ""))
    response = HttpResponse(_workbook(found, only_missing="gap" in request.GET), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'完成情况{found.on}')}.xlsx"
    return response


def _workbook(found: Board, *, only_missing: bool) -> bytes:
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("完成情况")
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"})
    plain, late = book.add_format({"border": 1}), book.add_format({"border": 1, "font_color": "#B3261E"})
    titles = [of_the(short_period(c.of_period).zh, c.say.zh) for c in found.columns]
    days = [str(c.due_on) if c.due_on else "期限未定" for c in found.columns]
    sheet.write_row(0, 0, ["市" if found.by_city else "基地或单位", *titles, "缺"], head)
    sheet.write_row(1, 0, ["期限", *days, ""], head)
    lines = [line for line in found.lines if line.missing or not only_missing]
    for row, line in enumerate(lines, 2):
        sheet.write_string(row, 0, line.name, plain)
        for place, column in enumerate(found.columns, 1):
            cell = line.cells.get(column.key)
            words = spoken(cell_badge(cell, column).word)
            sheet.write_string(row, place, words, late if cell is not None and cell.missing else plain)
        sheet.write_number(row, len(found.columns) + 1, line.missing, plain)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, len(found.columns) + 1, 14)
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(0, 1)
    looks.page(sheet, f"完成情况 {found.on}", landscape=True)
    book.close()
    return made.getvalue()
