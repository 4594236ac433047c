"""A rule book: the rules of one form compiled once, and asked of many returns.

What a book cannot say is named with the reason and left to ``evaluate``. Values are given as they stand in the form: in
the field's own unit, by period where the form has periods. What the form does not hold (the figures of an area above, of
the others of a population, a title) is asked of :class:`Around`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from typing import Any, Final, Protocol

from ..periods import Period
from ..say import Say
from ..units import Quantity
from ..verdict import Missing
from . import plain as p
from .closure import Run, Slots, compiled
from .env import Between
from .lower import Low, Shape, UnsayableError, lower
from .reckoning import EXACT
from .tree import Node

OPEN_END: Final = Decimal(10) ** 9
"""The upper bound of a count that may go on without end."""


class Around(Protocol):
    """What stands around a return; a name or figure nobody knows is None, or :class:`Missing`.

    ``memo`` is kept between the returns of one run: the figures of a population are worked out once for all its members.
    """

    @property
    def me(self) -> Any:
        """The subject of the return."""

    @property
    def memo(self) -> dict[Any, Any]:
        """What was worked out before."""

    def figure(self, field: str, period: str, whose: Any) -> Any:
        """Return the figure of a field at a period: of a member, or of whom a relation (``city``) names."""

    def members(self, population: str, within: str) -> tuple[Any, ...] | None:
        """Return the members of a population, oneself (:attr:`me`) among them or not; None when they are not known."""

    def known(self, node: Node) -> Any:
        """Return what the system says to a question about the subject."""


@dataclass
class Book:
    """The rules of a form by id, compiled for the periods of one cycle."""

    shape: Shape
    lows: dict[str, Low] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    unsaid: dict[str, Say] = field(default_factory=dict)
    slots: Slots = field(default_factory=Slots)
    columns: dict[str, Run] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Mapping[str, Node], shape: Shape) -> Book:
        """Compile rules; those that have no plain tree are in ``unsaid`` with the reason."""
        book = cls(shape)
        for key, node in rules.items():
            try:
                found = lower(node, shape)
            except UnsayableError as reason:
                book.unsaid[key] = reason.say
                continue
            book.lows[key] = found
            book.runs[key] = compiled(found.node, book.slots)
        return book

    @property
    def looks_around(self) -> bool:
        """Whether a rule reads anything the form does not hold."""
        return any(isinstance(key, p.Known | p.Rank) or getattr(key, "whose", "") for key in self.slots.keys)

    def asked(self) -> list[p.Known]:
        """Return the questions about the subject the rules put to the system."""
        return [key for key in self.slots.keys if isinstance(key, p.Known)]

    def params(self) -> list[str]:
        """Return the open points (and ``set:NAME``) whose decisions the rules read."""
        return [key.point for key in self.slots.keys if isinstance(key, p.Param)]

    def add_columns(self, table: str, columns: Mapping[str, Node]) -> None:
        """Compile the computed columns of a table (``TABLE.COLUMN``); each is asked row by row (:meth:`row`)."""
        for column, node in columns.items():
            key = f"{table}.{column}"
            try:
                found = lower(node, self.shape, table)
            except UnsayableError as reason:
                self.unsaid[key] = reason.say
                continue
            self.lows[key] = found
            self.columns[key] = compiled(found.node, self.slots)

    def one(self, key: str, values: list[Any]) -> Any:
        """Return what one rule gives."""
        with localcontext(EXACT):
            return self.runs[key](values, None)

    def row(self, key: str, values: list[Any], place: int) -> Any:
        """Return what a computed column gives in a row of its table, by its place among the rows."""
        rows = values[self.slots.of(f"table:{key.partition('.')[0]}")] or []
        with localcontext(EXACT):
            return self.columns[key](values, rows[place]) if place < len(rows) else None

    def values(
        self,
        facts: Mapping[str, Any],
        period: str = "",
        given: Mapping[str, Any] | None = None,
        around: Around | None = None,
    ) -> list[Any]:
        """Return the values the rules read, each at its place.

        ``facts`` are the fields of a return by id: a value (of the period at hand), a dictionary by period, or the rows of
        a table as dictionaries. ``given`` are decisions by open point and members by ``set:NAME``. What is None, empty, not
        there or :class:`Missing` is missing.
        """
        here = Period.parse(period) if period else None
        found: list[Any] = [None] * len(self.slots.keys)
        found[0] = here.part if here else 1
        times: dict[p.At, str] = {p.HERE: period}
        with localcontext(EXACT):
            for key, place in self.slots.keys.items():
                if isinstance(key, p.Cell):
                    if key.at not in times:
                        times[key.at] = _when(key.at, here)
                    value = self._of(around, key, times[key.at]) if key.whose else facts.get(key.field)
                    found[place] = self._cell(value, key, times[key.at])
                elif isinstance(key, p.Known | p.Rank):
                    found[place] = self._outside(key, here, given or {}, around)
                elif isinstance(key, p.Param):
                    found[place] = in_base((given or {}).get(key.point), key.kind, Decimal(1))
                elif isinstance(key, str) and key.startswith("table:"):
                    found[place] = self._rows(key[6:], facts.get(key[6:]))
        return found

    def _of(self, around: Around | None, cell: p.Cell, period: str, whose: Any = None) -> Any:
        """The figure of somebody else's return at a period, by period as one's own stand."""
        return None if around is None else {period: around.figure(cell.field, period, whose or cell.whose)}

    def _outside(
        self, key: p.Known | p.Rank, here: Period | None, given: Mapping[str, Any], around: Around | None
    ) -> Any:
        if around is None:
            return None
        if isinstance(key, p.Rank):
            return self._others(key, here, given, around)
        return answer_in_base(key, around.known(key.node) if key.node is not None else None)

    def _others(
        self, rank: p.Rank, here: Period | None, given: Mapping[str, Any], around: Around
    ) -> list[Decimal | None] | None:
        """What is compared for a place, of everybody else; None where it is not known who they are."""
        name = rank.population
        name = str(given.get(name.point) or "") if isinstance(name, p.Param) else name
        members = around.members(name, rank.within) if name else None
        if members is None:
            return None
        key, memo = (rank, here, members), around.memo
        if key not in memo:
            memo[key] = dict(zip(members, self._figures(rank, members, here, given, around), strict=True))
        return [figure for member, figure in memo[key].items() if member != around.me]

    def _figures(
        self, rank: p.Rank, members: Sequence[Any], here: Period | None, given: Mapping[str, Any], around: Around
    ) -> Iterator[Decimal | None]:
        slots = Slots()
        run = compiled(rank.item, slots)
        values: list[Any] = [here.part if here else 1] + [None] * (len(slots.keys) - 1)
        for member in members:
            for key, place in slots.keys.items():
                if isinstance(key, p.Cell):
                    period = _when(key.at, here)
                    values[place] = self._cell(self._of(around, key, period, member), key, period)
                elif isinstance(key, p.Param):
                    values[place] = in_base(given.get(key.point), key.kind, Decimal(1))
            yield run(values, None)

    def judge(self, values: list[Any]) -> dict[str, bool | Decimal | None]:
        """Return what every rule gives: True, False, None (undetermined or missing), or a number in base units."""
        with localcontext(EXACT):
            return {key: run(values, None) for key, run in self.runs.items()}

    def _cell(self, value: Any, cell: p.Cell, period: str) -> Any:
        if isinstance(value, Mapping):
            value = value.get(period)
        elif cell.at != p.HERE:
            return None  # a figure without a period is of the period at hand
        return in_base(value, cell.kind, self.shape.fields[cell.field].unit.factor)

    def _rows(self, table: str, rows: Any) -> list[list[Any]] | None:
        if not isinstance(rows, list | tuple):
            return None
        shaped = self.shape.tables[table]
        columns = [(name, shaped[name].kind, shaped[name].unit.factor) for name in self.slots.columns.get(table, {})]
        return [[in_base(row.get(name), kind, factor) for name, kind, factor in columns] for row in rows]


def _when(at: p.At, here: Period | None) -> str:
    start = Period.parse(at.fixed) if at.fixed else here
    return str(start.step(-at.back)) if start is not None and start.year > at.back else ""


def answer_in_base(asked: p.Known, value: Any) -> Any:
    """Return the answer to a question as the plain tree reckons with it: of an open number its two bounds."""
    if asked.kind != "bounds":
        return in_base(value, asked.kind, Decimal(1))
    if isinstance(value, Between):
        return value.low, OPEN_END if value.high is None else value.high
    number = in_base(value, "number", Decimal(1))
    return None if number is None else (number, number)


def in_base(value: Any, kind: str, factor: Decimal) -> Any:
    """Return a value of a form as the plain tree reckons with it: numbers as decimals in base units, None when missing."""
    if value is None or value == "" or isinstance(value, Missing):
        return None
    if kind == "number":
        return _number(value, factor)
    if kind == "set":
        return frozenset(map(str, value))
    if kind == "truth":
        return value if isinstance(value, bool) else None
    return value if kind != "date" or isinstance(value, date) else None


def _number(value: Any, factor: Decimal) -> Decimal | None:
    if isinstance(value, Quantity):
        return value.amount * value.unit.factor
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    amount = value if isinstance(value, Decimal) else Decimal(value)
    return amount if factor == 1 else amount * factor
