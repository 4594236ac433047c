"""Ten thousand returns at once, column by column: what every cell says, every cell that is wrong, who lacks what."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from jidi.common.say import Say
from jidi.filings.found import empty
from jidi.filings.spots import NAMES, Layout, Spot
from jidi.filings.state import read_at
from jidi.filings.workbooks.bulk_layout import KEY, Heads, spots_of
from jidi.filings.workbooks.cells import NUMBERS
from jidi.filings.workbooks.lots import Target
from policycore.forms import FieldKind, FormField

NOBODY = Say("编号不在这批填报里", "this key is not in the lot")
NO_KEY = Say("没有编号，不知道是谁的", "without a key nobody knows whose it is")
TWICE = Say("编号重复，只能有一行", "the key stands twice; only one row may have it")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is wrong: the row among the data (from 0), the column, the spot, and why."""

    row: int
    col: int
    address: str
    label: Say
    say: Say


@dataclass
class Table:
    """What a table says: for each spot its texts in written form, row by row ("" for nothing); what is wrong."""

    keys: list[str]
    texts: dict[str, list[str]] = field(default_factory=dict)
    bad: list[Cell] = field(default_factory=list)
    columns: Mapping[str, int] = field(default_factory=dict)

    @property
    def bad_rows(self) -> set[int]:
        """The rows with anything wrong."""
        return {one.row for one in self.bad}


def read_columns(columns: Sequence[Sequence[str]], heads: Heads, layout: Layout, targets: Sequence[Target]) -> Table:
    """Read every cell of a table. Rows without anything in them are left out at the end, not in between."""
    last = _last_row(columns, heads.first)
    keys = [text.strip() for text in columns[heads.columns[KEY]][heads.first : last]]
    table = Table(keys, columns=heads.columns)
    _check_keys(table, {target.key: target for target in targets})
    for spot in spots_of(layout):
        at = heads.columns.get(spot.address)
        texts = list(columns[at][heads.first : last]) if at is not None else [""] * len(keys)
        table.texts[spot.address] = _column(table, spot, texts, at if at is not None else -1)
    return table


def _last_row(columns: Sequence[Sequence[str]], first: int) -> int:
    rows = max(map(len, columns), default=0)
    while rows > first and not any(column[rows - 1].strip() for column in columns):
        rows -= 1
    return rows


def _check_keys(table: Table, targets: Mapping[str, Target]) -> None:
    seen: set[str] = set()
    label, col = Say("编号", "key"), table.columns[KEY]
    for row, key in enumerate(table.keys):
        target = targets.get(key)
        if not key:
            say = NO_KEY
        elif key in seen:
            say = TWICE
        elif target is None:
            say = NOBODY
        elif target.permit is None:
            say = target.why_not or Say("现在不能报送", "it cannot be handed in now")
        else:
            seen.add(key)
            continue
        table.bad.append(Cell(row, col, KEY, label, say))


def _column(table: Table, spot: Spot, texts: list[str], col: int) -> list[str]:
    """Read a column: what is plainly well written is taken as it is; the rest is read like a cell of the page, once each."""
    if texts and spot.leaf.kind in NUMBERS and _all_plainly(spot.leaf)(END.join(texts) + END):
        return texts
    plainly, wanted, lacks = _plainly(spot), spot.leaf.required, empty(spot)
    known: dict[str, tuple[str, Say | None]] = {}
    found: list[str] = []
    for row, text in enumerate(texts):
        if text and plainly(text):
            found.append(text)
            continue
        if text:
            if text not in known:
                reading = read_at(spot, text)
                known[text] = reading.text if reading.value is not None else "", reading.problem
            written, problem = known[text]
            found.append(written)
            if problem:
                table.bad.append(Cell(row, col, spot.address, spot.label, problem))
                continue
            if written:
                continue
        else:
            found.append("")
        if wanted:
            table.bad.append(Cell(row, col, spot.address, spot.label, lacks))
    return found


END = "\x00"
"""Between the cells of a column when it is looked at as a whole: in no cell that is written plainly."""


def _all_plainly(leaf: FormField) -> Callable[[str], object]:
    """What tells that every cell of a column holds a number in its one written form (or may be, and is, empty)."""
    cell = _number(leaf) + ("" if leaf.required else "|")
    return re.compile(f"(?>(?:{cell}){END})*+").fullmatch


def _number(leaf: FormField) -> str:
    scale = 0 if leaf.kind in (FieldKind.INTEGER, FieldKind.NAMED_COUNT) else leaf.scale
    part = rf"(?:\.[0-9]{{1,{scale}}})?" if scale else ""
    return rf"(?:0|-?[1-9][0-9]{{0,17}}|(?=0\.[0-9]*[1-9])0){part}"


def _plainly(spot: Spot) -> Callable[[str], object]:
    """What tells that a text is already in its one written form."""
    leaf = spot.leaf
    if leaf.kind in NUMBERS:
        return re.compile(_number(leaf)).fullmatch
    if leaf.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT) and spot.part != NAMES:
        return lambda text: text.isprintable() and len(text) <= leaf.max_length and text == text.strip()
    return lambda text: False
