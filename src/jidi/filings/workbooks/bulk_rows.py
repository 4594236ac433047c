"""Looking at a batch: the file read in its cage, every cell checked, every return judged; ready to be stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from json.encoder import encode_basestring
from typing import Any

from jidi.accounts.acting import Actor
from jidi.common.say import Say
from jidi.files.models import Attachment
from jidi.files.store import place
from jidi.filings.definition import written
from jidi.filings.explanations import Told, told_of
from jidi.filings.found import Found, Rules
from jidi.filings.judging import Judged, judge
from jidi.filings.looking_back import background_of
from jidi.filings.models import Batch, Filing, PinnedForm
from jidi.filings.reasons import REASONED_BY_PAPER
from jidi.filings.services.bulk import Row
from jidi.filings.spots import WHY, Layout
from jidi.filings.state import Cell as DraftCell
from jidi.filings.state import Entry, FormState
from jidi.filings.workbooks.bulk_checks import judged_by, suspects
from jidi.filings.workbooks.bulk_layout import ASKED_SHEET, SHEET, WHY_HEAD, find_heads, parts_of, question
from jidi.filings.workbooks.bulk_parts import read_parts, read_reasons
from jidi.filings.workbooks.bulk_reading import Cell, Columns, Table, check_keys, formulas, read_columns
from jidi.filings.workbooks.child.tables import END
from jidi.filings.workbooks.kept import keep, kept
from jidi.filings.workbooks.lots import Lot, Target, lots_of
from jidi.filings.workbooks.plan import cell_name
from jidi.filings.workbooks.running import BULK_UNPACKED, WorkbookRefused, run
from policycore.forms import Severity

BEAT_EVERY = 200
"""Returns judged one by one between two signs of life."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A bad cell as it is told: the cell (D7; SHEET!D7 on a further sheet), whose row, the item, the reason; what is asked
    there, where an explanation would do; what the row's key is called.
    """

    cell: str
    key: str
    label: Say
    say: Say
    asks: str = ""
    name: str = ""

    def data(self) -> list[str]:
        """As plain data."""
        return [self.cell, self.key, self.label.zh, self.label.en, self.say.zh, self.say.en, self.asks, self.name]


@dataclass
class Looked:
    """What a batch holds: its table, the target of each row, what is wrong, what was computed and explained."""

    table: Table
    targets: Mapping[str, Target]
    computed: dict[int, dict[str, str]] = field(default_factory=dict)
    told: dict[int, tuple[Told, ...]] = field(default_factory=dict)

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
        """Every bad cell, top to bottom, those of the first sheet first."""
        ordered = sorted(self.table.bad, key=lambda one: one.place or ("", one.row, one.col))
        return [self._told(one) for one in ordered]

    def _told(self, one: Cell) -> Wrong:
        key = self.table.keys[one.row] if one.row >= 0 else ""
        target = self.targets.get(key)
        name = target.name if target else ""
        return Wrong(_name(one, self.table.first), key, one.label, one.say, one.asks, name)

    def texts(self, row: int) -> dict[str, str]:
        """What a return says, by address, empty spots left out."""
        own = {address: column[row] for address, column in self.table.texts.items() if column[row]}
        return own | self.table.more.get(row, {})

    @cached_property
    def _plainly(self) -> list[str]:
        """What each row of the first sheet says, as a version writes it: put together from columns, not cell by cell."""
        joined = self.table.texts.joined
        addresses = sorted(joined)
        heads = [f'"{encode_basestring(one)[1:-1]}":"' for one in addresses]
        columns = [encode_basestring(joined[one])[1:-1].split(END) for one in addresses]
        whole = "{" + ",".join(f'{head.replace("%", "%%")}%s"' for head in heads) + "}"
        return [
            whole % row
            if "" not in row
            else "{" + ",".join([f'{head}{text}"' for head, text in zip(heads, row, strict=True) if text]) + "}"
            for row in (zip(*columns, strict=True) if self.count else ())
        ]

    def row(self, at: int) -> Row:
        """One return, ready to be stored."""
        target = self.targets[self.table.keys[at]]
        assert target.permit is not None
        whose = target.permit, target.owner_key, target.subject, target.area_code
        computed = self.computed.get(at)
        if computed or at in self.table.more:
            return Row.of(*whose, self.texts(at), computed or {}, self.told.get(at, ()))
        return Row(*whose, self._plainly[at], self._plainly[at], self.told.get(at, ()))


def _name(one: Cell, first: int) -> str:
    sheet, row, col = one.place or ("", first + one.row, one.col)
    name = cell_name(row, col) if col >= 0 else f"第 {row + 1} 行"
    return f"{sheet}!{name}" if sheet else name


def look(batch: Batch, actor: Actor, lot: Lot, layout: Layout, on: date, beat: Callable[..., None]) -> Looked:
    """Read and judge a batch. ``beat`` is called now and then. Raises WorkbookRefused for a file that is not read.

    What was read is kept between looking and storing; keys, and what the rules do not clear at once, are looked at again.
    """
    lots = lots_of(lot.kind)
    digest = written(lot.form)[1]
    form = f"{digest} {lot.period}"
    table = _kept(batch, form) if batch.state == Batch.State.STORING else None
    fresh = table is None
    if table is None:
        table = _read(batch, layout, beat)
    rules = lots.rules(actor, lot, on)
    asked_by = judged_by(layout, digest, rules)
    if fresh or table.judged_by != asked_by:
        found = suspects(layout, rules, table.texts, len(table.keys), _with_rows(table, layout))
        table.asked, table.judged_by = frozenset(found | table.more.keys()), asked_by
    if fresh:
        keep(batch, {"form": form, **_data(table)})
    targets = {one.key: one for one in lots.targets(actor, lot, on)}
    check_keys(table, targets)
    looked = Looked(table, targets)
    beat(rows=looked.count)
    reading = batch.state == Batch.State.READING
    _judge(looked, layout, lot, rules, beat, csv=batch.name.lower().endswith(".csv"), reading=reading)
    return looked


# --- reading --------------------------------------------------------------------------------------------------------


def _read(batch: Batch, layout: Layout, beat: Callable[..., None]) -> Table:
    """What the file says, read in its cage."""
    file = Attachment.objects.get(key=batch.attachment)
    more = [part.name for part in parts_of(layout)]
    job = {"do": "table", "path": str(place(file.stored)), "sheet": SHEET, "more": more}
    raw, _ = run({**job, "csv": batch.name.lower().endswith(".csv"), "unpacked": BULK_UNPACKED})
    beat()
    heads = find_heads(raw["columns"], layout)
    if heads is None:
        raise _no_heads()
    table = read_columns(raw["columns"], raw["rows"], heads, layout)
    formulas(table, [(letters, row) for name, letters, row in raw["formulas"] if name == raw["sheet"]])
    read_reasons(table, raw["columns"], raw["rows"], layout)
    read_parts(table, raw, layout)
    return table


def _no_heads() -> WorkbookRefused:
    return WorkbookRefused(
        Say(
            "没有找到表头：要有「编号」一列和各指标一列。",
            "No heads: a column “编号” and one for each item are needed.",
        ),
        Say("请在本页下载批量填报表，填好后上传。", "Download the table on this page, fill it in and upload that."),
        code="no-heads",
    )


def _data(table: Table) -> dict[str, Any]:
    """What is kept of a table until it is stored: what it says, and which rows have a fault of their own."""
    return {
        "keys": table.keys,
        "texts": table.texts.joined,
        "first": table.first,
        "columns": dict(table.columns),
        "more": list(table.more.items()),
        "places": [[row, address, *spot] for (row, address), spot in table.places.items()],
        "spoiled": sorted(table.bad_rows),
        "stray": sum(one.row < 0 for one in table.bad),
        "asked": sorted(table.asked),
        "judged_by": table.judged_by,
    }


def _kept(batch: Batch, form: str) -> Table | None:
    """The table as it was read before; None where it is not kept any more, or was read for another form."""
    raw = kept(batch)
    if raw is None or raw.get("form") != form:
        return None
    table = Table(raw["keys"], Columns(raw["texts"], len(raw["keys"])), raw["first"], raw["columns"])
    table.more = {row: dict(more) for row, more in raw["more"]}
    table.places = {(row, address): (sheet, line, col) for row, address, sheet, line, col in raw["places"]}
    table.spoiled, table.stray = frozenset(raw["spoiled"]), raw["stray"]
    table.asked, table.judged_by = frozenset(raw["asked"]), raw["judged_by"]
    return table


# --- judging --------------------------------------------------------------------------------------------------------


def _with_rows(table: Table, layout: Layout) -> dict[str, set[int]]:
    """By table of the form the returns that have a row in it."""
    found: dict[str, set[int]] = {name: set() for name in layout.tables}
    for row, more in table.more.items():
        for name in found:
            if any(address.startswith(f"{name}.") for address in more):
                found[name].add(row)
    return found


def _judge(
    looked: Looked, layout: Layout, lot: Lot, rules: Rules, beat: Callable[..., None], *, csv: bool, reading: bool
) -> None:
    """Judge what the column engine does not clear, one by one; findings that bind make the row a bad one."""
    table = looked.table
    wrong = table.bad_rows
    text, digest = written(lot.form)
    PinnedForm.remember(digest, text)
    asked = table.asked | _filed_before(looked, lot)
    for number, row in enumerate(sorted(asked - wrong)):
        if number % BEAT_EVERY == 0:
            # While it is stored, done_rows counts what is stored.
            beat(**({"done_rows": number} if reading else {}))
        judged = _judged(looked, layout, lot, rules, row, digest)
        looked.computed[row] = {address: f"{amount:f}" for address, amount in judged.computed.items()}
        looked.told[row] = tuple(told_of(judged.state, judged.found))
        table.bad += [_bad(table, row, one, layout, csv=csv) for one in judged.missing]


def _judged(looked: Looked, layout: Layout, lot: Lot, rules: Rules, row: int, digest: str) -> Judged:
    target, texts = looked.targets[looked.table.keys[row]], looked.texts(row)
    loose = texts.pop(WHY, "")
    asked = Filing(
        owner_kind=lot.kind, owner_key=target.owner_key, form_id=lot.form.id, pinned_id=digest, period=lot.period,
        subject_kind=target.subject.kind, subject_key=target.subject.key, area_id=target.area_code,
    )  # fmt: skip
    background = background_of(asked, first=True)

    def judged_as(texts: Mapping[str, str]) -> Judged:
        cells = {address: DraftCell(Entry(text)) for address, text in texts.items()}
        return judge(FormState(layout, cells, background=background), rules)

    found = judged_as(texts)
    return _explained_by(looked.table, row, loose, found, judged_as) if loose else found


def _explained_by(
    table: Table, row: int, words: str, found: Judged, again: Callable[[Mapping[str, str]], Judged]
) -> Judged:
    """A column 核实说明 that does not say of what explains the one thing that is asked; of several, none."""
    open_ = [one for one in found.missing if one.severity is Severity.EXPLAIN and not found.state.text(WHY + one.check)]
    sheet, line, col = table.places.get((row, WHY), ("", -1, -1))
    table.more[row].pop(WHY, None)
    if len(open_) == 1:
        address = WHY + open_[0].check
        table.more[row][address] = words
        table.places[row, address] = (sheet, line, col)
        return again({**{one: found.state.text(one) for one in found.state.cells}, address: words})
    if open_:
        say = Say(
            f"这一份有 {len(open_)} 项核实，要各写各的说明：{'；'.join(question(found.state.layout, one.check) for one in open_)}",
            f"{len(open_)} things are asked of this return; explain each by itself",
        )
        table.bad.append(Cell(row, col, WHY, Say(WHY_HEAD, "explanation"), say))
    else:
        where = cell_name(line, col)
        table.unused.append(
            Say(f"{where} 的核实说明不会采用：这一份没有要说明的", f"{where}: nothing is asked of this return")
        )
    return found


def _bad(table: Table, row: int, one: Found, layout: Layout, *, csv: bool) -> Cell:
    """A finding as a bad cell: where it stands in the file, and what can be done about it here."""
    asked = one.severity is Severity.EXPLAIN and bool(one.check)
    given = table.places.get((row, WHY + one.check)) if asked else None
    spot = given or table.places.get((row, one.address))
    place, col = (spot, -1) if spot and spot[0] else (None, spot[2] if spot else table.columns.get(one.address, -1))
    asks = question(layout, one.check) if asked and given is None else ""
    return Cell(row, col, one.address, one.label, _with_next(one, layout, asks, csv=csv), place, asks)


def _with_next(one: Found, layout: Layout, asks: str, *, csv: bool) -> Say:
    """A finding with what to do about it in a file of many returns."""
    if asks and csv:
        zh = f"如属实，加一列，表头写「{WHY_HEAD}：{asks}」，在这一行写明原因"
        en = f"if it is right, add a column headed “{WHY_HEAD}：{asks}” and say why"
    elif asks:
        zh = f"如属实，在工作表「{ASKED_SHEET}」写一行：编号、「{asks}」、原因"
        en = f"if it is right, say why in a row of sheet “{ASKED_SHEET}”"
    elif one.severity is Severity.RELEASABLE or REASONED_BY_PAPER in one.say.zh:
        zh = "批量报送办不了，请把这一份留到它自己的页面报送"
        en = "this cannot be done in a file of many; hand this one in from its own page"
    else:
        return one.say
    return Say(f"{one.say.zh}。{zh}", f"{one.say.en or one.say.zh}. {en}")


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
