"""A workbook comes back as people send it: what it says is read, what is wrong is named by sheet, row and column."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from jidi.filings.locks import locks_of
from jidi.filings.workbooks.running import WorkbookRefused
from tests.jidi.filings.conftest import FORM
from tests.jidi.filings.workbooks.bench import Sheet, by_address, find, news, plain_book


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path / "form.xlsx")


def test_what_was_not_touched_changes_nothing(sheet: Sheet) -> None:
    uploaded = sheet.read()
    assert (uploaded.changes, uploaded.bad, uploaded.gaps) == ((), (), ())
    assert uploaded.base_revision == 3


def test_a_saved_copy_changes_nothing(sheet: Sheet) -> None:
    assert not sheet.edit(lambda book: None).read().changes


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (200, "200"),
        (0.1 + 0.2, "0.3"),
        ("１２３．４", "１２３．４"),
        ("1,234.5", "1,234.5"),
        ("—", "—"),
        ("无", "无"),
        ("/", "/"),
        (" 15.5 亿元", " 15.5 亿元"),
    ],
)
def test_people_write_numbers_in_many_ways(sheet: Sheet, typed: object, read: str) -> None:
    def change(book: Workbook) -> None:
        find(book, "填报", "总产值", 4).value = typed

    uploaded = sheet.edit(change).read()
    assert news(uploaded) == {"total.2025": ("214.30", read)}
    assert not uploaded.bad


def test_a_word_in_a_number_is_named_by_sheet_row_and_column(sheet: Sheet) -> None:
    def change(book: Workbook) -> None:
        find(book, "填报", "总产值", 4).value = "约两百亿"
        find(book, "龙头企业", "丙公司", 1).value = "很多"

    uploaded = sheet.edit(change).read()
    assert {(one.sheet, one.cell, one.address) for one in uploaded.bad} == {
        ("填报", "E6", "total.2025"),
        ("龙头企业", "C5", "rows.3.sales"),
    }
    assert "只写一个数" in uploaded.bad[0].say.zh


def test_a_formula_without_a_value_is_an_error_and_never_empty(sheet: Sheet) -> None:
    def change(book: Workbook) -> None:
        find(book, "填报", "总产值", 4).value = "=1+1"

    uploaded = sheet.edit(change).read()
    assert not uploaded.changes
    assert "请粘贴为数值" in uploaded.bad[0].say.zh


def test_an_error_value_is_named(sheet: Sheet) -> None:
    def change(book: Workbook) -> None:
        cell = find(book, "填报", "总产值", 4)
        cell.value, cell.data_type = "#REF!", "e"

    uploaded = sheet.edit(change).read()
    assert "#REF!" in uploaded.bad[0].say.zh


def test_days_choices_and_flags_are_read_as_they_are_shown(sheet: Sheet) -> None:
    def change(book: Workbook) -> None:
        find(book, "填报", "设立日期", 1).value = "2020年3月1日"
        find(book, "填报", "性质", 1).value = "民营"
        find(book, "填报", "有无事故", 1).value = "有"

    uploaded = sheet.edit(change).read()
    assert {key: new for key, (_, new) in news(uploaded).items()} == {
        "since": "2020年3月1日",
        "nature": "民营",
        "event": "有",
    }
    assert not uploaded.bad


def test_a_day_the_program_made_of_a_figure_is_no_figure(sheet: Sheet) -> None:
    def change(book: Workbook) -> None:
        cell = find(book, "填报", "总产值", 4)
        cell.value, cell.number_format = date(2026, 3, 5), "yyyy-mm-dd"

    assert "2026-03-05" in sheet.edit(change).read().bad[0].say.zh


def test_moved_columns_and_rows_are_found_by_their_words(sheet: Sheet) -> None:
    def change(book: Workbook) -> None:
        book["填报"].insert_cols(1)
        book["填报"].insert_rows(5, 2)
        book["龙头企业"].insert_cols(2)
        find(book, "填报", "总产值", 4).value = 300

    # openpyxl moves no merged ranges, which is what a careless program does too.
    uploaded = sheet.edit(change).read()
    assert news(uploaded)["total.2025"] == ("214.30", "300")
    assert set(news(uploaded)) == {"total.2025"}


def test_a_renamed_sheet_is_found(sheet: Sheet) -> None:
    def change(book: Workbook) -> None:
        find(book, "填报", "总产值", 4).value = 300
        book["填报"].title = "我的表"

    assert set(news(sheet.edit(change).read())) == {"total.2025"}


def test_a_row_taken_out_of_the_sheet_is_a_gap_and_clears_nothing(sheet: Sheet) -> None:
    def change(book: Workbook) -> None:
        find(book, "填报", "总产值").value = "别的"

    uploaded = sheet.edit(change).read()
    assert not uploaded.changes
    assert any("总产值 2025" in gap.zh for gap in uploaded.gaps)


def test_rows_are_added_copied_and_removed(sheet: Sheet) -> None:
    def change(book: Workbook) -> None:
        rows = book["龙头企业"]
        rows.delete_rows(4)  # row 1, 甲公司
        rows["A5"], rows["B5"], rows["C5"] = 3, "丁公司", 7  # a copy of row 3 with its number
        rows["B6"], rows["C6"] = "戊公司", 8
        rows["A30"], rows["C30"] = "合计", 99

    uploaded = sheet.edit(change).read()
    assert news(uploaded) == {
        "rows.1.name": ("甲公司", ""),
        "rows.1.sales": ("1.50", ""),
        "rows.6.name": ("", "丁公司"),
        "rows.6.sales": ("", "7"),
        "rows.5.name": ("", "戊公司"),
        "rows.5.sales": ("", "8"),
    }
    assert any("合计" in note.zh for note in uploaded.notes)


def test_what_a_colleague_changed_since_is_not_set_back(sheet: Sheet) -> None:
    def change(book: Workbook) -> None:
        find(book, "填报", "总产值", 4).value = 300

    sheet.edit(change)
    uploaded = sheet.read(sheet.state(total__2024="200", total__2025="250"))
    assert set(news(uploaded)) == {"total.2025"}
    assert by_address(uploaded)["total.2025"].clash


def test_the_same_workbook_may_be_corrected_and_sent_again(sheet: Sheet) -> None:
    state = sheet.state(total__2025="250")
    uploaded = sheet.read(state, page="9:p")
    assert news(uploaded) == {"total.2025": ("250", "214.3")}
    assert not uploaded.changes[0].clash


def test_locks_of_the_workbook_are_not_trusted(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "shut.xlsx", locks=locks_of({"brand"}))

    def change(book: Workbook) -> None:
        find(book, "填报", "总产值", 4).value = 300
        find(book, "填报", "自主品牌", 1).value = "十个"

    changes = by_address(sheet.edit(change).read())
    assert changes["total.2025"].shut
    assert not changes["brand"].shut


def test_an_older_version_is_mapped_and_its_gaps_are_listed(tmp_path: Path) -> None:
    older = {**FORM, "sections": [dict(section) for section in FORM["sections"]]}
    fields = [dict(one) for one in older["sections"][0]["fields"]]
    fields[3]["id"], gone = "people", {"id": "gone", "zh": "旧指标", "kind": "number"}
    older["sections"][0]["fields"] = [gone, *fields[:4]]
    sheet = Sheet(tmp_path / "old.xlsx", older, {"people": "99", "total.2025": "300", "gone": "1"})
    now = Sheet(tmp_path / "now.xlsx")
    now.path = sheet.path
    uploaded = now.read()
    assert news(uploaded)["staff"] == ("1234", "99")
    assert news(uploaded)["total.2025"] == ("214.30", "300")
    said = "；".join(gap.zh for gap in uploaded.gaps)
    assert "旧版表中的「旧指标」" in said
    assert "现行表新增「标准" in said


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"form": "other"}, "wrong-form"),
        ({"subject": "base:43"}, "wrong-base"),
        ({"period": "2024"}, "wrong-period"),
        ({"owner": "duty:7"}, "wrong-duty"),
    ],
)
def test_a_workbook_of_something_else_is_refused(sheet: Sheet, change: dict[str, str], code: str) -> None:
    from dataclasses import replace

    with pytest.raises(WorkbookRefused) as refused:
        sheet.read(stamp=replace(sheet.stamp, **change))
    assert refused.value.code == code


def test_a_workbook_from_elsewhere_is_refused(sheet: Sheet) -> None:
    sheet.path.write_bytes(plain_book({"A1": "总产值", "B1": 3}))
    with pytest.raises(WorkbookRefused) as refused:
        sheet.read()
    assert refused.value.code == "no-stamp"
