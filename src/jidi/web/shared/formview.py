"""Making the view of a form: from what is in it, what the rules say of it, and what is open."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby

from jidi.common.say import Cite, Say
from jidi.filings.differences import Change, Piece
from jidi.filings.findings import COUNTED_APART
from jidi.filings.judging import Found, FoundKind, Judged
from jidi.filings.locks import OPEN, Locks
from jidi.filings.spots import NAMES, RESTATED, WHY, Spot, periods_of
from jidi.filings.state import Cell
from jidi.filings.words import shown, shown_text
from jidi.policies.actors import cite_of
from jidi.web.shared import figures
from jidi.web.shared.formparts import (
    Block,
    BlockKind,
    CellState,
    Control,
    FormCell,
    FormSection,
    Point,
    Rival,
    Row,
)
from jidi.web.shared.formtables import beside, table_block
from jidi.web.shared.language import Words
from jidi.web.shared.parts import NOTHING, Link, Severity
from policycore.citation import Citation
from policycore.forms import FieldKind, FormField, Section
from policycore.forms import Severity as Hardness
from policycore.periods import Period

SEVERITY = {
    Hardness.MUST: Severity.MUST,
    Hardness.RELEASABLE: Severity.NEAR,
    Hardness.EXPLAIN: Severity.VERIFY,
    Hardness.HINT: Severity.HINT,
}
FIGURES = frozenset(
    {FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.DERIVED, FieldKind.NAMED_COUNT, FieldKind.FLAG}
)
_NUMERIC = FIGURES - {FieldKind.FLAG}
_LINE = 60
EXAMPLES = {FieldKind.HS_CODES: "610910、620342", FieldKind.DATE: "2027-12-31"}
"""How values are written whose way of writing is not plain."""


_LAST = {
    "half": Say("上个半年", "half before"), "quarter": Say("上季", "quarter before"), "month": Say("上月", "month before"),
}  # fmt: skip
_YEAR_AGO = {
    "half": Say("上年同期", "a year ago"), "quarter": Say("上年同季", "a year ago"), "month": Say("上年同月", "a year ago"),
}  # fmt: skip


@dataclass
class Maker:
    """Makes the parts of one form. ``before`` holds the texts of the version compared with."""

    judged: Judged
    locks: Locks = OPEN
    points: Sequence[Point] = ()
    evidence: Mapping[str, Sequence[Link]] = field(default_factory=dict)
    changes: Mapping[str, Change] | None = None
    refused: Mapping[str, tuple[str, Say]] = field(default_factory=dict)
    spare: Mapping[str, int] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)
    read_only: bool = False
    hashes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.state = self.judged.state
        self.layout = self.state.layout
        self.by_address: dict[str, list[Found]] = {}
        self.by_field: dict[str, list[Found]] = {}
        for one in self.judged.found:
            self.by_address.setdefault(one.address, []).append(one)
            self.by_field.setdefault(one.field, []).append(one)

    # --- sections and blocks ---------------------------------------------------------------------------------------

    def sections(self, *, only_changed: bool = False) -> Iterator[FormSection]:
        """Yield the sections; of a comparison only what changed or carries a point, where that is asked for."""
        numbers = self._numbers()
        for section in self.layout.form.sections:
            fields = [one for one in section.fields if not only_changed or self._touched(one)]
            blocks = tuple(self._blocks(fields, numbers, section.years_called))
            if blocks:
                title = Say(section.zh, section.en)
                yield FormSection(f"s-{section.id}", title, blocks, self._cite(section), self._brought(section))

    def _brought(self, section: Section) -> int:
        """How many cells of a section were brought in and wait for somebody to confirm them."""
        if self.read_only:
            return 0
        ids = {one.id for one in section.fields}
        return sum(
            cell.brought and bool(cell.text) and address.split(".")[0] in ids and self.locks.allow(address)
            for address, cell in self.state.cells.items()
        )

    def _cite(self, section: Section) -> Cite | None:
        return cite_of(self.judged.rules.pack, Citation((section.cite,))) if section.cite else None

    def _touched(self, one: FormField) -> bool:
        changed = any(change.field == one.id for change in (self.changes or {}).values())
        return changed or any(point.field == one.id for point in self.points)

    def _numbers(self) -> dict[str, str]:
        """Number the fields, unless their labels are numbered already; parts of another have none."""
        fields = self.layout.form.fields()
        if any(one.zh[:1].isdigit() for one in fields):
            return {}
        whole = [one for one in fields if not one.of_which]
        return {one.id: str(place) for place, one in enumerate(whole, 1)}

    def _blocks(
        self, fields: Iterable[FormField], numbers: Mapping[str, str], called: tuple[str, ...] = ()
    ) -> Iterator[Block]:
        for kind, run in groupby(fields, _kind_of):
            if kind is BlockKind.TABLE:
                yield from (table_block(self, one) for one in run)
                continue
            rows = list(run)
            made = tuple(self._row(one, numbers) for one in rows)
            if kind is BlockKind.FIGURES:
                longest = max(rows, key=lambda one: one.years)
                periods = periods_of(longest, self.layout.period)
                heads = called if len(called) == len(periods) > 1 else ()
                yield Block(kind, made, periods, numbered=bool(numbers), heads=heads)
            else:
                yield Block(kind, made, locked=self._all_locked(made), evidence=bool(self.evidence))

    def _all_locked(self, rows: Iterable[Row]) -> bool:
        return all(cell.locked for row in rows for cell in row.cells)

    # --- rows ------------------------------------------------------------------------------------------------------

    def _row(self, one: FormField, numbers: Mapping[str, str]) -> Row:
        spots = [self._spot(one, period) for period in periods_of(one, self.layout.period)]
        cells = tuple(self.cell(spot, last=spot is spots[-1]) for spot in spots)
        names = self.layout.fixed.get(f"{one.id}.{NAMES}")
        unit = one.unit or ("%" if one.kind is FieldKind.PERCENT else "")
        return Row(
            field=one.id,
            label=_own_words(one),
            cells=cells,
            number=numbers.get(one.id, ""),
            unit=unit,
            help=Say(one.help, one.help_en),
            earlier=self._earlier(one, spots),
            sub=one.of_which is not None,
            required=one.required,
            change=self._change(one, spots),
            marks=self.marks(one.id),
            names=self._names(one, names) if names else None,
            points=tuple(point for point in self.points if point.field == one.id),
            evidence=tuple(self.evidence.get(one.id, ())),
            short=one.kind in (FieldKind.DATE, FieldKind.CHOICE),
            inferred=one.inferred,
        )

    def _earlier(self, one: FormField, spots: Sequence[Spot]) -> Words:
        """What was filed for the period before and for the same one a year ago, where the form has one column only."""
        told = self.state.background.earlier.get(one.id, {})
        if len(spots) > 1 or not told or "-" not in self.layout.period or one.kind not in _NUMERIC:
            return NOTHING
        here = Period.parse(self.layout.period)
        found = []
        for name, period in ((_LAST[here.cycle], here.step(-1)), (_YEAR_AGO[here.cycle], here.year_before())):
            before = told.get(str(period))
            if before is not None:
                amount = f"{before.amount:,f}"
                found.append(Say(f"{name.zh} {amount}", f"{name.en} {amount}"))
        return Say("　".join(say.zh for say in found), ", ".join(say.en for say in found)) if found else NOTHING

    def _names(self, one: FormField, spot: Spot) -> FormCell:
        """The cell of the names; its head says what each line brings where that is more than a name."""
        parts = Say("｜".join(c.zh for c in one.columns), " | ".join(c.en or c.zh for c in one.columns))
        return replace(self.cell(spot), head=parts if len(one.columns) > 1 else NOTHING)

    def _spot(self, one: FormField, period: str) -> Spot:
        address = f"{one.id}.{period}" if period else one.id
        return self.layout.fixed.get(address) or Spot(address, one, period=period)

    def marks(self, field_id: str) -> tuple[Severity, ...]:
        """Return the severities of what is against a field, hardest first."""
        every = [one for one in self.by_field.get(field_id, ()) if one.kind not in COUNTED_APART]
        return tuple(dict.fromkeys(SEVERITY[one.severity] for one in every))

    def _change(self, one: FormField, spots: Sequence[Spot]) -> Words:
        if one.kind not in _NUMERIC:
            return NOTHING
        if len(spots) < 2:
            return NOTHING
        then, now = (self._amount(spot) for spot in spots[-2:])
        if then is None or now is None:
            return figures.MISSING
        if one.kind is FieldKind.PERCENT or one.unit == "%":
            return figures.point_change(now - then)
        return figures.change((now - then) * 100 / abs(then)) if then else figures.MISSING

    def _amount(self, spot: Spot) -> Decimal | None:
        if spot.leaf.kind is FieldKind.DERIVED:
            return self._computed(spot)
        value = self.state.readings[spot.address].value if spot.address in self.state.readings else None
        return value if isinstance(value, Decimal) else None

    def _computed(self, spot: Spot) -> Decimal | None:
        if self.state.computed:  # a version says what was handed in, not what would be computed today
            text = self.state.computed.get(spot.address)
            return Decimal(text) if text else None
        return self.judged.computed.get(spot.address)

    # --- cells -----------------------------------------------------------------------------------------------------

    def cell(self, spot: Spot, *, last: bool = True) -> FormCell:
        """Return the cell of a spot: as typed and as read, how it stands, what is wrong with it."""
        leaf = spot.leaf
        if leaf.kind is FieldKind.DERIVED:
            amount = self._computed(spot)
            words = shown(leaf, amount) if amount is not None else figures.MISSING
            return FormCell(
                spot.address,
                spot.label,
                shown=words,
                state=CellState.TYPED if self.read_only else CellState.COMPUTED,
                locked=True,
                pieces=self._pieces(spot),
                head=spot.period,
            )
        stored = self.state.cells.get(spot.address)
        typed, refusal = self.refused.get(spot.address, (stored.text if stored else "", None))
        control = control_of(leaf)
        locked = self.read_only or not self.locks.allow(spot.address)
        if locked and stored:  # what was typed there against the lock is not what stands there
            typed = stored.text
        value = self._value(spot, typed, control)
        if not locked:
            self.hashes[spot.address] = fingerprint(self._value(spot, stored.text if stored else "", control))
        return FormCell(
            address=spot.address,
            label=self._label(spot),
            value=value,
            shown=shown_text(leaf, typed),
            control=_roomier(control, spot, value),
            state=self._cell_state(spot, stored, last=last, refused=refusal is not None),
            locked=locked,
            options=_options(leaf),
            error=refusal or self._said(spot),
            source=stored.source if stored and stored.brought and stored.source else NOTHING,
            was=self._was(spot, stored),
            rivals=_rivals(stored),
            pieces=self._pieces(spot),
            head=spot.period,
            limit=leaf.max_length,
            example=EXAMPLES.get(leaf.kind, ""),
            follows=NOTHING if locked else self._follows(spot),
        )

    def _follows(self, spot: Spot) -> Words:
        """What a formula gives for a figure people type, rounded as it is written: offered until it stands there."""
        amount = self.judged.compared.get(spot.address)
        if amount is None:
            return NOTHING
        amount = amount.quantize(Decimal(1).scaleb(-spot.leaf.scale))
        reading = self.state.readings.get(spot.address)
        return NOTHING if reading and reading.value == amount else shown(spot.leaf, amount)

    def _was(self, spot: Spot, stored: Cell | None) -> Words:
        """The figure that stood here before: the one brought in, else what was filed for this year then."""
        if stored and stored.was is not None:
            return shown_text(spot.leaf, stored.was)
        changed = any(one.check.startswith(RESTATED) for one in self.by_address.get(spot.address, ()))
        before = self.state.background.restated.get(spot.address)
        return before.shown if changed and before else NOTHING

    def _label(self, spot: Spot) -> Say:
        unit = beside(spot.leaf.zh, spot.leaf.unit)
        return Say(f"{spot.label.zh}（{unit}）", f"{spot.label.en} ({unit})") if unit else spot.label

    def _value(self, spot: Spot, typed: str, control: Control) -> str:
        """What the field holds: as typed; a select by the key of what was typed; what nobody typed with its commas."""
        reading, stored = self.state.readings.get(spot.address), self.state.cells.get(spot.address)
        if control is Control.SELECT:
            return reading.text if reading and reading.text else typed
        if stored and stored.brought and typed == stored.text and reading and isinstance(reading.value, Decimal):
            return f"{reading.value:,f}"
        return typed

    def _cell_state(self, spot: Spot, stored: Cell | None, *, last: bool, refused: bool) -> CellState:
        every = [one for one in self.by_address.get(spot.address, ()) if one.kind not in COUNTED_APART]
        hard = {SEVERITY[one.severity] for one in every if one.settled is None and not one.check.startswith(RESTATED)}
        if refused or Severity.MUST in hard:
            return CellState.ERROR
        if Severity.VERIFY in hard:
            return CellState.VERIFY
        if (stored and stored.was is not None) or any(one.check.startswith(RESTATED) for one in every):
            return CellState.CHANGED
        if stored and stored.brought:
            return CellState.BROUGHT if last else CellState.PAST
        return CellState.TYPED

    def _said(self, spot: Spot) -> Words:
        """What is wrong at the cell itself; findings of checks stand beside the form."""
        kinds = (FoundKind.UNREADABLE, FoundKind.TWICE)
        return next((one.say for one in self.by_address.get(spot.address, ()) if one.kind in kinds), NOTHING)

    def _pieces(self, spot: Spot) -> tuple[Piece, ...]:
        change = (self.changes or {}).get(spot.address)
        return tuple(change.pieces) if change else ()

    def _why(self, check: str) -> Spot:
        spot = self.layout.spot(WHY + check)
        assert spot is not None, check
        return spot

    def reason(self, check: str) -> FormCell:
        """Return the cell in which a finding is explained."""
        cell = self.cell(self._why(check))
        words = Say("说明", "Explanation")
        return FormCell(
            cell.address,
            words,
            cell.value,
            cell.shown,
            Control.AREA,
            locked=cell.locked,
            error=cell.error,
            rivals=cell.rivals,
        )


def _own_words(one: FormField) -> Say:
    """The label of a field; a part of another says so once, before it."""
    if one.of_which is None:
        return Say(one.zh, one.en)
    return Say(one.zh.removeprefix("其中：").removeprefix("其中"), one.en.removeprefix("of which "))


def _kind_of(one: FormField) -> BlockKind:
    if one.kind is FieldKind.TABLE:
        return BlockKind.TABLE
    return BlockKind.FIGURES if one.kind in FIGURES or one.years > 1 else BlockKind.ENTRIES


def control_of(leaf: FormField) -> Control:
    """What a field is written with."""
    if leaf.kind in (FieldKind.CHOICE, FieldKind.FLAG):
        return Control.SELECT
    if leaf.kind is FieldKind.LONG_TEXT:
        return Control.AREA
    return Control.FIGURE if leaf.kind in _NUMERIC else Control.LINE


def _roomier(control: Control, spot: Spot, value: str) -> Control:
    """A line that holds more than a line becomes an area: a browser would cut its line breaks."""
    if control is Control.AREA and spot.row and "\n" not in value:
        return Control.LINE
    if control is Control.LINE and ("\n" in value or (len(value) > _LINE and not spot.row)):
        return Control.AREA
    return control


def _options(leaf: FormField) -> tuple[tuple[str, Words], ...]:
    if leaf.kind is FieldKind.FLAG:
        return (("yes", Say("有", "yes")), ("no", Say("无", "no")))
    return tuple(leaf.choices.items())


def _rivals(stored: Cell | None) -> tuple[Rival, ...]:
    if stored is None or not stored.also:
        return ()
    every = (stored.entry, *stored.also)
    return tuple(Rival(one.rev, one.by, one.moment, one.text, one is stored.entry) for one in every)


def fingerprint(text: str) -> str:
    """A short mark of a text, by which a page that sends everything tells what it did not touch."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def dump_hashes(hashes: Mapping[str, str]) -> str:
    """Write the marks of what a page shows."""
    return json.dumps(hashes, ensure_ascii=True, separators=(",", ":"))
