"""The workbook of a form: the printed look, what is known already, locked where nothing is written, checks alive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from jidi.common.say import Say
from jidi.filings import findings
from jidi.filings.found import FoundKind
from jidi.filings.locks import OPEN, Locks
from jidi.filings.spots import NAMES, WHY
from jidi.filings.workbooks import cells, looks
from jidi.filings.workbooks.before import write_before
from jidi.filings.workbooks.formulas import NONE, Formulas
from jidi.filings.workbooks.house_lines import BY_SYSTEM, FAILED, PASSED, WAITS, HouseLine
from jidi.filings.workbooks.plan import (
    CHECK_LEVEL,
    CHECK_RESULT,
    CHECK_SAYS,
    CHECK_TEXT,
    CHECK_VALUE,
    CHECK_WHY,
    CHECKS,
    CHECKS_FROM,
    FIRST,
    LABEL,
    MAIN,
    META,
    NUMBER_HEAD,
    UNIT,
    Line,
    LineKind,
    Plan,
    TableSheet,
    absolute,
    cell_name,
    column_head,
    period_words,
    unit_of,
)
from jidi.filings.workbooks.stamp import Stamp, rows_of
from policycore.forms import Check, FieldKind, FormField, Severity
from policycore.formula.emit_excel import Excel
from policycore.formula.tree import FactRef, Name, walk

if TYPE_CHECKING:
    from datetime import date

LABEL_FITS = 21
"""Characters of a label in one line; a longer one makes its row higher."""
_CHECK_COLUMNS = (CHECK_LEVEL, CHECK_TEXT, CHECK_RESULT, CHECK_SAYS, CHECK_WHY)
_CHECK_WIDTHS = (9, 54, 10, 66, 36)
_TWO_LINES = frozenset({FoundKind.PART})
"""Findings whose sentence names two fields: it takes a second line."""
_CHECK_HEADS = ("级别", "审核内容", "结果", "查出什么", "说明（核实项填写）")
LEVELS = {severity: words.zh for severity, words in findings.NAMES.items()}


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a workbook: its plan and stamp, the texts by address, the computed amounts, what is open."""

    plan: Plan
    stamp: Stamp
    texts: Mapping[str, str] = field(default_factory=dict)
    computed: Mapping[str, str] = field(default_factory=dict)
    locks: Locks = OPEN
    formulas: Formulas = NONE
    name: str = ""


