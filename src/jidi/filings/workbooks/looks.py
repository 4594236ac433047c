"""How a workbook looks: the formats of its cells, the page it prints on, what its protection leaves open."""

from __future__ import annotations

from typing import Any

_LINE, _INK, _PALE, _HEAD = "#8A94A6", "#1F2937", "#F3F4F6", "#E6ECF5"
_FONT, _BOLD = "宋体", "黑体"


class Looks:
    """The formats of one workbook, made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._kept: dict[tuple[str, str, bool, bool], Any] = {}
        cell = {"font_name": _FONT, "font_size": 11, "border": 1, "border_color": _LINE, "valign": "vcenter"}
        self._cell = {**cell, "font_color": _INK}
        add = book.add_format
        self.title = add({"font_name": _BOLD, "font_size": 18, "align": "center", "valign": "vcenter"})
        self.sub = add({"font_name": _FONT, "font_size": 10, "font_color": "#4B5563", "text_wrap": True})
        self.plain = add({"font_name": _FONT, "font_size": 10, "font_color": "#4B5563"})
        self.verdict = add({"font_name": _BOLD, "font_size": 11, "font_color": "#7A1F1F"})
        self.section = add({**self._cell, "font_name": _BOLD, "font_size": 12, "bg_color": _HEAD})
        self.head = add({**self._cell, "bold": True, "align": "center", "bg_color": _HEAD, "text_wrap": True})
        self.label = add({**self._cell, "text_wrap": True})
        self.unit = add({**self._cell, "align": "center", "font_color": "#4B5563"})
        self.note = add({**self._cell, "font_color": "#1D4ED8"})
        self.shut = add({**self._cell, "bg_color": _PALE, "font_color": "#6B7280", "text_wrap": True})
        self.number_of_row = add({**self._cell, "align": "center", "bg_color": _PALE})
        self.wanted = add({"bg_color": "#FFF7D6"})
        self.red = add({"bg_color": "#FAD7D7", "font_color": "#9B1C1C"})
        self.green = add({"font_color": "#166534"})

    def input(self, number_format: str, *, words: bool, locked: bool) -> Any:
        """A cell one writes in, or one that is shut now."""
        key = ("input", number_format, words, locked)
        if key not in self._kept:
            more: dict[str, Any] = {"num_format": number_format, "locked": locked}
            more |= {"text_wrap": True, "align": "left"} if words else {"align": "right"}
            more |= {"bg_color": _PALE} if locked else {}
            self._kept[key] = self._book.add_format({**self._cell, **more})
        return self._kept[key]

    def computed(self, number_format: str) -> Any:
        """A cell that is computed."""
        key = ("computed", number_format, False, True)
        if key not in self._kept:
            more = {"num_format": number_format, "align": "right", "bg_color": _PALE, "italic": True}
            self._kept[key] = self._book.add_format({**self._cell, **more})
        return self._kept[key]


def page(sheet: Any, name: str, *, landscape: bool = False, wide: bool = False) -> None:
    """A4, one page wide, its number at the foot; ``wide`` goes on over as many pages as its columns need."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    if not wide:
        sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.7, right=0.7, top=0.8, bottom=0.8)
    sheet.center_horizontally()
    safe = name.replace("&", "&&")[:100]
    sheet.set_footer(f"&L&9{safe}&R&9第 &P 页，共 &N 页")
    sheet.hide_gridlines(2)


def protect(sheet: Any) -> None:
    """Keep slips out, not attackers: no password, and widths, heights and new rows stay free."""
    free = ("format_cells", "format_columns", "format_rows", "insert_rows", "sort", "autofilter")
    sheet.protect("", dict.fromkeys(free, True))
