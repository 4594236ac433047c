"""The workbook of every form of every pack opens in LibreOffice with its checks alive, prints on A4, and is read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from jidi.filings.definition import written
from jidi.filings.judging import Judged, Rules, judge
from jidi.filings.locks import OPEN
from jidi.filings.spots import NAMES, Layout, Spot, layout_of, periods_of
from jidi.filings.state import Cell, Entry, FormState
from jidi.filings.workbooks.formulas import formulas_of
from jidi.filings.workbooks.grids import grids_of
from jidi.filings.workbooks.plan import CHECKS, MAIN, plan_of
from jidi.filings.workbooks.reading import Uploaded, read_upload
from jidi.filings.workbooks.running import ONE_UNPACKED, run
from jidi.filings.workbooks.stamp import Stamp
from jidi.filings.workbooks.writer import Content, write
from policycore.forms import FieldKind, Form
from policycore.open_points import DecisionBook
from policycore.pack import load_pack
from tests.jidi.filings.conftest import FORM, PACK, Pack
from tests.jidi.filings.workbooks.calc import SOFFICE, WHY_NOT, recalculated_all

ROOT = Path(__file__).resolve().parents[4]
PERIODS = {"year": "2025", "half": "2025-H2", "quarter": "2025-Q4", "month": "2025-12"}
TEXTS = {FieldKind.DATE: "2025-06-30", FieldKind.FLAG: "no", FieldKind.HS_CODES: "0303", FieldKind.PERCENT: "7"}
WORDS = {"通过", "不符", "待填", "不能判断", "由系统核对"}


@dataclass
class Made:
    """A form filled in, and its workbook."""

    pack: Pack
    form: Form
    changes: Mapping[str, str]

    @property
    def period(self) -> str:
        return PERIODS.get(self.form.every, "2025")

    @property
    def layout(self) -> Layout:
        return layout_of(written(self.form)[0], self.period)

    @property
    def judged(self) -> Judged:
        cells = {key: Cell(Entry(text)) for key, text in {**filled(self.layout), **self.changes}.items() if text}
        return judge(FormState(self.layout, cells), Rules(self.pack, DecisionBook(), date(2026, 2, 10)))

    @property
    def stamp(self) -> Stamp:
        return Stamp(self.form.id, written(self.form)[1], 1, "duty:1", "base:1", self.period, 0, "基地")

    def write(self, path: Path) -> Path:
        judged = self.judged
        texts = {key: cell.text for key, cell in judged.state.cells.items()}
        plan = plan_of(self.layout, {table: self.layout.rows_in(table, texts) for table in self.layout.tables})
        made = formulas_of(plan, judged)
        content = Content(replace(plan, asked=made.asked), self.stamp, texts, formulas=made, name="基地")
        path.write_bytes(write(content))
        return path

    def read(self, path: Path) -> Uploaded:
        raw, _ = run({"do": "read", "path": str(path), "unpacked": ONE_UNPACKED})
        return read_upload(
            grids_of(raw),
            plan=plan_of(self.layout),
            expected=self.stamp,
            state=self.judged.state,
            locks=OPEN,
            page="1:x",
        )


def filled(layout: Layout) -> dict[str, str]:
    """A text that can be read at every place of a form, two rows in every table."""
    spots = [spot for address, spot in layout.fixed.items() if not address.startswith("why:")]
    spots += [spot for table in layout.tables for row in (1, 2) for spot in layout.row(table, row)]
    return {spot.address: text_for(spot) for spot in spots}


def text_for(spot: Spot) -> str:
    if spot.part == NAMES:
        return "\n".join("｜".join([f"甲{n}", *("类型" for _ in spot.field.columns[1:])]) for n in (1, 2))
    if spot.leaf.kind is FieldKind.CHOICE:
        return next(iter(spot.leaf.choices))
    if spot.leaf.kind in TEXTS:
        return TEXTS[spot.leaf.kind]
    if spot.leaf.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT):
        return f"{spot.leaf.zh[:20]}的情况"
    return "1" if spot.field.of_which else "2"


def every_form() -> dict[str, Made]:
    """Every form of every pack and the one of the tests, by pack and form."""
    found = {"sample.yearly": Made(Pack.model_validate(PACK), Form.model_validate(FORM), {})}
    for folder in [*sorted((ROOT / "policies").iterdir()), ROOT / "tests/jidi/packs/ferry-2023"]:
        if (folder / "pack.yaml").exists():
            pack = load_pack(folder)
            found |= {f"{pack.id}.{form.id}": Made(pack, form, {}) for form in pack.forms.values()}
    return found


@pytest.mark.slow
def test_every_form_opens_recalculates_prints_on_a4_and_is_read_back(tmp_path: Path) -> None:
    if SOFFICE is None:
        print(WHY_NOT)
        pytest.skip(WHY_NOT)
    every = every_form()
    assert len(every) > 4
    paths = [one.write(tmp_path / f"{key}.xlsx") for key, one in every.items()]
    for (key, one), path in zip(every.items(), recalculated_all(paths, tmp_path), strict=True):
        book: Any = load_workbook(path, data_only=True)
        results = {row[1]: row[2] for row in book[CHECKS].iter_rows(min_row=5, values_only=True) if row[0]}
        assert set(results.values()) <= WORDS, (key, results)
        assert {"通过", "由系统核对"} <= set(results.values()), key
        assert str(book[MAIN]["A3"].value).startswith("不符："), key
        errors = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "e"]
        assert not errors, key
        for sheet in load_workbook(every_path(paths, key)):
            if sheet.sheet_state == "visible":
                assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, None), (key, sheet.title)
                assert sheet.sheet_properties.pageSetUpPr.fitToPage, (key, sheet.title)
        found = one.read(path)
        assert (found.changes, found.bad, found.gaps) == ((), (), ()), key


def every_path(paths: list[Path], key: str) -> Path:
    return next(path for path in paths if path.stem == key)


@pytest.mark.slow
def test_a_line_that_follows_from_another_does_not_pass_when_it_says_otherwise(tmp_path: Path) -> None:
    """Every field of every form that is typed although a formula gives it: nine where it is none."""
    if SOFFICE is None:
        print(WHY_NOT)
        pytest.skip(WHY_NOT)
    wrong: list[Made] = []
    for one in every_form().values():
        typed = [f for f in one.form.fields() if f.formula is not None and f.kind is not FieldKind.DERIVED]
        spots = [f"{f.id}.{period}" if period else f.id for f in typed for period in periods_of(f, one.period)]
        if spots:
            wrong.append(replace(one, changes=dict.fromkeys(spots, "9")))
    assert wrong
    paths = [one.write(tmp_path / f"{n}.xlsx") for n, one in enumerate(wrong)]
    for one, path in zip(wrong, recalculated_all(paths, tmp_path), strict=True):
        book: Any = load_workbook(path, data_only=True)
        lines = [(row[2], row[3]) for row in book[CHECKS].iter_rows(min_row=5, values_only=True) if row[0]]
        on_page = [found.say.zh for found in one.judged.found if found.check.startswith("computed:")]
        assert on_page
        for say in on_page:
            assert ("不符", say) in lines
