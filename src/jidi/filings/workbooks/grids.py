"""The sheets of an uploaded workbook, and finding a place again by its words where somebody moved it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jidi.filings.workbooks.plan import NUMBER_HEAD, Place

_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell that holds something: what kind (see ``child.sheets``), its words, whether a formula gave it."""

    row: int
    col: int
    kind: str
    text: str
    formula: bool = False


@dataclass(frozen=True)
class Grid:
    """A sheet as it came."""

    name: str
    hidden: bool
    cells: Mapping[tuple[int, int], GridCell]

    @cached_property
    def words(self) -> Mapping[str, list[tuple[int, int]]]:
        """Where each text stands, top to bottom."""
        found: dict[str, list[tuple[int, int]]] = {}
        for at, cell in sorted(self.cells.items()):
            if cell.kind == "s":
                found.setdefault(bare(cell.text), []).append(at)
        return found

    @cached_property
    def last_row(self) -> int:
        """The last row with anything in it, -1 for none."""
        return max((row for row, _ in self.cells), default=-1)

    def at(self, row: int, col: int) -> GridCell | None:
        """The cell there, None where nothing is."""
        return self.cells.get((row, col))

    def says(self, row: int, col: int, text: str) -> bool:
        """Whether these words stand there."""
        cell = self.at(row, col)
        return cell is not None and bare(cell.text) == bare(text)

    def rows(self) -> list[list[str]]:
        """All texts row by row, as the hidden sheet is read."""
        found: dict[int, dict[int, str]] = {}
        for (row, col), cell in self.cells.items():
            found.setdefault(row, {})[col] = cell.text
        return [
            [found[row].get(col, "") for col in range(min(max(found[row]) + 1, 10))]
            for row in range(self.last_row + 1)
            if row in found
        ]


def grids_of(raw: Sequence[Mapping[str, Any]]) -> list[Grid]:
    """Make grids of what the reading process answered."""
    return [
        Grid(one["name"], one["hidden"], {(cell[0], cell[1]): GridCell(*cell) for cell in one["cells"]}) for one in raw
    ]


def bare(text: str) -> str:
    """Words without what people change unawares: width of letters, spaces, line ends."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text))


def sheet_for(grids: Sequence[Grid], name: str, places: Iterable[Place]) -> Grid | None:
    """The sheet of that name; else the one where most of its labels stand, if more than half do: it was renamed."""
    for grid in grids:
        if grid.name == name:
            return grid
    wanted = {bare(place.label or place.head) for place in places}
    scored = [(sum(words in grid.words for words in wanted), grid) for grid in grids if not grid.hidden]
    best = max(scored, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] * 2 > len(wanted) else None


@dataclass(frozen=True, slots=True)
class Found:
    """Where a place stands now."""

    row: int
    col: int


def locate(grid: Grid, place: Place, nth: int) -> Found | None:
    """Find a single cell by the label of its row and the head of its column. ``nth`` counts equal labels before it."""
    if not place.label:
        return None
    row, label_col = place.row, place.label_col
    if not grid.says(row, label_col, place.label):
        stands = grid.words.get(bare(place.label), [])
        if nth >= len(stands):
            return None
        row, label_col = stands[nth]
    if not place.head:
        return Found(row, place.col + label_col - place.label_col)
    heads = [at for at in grid.words.get(bare(place.head), []) if at[0] < row]
    return Found(row, max(heads)[1]) if heads else None


@dataclass(frozen=True, slots=True)
class TableFound:
    """Where a table stands: the row of its heads, the column of each address, the column with the number of the row."""

    head_row: int
    columns: Mapping[str, int]
    numbers: int | None


def locate_table(grid: Grid, places: Sequence[Place]) -> TableFound | None:
    """Find a table by the row where most of its heads stand."""
    counted: dict[int, int] = {}
    for place in places:
        for row, _ in grid.words.get(bare(place.head), []):
            counted[row] = counted.get(row, 0) + 1
    if not counted:
        return None
    head_row = max(counted, key=lambda row: (counted[row], -row))
    columns: dict[str, int] = {}
    for place in places:
        here = [col for row, col in grid.words.get(bare(place.head), []) if row == head_row]
        free = [col for col in here if col not in columns.values()]
        if free:
            columns[place.address] = place.col if place.col in free else free[0]
    numbers = next((col for row, col in grid.words.get(NUMBER_HEAD, []) if row == head_row), None)
    return TableFound(head_row, columns, numbers)
