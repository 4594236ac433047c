"""Spots: each place of a form where something can be written, and its address.

    total                 a field                       sales.2024         one period of a field asked for several
    rows.3.name           a column of row 3 of a table  standards.names    the names that belong to a count
    why:ratio             the explanation a check asks for

Addresses are stable: they name rows by a number that is given once, so that two people can write in one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from jidi.common.say import Say
from jidi.filings.definition import form_of
from policycore.forms import FieldKind, Form, FormField
from policycore.periods import Period

MAX_ROWS = 5000
"""Rows a table may have (house rule): with more the draft, kept whole, would take longer to save than to type."""
NAMES = "names"
WHY = "why:"
RESTATED, COMPUTED = "restated:", "computed:"
"""What the house may ask about a spot: why an earlier year changed, why a figure is not what its formula gives."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to write: its address, the field of the form, and where in it (column, period, row, names)."""

    address: str
    field: FormField
    column: FormField | None = None
    period: str = ""
    row: int = 0
    part: str = ""

    @property
    def leaf(self) -> FormField:
        """What says how the text here is read: the column in a table, else the field."""
        return self.column or self.field

    @property
    def label(self) -> Say:
        """What the spot is called: 总产值 2024, 企业情况 第 3 行 企业名称."""
        zh, en = [self.field.zh], [self.field.en or self.field.zh]
        if self.row:
            zh.append(f"第 {self.row} 行")
            en.append(f"row {self.row}")
        if self.column and not self.part:
            zh.append(self.column.zh)
            en.append(self.column.en or self.column.zh)
        if self.part == NAMES:
            zh.append("名称")
            en.append("names")
        if self.period:
            zh.append(self.period)
            en.append(self.period)
        return Say(" ".join(zh), " ".join(en))


@dataclass(frozen=True, slots=True)
class Layout:
    """All spots of a form for a period; ``fixed`` those that are always there, rows of tables made when asked for."""

    form: Form
    period: str
    fixed: dict[str, Spot]
    tables: dict[str, FormField]

    def spot(self, address: str) -> Spot | None:
        """Return the spot of an address; None when the form has no such place."""
        return self.fixed.get(address) or self._cell(address) or self._why(address)

    def row(self, table: str, row: int) -> list[Spot]:
        """Return the spots of one row of a table, left to right, computed columns left out."""
        field = self.tables[table]
        return [
            Spot(f"{table}.{row}.{column.id}", field, column, row=row)
            for column in field.columns
            if column.kind is not FieldKind.DERIVED
        ]

    def rows_in(self, table: str, addresses: Iterable[str]) -> list[int]:
        """Return the numbers of the rows these addresses name, ascending."""
        head = f"{table}."
        parts = (address[len(head) :].split(".") for address in addresses if address.startswith(head))
        return sorted({int(part[0]) for part in parts if _is_row(part[0])})

    def spots(self, addresses: Iterable[str]) -> Iterator[Spot]:
        """Yield every spot in printed order; of tables the rows the addresses name."""
        named = list(addresses)
        by_field: dict[str, list[Spot]] = {}
        for one in self.fixed.values():
            if not one.address.startswith(WHY):
                by_field.setdefault(one.field.id, []).append(one)
        for field in self.form.fields():
            if field.id in self.tables:
                for row in self.rows_in(field.id, named):
                    yield from self.row(field.id, row)
            else:
                yield from by_field.get(field.id, ())
        yield from (spot for address, spot in self.fixed.items() if address.startswith(WHY))
        yield from (spot for address in named if address not in self.fixed and (spot := self._why(address)))

    def question(self, check: str) -> Say | None:
        """What is asked under the id of a check: the words of a check of the form, or what the house asks about a spot."""
        own = next((one for one in self.form.checks if one.id == check), None)
        if own is not None:
            return Say(own.zh or own.id, own.en or own.id)
        head = next((one for one in (RESTATED, COMPUTED) if check.startswith(one)), None)
        about = self.fixed.get(check.removeprefix(head)) if head else None
        if about is None:
            return None
        zh, en = (
            ("以前年份的数不同", "an earlier year differs") if head == RESTATED else ("与公式不同", "not as computed")
        )
        return Say(f"{about.label.zh} {zh}", f"{about.label.en}: {en}")

    def _why(self, address: str) -> Spot | None:
        """The explanation of something the house asks about one spot: there when it is asked for."""
        asked = address.removeprefix(WHY)
        words = self.question(asked) if asked != address else None
        return _reason(asked, words) if words is not None else None

    def _cell(self, address: str) -> Spot | None:
        parts = address.split(".")
        if len(parts) != 3 or parts[0] not in self.tables or not _is_row(parts[1]):
            return None
        return next((spot for spot in self.row(parts[0], int(parts[1])) if spot.address == address), None)


def periods_of(field: FormField, period: str) -> tuple[str, ...]:
    """Return the periods a field is filled for, oldest first; one empty text where it is filled once."""
    if field.years <= 1 or not period:
        return ("",)
    found = [Period.parse(period)]
    for _ in range(field.years - 1):
        found.insert(0, found[0].year_before())
    return tuple(map(str, found))


@lru_cache(maxsize=256)
def layout_of(form_text: str, period: str) -> Layout:
    """Lay out a stored form for a period."""
    form = form_of(form_text)
    tables = {field.id: field for field in form.fields() if field.kind is FieldKind.TABLE}
    fixed: dict[str, Spot] = {}
    for field in form.fields():
        if field.kind not in (FieldKind.TABLE, FieldKind.DERIVED):
            fixed |= {spot.address: spot for spot in _spots_of(field, period)}
    for check in form.checks:
        fixed[WHY + check.id] = _reason(check.id, Say(check.zh or check.id, check.en or check.id))
    return Layout(form, period, fixed, tables)


@lru_cache(maxsize=2048)
def _reason(check: str, about: Say) -> Spot:
    words = Say(f"对「{about.zh}」的说明", f"Explanation: {about.en}")
    # The id is only read, never written: a model made past its own check of how an id is spelt.
    reason = FormField.model_construct(
        id=check, zh=words.zh, en=words.en, kind=FieldKind.LONG_TEXT, required=False, max_length=2000
    )
    return Spot(WHY + check, reason)


def _spots_of(field: FormField, period: str) -> Iterator[Spot]:
    for one in periods_of(field, period):
        yield Spot(f"{field.id}.{one}" if one else field.id, field, period=one)
    if field.kind is FieldKind.NAMED_COUNT:
        words = field.model_copy(update={"kind": FieldKind.LONG_TEXT, "required": False, "max_length": 20_000})
        yield Spot(f"{field.id}.{NAMES}", field, words, part=NAMES)


def _is_row(text: str) -> bool:
    return text.isascii() and text.isdigit() and text[:1] != "0" and len(text) <= 4 and 1 <= int(text) <= MAX_ROWS
