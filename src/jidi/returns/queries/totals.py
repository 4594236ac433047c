"""A city's totals: the table of all its returns with their sum. Letter, workbook and zip of it: ``queries.covering``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from jidi.accounts.acting import Actor
from jidi.accounts.codes import span
from jidi.filings.models import Filing, Version
from jidi.filings.queries import form_in, latest_versions, typed_values
from jidi.returns.enums import COUNTS, OWED, DutyState
from jidi.returns.models import Duty
from jidi.returns.queries.board import is_filed
from jidi.returns.queries.duties import reads_filings, visible_to
from jidi.returns.queries.filling import filings_by_duty
from policycore.forms import Aggregation, FieldKind, Form, FormField

_WHOLE = frozenset({FieldKind.INTEGER, FieldKind.NAMED_COUNT})
_NUMBER = re.compile(r"^[0-9]+[.．、]\s*")
_SUMMED = frozenset({FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.NAMED_COUNT, FieldKind.DERIVED})


@dataclass(frozen=True, slots=True)
class Column:
    """One figure the returns have in common: a field, or a column of a table whose rows are added up in each return."""

    field: FormField
    table: FormField | None = None
    weight: FormField | None = None

    @property
    def zh(self) -> str:
        """As the form prints it."""
        return f"{self.table.zh}：{self.field.zh}" if self.table else self.field.zh

    @property
    def unit(self) -> str:
        """The unit of the figure."""
        return self.field.unit

    @property
    def unit_beside(self) -> str:
        """The unit where the form does not print it in the label itself: 总产值（亿元）."""
        return "" if f"（{self.unit}）" in self.zh else self.unit

    @property
    def places(self) -> int:
        """How many decimals the form gives it."""
        return 0 if self.field.kind in _WHOLE else self.field.scale

    @property
    def called(self) -> str:
        """Its name in a sentence: without the number and the unit the form prints with it."""
        bare = _NUMBER.sub("", self.zh)
        return bare.replace(f"（{self.unit}）", "") if self.unit else bare

    @property
    def mean(self) -> bool:
        """Whether it is averaged, not added up."""
        return self.field.aggregation is Aggregation.MEAN


Parts = Mapping[str, Decimal]
"""What a figure of one return is made of: by the name of what a row of a table is about, else under no name."""


@dataclass(frozen=True, slots=True)
class Row:
    """One return: whose, and its figures in the order of the columns (None: not filled in, or not counted)."""

    duty: Duty
    name: str
    values: tuple[Decimal | None, ...]
    filing: Filing | None = None

    @property
    def filed(self) -> bool:
        """Whether it was handed in by whoever owes it; one that came back still was."""
        return is_filed(self.duty)

    @property
    def owed(self) -> bool:
        """Whether it is owed at all: what was waived is not, and is not missing either."""
        return self.duty.state in OWED

    @property
    def counts(self) -> bool:
        """Whether its figures stand in the sums: handed in, and not sent back for correction."""
        return self.duty.state in COUNTS

    @property
    def back(self) -> bool:
        """Whether it was sent back: handed in once, counted again when it is corrected."""
        return self.duty.state == DutyState.RETURNED

    @property
    def supplied(self) -> bool:
        """Whether those below have supplied it and whoever owes it has not handed it in yet."""
        return self.duty.state == DutyState.DUE and self.duty.filler is not None


@dataclass(frozen=True, slots=True)
class Totals:
    """The table of one obligation for one period: columns with their units, rows, sums, and who is missing.

    A sum counts what was handed in by whoever owes it and was not sent back, as the analysis does, and nothing else;
    ``partial`` says that somebody is missing from it. What was waived is neither owed nor missing.
    """

    title: str
    period: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sums: tuple[Decimal | None, ...]

    @property
    def owed(self) -> int:
        """How many are owed."""
        return sum(row.owed for row in self.rows)

    @property
    def filed(self) -> int:
        """How many of them were handed in."""
        return sum(row.owed and row.filed for row in self.rows)

    @property
    def counted(self) -> int:
        """How many of them stand in the sums."""
        return sum(row.counts for row in self.rows)

    @property
    def missing(self) -> tuple[str, ...]:
        """Who owes it and has not handed it in."""
        return tuple(row.name for row in self.rows if row.owed and not row.filed)

    @property
    def back(self) -> tuple[str, ...]:
        """Whose was sent back and is being corrected."""
        return tuple(row.name for row in self.rows if row.back)

    @property
    def partial(self) -> bool:
        """Whether somebody is missing from the sums."""
        return self.counted < self.owed

    @property
    def places(self) -> tuple[int, ...]:
        """How many decimals the form gives each column."""
        return tuple(column.places for column in self.columns)


def totals(actor: Actor, pack_id: str, rule: str, period: str, area_code: str = "") -> Totals | None:
    """The totals of an obligation for a period, of one city or of all an actor sees; None where there is nothing.

    Every duty is in it, with the figures of those that count and that the actor may read now. Five queries.
    """
    rows = visible_to(actor).filter(version__pack_id=pack_id, rule=rule, period=period, link=0)
    rows = rows.exclude(state=DutyState.LAPSED)
    if area_code:
        rows = rows.filter(Q(debtor_area=area_code) | Q(area_code__range=span(area_code)))
    duties = list(rows.select_related("version").defer("version__files_json").order_by("area_code", "about_zh", "pk"))
    counted = rows.filter(reads_filings(actor), state__in=COUNTS).values_list("pk", flat=True)
    readable = set(counted)
    filings = filings_by_duty(duties)
    versions = latest_versions([filing for pk, filing in filings.items() if pk in readable])
    if not duties or not filings:
        return None
    form = form_in(next(iter(filings.values())))
    columns = tuple(columns_of(form))
    parts = {duty.pk: _parts(filings.get(duty.pk), versions, columns, duty.of_period) for duty in duties}
    lines = tuple(_row(duty, filings.get(duty.pk), versions, parts[duty.pk]) for duty in duties)
    sums = tuple(together(column, [parts[duty.pk][i] for duty in duties]) for i, column in enumerate(columns))
    return Totals(duties[0].zh, duties[0].of_period, columns, lines, sums)


def columns_of(form: Form) -> Iterator[Column]:
    """The figures a form asks of every return, in printed order; of its tables those that add up."""
    fields = {field.id: field for field in form.fields()}
    for field in form.fields():
        if field.kind is FieldKind.TABLE:
            adds = (one for one in field.columns if one.kind in _SUMMED and one.aggregation is Aggregation.SUM)
            yield from (Column(one, field) for one in adds)
        elif field.kind in _SUMMED or field.aggregate is Aggregation.MEAN:
            yield Column(field, weight=fields.get(field.weight or ""))


def _parts(
    filing: Filing | None, versions: Mapping[int, Version], columns: Sequence[Column], period: str
) -> tuple[Parts, ...]:
    version = versions.get(filing.pk) if filing is not None else None
    return parts_of(typed_values(version) if version is not None else {}, columns, period)


def parts_of(values: Mapping[str, object], columns: Sequence[Column], period: str) -> tuple[Parts, ...]:
    """What a return says of each figure, by the parts it is made of."""
    return tuple(_of_table(values, one) if one.table else _of_field(values, one, period) for one in columns)


def _of_field(values: Mapping[str, object], column: Column, period: str) -> Parts:
    """The figure, with its weight beside it where it is averaged."""
    asked = {"": column.field, WEIGHT: column.weight}
    found = {name: _value(values, field, period) for name, field in asked.items() if field is not None}
    return {name: value for name, value in found.items() if value is not None}


def _of_table(values: Mapping[str, object], column: Column) -> Parts:
    """The column of each row, by what the row is about; rows that name nothing count each."""
    table = column.table
    assert table is not None
    found: dict[str, Decimal] = {}
    for address, value in values.items():
        parts = address.split(".")
        if len(parts) != 3 or parts[0] != table.id or parts[2] != column.field.id or not isinstance(value, Decimal):
            continue
        name = str(values.get(f"{table.id}.{parts[1]}.{table.key_column}", "")) if table.rows_are else ""
        key = name.strip() or f"#{parts[1]}"
        found[key] = found.get(key, Decimal()) + value
    return found


WEIGHT = "weight"


def _row(duty: Duty, filing: Filing | None, versions: Mapping[int, Version], parts: Sequence[Parts]) -> Row:
    read = filing if filing is not None and filing.pk in versions else None
    figures = tuple(_sum([value for name, value in one.items() if name != WEIGHT]) for one in parts)
    return Row(duty, duty.about_zh or duty.debtor_zh, figures, read)


def _value(values: Mapping[str, object], field: FormField, period: str) -> Decimal | None:
    found = values.get(field.id, values.get(f"{field.id}.{period}"))
    return found if isinstance(found, Decimal) else None


def together(column: Column, every: Sequence[Parts]) -> Decimal | None:
    """One figure of all returns: added up, what several of them name only once; averaged by its weight; or none (a ratio)."""
    mine = [parts for parts in every if parts]
    if column.mean:
        both = [(one[""], one[WEIGHT]) for one in mine if "" in one and WEIGHT in one]
        weight = sum((by for _, by in both), Decimal())
        return sum((value * by for value, by in both), Decimal()) / weight if weight else None
    if column.field.aggregation is not Aggregation.SUM:
        return None
    named: dict[str, Decimal] = {}
    for one in mine:
        named |= {name: value for name, value in one.items() if name and name[0] != "#" and name not in named}
    return _sum(
        [*named.values(), *(value for one in mine for name, value in one.items() if not name or name[0] == "#")]
    )


def _sum(values: Sequence[Decimal]) -> Decimal | None:
    return sum(values, Decimal()) if values else None
