"""The table of many returns: one row each, a column for each spot; further sheets for tables of the form and for explanations.

One row of a further sheet is one row of a table, or one explanation, of the return whose key stands in it. Here is what
stands where; ``bulk_template`` draws it, ``bulk_reading`` and ``bulk_parts`` read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jidi.filings.spots import COMPUTED, RESTATED, WHY, Layout, Spot
from jidi.filings.workbooks.child.tables import END
from jidi.filings.workbooks.grids import bare
from jidi.filings.workbooks.plan import ANY, column_head, period_words, sheet_name, unit_of
from policycore.forms import FieldKind, FormField, Severity

SHEET, ASKED_SHEET = "批量填报", "核实说明"
KEY, NAME, CHECK, WORDS = "#key", "#name", "#check", "#words"
KEY_HEAD, NAME_HEAD, CHECK_HEAD, WORDS_HEAD = "编号", "名称", "核实项", "说明"
WHY_HEAD = "核实说明"
"""A column of the first sheet headed so explains the one thing asked of a return; 核实说明：X explains X."""
HEAD_ROW, ADDRESS_ROW, FIRST_ROW = 2, 3, 4
LOOKED_AT = 12
"""Rows from the top in which the heads are looked for."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Where each spot stands: column by address; ``first`` the first row of data; what is missing, and the columns not known
    with what heads them.
    """

    columns: Mapping[str, int]
    first: int
    missing: tuple[str, ...] = ()
    unknown: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A further sheet: its name, the heads of its columns with their addresses, and the table it is for (None: explanations)."""

    name: str
    heads: tuple[tuple[str, str], ...]
    table: FormField | None = None

    @property
    def columns(self) -> dict[str, FormField]:
        """The columns of the table by address."""
        return {address_of(self.table, one): one for one in written_in(self.table)} if self.table else {}


def spots_of(layout: Layout) -> list[Spot]:
    """The spots a row of the first sheet has: all that are always there; explanations are written beside them."""
    return [spot for address, spot in layout.fixed.items() if not address.startswith(WHY)]


def parts_of(layout: Layout) -> list[Part]:
    """The further sheets of a form: one for each table, and one for explanations where any may be asked for."""
    taken, found = {SHEET, ASKED_SHEET}, []
    own = ((KEY_HEAD, KEY), (NAME_HEAD, NAME))
    for table in layout.tables.values():
        name = sheet_name(table.zh, taken)
        taken.add(name)
        found.append(
            Part(name, (*own, *((column_head(one), address_of(table, one)) for one in written_in(table))), table)
        )
    return [*found, EXPLANATIONS]


EXPLANATIONS = Part(ASKED_SHEET, ((KEY_HEAD, KEY), (NAME_HEAD, NAME), (CHECK_HEAD, CHECK), (WORDS_HEAD, WORDS)))


def may_ask(layout: Layout) -> bool:
    """Whether anything of this form may have to be explained: by a check of its own, or because the house asks."""
    own = any(check.severity is Severity.EXPLAIN for check in layout.form.checks)
    return own or any(one.years > 1 or one.formula is not None for one in layout.form.fields())


def written_in(table: FormField) -> list[FormField]:
    """The columns of a table somebody writes in."""
    return [column for column in table.columns if column.kind is not FieldKind.DERIVED]


def address_of(table: FormField, column: FormField) -> str:
    """The address of a column of a table, whatever the row."""
    return f"{table.id}.{ANY}.{column.id}"


def head_of(spot: Spot) -> str:
    """The head of a spot's column: 总产值 2025 年（亿元）."""
    words = spot.field.zh + (" 名称" if spot.part else "")
    period = f" {period_words(spot.period)}" if spot.period else ""
    unit = "" if spot.part else unit_of(spot.field)
    return f"{words}{period}（{unit}）" if unit else f"{words}{period}"


# --- finding them again -----------------------------------------------------------------------------------------------


def find_heads(columns: Sequence[str], layout: Layout) -> Heads | None:
    """Find the row of heads of the first sheet, by addresses or by words; None where no row says which column is the key."""
    spots = spots_of(layout)
    names = {head_of(spot): spot.address for spot in spots} | {spot.address: spot.address for spot in spots}
    explained = {bare(f"{WHY_HEAD}：{words}"): WHY + check for words, check in questions_of(layout).items()}
    explained |= {WHY + check: WHY + check for check in questions_of(layout).values()} | {bare(WHY_HEAD): WHY}
    return find(columns, names, [spot.address for spot in spots], explained)


def find(
    columns: Sequence[str], names: Mapping[str, str], wanted: Sequence[str], more: Mapping[str, str] | None = None
) -> Heads | None:
    """Find the row of heads. ``names`` are words by which a column is known, ``wanted`` the addresses that should be there,
    ``more`` those that may.
    """
    by_text = {bare(KEY): KEY, bare(KEY_HEAD): KEY, bare(NAME): NAME, bare(NAME_HEAD): NAME}
    by_text |= dict(more or {}) | {bare(words): address for words, address in names.items()} | dict(names)
    top = [column.split(END, LOOKED_AT)[:LOOKED_AT] for column in columns]
    best: tuple[int, int, dict[str, int]] = (0, -1, {})
    for row in range(min(map(len, top), default=0)):
        found: dict[str, int] = {}
        for at, column in enumerate(top):
            address = by_text.get(column[row].strip()) or by_text.get(bare(column[row]))
            if address and address not in found:
                found[address] = at
        if KEY in found and len(found) >= best[0]:
            best = (len(found), row, found)
    count, row, found = best
    if not count or len(found) < 2:
        return None
    known = set(found.values())
    unknown = tuple((at, _words_above(column, row)) for at, column in enumerate(top) if at not in known)
    return Heads(found, row + 1, tuple(one for one in wanted if one not in found), unknown)


def _words_above(column: Sequence[str], row: int) -> str:
    """What heads a column nobody knows: the words in the row of heads, or in the row above it (ours has two)."""
    return column[row].strip() or (column[row - 1].strip() if row else "")


def questions_of(layout: Layout) -> dict[str, str]:
    """What may be asked of a return, by its words and by its id: the id of the check."""
    found: dict[str, str] = {}
    for spot in spots_of(layout):
        for head in (RESTATED, COMPUTED):
            found[bare(question(layout, head + spot.address))] = head + spot.address
    for check in layout.form.checks:
        if check.severity is Severity.EXPLAIN:
            found[bare(check.zh or check.id)] = check.id
    return found | {check: check for check in found.values()}


def question(layout: Layout, check: str) -> str:
    """The words by which a thing that is asked is known in a table."""
    words = layout.question(check)
    return words.zh if words else check
