"""A lot of the test's own: returns of one form for one period, all of them the clerk's to hand in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from jidi.accounts.acting import Actor, Permit
from jidi.common.keys import new_key
from jidi.common.say import Say
from jidi.filings.judging import Rules
from jidi.filings.models import Batch, Version
from jidi.filings.workbooks import batches
from jidi.filings.workbooks.bulk_layout import KEY, spots_of
from jidi.filings.workbooks.lots import Lot, Target
from policycore.facts import Subject
from policycore.forms import Form
from tests.cast import Cast
from tests.jidi.filings.conftest import AT

KIND, ON = "firm", date(2026, 2, 10)


def form(fields: int = 6) -> dict[str, Any]:
    """A form of so many figures, a part of a whole, a name, and a check between two figures."""
    figures = [
        {"id": f"f{n}", "zh": f"指标{n}", "en": f"Figure {n}", "kind": "number", "unit": "万元"} for n in range(fields)
    ]
    figures[1]["of-which"] = "f0"
    name = {"id": "name", "zh": "企业名称", "kind": "text", "max-length": 50}
    return {
        "id": "firm-return",
        "zh": "企业年报",
        "basis": "house",
        "sections": [{"id": "all", "zh": "全部", "fields": [name, *figures]}],
        "checks": [{"id": "order", "zh": "指标2大于指标3，请核对", "must": "[指标2] <= [指标3]", "basis": "house"}],
    }


@dataclass
class Firms:
    """The lots of the test: which keys there are, and what was told to be handed in."""

    rules_: Rules
    form: Form
    keys: Sequence[str]
    shut: set[str] = field(default_factory=set)
    told: dict[str, Version] = field(default_factory=dict)

    def lot(self) -> Lot:
        return Lot(KIND, "2025", Say("企业年报 2025 年", "Firms 2025"), self.form, "2025")

    def of(self, actor: Actor, on: date) -> Sequence[Lot]:
        return [self.lot()] if actor.name == "孙丽" else []

    def targets(self, actor: Actor, lot: Lot, on: date) -> Sequence[Target]:
        return [
            Target(
                key, f"企业 {key}", key, Subject("enterprise", key), "210283",
                None if key in self.shut or key in self.told
                else Permit(actor, "firm.fill", KIND, key, Say("测试", "test")),
                Say("已经报送", "handed in"),
            )
            for key in self.keys
        ]  # fmt: skip

    def rules(self, actor: Actor, lot: Lot, on: date) -> Rules:
        return self.rules_

    def handed_in(self, actor: Actor, lot: Lot, versions: Mapping[str, Version], on: date, at: datetime) -> None:
        self.told.update(versions)


@dataclass
class Desk:
    """Whoever hands in many."""

    cast: Cast
    firms: Firms
    clock: datetime = AT

    def now(self) -> datetime:
        self.clock += timedelta(seconds=1)
        return self.clock

    def take(self, content: bytes, name: str = "批量.csv") -> Batch:
        return batches.take(
            actor=self.cast.county_officer, kind=KIND, lot_key="2025", name=name, content=[content], key=new_key(),
            on=ON, at=self.now(),
        )  # fmt: skip

    def choose(self, batch: Batch, mode: str, key: str = "", agreed: bool = False) -> Batch:
        return batches.choose(
            actor=self.cast.county_officer, batch=batch, mode=mode, key=key or new_key(), on=ON, at=self.now(),
            agreed=agreed,
        )  # fmt: skip

    def work(self, batch: Batch) -> Batch:
        return batches.work(batch.key, on=ON, now=self.now)

    def row(self, number: int, **more: Any) -> dict[str, Any]:
        figures = {f"f{n}": f"{(number * 7 + n * 3) % 90_000 + 100 - n // 50}.{n % 100:02d}" for n in range(2, 500)}
        known = {spot.address for spot in spots_of(batches.layout_for(self.firms.lot())[0])}
        row = {"#key": f"k{number:05d}", "name": f"企业 {number}", "f0": "900000.50", "f1": "12", **figures}
        row |= {"f2": "10.00", "f3": "20.00", **more}
        return {key: value for key, value in row.items() if key in known or key == KEY}


def as_csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    listed = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(listed[0]))
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue().encode("utf-8-sig")


def as_workbook(rows: Iterable[Mapping[str, Any]], **sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with these rows on the first sheet, and further sheets of lines by name."""
    import xlsxwriter

    listed, out = list(rows), io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("批量填报")
    for col, head in enumerate(listed[0]):
        sheet.write_string(0, col, head)
    for at, row in enumerate(listed, 1):
        for col, (head, value) in enumerate(row.items()):
            if head.startswith("f") and str(value).replace(".", "", 1).isdigit():
                sheet.write_number(at, col, float(value))
            else:
                sheet.write(at, col, value)
    for name, lines in sheets.items():
        more = book.add_worksheet(name)
        for at, line in enumerate(lines):
            more.write_row(at, 0, line)
    book.close()
    return out.getvalue()
