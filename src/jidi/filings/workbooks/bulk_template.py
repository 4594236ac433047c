"""Drawing the table of many returns: the sheet with a row each, a sheet for each table of the form, one for explanations."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from jidi.filings.spots import Layout
from jidi.filings.workbooks import cells, looks
from jidi.filings.workbooks.bulk_layout import (
    ADDRESS_ROW,
    CHECK_HEAD,
    FIRST_ROW,
    HEAD_ROW,
    KEY,
    KEY_HEAD,
    NAME,
    NAME_HEAD,
    SHEET,
    Part,
    head_of,
    may_ask,
    parts_of,
    spots_of,
)
from jidi.filings.workbooks.lots import Lot, Target
from jidi.filings.workbooks.stamp import Stamp
from policycore.forms import FormField, Severity

SPARE = 2000
"""Rows below the first one of a further sheet that are ready to be written in."""


def template(lot: Lot, layout: Layout, targets: Sequence[Target], stamp: Stamp) -> bytes:
    """Return the workbook in which a lot is filled in: one row for each return, its key and name written already."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": lot.name.zh, "comments": stamp.digest})
    drawn = _Drawing(book, looks.Looks(book), targets)
    drawn.returns(lot.name.zh, layout)
    for part in parts_of(layout):
        if part.table is not None:
            drawn.table(part, part.table)
        elif may_ask(layout):
            drawn.explanations(part, layout)
    book.close()
    return out.getvalue()


class _Drawing:
    """The workbook while it is drawn."""

    def __init__(self, book: Any, look: looks.Looks, targets: Sequence[Target]) -> None:
        self.book, self.look, self.given = book, look, targets

    def returns(self, title: str, layout: Layout) -> None:
        """The first sheet: a row for each return, a column for each spot."""
        spots = spots_of(layout)
        heads = [(KEY_HEAD, KEY), (NAME_HEAD, NAME), *((head_of(one), one.address) for one in spots)]
        more = [part.name for part in parts_of(layout) if part.table is not None or may_ask(layout)]
        also = f"；另有工作表：{'、'.join(more)}" if more else ""
        sheet = self._sheet(SHEET, title, f"一行一份；编号不要改动；数据粘贴为数值{also}。", heads)
        self._columns(sheet, [one.leaf for one in spots], 2, max(len(self.given), 1))
        self._keys(sheet)

    def table(self, part: Part, table: FormField) -> None:
        """A sheet for a table: a row for each return to begin with, more below."""
        said = (
            f"一行一项：先写是哪一份的编号，再填；一份有几项就写几行，没有的不填。「{table.zh}」计算得出的栏不在这里。"
        )
        sheet = self._sheet(part.name, table.zh, said, part.heads)
        self._columns(sheet, list(part.columns.values()), 2, len(self.given) + SPARE)
        self._keys(sheet)
        self._list_of_keys(sheet, len(self.given))

    def explanations(self, part: Part, layout: Layout) -> None:
        """The sheet for explanations: whose, of what, and why."""
        said = "核对后要说明的才写：一行一条，写是哪一份、哪一项核实、原因（企业、金额）；由审核人判定。"
        sheet = self._sheet(part.name, part.name, said, part.heads)
        for col, width in ((2, 50), (3, 70)):
            sheet.set_column(col, col, width, self.look.input("@", words=True, locked=False))
        self._list_of_keys(sheet, 0)
        asked = [check.zh or check.id for check in layout.form.checks if check.severity is Severity.EXPLAIN]
        if asked and len(",".join(asked)) <= 255 and not any("," in one for one in asked):
            limits = {"validate": "list", "source": asked, "error_title": "请核对", "error_type": "warning",
                      "error_message": f"「{CHECK_HEAD}」一般从列表里选。"}  # fmt: skip
            sheet.data_validation(FIRST_ROW, 2, FIRST_ROW + SPARE - 1, 2, limits)

    # --- what they have in common -------------------------------------------------------------------------------------

    def _sheet(self, name: str, title: str, said: str, heads: Sequence[tuple[str, str]]) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, title, self.look.title)
        sheet.write_string(1, 0, said, self.look.plain)
        for col, (head, address) in enumerate(heads):
            sheet.write_string(HEAD_ROW, col, head, self.look.head)
            sheet.write_string(ADDRESS_ROW, col, address, self.look.sub)
        sheet.set_row(HEAD_ROW, 48)
        sheet.set_row(ADDRESS_ROW, None, None, {"hidden": True})
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, 30)
        sheet.freeze_panes(FIRST_ROW, 2)
        looks.page(sheet, title, landscape=True, wide=name == SHEET)
        sheet.repeat_rows(HEAD_ROW)
        if name == SHEET:
            sheet.repeat_columns(0, 1)
        return sheet

    def _columns(self, sheet: Any, leaves: Sequence[FormField], first: int, rows: int) -> None:
        for col, leaf in enumerate(leaves, first):
            sheet.set_column(col, col, 14, self.look.input(cells.number_format(leaf), words=False, locked=False))
            limits = cells.validation(leaf, leaf.zh)
            if limits:
                sheet.data_validation(FIRST_ROW, col, FIRST_ROW + rows - 1, col, limits)

    def _keys(self, sheet: Any) -> None:
        for row, target in enumerate(self.given, FIRST_ROW):
            sheet.write_string(row, 0, target.key, self.look.label)
            sheet.write_string(row, 1, target.name, self.look.label)

    def _list_of_keys(self, sheet: Any, first: int) -> None:
        """Whose a row is, is chosen from the keys of the first sheet."""
        if self.given:
            source = f"='{SHEET}'!$A${FIRST_ROW + 1}:$A${FIRST_ROW + len(self.given)}"
            limits = {"validate": "list", "source": source, "error_title": "请核对", "error_type": "warning",
                      "error_message": f"「{KEY_HEAD}」要是「{SHEET}」里有的。"}  # fmt: skip
            sheet.data_validation(FIRST_ROW + first, 0, FIRST_ROW + first + SPARE - 1, 0, limits)
