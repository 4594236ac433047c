"""LibreOffice opens the workbook with its checks alive, and what it saves is read like any other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from jidi.filings.workbooks import uploads
from jidi.filings.workbooks.plan import CHECKS, MAIN
from tests.jidi.filings.workbooks.bench import find
from tests.jidi.filings.workbooks.calc import SOFFICE, WHY_NOT, recalculated
from tests.jidi.filings.workbooks.conftest import Office

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def _fill(book: Workbook) -> None:
    find(book, MAIN, "总产值", 4).value = 180
    find(book, MAIN, "　其中：特色产品总产值".strip(), 4).value = 190
    find(book, MAIN, "标准", 4).value = 2
    find(book, MAIN, "标准：名称（每行一项）", 1).value = "甲标准\n乙标准"
    rows = book["龙头企业"]
    rows["B4"], rows["C4"], rows["D4"] = "甲公司", 2, 500


def test_a_workbook_is_opened_filled_checked_and_uploaded(office: Office, tmp_path: Path) -> None:
    if SOFFICE is None:
        print(WHY_NOT)
        pytest.skip(WHY_NOT)
    path = tmp_path / "form.xlsx"
    path.write_bytes(office.edited(_fill))
    saved = recalculated(path, tmp_path)
    book: Any = load_workbook(saved, data_only=True)
    results = {row[1].value: row[2].value for row in book[CHECKS].iter_rows(min_row=5) if row[0].value}
    assert results["特色产品总产值大于总产值，请核对两数"] == "不符"
    assert results["总产值同比超过 ±50%，请说明"] == "通过"
    assert results["「标准」的数与名称条数一致"] == "通过"
    assert "强制 1 条" in book[MAIN]["A3"].value
    assert find(book, MAIN, "特色产品占比", 4).value == pytest.approx(105.6)
    assert book["龙头企业"]["E4"].value == pytest.approx(2.5)
    assert not book["龙头企业"]["E6"].value
    found = uploads.outcome_of(office.take(saved.read_bytes()))
    assert {one.address: one.new for one in found.changes} == {
        "total.2025": "180",
        "special.2025": "190",
        "standards": "2",
        "standards.names": "甲标准\n乙标准",
        "rows.1.name": "甲公司",
        "rows.1.sales": "2",
        "rows.1.research": "500",
    }
    assert (found.bad, found.gaps) == ((), ())
