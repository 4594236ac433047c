"""Looking at a batch: the file read in its cage, every cell checked, every return judged; ready to be stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from jidi.accounts.acting import Actor
from jidi.common.say import Say
from jidi.files.models import Attachment
from jidi.files.store import place
from jidi.filings.definition import written
from jidi.filings.judging import Judged, Rules, judge
from jidi.filings.looking_back import background_of
from jidi.filings.models import Batch, Filing, PinnedForm
from jidi.filings.services.bulk import Row
from jidi.filings.spots import Layout
from jidi.filings.state import Cell as DraftCell
from jidi.filings.state import Entry, FormState
from jidi.filings.workbooks.bulk_checks import suspects
from jidi.filings.workbooks.bulk_layout import SHEET, Heads, find_heads
from jidi.filings.workbooks.bulk_reading import Cell, Table, read_columns
from jidi.filings.workbooks.kept import keep, kept
from jidi.filings.workbooks.lots import Lot, Target, lots_of
from jidi.filings.workbooks.plan import cell_name, column_letters
from jidi.filings.workbooks.running import BULK_UNPACKED, WorkbookRefused, run

BEAT_EVERY = 200
"""Returns judged one by one between two signs of life."""
NO_VALUE = Say("这一格是公式，没有算出值，请粘贴为数值", "a formula without a value; paste it as a value")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A bad cell as it is told: the cell (D7), whose row, the item, the reason."""

    cell: str
    key: str
    label: Say
    say: Say

    def data(self) -> list[str]:
        """As plain data."""
        return [self.cell, self.key, self.label.zh, self.label.en, self.say.zh, self.say.en]


@dataclass
class Looked:
    """What a batch holds: its table, the target of each row, what is wrong, what was computed."""

    table: Table
    targets: Mapping[str, Target]
    first: int
    computed: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """The rows."""
        return len(self.table.keys)

    @property
    def bad_rows(self) -> set[int]:
        """The rows that cannot be stored."""
        return self.table.bad_rows

    @property
    def bad(self) -> list[Wrong]:
        """Every bad cell, top to bottom."""
        ordered = sorted(self.table.bad, key=lambda one: (one.row, one.col))
        keys = self.table.keys
        return [Wrong(_name(self.first + one.row, one.col), keys[one.row], one.label, one.say) for one in ordered]

    @cached_property
    def _across(self) -> list[tuple[str, ...]]:
        """The texts row by row."""
        return list(zip(*self.table.texts.values(), strict=True))

    def row(self, at: int) -> Row:
        """One return, ready to be stored."""
        target = self.targets[self.table.keys[at]]
        assert target.permit is not None
        texts = dict(zip(self.table.texts, self._across[at], strict=True))
        if "" in self._across[at]:
            texts = {address: text for address, text in texts.items() if text}
        computed = self.computed.get(at, {})
        return Row(target.permit, target.owner_key, target.subject, target.area_code, texts, computed)


def _name(row: int, col: int) -> str:
    return cell_name(row, col) if col >= 0 else f"第 {row + 1} 行"


def look(batch: Batch, actor: Actor, lot: Lot, layout: Layout, on: date, beat: Callable[..., None]) -> Looked:
    """Read and judge a batch. ``beat`` is called now and then. Raises WorkbookRefused for a file that is not read."""
    lots = lots_of(lot.kind)
    raw = _read(batch)
    beat()
    columns: list[list[str]] = raw["columns"]
    heads = find_heads(columns, layout)
    if heads is None:
        raise _no_heads()
    targets = lots.targets(actor, lot, on)
    table = read_columns(columns, heads, layout, targets)
    _formulas(table, raw["formulas"], heads)
    beat(rows=len(table.keys))
    looked = Looked(table, {one.key: one for one in targets}, heads.first)
    _judge(looked, layout, lot, lots.rules(actor, lot, on), beat)
    return looked


def _read(batch: Batch) -> dict[str, Any]:
    """What the file says. It is read in its cage once: between looking and storing the answer is kept."""
    raw = kept(batch) if batch.state == Batch.State.STORING else None
    if raw is None:
        file = Attachment.objects.get(key=batch.attachment)
        is_csv = batch.name.lower().endswith(".csv")
        job = {"do": "table", "path": str(place(file.stored)), "sheet": SHEET, "csv": is_csv}
        raw, _ = run({**job, "unpacked": BULK_UNPACKED})
        keep(batch, raw)
    return raw


def _no_heads() -> WorkbookRefused:
    return WorkbookRefused(
        Say(
            "没有找到表头：要有「编号」一列和各指标一列。",
            "No heads: a column “编号” and one for each item are needed.",
        ),
        Say("请在本页下载批量填报表，填好后上传。", "Download the table on this page, fill it in and upload that."),
        code="no-heads",
    )


def _formulas(table: Table, found: Sequence[Sequence[object]], heads: Heads) -> None:
    by_letters = {column_letters(col): (address, col) for address, col in heads.columns.items()}
    for _, letters, row in found:
        at = int(str(row)) - 1 - heads.first
        if str(letters) in by_letters and 0 <= at < len(table.keys):
            address, col = by_letters[str(letters)]
            table.bad.append(Cell(at, col, address, Say(address, address), NO_VALUE))


# --- judging --------------------------------------------------------------------------------------------------------


def _judge(looked: Looked, layout: Layout, lot: Lot, rules: Rules, beat: Callable[..., None]) -> None:
    """Judge what the column engine does not clear, one by one; findings that bind make the row a bad one."""
    table = looked.table
    wrong = table.bad_rows
    text, digest = written(lot.form)
    PinnedForm.remember(digest, text)
    asked = suspects(layout, rules, table.texts, looked.count) | _filed_before(looked, lot)
    for number, row in enumerate(sorted(asked - wrong)):
        if number % BEAT_EVERY == 0:
            beat(done_rows=number)
        judged = _judged(looked, layout, lot, rules, row, digest)
        looked.computed[row] = {address: f"{amount:f}" for address, amount in judged.computed.items()}
        for one in judged.missing:
            table.bad.append(Cell(row, table.columns.get(one.address, -1), one.address, one.label, one.say))


def _judged(looked: Looked, layout: Layout, lot: Lot, rules: Rules, row: int, digest: str) -> Judged:
    one = looked.row(row)
    cells = {address: DraftCell(Entry(text)) for address, text in one.texts.items()}
    asked = Filing(
        owner_kind=lot.kind, owner_key=one.owner_key, form_id=lot.form.id, pinned_id=digest,
        period=lot.period, subject_kind=one.subject.kind, subject_key=one.subject.key, area_id=one.area_code,
    )  # fmt: skip
    return judge(FormState(layout, cells, background=background_of(asked, first=True)), rules)


def _filed_before(looked: Looked, lot: Lot) -> set[int]:
    """The rows whose subject handed in something before: what they say of earlier years is compared with that."""
    subjects = {(one.subject.kind, one.subject.key): key for key, one in looked.targets.items()}
    known: set[str] = set()
    keys = sorted({key for _, key in subjects})
    for start in range(0, len(keys), 500):
        earlier = Filing.objects.filter(
            subject_key__in=keys[start : start + 500], period__lt=lot.period, versions__isnull=False
        )
        pairs = earlier.values_list("subject_kind", "subject_key").distinct()
        known |= {subjects[pair] for pair in pairs if pair in subjects}
    return {row for row, key in enumerate(looked.table.keys) if key in known}
