"""Tables of a form: a page of their rows, empty ones to write in, sums over all of them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jidi.common.say import Say
from jidi.filings.spots import MAX_ROWS, Spot
from jidi.web.shared import figures
from jidi.web.shared.formparts import Block, BlockKind, FormCell, Row, TableRow, field_id
from jidi.web.shared.language import Words
from jidi.web.shared.parts import NOTHING, Tab
from policycore.forms import FieldKind, FormField
from policycore.units import UNITS

if TYPE_CHECKING:
    from jidi.web.shared.formview import Maker

SPARE = 1
"""Empty rows offered below those somebody wrote in."""
SPARE_FIRST = 3
"""Empty rows of a table nobody wrote in yet."""
ROWS_SHOWN = 100
"""Rows of a table on one page: more fields than a form may send would otherwise stand on it."""
_WIDTHS = ((5, "jd-table__w1"), (9, "jd-table__w2"))
_WIDEST = "jd-table__w3"
"""How wide a column of texts is drawn, by the characters of its longest."""
_FIGURES = frozenset({FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.DERIVED, FieldKind.NAMED_COUNT})


def beside(label: str, unit: str) -> str:
    """The unit to stand beside a label: none where the form prints it in the label already (总产值（亿元）)."""
    return "" if unit and f"（{unit}）" in label else unit


def table_block(maker: Maker, one: FormField) -> Block:
    """Return a table with the rows of the page asked for; empty rows stand on the last."""
    written = (address for address, cell in maker.state.cells.items() if cell.text.strip() or cell.also)
    used = sorted({*maker.layout.rows_in(one.id, written), *maker.layout.rows_in(one.id, maker.changes or ())})
    locked = maker.read_only or not maker.locks.allow(one.id)
    last = max(1, -(-len(used) // ROWS_SHOWN))
    page = 1 if maker.read_only else min(max(1, maker.pages.get(one.id, 1)), last)
    shown = used if maker.read_only else used[(page - 1) * ROWS_SHOWN : page * ROWS_SHOWN]
    first = used[-1] + 1 if used else 1
    spare = 0 if locked or page != last else maker.spare.get(one.id, SPARE if used else SPARE_FIRST)
    body = [TableRow(row, _cells(maker, one, row)) for row in shown]
    empty = range(first, min(first + spare, MAX_ROWS + 1))
    body += [TableRow(row, _cells(maker, one, row), spare=True) for row in empty]
    return Block(
        BlockKind.TABLE,
        (_row(maker, one),),
        head=tuple(_head(column, place, body) for place, column in enumerate(one.columns)),
        body=tuple(body),
        sums=tuple(_sum(maker, one, column) for column in one.columns) if len(used) > 1 else (),
        locked=locked,
        count=len(used),
        pages=()
        if maker.read_only or last == 1
        else tuple(_page(one, number, page, used) for number in range(1, last + 1)),
    )


def _head(column: FormField, place: int, body: list[TableRow]) -> tuple[Words, Words, str]:
    """The words of a column and its unit, which stands on a line of its own also where the form prints it in the label; and how
    wide it has to be for what stands in it.
    """
    unit = f"（{column.unit}）"
    label = Say(column.zh.removesuffix(unit), column.en)
    shown = beside(column.zh, column.unit) or (unit if column.unit and label.zh != column.zh else "")
    if column.kind in _FIGURES:
        return label, shown, "jd-table__num"
    longest = max((len(line.cells[place].value) for line in body), default=0)
    return label, shown, next((css for most, css in _WIDTHS if longest <= most), _WIDEST)


def _page(one: FormField, number: int, here: int, used: list[int]) -> Tab:
    first, last = (number - 1) * ROWS_SHOWN + 1, min(number * ROWS_SHOWN, len(used))
    words = Say(f"第 {first}～{last} 行", f"rows {first}–{last}")
    return Tab(words, f"?page={one.id}:{number}#{field_id(one.id)}", number == here)


def _row(maker: Maker, one: FormField) -> Row:
    return Row(
        one.id,
        Say(one.zh, one.en),
        (),
        help=Say(one.help, one.help_en),
        required=one.required,
        marks=maker.marks(one.id),
        points=tuple(point for point in maker.points if point.field == one.id),
        inferred=one.inferred,
    )


def _cells(maker: Maker, one: FormField, row: int) -> tuple[FormCell, ...]:
    return tuple(maker.cell(Spot(f"{one.id}.{row}.{column.id}", one, column, row=row)) for column in one.columns)


def _sum(maker: Maker, one: FormField, column: FormField) -> Words:
    if column.kind not in (FieldKind.NUMBER, FieldKind.INTEGER) or "/" in UNITS[column.unit].dimension:
        return NOTHING
    values = [
        reading.value
        for spot, reading in maker.state.filled()
        if spot.field.id == one.id and spot.column and spot.column.id == column.id
    ]
    amounts = [value for value in values if isinstance(value, Decimal)]
    return figures.figure(sum(amounts, Decimal(0))) if amounts else NOTHING
