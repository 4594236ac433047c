"""A check that looks back at earlier filings is alive in the workbook: what was filed then stands on a hidden sheet."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from jidi.filings import queries
from jidi.filings.workbooks import uploads
from jidi.filings.workbooks.before import SHEET, Before
from jidi.filings.workbooks.formulas import BY_SYSTEM
from jidi.filings.workbooks.plan import CHECKS, MAIN
from policycore.forms import Form
from policycore.units import UNITS, Quantity
from tests.jidi.filings.conftest import Desk, Opener
from tests.jidi.filings.workbooks.bench import find
from tests.jidi.filings.workbooks.calc import SOFFICE, WHY_NOT, recalculated
from tests.jidi.filings.workbooks.conftest import House, Office

pytestmark = pytest.mark.django_db
FORM: dict[str, Any] = {
    "id": "single",
    "zh": "年报",
    "en": "Yearly",
    "basis": "house",
    "sections": [
        {
            "id": "s",
            "zh": "数据",
            "fields": [{"id": "output", "zh": "产值", "kind": "number", "unit": "亿元", "scale": 2}],
        }
    ],
    "checks": [
        {
            "id": "steady",
            "zh": "同比超过 ±50%",
            "must": "ABS(YOY([output])) <= 50%",
            "severity": "hint",
            "basis": "house",
        }
    ],
}


def filed(opener: Opener, rules: Any, cast: Any, period: str, output: str) -> Desk:
    desk = Desk(cast, opener(form=Form.model_validate(FORM), period=period), rules)
    desk.save({"output": output})
    return desk


@pytest.fixture
def office(desk: Desk, house: House, opener: Opener, rules: Any) -> Office:
    """The form of 2026, after 100 were filed for 2025."""
    filed(opener, rules, desk.cast, "2025", "100").submit()
    return Office(filed(opener, rules, desk.cast, "2026", "120"), house)


def result_of(book: Any) -> str:
    return str(next(row[2].value for row in book[CHECKS].iter_rows(min_row=5) if row[1].value == "同比超过 ±50%"))


def test_what_was_filed_then_stands_on_a_hidden_locked_sheet_and_the_check_reads_it(office: Office) -> None:
    book = load_workbook(BytesIO(office.download()))
    sheet = book[SHEET]
    assert sheet.sheet_state == "hidden"
    assert sheet.protection.sheet
    assert [cell.value for cell in sheet[2]] == ["产值", "2025", "亿元", 100]
    assert f"'{SHEET}'!$D$2" in result_of(book)
    assert not list(queries.findings(office.filing, office.desk.rules))


def test_before_anything_was_filed_the_system_checks_it(desk: Desk, house: House, opener: Opener, rules: Any) -> None:
    first = Office(filed(opener, rules, desk.cast, "2026", "120"), house)
    book = load_workbook(BytesIO(first.download()))
    assert SHEET not in book.sheetnames
    assert result_of(book) == BY_SYSTEM.zh


def test_a_figure_filed_in_another_unit_stands_in_the_fields_own(office: Office) -> None:
    form = Form.model_validate(FORM)
    before = Before(form, {"output": {"2025": Quantity(Decimal(12000), UNITS["万元"])}})
    assert before.cell("output", "2025") == (SHEET, 1, 3)
    assert before.cell("output", "2025") == (SHEET, 1, 3)
    assert before.cell("output", "2024") is None
    assert [line.amount for line in before.lines] == [Decimal("1.2")]


def test_the_sheet_is_no_part_of_what_is_read_back(office: Office) -> None:
    def change(book: Workbook) -> None:
        find(book, MAIN, "产值", 2).value = 130
        book[SHEET]["D2"].value = 1

    found = uploads.outcome_of(office.take(office.edited(change)))
    assert {one.address: one.new for one in found.changes} == {"output": "130"}
    assert (found.bad, found.gaps) == ((), ())


@pytest.mark.slow
def test_the_check_is_alive_in_libreoffice(office: Office, tmp_path: Path) -> None:
    if SOFFICE is None:
        print(WHY_NOT)
        pytest.skip(WHY_NOT)
    for typed, words in ((130, "通过"), (160, "不符")):
        path = tmp_path / f"form-{typed}.xlsx"

        def change(book: Workbook, amount: int = typed) -> None:
            find(book, MAIN, "产值", 2).value = amount

        path.write_bytes(office.edited(change))
        assert result_of(load_workbook(recalculated(path, tmp_path), data_only=True)) == words
