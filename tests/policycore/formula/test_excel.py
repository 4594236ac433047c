"""The conformance suite in a workbook: LibreOffice computes the emitted formulas, all cases in one conversion."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from policycore.formula.book import Book
from policycore.formula.emit_excel import UNSURE, Excel, shown_check, shown_value
from policycore.formula.lower import Low, Shape
from policycore.formula.plain import At, Known, every
from policycore.periods import Period

from .shapes import Return
from .test_emitters import SAID, SHAPES, wanted

SOFFICE = shutil.which("soffice")
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
TOO_LONG = "公式太长，Excel 放不下"
NOT_HERE = ("上级区域的数本系统还没有", "名次要和别人的数比，别人的数不放进这张表")
NOBODY_THERE = {
    *("a share in a province nobody named", "no parent to look at"),
    *("a population nobody gave", "a population to be decided", "more years than there are"),
}
"""Cases in which there is nobody to compare with, and one that is too long: the workbook leaves them to the system."""
ROWS = 6
"""Rows of the sheet each case has for itself: one for its figures, all of them for its tables, the last ones left empty."""


def _letters(number: int) -> str:
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass
class Sheet:
    """Where the values of one case stand: each a column further; it remembers what to write there."""

    one: Return
    row: int
    shape: Shape
    written: dict[tuple[int, int], Any] = field(default_factory=dict)
    places: dict[Any, int] = field(default_factory=dict)

    @property
    def period(self) -> str:
        return self.one.period

    def _column(self, key: Any) -> int:
        return self.places.setdefault(key, len(self.places) + 3)

    def cell(self, of: str, at: At) -> str | None:
        column = self._column((of, at))
        start = Period.parse(at.fixed or self.one.period)
        value = self.one.facts.get(of, {}).get(str(start.step(-at.back)))
        self.written[self.row, column] = value
        return f"{_letters(column)}{self.row + 1}"

    def related(self, of: str, at: At, whose: str) -> str | None:
        area = self.one.around.areas().get(whose)
        if area is None:
            return None
        column = self._column((of, at, whose))
        start = Period.parse(at.fixed or self.one.period)
        self.written[self.row, column] = self.one.around.figure(of, str(start.step(-at.back)), area)
        return f"{_letters(column)}{self.row + 1}"

    def others(self, population: str, within: str) -> Members | None:
        members = self.one.around.groups().get((population, within))
        return None if members is None else Members(self, members)

    def column(self, table: str, name: str) -> str | None:
        column = self._column((table, name))
        rows = self.one.facts.get(table)
        for place, row in enumerate(rows if isinstance(rows, list) else []):
            self.written[self.row + place, column] = row.get(name)
        return f"{_letters(column)}{self.row + 1}:{_letters(column)}{self.row + ROWS}"


@dataclass
class Members:
    """Where the figures of a population stand: a column for each, a row for each member."""

    sheet: Sheet
    members: list[str]

    @property
    def period(self) -> str:
        return self.sheet.period

    def cell(self, of: str, at: At) -> str | None:
        column = self.sheet._column((of, at, "members"))
        start = Period.parse(at.fixed or self.period)
        when = str(start.step(-at.back))
        for place, member in enumerate(self.members):
            filed = self.sheet.one.facts if member == "self" else self.sheet.one.around.filed(member)
            self.sheet.written[self.sheet.row + place, column] = filed.get(of, {}).get(when)
        first = self.sheet.row + 1
        return f"{_letters(column)}{first}:{_letters(column)}{first + len(self.members) - 1}"

    def related(self, of: str, at: At, whose: str) -> str | None:
        return None

    def others(self, population: str, within: str) -> None:
        return None

    def column(self, table: str, name: str) -> str | None:
        return None


def formula_of(low: Low, sheet: Sheet) -> Excel:
    asked = (node for node in every(low.node) if isinstance(node, Known))
    given = sheet.one.given | {node.key: sheet.one.around.answer(node) for node in asked}
    if low.kind == "truth":
        return shown_check(low, sheet.shape, sheet, given)
    return shown_value(low, sheet.shape, sheet, given, unit=Decimal(1), scale=6)


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what LibreOffice shows for every case that a spreadsheet can say; the reason text for the others."""
    if SOFFICE is None:
        print("LibreOffice is not installed: the workbook formulas were not computed")
        pytest.skip("soffice is not installed")
    xlsxwriter = pytest.importorskip("xlsxwriter")
    folder = tmp_path_factory.mktemp("workbook")
    book = xlsxwriter.Workbook(folder / "suite.xlsx", {"in_memory": True})
    page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    found: dict[str, Any] = {}
    for number, one in enumerate(SAID):
        sheet = Sheet(one, number * ROWS, SHAPES[one.cycle])
        formula = formula_of(Book.of({"rule": one.node}, sheet.shape).lows["rule"], sheet)
        if not formula:
            found[one.case["case"]] = formula.reason.zh
            continue
        for place, value in sheet.written.items():
            if isinstance(value, date):
                page.write_datetime(*place, value, day)
            elif value is not None:
                page.write(*place, {True: "是", False: "否"}[value] if isinstance(value, bool) else value)
        write = page.write_array_formula if formula.array else page.write_formula
        write(f"A{sheet.row + 1}:A{sheet.row + 1}" if formula.array else f"A{sheet.row + 1}", formula.text)
    book.close()
    return found | _converted(folder)


def _converted(folder: Path) -> dict[str, Any]:
    import openpyxl

    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [
        SOFFICE,
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder / "out"),
        str(folder / "suite.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    page = openpyxl.load_workbook(folder / "out" / "suite.xlsx", data_only=True).worksheets[0]
    rows = {row[0].row: row[0].value for row in page.iter_rows(max_col=1)}
    return {one.case["case"]: rows.get(number * ROWS + 1) for number, one in enumerate(SAID)
            if rows.get(number * ROWS + 1) is not None}  # fmt: skip


def test_the_workbook_shows_what_the_closure_gives_and_never_nought_for_what_is_missing(
    computed: dict[str, Any],
) -> None:
    wrong, unsaid = [], []
    for one in SAID:
        shown, expected = computed[one.case["case"]], wanted(one)
        if "fen" in one.case["case"]:
            continue  # a hundredth of ten million million: a spreadsheet has fifteen digits
        if any(value == [] for value in one.facts.values()):
            expected = None
        if shown == TOO_LONG or shown in NOT_HERE:
            unsaid.append((one.case["case"], shown))
        elif expected is None or isinstance(expected, bool):
            words = {True: "通过", False: "不符", None: UNSURE}
            if shown != words[expected]:
                wrong.append((one.case["case"], one.case.get("formula"), shown, words[expected]))
        elif isinstance(shown, str) or abs(Decimal(str(shown)) - expected) > Decimal("0.000001"):
            wrong.append((one.case["case"], one.case.get("formula"), shown, expected))
    assert not wrong, wrong
    assert {case for case, _ in unsaid} <= NOBODY_THERE, unsaid
