"""The workbook of a batch comes back with its bad cells red and commented; a CSV and what is too large is told so."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from jidi.filings.judging import Rules
from jidi.filings.workbooks import batch_marks, lots
from jidi.filings.workbooks.child.marking import RED
from jidi.filings.workbooks.running import WorkbookRefused
from policycore.forms import Form
from tests.cast import Cast
from tests.jidi.filings.workbooks.lots import KIND, Desk, Firms, as_csv, as_workbook, form

pytestmark = pytest.mark.django_db


@pytest.fixture
def bulk(cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> Desk:
    firms = Firms(rules, Form.model_validate(form()), [f"k{n:05d}" for n in range(4)])
    monkeypatch.setitem(lots._lots, KIND, firms)
    return Desk(cast, firms)


def wrong(bulk: Desk) -> list[dict[str, str]]:
    rows = [bulk.row(n) for n in range(4)]
    rows[0]["f4"] = "很多"
    rows[2]["#key"] = "k00099"
    return rows


def test_bad_cells_are_red_and_say_why_and_the_others_stay(bulk: Desk) -> None:
    batch = bulk.work(bulk.take(as_workbook(wrong(bulk)), name="批量.xlsx"))
    given = batch_marks.marked(actor=bulk.cast.county_officer, batch=batch)
    assert given.name == "批量（标红）.xlsx"
    sheet = load_workbook(BytesIO(given.content))["批量填报"]
    red = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.start_color.rgb == RED}
    assert red == {"G2", "A4"}
    assert sheet["G2"].value == "很多"
    assert "只写一个数" in sheet["G2"].comment.text
    assert "不在这批" in sheet["A4"].comment.text
    assert sheet["A3"].value == "k00001"


def test_a_csv_and_a_clean_workbook_have_nothing_to_mark(bulk: Desk) -> None:
    for batch in (bulk.take(as_csv(wrong(bulk))), bulk.take(as_workbook([bulk.row(1)]), name="好.xlsx")):
        done = bulk.work(batch)
        assert not batch_marks.can_be_marked(done)
        with pytest.raises(WorkbookRefused) as refused:
            batch_marks.marked(actor=bulk.cast.county_officer, batch=done)
        assert refused.value.code == "not-marked"


def test_a_workbook_too_large_to_be_coloured_is_told_so(bulk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = bulk.work(bulk.take(as_workbook(wrong(bulk)), name="批量.xlsx"))
    monkeypatch.setattr(batch_marks, "MOST", 10)
    with pytest.raises(WorkbookRefused, match="太大"):
        batch_marks.marked(actor=bulk.cast.county_officer, batch=batch)
