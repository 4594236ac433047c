"""Where each spot of a form stands in its workbook: one plan for the writer, the reader and the formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from jidi.filings.spots import NAMES, WHY, Layout, periods_of
from policycore.forms import Check, FieldKind, FormField, Severity
from policycore.periods import Period

VERSION = 2
"""Of the plan. A workbook written by another one is read by the map it carries."""
MAIN, CHECKS, META = "填报", "审核", "_meta"
LABEL, UNIT, FIRST = 0, 1, 2
"""Columns of the main sheet: what is asked, its unit, the first period."""
SPARE, LEAST = 10, 20
"""Empty rows below what a table holds, and the rows it has at least."""
ANY = "#"
"""Stands in the address of a column of a table for the number of the row."""
NUMBER_HEAD = "序号"
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


class LineKind(StrEnum):
    """What a line of the main sheet is."""

    SECTION = "section"
    HEADS = "heads"
    FIGURE = "figure"
    ENTRY = "entry"
    NAMES = "names"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a spot stands: its sheet, row and column from 0, and by which words it is found again if it was moved.

    ``label`` is what stands in its row (at ``label_col``), ``head`` what stands above it; either may be "".
    """

    address: str
    sheet: str
    row: int
    col: int
    label: str = ""
    label_col: int = LABEL
    head: str = ""

    @property
    def table(self) -> str:
        """The table whose column this is, "" for a single cell."""
        head, _, rest = self.address.partition(".")
        return head if rest.startswith(f"{ANY}.") else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the main sheet: its words, its field, the column of each period, and what heads each of these."""

    kind: LineKind
    row: int
    text: str
    field: FormField | None = None
    cells: tuple[tuple[int, str], ...] = ()
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet for a table: the row of its heads, its columns in order, and the numbers of its rows below."""

    field: FormField
    name: str
    rows: tuple[int, ...]
    head_row: int = 2

    @property
    def columns(self) -> tuple[tuple[int, FormField], ...]:
        """Each column with its place; the number of the row stands before them."""
        return tuple(enumerate(self.field.columns, 1))

    @property
    def first_row(self) -> int:
        """The first row below the heads."""
        return self.head_row + 1

    @property
    def last_row(self) -> int:
        """The last row drawn."""
        return self.head_row + len(self.rows)


@dataclass(frozen=True)
class Plan:
    """A form laid out on sheets."""

    layout: Layout
    lines: tuple[Line, ...]
    tables: tuple[TableSheet, ...]
    periods: tuple[str, ...]
    asked: tuple[tuple[str, str], ...] = ()
    """Explanations the house may ask for, below those of the form's own checks: their addresses, and the words of their lines.
    A workbook made knows them; one read brings them with its map."""

    @property
    def last_col(self) -> int:
        """The last column of the main sheet."""
        return FIRST + max(len(self.periods), 2) - 1

    @cached_property
    def checks(self) -> tuple[tuple[int, Check], ...]:
        """Each check with its row on the sheet of checks."""
        return tuple(enumerate(self.layout.form.checks, CHECKS_FROM))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every place somebody writes at, in printed order."""
        return tuple(self._places())

    @cached_property
    def cells(self) -> Mapping[str, tuple[str, int, int]]:
        """Sheet, row and column of every cell, computed ones and rows of tables included, by address."""
        found: dict[str, tuple[str, int, int]] = {}
        for line in self.lines:
            for col, period in line.cells if line.field is not None else ():
                found[_address(line, period)] = (MAIN, line.row, col)
        for sheet in self.tables:
            for at, number in enumerate(sheet.rows, sheet.first_row):
                for col, column in sheet.columns:
                    found[f"{sheet.field.id}.{number}.{column.id}"] = (sheet.name, at, col)
        for row, check in self.checks:
            found[WHY + check.id] = (CHECKS, row, CHECK_WHY)
        found |= {address: (CHECKS, row, CHECK_WHY) for row, address, _ in self.house_asks}
        return found

    @property
    def house_asks(self) -> Iterator[tuple[int, str, str]]:
        """Each explanation the house may ask for: its row on the sheet of checks, its address, the words of its line."""
        for row, (address, words) in enumerate(self.asked, CHECKS_FROM + len(self.layout.form.checks)):
            yield row, address, words

    def _places(self) -> Iterator[Place]:
        heads: dict[int, str] = {}
        for line in self.lines:
            if line.kind is LineKind.HEADS:
                heads = {col: words for (col, _), words in zip(line.cells, line.heads, strict=True)}
            for col, period in line.cells if line.kind is not LineKind.HEADS else ():
                address = _address(line, period)
                if self.layout.spot(address) is not None:
                    head = heads.get(col, "") if line.kind is LineKind.FIGURE else ""
                    yield Place(address, MAIN, line.row, col, line.text, LABEL, head)
        for sheet in self.tables:
            for col, column in sheet.columns:
                if column.kind is not FieldKind.DERIVED:
                    address = f"{sheet.field.id}.{ANY}.{column.id}"
                    yield Place(address, sheet.name, sheet.head_row, col, "", LABEL, column_head(column))
        yield from self._reasons()

    def _reasons(self) -> Iterator[Place]:
        for row, check in self.checks:
            if check.severity is Severity.EXPLAIN:
                yield Place(WHY + check.id, CHECKS, row, CHECK_WHY, check.zh or check.id, CHECK_TEXT, "")
        for row, address, words in self.house_asks:
            yield Place(address, CHECKS, row, CHECK_WHY, words, CHECK_TEXT, "")


CHECK_LEVEL, CHECK_TEXT, CHECK_RESULT, CHECK_SAYS, CHECK_WHY, CHECK_VALUE = range(6)
"""Columns of the sheet of checks; the last is hidden and holds what a formula of the form gives."""
CHECKS_FROM = 4
"""Its first row with a check."""


def plan_of(layout: Layout, used: Mapping[str, Sequence[int]] | None = None) -> Plan:
    """Lay a form out. ``used`` names the rows of tables that hold something, by table."""
    form = layout.form
    periods = max((periods_of(field, layout.period) for field in form.fields()), key=len)
    lines = tuple(_lines(layout, periods))
    taken = {MAIN, CHECKS, META}
    tables = []
    for field in layout.tables.values():
        numbers = list((used or {}).get(field.id, ()))
        more = max(SPARE, LEAST - len(numbers))
        last = max(numbers, default=0)
        name = sheet_name(field.zh, taken)
        taken.add(name)
        tables.append(TableSheet(field, name, (*numbers, *range(last + 1, last + 1 + more))))
    return Plan(layout, lines, tuple(tables), periods)


def _lines(layout: Layout, periods: tuple[str, ...]) -> Iterator[Line]:
    row = 3
    for section in layout.form.sections:
        yield Line(LineKind.SECTION, row, section.zh)
        row += 1
        in_figures = False
        for field in section.fields:
            figures = is_figure(field)
            if figures and not in_figures:
                heads = _heads(section.years_called, periods)
                yield Line(LineKind.HEADS, row, "指标", None, _columns(periods, periods), heads)
                row += 1
            in_figures = figures
            for line in _of_field(field, layout, periods, row):
                yield line
                row += 1
        row += 1


def _of_field(field: FormField, layout: Layout, periods: tuple[str, ...], row: int) -> Iterator[Line]:
    label = f"　其中：{field.zh}" if field.of_which and not field.zh.startswith("其中") else field.zh
    own = periods_of(field, layout.period)
    if field.kind is FieldKind.TABLE:
        yield Line(LineKind.TABLE, row, label, field)
    elif is_figure(field):
        yield Line(LineKind.FIGURE, row, label, field, _columns(periods, own))
        if field.kind is FieldKind.NAMED_COUNT:
            asked = "｜".join(column.zh for column in field.columns)
            each = f"每行一项：{asked}" if asked else "每行一项"
            yield Line(LineKind.NAMES, row + 1, f"　{field.zh}：名称（{each}）", field, ((UNIT, NAMES),))
    elif len(own) == 1:
        yield Line(LineKind.ENTRY, row, label, field, ((UNIT, own[0]),))
    else:
        # Words of several years take a line each: a sentence does not fit into the column of a year.
        for at, period in enumerate(own, row):
            yield Line(LineKind.ENTRY, at, f"{label}（{period_words(period)}）", field, ((UNIT, period),))


def _heads(called: tuple[str, ...], periods: tuple[str, ...]) -> tuple[str, ...]:
    """What heads the columns: the year as the form calls it (上年) and as it is (2025 年)."""
    words = [period_words(period) for period in periods]
    if len(called) != len(words):
        return tuple(words)
    return tuple(f"{own}（{year}）" for own, year in zip(called, words, strict=True))


def _columns(periods: tuple[str, ...], own: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """The columns of a field's periods: what is asked once stands under the newest period."""
    start = FIRST + len(periods) - len(own)
    return tuple(enumerate(own, start))


