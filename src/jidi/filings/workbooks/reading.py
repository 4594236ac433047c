"""From the cells of an uploaded workbook to the spots of a form: what would change, what is wrong, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jidi.common.say import Say
from jidi.filings.differences import same
from jidi.filings.locks import Locks
from jidi.filings.spots import COMPUTED, MAX_ROWS, RESTATED, WHY, Spot
from jidi.filings.state import FormState, read_at
from jidi.filings.workbooks.cells import MOST_TEXT
from jidi.filings.workbooks.grids import Grid, GridCell, bare, locate, locate_table, sheet_for
from jidi.filings.workbooks.plan import ANY, CHECKS, META, VERSION, Place, Plan, cell_name
from jidi.filings.workbooks.running import WorkbookRefused
from jidi.filings.workbooks.stamp import Meta, Stamp, read_meta

_SUMS = ("合计", "总计", "小计")


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that cannot be taken as it stands: where (row and column from 0), which spot, and why."""

    sheet: str
    row: int
    col: int
    label: Say
    say: Say
    address: str = ""

    @property
    def cell(self) -> str:
        """The cell as people name it: D7."""
        return cell_name(self.row, self.col)


@dataclass(frozen=True, slots=True)
class Changed:
    """A spot whose text would change: the former text, the new one, where it stands in the workbook.

    ``clash`` says that the page was changed since the workbook was downloaded; both texts will be kept. ``shut`` says
    that the spot is not open now, so that it will stay as it is.
    """

    address: str
    sheet: str
    row: int
    col: int
    old: str
    new: str
    clash: bool = False
    shut: bool = False


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What a workbook says: changes, bad cells, what it lacks, what was understood in a way that may surprise."""

    changes: tuple[Changed, ...] = ()
    bad: tuple[Bad, ...] = ()
    gaps: tuple[Say, ...] = ()
    notes: tuple[Say, ...] = ()
    base_revision: int = 0
    cells: int = 0


@dataclass(slots=True)
class _Reader:
    plan: Plan
    state: FormState
    locks: Locks
    page: str
    meta: Meta
    grids: Sequence[Grid]
    expected: Stamp
    texts: dict[str, tuple[str, Grid, GridCell | None, tuple[int, int]]] = field(default_factory=dict)
    bad: list[Bad] = field(default_factory=list)
    gaps: list[Say] = field(default_factory=list)
    notes: list[Say] = field(default_factory=list)

    @property
    def known(self) -> bool:
        """Whether the workbook is of this very form and of a plan we draw."""
        return (self.meta.stamp.digest, self.meta.stamp.plan) == (self.expected.digest, VERSION)

    # --- places ---------------------------------------------------------------------------------------------------

    def places(self) -> tuple[Place, ...]:
        """The places to look at: ours, or those the workbook brings where it is of another version.

        What the house may ask about stands where the workbook says: it depends on what was on file when it was made.
        """
        own = self.plan.places if self.known else tuple(self._translated())
        there = {place.address for place in own}
        return (*own, *(place for place in self._house_asks() if place.address not in there))

    def _house_asks(self) -> list[Place]:
        return [one for one in self.meta.places if _house_asked(one) and self.plan.layout.spot(one.address) is not None]

    def _translated(self) -> Iterator[Place]:
        """The places of an older version that still exist, by address or by their words; the rest is a gap."""
        own = {place.address: place for place in self.plan.places}
        by_words = {(bare(place.label), bare(place.head), place.table): place.address for place in self.plan.places}
        seen: set[str] = set()
        for place in self.meta.places:
            address = place.address
            if _house_asked(place):
                continue
            if address not in own:
                address = by_words.get((bare(place.label), bare(place.head), place.table), "")
            if not address:
                words = place.head if place.table else place.label
                self.gaps.append(
                    Say(f"旧版表中的「{words}」现行表已没有，没有读入", f"“{words}” of the older form no longer exists")
                )
            elif address not in seen:
                seen.add(address)
                yield replace(place, address=address)
        for address, place in own.items():
            if address not in seen and place.sheet != CHECKS:
                fresh = self._words(place)
                self.gaps.append(
                    Say(f"现行表新增「{fresh.zh}」，旧版表里没有", f"“{fresh.en}” is new; the older form lacks it")
                )

    def _words(self, place: Place) -> Say:
        spot = self.plan.layout.spot(place.address)
        return spot.label if spot else Say(place.head or place.label, place.head or place.label)

    # --- reading --------------------------------------------------------------------------------------------------

    def read(self) -> Uploaded:
        """Read everything."""
        by_sheet: dict[str, list[Place]] = {}
        for place in self.places():
            by_sheet.setdefault(place.sheet, []).append(place)
        for name, places in by_sheet.items():
            grid = sheet_for(self.grids, name, places)
            if grid is None:
                self.gaps.append(Say(f"没有找到工作表「{name}」，其中各格没有读入", f"sheet “{name}” was not found"))
                continue
            self._single(grid, [place for place in places if not place.table])
            for table in dict.fromkeys(place.table for place in places if place.table):
                self._table(grid, table, [place for place in places if place.table == table])
        if not self.texts:
            raise _not_ours()
        changes = tuple(self._changes())
        base = min(self.meta.stamp.revision, self.state.revision) if self._same_draft else self.state.revision
        bad = tuple(sorted(self.bad, key=lambda one: (one.sheet, one.row, one.col)))
        return Uploaded(changes, bad, tuple(self.gaps), tuple(self.notes), base, len(self.texts))

    @property
    def _same_draft(self) -> bool:
        """Whether the texts the workbook was made with are those of this draft."""
        return self.known and self.meta.stamp.filing == self.expected.filing

    def _single(self, grid: Grid, places: Sequence[Place]) -> None:
        counted: dict[tuple[str, str], int] = {}
        for place in places:
            key = (bare(place.label), place.head)
            nth = counted.get(key, 0)
            counted[key] = nth + 1
            found = locate(grid, place, nth)
            if found is None:
                words = self._words(place)
                self.gaps.append(
                    Say(f"表里找不到「{words.zh}」这一格，没有读入", f"“{words.en}” was not found in the sheet")
                )
            else:
                self._take(place.address, grid, found.row, found.col)

    def _table(self, grid: Grid, table: str, places: Sequence[Place]) -> None:
        found = locate_table(grid, places)
        if found is None:
            title = self.plan.layout.tables[table]
            self.gaps.append(Say(f"表里找不到「{title.zh}」，没有读入", f"table “{title.en or table}” was not found"))
            return
        for place in places:
            if place.address not in found.columns:
                words = Say(place.head, place.head)
                self.gaps.append(Say(f"没有找到「{words.zh}」一列，没有读入", f"column “{words.en}” was not found"))
        rows = [
            row
            for row in range(found.head_row + 1, grid.last_row + 1)
            if any(grid.at(row, col) is not None for col in found.columns.values())
        ]
        rows = [row for row in rows if not self._is_sum(grid, row, found.numbers, found.columns.values())]
        numbers = self._numbers(grid, rows, found.numbers, table)
        for row, number in zip(rows, numbers, strict=False):
            for address, col in found.columns.items():
                self._take(address.replace(f".{ANY}.", f".{number}."), grid, row, col)
        self._gone(table, found.columns, set(numbers), grid, found.head_row)

    def _is_sum(self, grid: Grid, row: int, numbers: int | None, columns: object) -> bool:
        assert columns is not None
        first = grid.at(row, numbers) if numbers is not None else None
        words = [cell for cell in (first, *(grid.at(row, col) for col in columns)) if cell]  # type: ignore[attr-defined]
        if words and bare(words[0].text) in _SUMS:
            said = f"工作表「{grid.name}」第 {row + 1} 行是{words[0].text.strip()}，没有当作一项读入"
            self.notes.append(Say(said, f"row {row + 1} of “{grid.name}” is a total and was left out"))
            return True
        return False

    def _numbers(self, grid: Grid, rows: Sequence[int], col: int | None, table: str) -> list[int]:
        """The number of each row: as printed, a new one where none stands or a row was copied with its number."""
        printed: list[int | None] = []
        for row in rows:
            cell = grid.at(row, col) if col is not None else None
            number = int(cell.text) if cell and cell.text.isascii() and cell.text.isdigit() else 0
            fits = 1 <= number <= MAX_ROWS and number not in printed
            printed.append(number if fits else None)
        used = self.plan.layout.rows_in(table, (address for address, cell in self.state.cells.items() if cell.text))
        last = max([*(one for one in printed if one), *used], default=0)
        numbers = []
        for row, known in zip(rows, printed, strict=True):
            if known is None:
                last += 1
            number = known or last
            if number > MAX_ROWS:
                words = Say(f"一张表最多 {MAX_ROWS} 行，这一行起没有读入", f"a table has at most {MAX_ROWS} rows")
                title = self.plan.layout.tables[table]
                self.bad.append(Bad(grid.name, row, 0, Say(title.zh, title.en), words))
                break
            numbers.append(number)
        return numbers

    def _gone(self, table: str, columns: Mapping[str, int], kept: set[int], grid: Grid, row: int) -> None:
        """Rows the draft holds and the workbook no longer does are emptied, unless they were added since."""
        for number in self.plan.layout.rows_in(table, self.state.cells):
            if number in kept:
                continue
            for pattern, col in columns.items():
                address = pattern.replace(f".{ANY}.", f".{number}.")
                if self.state.text(address).strip():
                    self.texts[address] = ("", grid, None, (row, col))

    def _take(self, address: str, grid: Grid, row: int, col: int) -> None:
        cell = grid.at(row, col)
        spot = self.plan.layout.spot(address)
        if spot is None:
            return
        text = cell.text if cell else ""
        if len(self.state.text(address)) > MOST_TEXT and text.startswith("（原文 "):
            return
        if cell and cell.kind in ("e", "f"):
            self._bad(spot, grid, row, col, _no_value(cell))
            return
        if cell and cell.formula:
            where = f"{grid.name} {cell_name(row, col)}"
            self.notes.append(
                Say(f"{where} 是公式，按它的结果 {text[:30]} 读入", f"{where} is a formula; read as {text[:30]}")
            )
        reading = read_at(spot, text)
        if reading.problem:
            self._bad(spot, grid, row, col, reading.problem)
        elif reading.note:
            self.notes.append(reading.note)
        self.texts[address] = (text, grid, cell, (row, col))

    def _bad(self, spot: Spot, grid: Grid, row: int, col: int, words: Say) -> None:
        self.bad.append(Bad(grid.name, row, col, spot.label, words, spot.address))

    # --- comparing ------------------------------------------------------------------------------------------------

    def _changes(self) -> Iterator[Changed]:
        for address, (text, grid, _, (row, col)) in self.texts.items():
            spot = self.plan.layout.spot(address)
            assert spot is not None
            old = self.state.text(address)
            base = self._base(address)
            if same(spot, old, text) or (base is not None and same(spot, base, text)):
                continue
            clash = base is not None and not same(spot, base, old)
            shut = not self.locks.allow(address)
            yield Changed(address, grid.name, row, col, old, text, clash, shut)

    def _base(self, address: str) -> str | None:
        """What stood there when the workbook was made; None where that says nothing (another filing, our own upload)."""
        if not self._same_draft:
            return None
        cell = self.state.cells.get(address)
        if cell is not None and cell.entry.page == self.page:
            return None
        return self.meta.base.get(address, "")


def _house_asked(place: Place) -> bool:
    return place.address.startswith((f"{WHY}{COMPUTED}", f"{WHY}{RESTATED}"))


def read_upload(
    grids: Sequence[Grid], *, plan: Plan, expected: Stamp, state: FormState, locks: Locks, page: str
) -> Uploaded:
    """Read an uploaded workbook against the draft as it stands.

    ``expected`` is the stamp a workbook of this filing would carry, ``page`` how uploads of this person sign their texts.
    Raises WorkbookRefused for a file that is not this form, not this base, not this period.
    """
    hidden = next((grid for grid in grids if grid.name == META), None)
    meta = read_meta(hidden.rows()) if hidden else None
    if meta is None:
        raise _not_ours()
    _fits(meta.stamp, expected, plan)
    return _Reader(plan, state, locks, page, meta, grids, expected).read()


def _fits(stamp: Stamp, expected: Stamp, plan: Plan) -> None:
    if stamp.form != expected.form:
        name = plan.layout.form.zh
        raise _wrong("wrong-form", f"这份工作簿是另一张表，这里要的是「{name}」", f"It is another form than “{name}”")
    if stamp.subject != expected.subject:
        of = stamp.name or stamp.subject
        raise _wrong("wrong-base", f"这份工作簿是「{of}」的，这里填的是「{expected.name}」", f"It is of “{of}”")
    if stamp.period != expected.period:
        zh = f"这份工作簿填的是 {stamp.period} 期，这里填的是 {expected.period} 期"
        raise _wrong("wrong-period", zh, f"It is for {stamp.period}; this page is for {expected.period}")
    if stamp.owner.partition(":")[0] != expected.owner.partition(":")[0]:
        raise _wrong("wrong-duty", "这份工作簿属于另一项报送", "It belongs to another duty")


def _wrong(code: str, zh: str, en: str) -> WorkbookRefused:
    next_step = Say(
        "请到它自己的页面上传；或在本页重新下载填报表，把数据粘贴为数值后再上传。",
        "Upload it on its own page, or download the form here, paste the figures as values and upload that.",
    )
    return WorkbookRefused(Say(f"{zh}。", f"{en}."), next_step, code=code)


def _not_ours() -> WorkbookRefused:
    return WorkbookRefused(
        Say("这不是从本系统下载的填报表，认不出各格是什么。", "It was not downloaded here; its cells are not known."),
        Say(
            "请在本页下载填报表，把数据粘贴为数值后再上传。",
            "Download the form on this page, paste the figures as values and upload that.",
        ),
        code="no-stamp",
    )


def _no_value(cell: GridCell) -> Say:
    if cell.kind == "f":
        return Say("这一格是公式，没有算出值，请粘贴为数值", "a formula without a value; paste it as a value")
    return Say(
        f"这一格是错误值 {cell.text[:20]}，请改正后粘贴为数值", f"holds the error {cell.text[:20]}; paste a value"
    )