def write(content: Content) -> bytes:
    """Return the workbook as a file."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    form = content.plan.layout.form
    book.set_properties({"title": form.zh or form.id, "subject": content.name, "comments": content.stamp.digest})
    book.set_calc_mode("auto")
    writer = _Writer(book, looks.Looks(book), content)
    writer.main()
    for table in content.plan.tables:
        writer.table(table)
    writer.checks()
    write_before(book, content.formulas.before, writer.look)
    writer.meta()
    book.close()
    return out.getvalue()


class _Writer:
    """Writes sheet by sheet. ``xlsxwriter`` has no types, hence ``Any``."""

    def __init__(self, book: Any, look: looks.Looks, content: Content) -> None:
        self.book, self.look, self.content, self.plan = book, look, content, content.plan
        self.base: dict[str, str] = {}

    # --- the main sheet -------------------------------------------------------------------------------------------

    def main(self) -> None:
        """Title, whose and when, the verdict, then every section in printed order."""
        sheet = self.book.add_worksheet(MAIN)
        last, form = self.plan.last_col, self.plan.layout.form
        looks.page(sheet, f"{form.zh}　{self.content.stamp.digest[:15]}")
        looks.protect(sheet)
        sheet.set_column(LABEL, LABEL, 46)
        sheet.set_column(UNIT, UNIT, 9)
        sheet.set_column(FIRST, last, max(14, 42 // (last - FIRST + 1)))
        sheet.merge_range(0, 0, 0, last, form.zh or form.id, self.look.title)
        sheet.set_row(0, 34)
        period = period_words(self.content.stamp.period) if self.content.stamp.period else ""
        sheet.merge_range(1, 0, 1, last, f"填报对象：{self.content.name}　　期间：{period}", self.look.sub)
        sheet.merge_range(2, 0, 2, last, "", self.look.verdict)
        verdict = f"={_quoted(CHECKS)}!{cell_name(1, 0)}"
        sheet.write_formula(2, 0, verdict, self.look.verdict, "打开后自动核对")
        for line in self.plan.lines:
            self._line(sheet, line)
        sheet.freeze_panes(3, 1)

    def _line(self, sheet: Any, line: Line) -> None:
        last = self.plan.last_col
        if line.kind is LineKind.SECTION:
            sheet.merge_range(line.row, 0, line.row, last, line.text, self.look.section)
            return
        if line.kind is LineKind.HEADS:
            for col in range(LABEL, last + 1):
                sheet.write_blank(line.row, col, None, self.look.head)
            sheet.write_string(line.row, LABEL, line.text, self.look.head)
            sheet.write_string(line.row, UNIT, "单位", self.look.head)
            for (col, _), words in zip(line.cells, line.heads, strict=True):
                sheet.write_string(line.row, col, words, self.look.head)
            return
        sheet.write_string(line.row, LABEL, line.text, self.look.label)
        if len(line.text) > LABEL_FITS:
            sheet.set_row(line.row, 16 * (1 + len(line.text) // LABEL_FITS))
        if line.kind is LineKind.TABLE:
            table = next(one for one in self.plan.tables if one.field is line.field)
            words = f"在工作表「{table.name}」填写，可加行"
            sheet.merge_range(line.row, UNIT, line.row, last, "", self.look.note)
            sheet.write_url(line.row, UNIT, f"internal:{_quoted(table.name)}!A1", self.look.note, words)
        elif line.kind is LineKind.FIGURE:
            self._figure(sheet, line)
        else:
            self._entry(sheet, line)

    def _figure(self, sheet: Any, line: Line) -> None:
        assert line.field is not None
        sheet.write_string(line.row, UNIT, unit_of(line.field), self.look.unit)
        own = {col for col, _ in line.cells}
        for col in range(FIRST, self.plan.last_col + 1):
            if col not in own:
                sheet.write_blank(line.row, col, None, self.look.shut)
        for col, period in line.cells:
            self._cell(sheet, line.row, col, line.field, f"{line.field.id}.{period}" if period else line.field.id)

    def _entry(self, sheet: Any, line: Line) -> None:
        assert line.field is not None
        ((col, period),) = line.cells
        leaf, address = line.field, f"{line.field.id}.{period}" if period else line.field.id
        if period == NAMES:
            spot = self.plan.layout.spot(address)
            assert spot is not None
            leaf = spot.leaf
        sheet.merge_range(line.row, col, line.row, self.plan.last_col, "", self._format(leaf, address))
        if leaf.kind in (FieldKind.LONG_TEXT, FieldKind.HS_CODES):
            text = self.content.texts.get(address, "")
            lines = max(3, sum(1 + len(part) // 28 for part in text.splitlines()))
            sheet.set_row(line.row, min(15 * lines + 3, 400))
        self._cell(sheet, line.row, col, leaf, address)

    # --- tables ---------------------------------------------------------------------------------------------------

    def table(self, table: TableSheet) -> None:
        """One sheet for a table: its number of the row, its columns, empty rows below what is known."""
        sheet = self.book.add_worksheet(table.name)
        columns, last = table.columns, len(table.columns)
        looks.page(sheet, table.field.zh, landscape=True)
        looks.protect(sheet)
        sheet.set_column(0, 0, 6)
        sheet.set_column(1, last, max(11, min(24, 110 // last)))
        sheet.merge_range(0, 0, 0, last, table.field.zh, self.look.section) if last else None
        sheet.merge_range(1, 0, 1, last, "一行一项，行数不够时在下面接着写；序号不要改动。", self.look.sub)
        sheet.write_string(table.head_row, 0, NUMBER_HEAD, self.look.head)
        sheet.set_row(table.head_row, 32)
        for col, column in columns:
            sheet.write_string(table.head_row, col, column_head(column), self.look.head)
        for row, number in enumerate(table.rows, table.first_row):
            sheet.write_number(row, 0, number, self.look.number_of_row)
            for col, column in columns:
                self._cell(sheet, row, col, column, f"{table.field.id}.{number}.{column.id}", limits=False)
        for col, column in columns:
            limits = cells.validation(column, column.zh)
            if limits and column.kind is not FieldKind.DERIVED:
                sheet.data_validation(table.first_row, col, table.last_row, col, limits)
        sheet.freeze_panes(table.head_row + 1, 2)
        sheet.repeat_rows(table.head_row)

    # --- one cell -------------------------------------------------------------------------------------------------

    def _cell(self, sheet: Any, row: int, col: int, leaf: FormField, address: str, limits: bool = True) -> None:
        if leaf.kind is FieldKind.DERIVED:
            self._derived(sheet, row, col, leaf, address)
            return
        text, look = self.content.texts.get(address, ""), self._format(leaf, address)
        if len(text) > cells.MOST_TEXT:
            sheet.write_string(row, col, f"（原文 {len(text)} 字，表格放不下，请在网页上修改）", self.look.shut)
            return
        if text:
            self.base[address] = text
            _put(sheet, row, col, cells.written(leaf, text).value, look)
        else:
            sheet.write_blank(row, col, None, look)
        rules = cells.validation(leaf, leaf.zh) if limits else None
        if rules:
            sheet.data_validation(row, col, row, col, rules)
        if limits and leaf.required and self.content.locks.allow(address):
            sheet.conditional_format(row, col, row, col, {"type": "blanks", "format": self.look.wanted})

    def _derived(self, sheet: Any, row: int, col: int, leaf: FormField, address: str) -> None:
        formula, known = self.content.formulas.derived.get(address), self.content.computed.get(address, "")
        look = self.look.computed(cells.number_format(leaf))
        if formula:
            _formula(sheet, row, col, formula, look, float(known) if known else "")
        elif known:
            sheet.write_number(row, col, float(known), look)
        else:
            sheet.write_blank(row, col, None, look)

    def _format(self, leaf: FormField, address: str) -> Any:
        open_ = self.content.locks.allow(address) and len(self.content.texts.get(address, "")) <= cells.MOST_TEXT
        return self.look.input(cells.number_format(leaf), words=leaf.kind not in _RIGHT, locked=not open_)

    # --- checks ---------------------------------------------------------------------------------------------------

    def checks(self) -> None:
        """The sheet of checks: verdict on top, each check with its level, its words and what it says now."""
        sheet = self.book.add_worksheet(CHECKS)
        looks.page(sheet, CHECKS, landscape=True)
        looks.protect(sheet)
        for col, width in zip(_CHECK_COLUMNS, _CHECK_WIDTHS, strict=True):
            sheet.set_column(col, col, width)
        sheet.set_column(CHECK_VALUE, CHECK_VALUE, 9, None, {"hidden": True})
        sheet.merge_range(0, 0, 0, CHECK_WHY, "审核", self.look.title)
        sheet.merge_range(1, 0, 1, CHECK_WHY, "", self.look.verdict)
        sheet.write_formula(1, 0, self._verdict(), self.look.verdict, "打开后自动核对")
        words = "「不符」的强制项要改，核实项要在右边写明原因；写「由系统核对」的，上传后核对。"
        sheet.merge_range(2, 0, 2, CHECK_WHY, words, self.look.sub)
        for col, head in zip(_CHECK_COLUMNS, _CHECK_HEADS, strict=True):
            sheet.write_string(CHECKS_FROM - 1, col, head, self.look.head)
        for row, check in self.plan.checks:
            self._check(sheet, row, check)
        for row, line in self._house_lines():
            self._house(sheet, row, line)
        last = CHECKS_FROM + max(self._count - 1, 0)
        for word, look in ((FAILED, self.look.red), (PASSED, self.look.green), (WAITS, self.look.wanted)):
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
            sheet.conditional_format(CHECKS_FROM, CHECK_RESULT, last, CHECK_RESULT, rule)
        sheet.autofilter(CHECKS_FROM - 1, 0, last, CHECK_WHY)
        sheet.freeze_panes(CHECKS_FROM, 0)
        sheet.repeat_rows(CHECKS_FROM - 1)
        self._redden()

    def _check(self, sheet: Any, row: int, check: Check) -> None:
        sheet.write_string(row, CHECK_LEVEL, LEVELS[check.severity], self.look.unit)
        sheet.write_string(row, CHECK_TEXT, check.zh or check.id, self.look.label)
        sheet.set_row(row, _height(check.zh or check.id, self.content.formulas.reasons.get(check.id, Say("")).zh))
        formula = self.content.formulas.checks.get(check.id)
        if formula:
            _formula(sheet, row, CHECK_RESULT, formula, self.look.unit, self.content.formulas.now.get(check.id, ""))
        else:
            sheet.write_string(row, CHECK_RESULT, BY_SYSTEM.zh, self.look.unit)
        sheet.write_string(row, CHECK_SAYS, self.content.formulas.reasons.get(check.id, Say("")).zh, self.look.shut)
        if check.severity is Severity.EXPLAIN:
            self._reason(sheet, row, WHY + check.id)
        else:
            sheet.write_blank(row, CHECK_WHY, None, self.look.shut)

    def _house_lines(self) -> Iterator[tuple[int, HouseLine]]:
        """The lines of the house with their rows: first those that may ask for an explanation, as the plan has them."""
        lines = sorted(self.content.formulas.house, key=lambda one: not one.why)
        yield from enumerate(lines, CHECKS_FROM + len(self.plan.checks))

    def _house(self, sheet: Any, row: int, line: HouseLine) -> None:
        sheet.write_string(row, CHECK_LEVEL, LEVELS[line.level], self.look.unit)
        sheet.write_string(row, CHECK_TEXT, line.words, self.look.label)
        sheet.set_row(row, max(_height(line.words), _LINE_HIGH * (1 + (line.alive and line.sort in _TWO_LINES))))
        result, says = line.at(row)
        if line.alive:
            sheet.write_formula(row, CHECK_RESULT, result, self.look.unit, "")
        else:
            sheet.write_string(row, CHECK_RESULT, result, self.look.unit)
        if says:
            sheet.write_formula(row, CHECK_SAYS, says, self.look.shut, "")
        else:
            sheet.write_blank(row, CHECK_SAYS, None, self.look.shut)
        if line.value:
            _formula(sheet, row, CHECK_VALUE, line.value, self.look.shut, "")
        if line.why:
            self._reason(sheet, row, line.why)
        else:
            sheet.write_string(row, CHECK_WHY, line.note, self.look.shut)

    def _reason(self, sheet: Any, row: int, address: str) -> None:
        spot = self.plan.layout.spot(address)
        assert spot is not None
        self._cell(sheet, row, CHECK_WHY, spot.leaf, spot.address)

    @property
    def _count(self) -> int:
        """The lines of the sheet of checks."""
        return len(self.plan.checks) + len(self.content.formulas.house)

    def _verdict(self) -> str:
        last = CHECKS_FROM + max(self._count, 1)
        levels, results = f"$A${CHECKS_FROM + 1}:$A${last}", f"$C${CHECKS_FROM + 1}:$C${last}"
        parts = [f'"{words} "&COUNTIFS({levels},"{words}",{results},"{FAILED}")&" 条"' for words in LEVELS.values()]
        waits = f'COUNTIF({results},"{WAITS}")'
        return '="不符："&' + '&"，"&'.join(parts) + f'&"；待填 "&{waits}&" 条"'

    def _redden(self) -> None:
        """The cell a check is about turns red on its own sheet while the check fails."""
        sheet = self.book.get_worksheet_by_name(MAIN)
        by_name = {one.id: one for one in self.plan.layout.form.fields()}
        by_name |= {one.zh: one for one in self.plan.layout.form.fields()}
        rows = {line.field.id: line for line in self.plan.lines if line.field and line.kind is LineKind.FIGURE}
        for row, check in self.plan.checks:
            named = [node.name for node in walk(check.must.node) if isinstance(node, Name | FactRef)]
            about = next((by_name[name] for name in named if name in by_name), None)
            if about is None or about.id not in rows or check.id not in self.content.formulas.checks:
                continue
            figure = rows[about.id]
            self._red_while(sheet, row, figure.row, figure.cells[-1][0])
        for row, line in self._house_lines():
            place = self.plan.cells.get(line.address) if line.alive else None
            if place is not None and place[0] == MAIN:
                self._red_while(sheet, row, place[1], place[2])

    def _red_while(self, sheet: Any, check: int, row: int, col: int) -> None:
        where = absolute(CHECKS, check, CHECK_RESULT)
        rule = {"type": "formula", "criteria": f'={where}="{FAILED}"', "format": self.look.red}
        sheet.conditional_format(row, col, row, col, rule)

    # --- what nobody reads ----------------------------------------------------------------------------------------

    def meta(self) -> None:
        """The hidden sheet: stamp, map, and the texts the workbook was made with."""
        sheet = self.book.add_worksheet(META)
        for row, values in enumerate(rows_of(self.content.stamp, self.plan, self.base)):
            for col, value in enumerate(values):
                sheet.write_string(row, col, str(value))
        sheet.protect()
        sheet.very_hidden()


_LINE_HIGH = 15.5


def _height(words: str, beside: str = "") -> float:
    """How high a line of the sheet of checks has to be: a Chinese character is as wide as two letters."""
    texts = ((words, _CHECK_WIDTHS[CHECK_TEXT]), (beside, _CHECK_WIDTHS[CHECK_SAYS]))
    wide = [(sum(2 if ord(c) > 0x2E7F else 1 for c in text), width) for text, width in texts]
    return _LINE_HIGH * max(1, *(-(-count // (width - 3)) for count, width in wide))


_RIGHT = (FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.NAMED_COUNT, FieldKind.DERIVED)


def _formula(sheet: Any, row: int, col: int, formula: Excel, look: Any, value: float | str) -> None:
    if formula.array:
        sheet.write_array_formula(row, col, row, col, formula.text, look, value)
    else:
        sheet.write_formula(row, col, formula.text, look, value)


def _put(sheet: Any, row: int, col: int, value: float | date | str, look: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, col, value, look)
    elif isinstance(value, float):
        sheet.write_number(row, col, value, look)
    else:
        sheet.write_datetime(row, col, value, look)


def _quoted(name: str) -> str:
    return f"'{name}'"
