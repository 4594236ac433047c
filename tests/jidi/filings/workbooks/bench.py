"""A form as a workbook, edited as people edit it: what the tests of workbooks lean on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from jidi.filings.definition import written
from jidi.filings.locks import OPEN, Locks
from jidi.filings.spots import Layout, layout_of
from jidi.filings.state import Cell, Entry, FormState
from jidi.filings.workbooks.grids import grids_of
from jidi.filings.workbooks.plan import plan_of
from jidi.filings.workbooks.reading import Changed, Uploaded, read_upload
from jidi.filings.workbooks.running import ONE_UNPACKED, run
from jidi.filings.workbooks.stamp import Stamp
from jidi.filings.workbooks.writer import Content, write
from policycore.forms import Form
from tests.jidi.filings.conftest import FORM, GOOD

TEXTS = {
    **GOOD,
    "staff": "1234",
    "standards.2025": "2",
    "standards": "2",
    "standards.names": "甲标准\n乙标准",
    "since": "2019-05-06",
    "codes": "0303, 0304",
    "event": "no",
    "nature": "joint",
    "rows.1.name": "甲公司",
    "rows.1.sales": "1.50",
    "rows.3.name": "丙公司",
    "rows.3.sales": "12.00",
    "rows.3.research": "340",
    "why:jump": "甲公司新增产线两条，产值增加",
}
PAGE = "1:workbook"
Edit = Callable[[Workbook], None]


@dataclass
class Sheet:
    """A draft and its workbook."""

    path: Path
    definition: Mapping[str, Any] = field(default_factory=lambda: FORM)
    texts: Mapping[str, str] = field(default_factory=lambda: TEXTS)
    period: str = "2025"
    locks: Locks = OPEN
    revision: int = 3

    def __post_init__(self) -> None:
        self.form_text, self.digest = written(Form.model_validate(self.definition))
        self.texts = {key: text for key, text in self.texts.items() if self.layout.spot(key)}
        self.path.write_bytes(self.made())

    @property
    def layout(self) -> Layout:
        return layout_of(self.form_text, self.period)

    @property
    def stamp(self) -> Stamp:
        return Stamp("yearly", self.digest, 1, "case:7", "base:42", self.period, self.revision, "庄河基地")

    def made(self) -> bytes:
        used = {table: self.layout.rows_in(table, self.texts) for table in self.layout.tables}
        plan = plan_of(self.layout, used)
        return write(Content(plan, self.stamp, self.texts, locks=self.locks, name="庄河基地"))

    def state(self, **changed: str) -> FormState:
        cells = {address: Cell(Entry(text, rev=1)) for address, text in self.texts.items()}
        now = {address.replace("__", "."): text for address, text in changed.items()}
        cells |= {address: Cell(Entry(text, "李强", "9:p", rev=5)) for address, text in now.items()}
        return FormState(self.layout, cells, self.revision + bool(changed))

    def edit(self, change: Edit) -> Sheet:
        book = load_workbook(self.path)
        change(book)
        book.save(self.path)
        return self

    def read(self, state: FormState | None = None, stamp: Stamp | None = None, page: str = PAGE) -> Uploaded:
        raw, _ = run({"do": "read", "path": str(self.path), "unpacked": ONE_UNPACKED})
        return read_upload(
            grids_of(raw),
            plan=plan_of(self.layout),
            expected=stamp or self.stamp,
            state=state or self.state(),
            locks=self.locks,
            page=page,
        )


def find(book: Workbook, sheet: str, words: str, right: int = 0) -> Any:
    """The cell that many columns to the right of the first with these words."""
    for row in book[sheet].iter_rows():
        for cell in row:
            if cell.value is not None and str(cell.value).strip() == words:
                return book[sheet].cell(cell.row, cell.column + right)
    raise AssertionError(f"{words} is not on {sheet}")


def news(uploaded: Uploaded) -> dict[str, tuple[str, str]]:
    """What would change, by address."""
    return {one.address: (one.old, one.new) for one in uploaded.changes}


def by_address(uploaded: Uploaded) -> dict[str, Changed]:
    """The changes by address."""
    return {one.address: one for one in uploaded.changes}


def plain_book(cells: Mapping[str, Any]) -> bytes:
    """A workbook of nobody's."""
    book = Workbook()
    for name, value in cells.items():
        book.active[name] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()
