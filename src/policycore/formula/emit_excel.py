"""A rule as a formula of Excel, WPS or LibreOffice, so that the workbook checks itself offline. Text only.

A missing number is an error value, which every spreadsheet carries through arithmetic by itself; a condition is 1, 0 or
0.5 (undetermined), so that AND is the least, OR the greatest and NOT the rest to 1. What is shown for 0.5 is
「不能判断」, never 0. Only functions that Excel 2010, WPS and LibreOffice know alike are used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from ..say import Say
from .excel_cells import Cells, Places, plain_number, rounding, text
from .lower import Low, Shape, UnsayableError

LONGEST: Final = 8000
"""Characters of a formula (Excel takes 8192)."""
UNSURE: Final = "不能判断"


@dataclass(frozen=True, slots=True)
class Excel:
    """A formula for a cell, without ``{}``: ``array`` says that it has to be entered as an array formula.

    ``text`` is empty where a spreadsheet cannot say it; ``reason`` then says why, and the workbook shows 「由系统核对」.
    """

    text: str = ""
    array: bool = False
    reason: Say = field(default_factory=lambda: Say(""))

    def __bool__(self) -> bool:
        return bool(self.text)


def condition(found: Low, shape: Shape, places: Places, given: Mapping[str, Any] | None = None) -> Excel:
    """Return a condition as a formula that is 1 (holds), 0 (fails) or 0.5 (undetermined): for colouring cells."""
    return _written(lambda cells: cells.truth(found.node), shape, places, given)


def shown_check(
    found: Low,
    shape: Shape,
    places: Places,
    given: Mapping[str, Any] | None = None,
    words: tuple[str, str, str] = ("通过", "不符", UNSURE),
) -> Excel:
    """Return a check as a formula that shows one of three words: holds, fails, cannot be judged."""
    holds, fails, unsure = (text(word) for word in words)

    def write(cells: Cells) -> str:
        truth = cells.truth(found.node)
        return f"IFERROR(CHOOSE(1+2*({truth}),{fails},{unsure},{holds}),{unsure})"

    return _written(write, shape, places, given)


def shown_value(
    found: Low, shape: Shape, places: Places, given: Mapping[str, Any] | None = None, *, unit: Decimal, scale: int
) -> Excel:
    """Return a computed field as a formula: in its unit (base units per unit), rounded half up; 「不能判断」 when missing."""

    def write(cells: Cells) -> str:
        number = cells.number(found.node)
        by = "" if unit == 1 else f"/{plain_number(unit)}"
        return f"IFERROR({rounding('half').format(f'({number}){by}', scale)},{text(UNSURE)})"

    return _written(write, shape, places, given)


def _written(write: Callable[[Cells], str], shape: Shape, places: Places, given: Mapping[str, Any] | None) -> Excel:
    cells = Cells(shape, places, given or {})
    try:
        formula = write(cells)
    except UnsayableError as reason:
        return Excel(reason=reason.say)
    if len(formula) > LONGEST:
        return Excel(reason=Say("公式太长，Excel 放不下", "the formula is too long for Excel"))
    return Excel(f"={formula}", cells.array)