def is_figure(field: FormField) -> bool:
    """Whether a field stands in the columns of the periods: figures do, words and tables do not."""
    if field.kind is FieldKind.FLAG:
        return field.years > 1
    return field.kind in _FIGURES


_FIGURES = (FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.NAMED_COUNT, FieldKind.DERIVED)


def _address(line: Line, period: str) -> str:
    assert line.field is not None or line.kind is LineKind.HEADS
    field = line.field.id if line.field else ""
    return f"{field}.{period}" if period else field


def column_head(column: FormField) -> str:
    """The head of a column of a table, with its unit."""
    return f"{column.zh}（{unit_of(column)}）" if unit_of(column) else column.zh


def unit_of(field: FormField) -> str:
    """The unit as it stands beside a field."""
    return field.unit or ("%" if field.kind is FieldKind.PERCENT else "")


def period_words(period: str) -> str:
    """A period as the head of a column says it: 2025 年, 2025 年第 1 季度; 本期 for a form without one."""
    if not period:
        return "本期"
    one = Period.parse(period)
    if one.cycle == "quarter":
        return f"{one.year} 年第 {one.part} 季度"
    if one.cycle == "half":
        return f"{one.year} 年{'上' if one.part == 1 else '下'}半年"
    return f"{one.year} 年 {one.part} 月" if one.cycle == "month" else f"{one.year} 年"


def sheet_name(words: str, taken: set[str]) -> str:
    """A name a sheet may have: at most 31 characters, none of the forbidden ones, not taken."""
    stem = _NOT_IN_NAMES.sub("", words).strip()[:28] or "表"
    name, count = stem, 2
    while name in taken:
        name, count = f"{stem}{count}", count + 1
    return name


def column_letters(col: int) -> str:
    """The letters of a column from 0: A, B, …, Z, AA."""
    letters, rest = "", col + 1
    while rest:
        rest, one = divmod(rest - 1, 26)
        letters = chr(65 + one) + letters
    return letters


def absolute(sheet: str, row: int, col: int) -> str:
    """A cell from 0,0 as formulas name it from any sheet: '填报'!$D$7."""
    return f"'{sheet}'!${column_letters(col)}${row + 1}"


def cell_name(row: int, col: int) -> str:
    """The name of a cell from 0,0: A1."""
    return f"{column_letters(col)}{row + 1}"
