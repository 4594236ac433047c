"""Ten thousand returns at once, column by column: what every cell says, every cell that is wrong, who lacks what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jidi.common.say import Say
from jidi.filings.found import empty
from jidi.filings.spots import NAMES, Layout, Spot
from jidi.filings.state import read_at
from jidi.filings.workbooks.bulk_layout import KEY, Heads, spots_of
from jidi.filings.workbooks.cells import NUMBERS
from jidi.filings.workbooks.child.tables import END
from jidi.filings.workbooks.lots import Target
from jidi.filings.workbooks.plan import column_letters
from policycore.forms import FieldKind, FormField

NOBODY = Say("编号不在这批填报里", "this key is not in the lot")
NO_KEY = Say("没有编号，不知道是谁的", "without a key nobody knows whose it is")
TWICE = Say("编号重复，只能有一行", "the key stands twice; only one row may have it")
NO_VALUE = Say("这一格是公式，没有算出值，请粘贴为数值", "a formula without a value; paste it as a value")
KEY_LABEL = Say("编号", "key")
Place = tuple[str, int, int]
"""A cell of a further sheet: its name, row and column from 0 (-1: no such column)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is wrong: the row among the returns (from 0; -1 where it is nobody's), the column, the spot, and why.

    ``place`` says where it stands on a further sheet; ``asks`` what is asked there, where an explanation would do.
    """

    row: int
    col: int
    address: str
    label: Say
    say: Say
    place: Place | None = None
    asks: str = ""


class Columns(Mapping[str, list[str]]):
    """Texts by spot, a column each, kept as one long text until somebody wants its cells."""

    def __init__(self, joined: dict[str, str], count: int) -> None:
        self.joined, self.count = joined, count
        self._split: dict[str, list[str]] = {}

    def __getitem__(self, address: str) -> list[str]:
        if address not in self._split:
            self._split[address] = self.joined[address].split(END) if self.count else []
        return self._split[address]

    def __iter__(self) -> Iterator[str]:
        return iter(self.joined)

    def __len__(self) -> int:
        return len(self.joined)


@dataclass
class Table:
    """What a table says: for each spot its texts in written form, row by row ("" for nothing); what is wrong.

    ``more`` holds what further sheets and explanations say of a row, ``places`` where each of that stands. ``unused`` is
    what stands in the file and is not taken over, ``noted`` what the file has no place for. ``spoiled`` are rows known to
    be wrong from looking at it before, ``stray`` counts what was wrong and nobody's; ``asked`` are the rows the rules do
    not clear at once, ``judged_by`` what they were asked by.
    """

    keys: list[str]
    texts: Columns
    first: int
    columns: Mapping[str, int] = field(default_factory=dict)
    more: dict[int, dict[str, str]] = field(default_factory=dict)
    places: dict[tuple[int, str], Place] = field(default_factory=dict)
    bad: list[Cell] = field(default_factory=list)
    unused: list[Say] = field(default_factory=list)
    noted: list[Say] = field(default_factory=list)
    spoiled: frozenset[int] = frozenset()
    stray: int = 0
    asked: frozenset[int] = frozenset()
    judged_by: str = ""

    @property
    def bad_rows(self) -> set[int]:
        """The rows with anything wrong."""
        return {one.row for one in self.bad if one.row >= 0} | self.spoiled

    @property
    def strays(self) -> int:
        """How many bad cells belong to no row: lines of further sheets that are nobody's."""
        return self.stray + sum(one.row < 0 for one in self.bad)


def read_columns(columns: Sequence[str], rows: int, heads: Heads, layout: Layout) -> Table:
    """Read every cell of the first sheet. Rows without anything in them are left out at the end, not in between."""
    last = last_row(columns, heads.first, rows)
    count = last - heads.first
    between = (heads.first, last, rows)
    keys = [text.strip() for text in body(columns[heads.columns[KEY]], *between).split(END)] if count else []
    table = Table(keys, Columns({}, count), heads.first, heads.columns)
    for spot in spots_of(layout):
        at = heads.columns.get(spot.address)
        found = body(columns[at], *between) if at is not None else END * (count - 1)
        table.texts.joined[spot.address] = _column(table, spot, found, at if at is not None else -1) if count else ""
    _not_taken(table, columns, heads, layout, between)
    return table


def last_row(columns: Sequence[str], first: int, rows: int) -> int:
    """The row after the last one in which anything stands, ``first`` where nothing does."""
    if rows <= first:
        return first
    if any(column.rpartition(END)[2].strip() for column in columns):
        return rows
    split = [column.split(END) for column in columns]
    while rows > first and not any(column[rows - 1].strip() for column in split):
        rows -= 1
    return rows


def body(column: str, first: int, last: int, rows: int) -> str:
    """What stands in a column between two of its ``rows``, joined as it is."""
    if last <= first:
        return ""
    rest = column.split(END, first)[first]
    return rest if last == rows else END.join(rest.split(END)[: last - first])


def check_keys(table: Table, targets: Mapping[str, Target]) -> None:
    """Note every row whose key is nobody's, stands twice, or is of a return that cannot be handed in now."""
    seen: set[str] = set()
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
        table.bad.append(Cell(row, table.columns[KEY], KEY, KEY_LABEL, say))


def _not_taken(
    table: Table, columns: Sequence[str], heads: Heads, layout: Layout, between: tuple[int, int, int]
) -> None:
    """Name the columns that hold something nobody asked for, and the spots that have no column."""
    for at, words in heads.unknown:
        filled = sum(bool(text.strip()) for text in body(columns[at], *between).split(END))
        if filled:
            head, letters = words[:60] or "没有表头", column_letters(at)
            table.unused.append(
                Say(
                    f"{letters} 列「{head}」不是本表的栏目，其中 {filled} 格不会采用",
                    f"column {letters} “{head}” is not of this form; its {filled} cells are not taken",
                )
            )
    for address in heads.missing:
        spot = layout.fixed[address]
        table.noted.append(
            Say(f"没有「{spot.label.zh}」一列，按没有填处理", f"no column for “{spot.label.en}”: it counts as empty")
        )


def _column(table: Table, spot: Spot, body: str, col: int) -> str:
    """Read a column: what is plainly well written is taken as it is; the rest is read like a cell of the page, once each."""
    if spot.leaf.kind in NUMBERS and _all_plainly(spot.leaf)(body + END):
        return body
    plainly, wanted, lacks = _plainly(spot), spot.leaf.required, empty(spot)
    known: dict[str, tuple[str, Say | None]] = {}
    found: list[str] = []
    for row, text in enumerate(body.split(END)):
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
    return END.join(found)


def formulas(table: Table, found: Sequence[tuple[str, int]]) -> None:
    """Note the formulas without a value among these cells (letters of the column, row from 1) of the first sheet."""
    by_letters = {column_letters(col): (address, col) for address, col in table.columns.items()}
    for letters, row in found:
        at = row - 1 - table.first
        if letters in by_letters and 0 <= at < len(table.keys):
            address, col = by_letters[letters]
            table.bad.append(Cell(at, col, address, Say(address, address), NO_VALUE))


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
