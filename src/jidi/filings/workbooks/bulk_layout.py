"""The table of many returns: one row each, a column for each spot; its template, and finding its columns again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from jidi.filings.spots import WHY, Layout, Spot
from jidi.filings.workbooks import cells, looks
from jidi.filings.workbooks.grids import bare
from jidi.filings.workbooks.lots import Lot, Target
from jidi.filings.workbooks.plan import period_words, unit_of
from jidi.filings.workbooks.stamp import Stamp

SHEET = "批量填报"
KEY, NAME = "#key", "#name"
KEY_HEAD, NAME_HEAD = "编号", "名称"
HEAD_ROW, ADDRESS_ROW, FIRST_ROW = 2, 3, 4
LOOKED_AT = 12
"""Rows from the top in which the heads are looked for."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Where each spot stands: column by address; ``first`` the first row of data; what is missing or not known."""

    columns: Mapping[str, int]
    first: int
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def spots_of(layout: Layout) -> list[Spot]:
    """The spots a row of the table has: all that are always there; tables and explanations are written on the page."""
    return [spot for address, spot in layout.fixed.items() if not address.startswith(WHY)]


def head_of(spot: Spot) -> str:
    """The head of a spot's column: 总产值 2025 年（亿元）."""
    words = spot.field.zh + (" 名称" if spot.part else "")
    period = f" {period_words(spot.period)}" if spot.period else ""
    unit = "" if spot.part else unit_of(spot.field)
    return f"{words}{period}（{unit}）" if unit else f"{words}{period}"


def find_heads(columns: Sequence[Sequence[str]], layout: Layout) -> Heads | None:
    """Find the row of heads, by addresses or by words; None where no row says which column is the key."""
    spots = spots_of(layout)
    by_text = {bare(KEY): KEY, bare(KEY_HEAD): KEY, bare(NAME): NAME, bare(NAME_HEAD): NAME}
    by_text |= {bare(head_of(spot)): spot.address for spot in spots} | {spot.address: spot.address for spot in spots}
    best: tuple[int, int, dict[str, int]] = (0, -1, {})
    rows = min(LOOKED_AT, max(map(len, columns), default=0))
    for row in range(rows):
        found: dict[str, int] = {}
        for at, column in enumerate(columns):
            address = by_text.get(column[row].strip()) or by_text.get(bare(column[row]))
            if address and address not in found:
                found[address] = at
        if KEY in found and len(found) >= best[0]:
            best = (len(found), row, found)
    count, row, found = best
    if not count or len(found) < 2:
        return None
    known = set(found.values())
    unknown = tuple(column[row] for at, column in enumerate(columns) if at not in known and column[row].strip())
    missing = tuple(spot.address for spot in spots if spot.address not in found)
    return Heads(found, row + 1, missing, unknown)


def template(lot: Lot, layout: Layout, targets: Sequence[Target], stamp: Stamp) -> bytes:
    """Return the workbook in which a lot is filled in: one row for each return, its key and name written already."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    look, sheet = looks.Looks(book), book.add_worksheet(SHEET)
    book.set_properties({"title": lot.name.zh, "comments": stamp.digest})
    spots = spots_of(layout)
    sheet.write_string(0, 0, lot.name.zh, look.title)
    sheet.write_string(1, 0, "一行一份；编号不要改动；数据粘贴为数值。", look.sub)
    for col, (head, address) in enumerate(
        [(KEY_HEAD, KEY), (NAME_HEAD, NAME), *((head_of(s), s.address) for s in spots)]
    ):
        sheet.write_string(HEAD_ROW, col, head, look.head)
        sheet.write_string(ADDRESS_ROW, col, address, look.sub)
    sheet.set_row(HEAD_ROW, 48)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 30)
    for col, spot in enumerate(spots, 2):
        leaf = spot.leaf
        sheet.set_column(col, col, 14, look.input(cells.number_format(leaf), words=False, locked=False))
        limits = cells.validation(leaf, leaf.zh)
        if limits and targets:
            sheet.data_validation(FIRST_ROW, col, FIRST_ROW + len(targets) - 1, col, limits)
    for row, target in enumerate(targets, FIRST_ROW):
        sheet.write_string(row, 0, target.key, look.label)
        sheet.write_string(row, 1, target.name, look.label)
    sheet.freeze_panes(FIRST_ROW, 2)
    looks.page(sheet, lot.name.zh, landscape=True, wide=True)
    sheet.repeat_rows(HEAD_ROW)
    sheet.repeat_columns(0, 1)
    book.close()
    return out.getvalue()
