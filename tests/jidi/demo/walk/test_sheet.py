"""A workbook in the hands of a person: open cells that hold something are corrected, nothing else is touched."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Protection

from jidi.demo.walk.sheet import corrected


def book(*, open_cells: tuple[str, ...]) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (["Output", 200], ["Firms", 40], ["Product", "crab"], ["Sum", "=B1"], ["Empty", None]):
        sheet.append(row)
    for name in open_cells:
        sheet[name].protection = Protection(locked=False)
    sheet.protection.enable()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def column(content: bytes) -> list[object]:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [sheet.cell(row, 2).value for row in range(1, 6)]


def test_open_figures_and_words_are_corrected_and_counted() -> None:
    content, changed = corrected(book(open_cells=("B1", "B3", "B5")))
    assert column(content) == [190, 40, "crab（已更正）", "=B1", None]
    assert changed == 2


def test_a_formula_in_an_open_cell_stays() -> None:
    content, changed = corrected(book(open_cells=("B2", "B4")))
    assert column(content) == [200, 38, "crab", "=B1", None]
    assert changed == 1


def test_a_workbook_with_nothing_open_cannot_be_corrected() -> None:
    with pytest.raises(ValueError, match="no open cell"):
        corrected(book(open_cells=()))
