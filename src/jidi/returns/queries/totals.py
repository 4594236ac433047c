"""A city's totals: the table of all its returns with their sum. Letter, workbook and zip of it: ``queries.covering``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from policycore.forms import FieldKind, FormField

_WHOLE = frozenset({FieldKind.INTEGER, FieldKind.NAMED_COUNT})
_SUMMED = frozenset({FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.NAMED_COUNT, FieldKind.DERIVED})


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
    columns: tuple[FormField, ...]
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
        return tuple(0 if field.kind in _WHOLE else field.scale for field in self.columns)


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
    columns = tuple(field for field in form.fields() if field.kind in _SUMMED and not field.columns)
    lines = tuple(_row(duty, filings.get(duty.pk), versions, columns) for duty in duties)
    sums = tuple(_sum([line.values[i] for line in lines]) for i in range(len(columns)))
    return Totals(duties[0].zh, duties[0].of_period, columns, lines, sums)


def _row(duty: Duty, filing: Filing | None, versions: Mapping[int, Version], columns: Sequence[FormField]) -> Row:
    version = versions.get(filing.pk) if filing is not None else None
    values = typed_values(version) if version is not None else {}
    name = duty.about_zh or duty.debtor_zh
    figures = tuple(_value(values, field, duty.of_period) for field in columns)
    return Row(duty, name, figures, filing if version is not None else None)


def _value(values: Mapping[str, object], field: FormField, period: str) -> Decimal | None:
    found = values.get(field.id, values.get(f"{field.id}.{period}"))
    return found if isinstance(found, Decimal) else None


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal()) if known else None
