"""Figures a workbook's checks look at beyond the form: on a hidden, locked sheet of their own, as they were filed.

Those of earlier filings of one's own, and of an area above as the system had it on the day of the download, marked with that
day (decision 0024). Only what a formula asks for and what was filed stands there; without it the check says 「由系统核对」.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from jidi.filings.parsing import Typed
from jidi.filings.plans import unit_of
from jidi.filings.spots import Spot
from jidi.filings.workbooks.cells import NO, YES
from jidi.filings.workbooks.plan import unit_of as shown_unit
from policycore.forms import Form, FormField
from policycore.units import UNITS, Quantity

SHEET = "往期"
FIRST_ROW, VALUE = 1, 3
"""Where the lines begin below the heads, and the column of the figure."""
HEADS = ("项目", "哪一期", "单位", "以前报的数")


Look = Callable[[str, str, str], tuple[str, Quantity | None]]
"""Gives the figure of a field at a period of whom a relation names, and the words for whose it is and as of when."""


@dataclass(frozen=True, slots=True)
class BeforeLine:
    """One figure (or an answer 是/否): of which field, of which period, in the field's own unit."""

    label: str
    period: str
    unit: str
    amount: Decimal | str


@dataclass
class Before:
    """The lines the formulas asked for so far, in the order they did; empty where nothing was filed before."""

    form: Form | None = None
    earlier: Mapping[str, Mapping[str, Quantity]] = field(default_factory=dict)
    look: Look | None = None
    _places: dict[tuple[str, str], int] = field(default_factory=dict)
    _lines: list[BeforeLine] = field(default_factory=list)

    @property
    def lines(self) -> tuple[BeforeLine, ...]:
        """What the sheet holds."""
        return tuple(self._lines)

    def cell(self, of: str, period: str) -> tuple[str, int, int] | None:
        """Return where a field's figure of an earlier period stands; None where none was filed."""
        value = self.earlier.get(of, {}).get(period)
        found = self._field(of) if value is not None else None
        if value is None or found is None or unit_of(found) not in UNITS:
            return None
        unit = unit_of(found)
        return self._line(of, BeforeLine(found.zh, period, unit, value.base / UNITS[unit].factor))

    def above(self, of: str, period: str, whose: str) -> tuple[str, int, int] | None:
        """Return where the figure of an area above stands; None where nobody filed it, or it is no number."""
        found = self._field(of)
        if self.look is None or found is None or unit_of(found) not in UNITS:
            return None
        words, value = self.look(of, period, whose)
        if value is None:
            return None
        unit = unit_of(found)
        line = BeforeLine(f"{words}「{found.zh}」", period, unit, value.base / UNITS[unit].factor)
        return self._line(f"{whose}/{of}", line)

    def filed(self, spot: Spot, typed: Typed) -> tuple[str, int, int]:
        """Return where what was filed then for a spot about an earlier year stands."""
        amount = typed if isinstance(typed, Decimal) else YES if typed else NO
        return self._line(spot.field.id, BeforeLine(spot.field.zh, spot.period, shown_unit(spot.field), amount))

    def _line(self, of: str, line: BeforeLine) -> tuple[str, int, int]:
        if (of, line.period) not in self._places:
            self._places[of, line.period] = FIRST_ROW + len(self._lines)
            self._lines.append(line)
        return SHEET, self._places[of, line.period], VALUE

    def _field(self, of: str) -> FormField | None:
        return next((one for one in self.form.fields() if one.id == of), None) if self.form else None


def write_before(book: Any, lines: tuple[BeforeLine, ...], look: Any) -> None:
    """Write the sheet, hidden and locked; none where no formula looks back."""
    if not lines:
        return
    sheet = book.add_worksheet(SHEET)
    for col, head in enumerate(HEADS):
        sheet.write_string(0, col, head, look.head)
    for row, line in enumerate(lines, FIRST_ROW):
        for col, text in enumerate((line.label, line.period, line.unit)):
            sheet.write_string(row, col, text, look.label)
        if isinstance(line.amount, Decimal):
            sheet.write_number(row, VALUE, float(line.amount), look.shut)
        else:
            sheet.write_string(row, VALUE, line.amount, look.shut)
    sheet.set_column(0, 0, 36)
    sheet.protect()
    sheet.hide()
