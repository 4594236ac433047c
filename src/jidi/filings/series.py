"""The indicator series: the figures of each version as typed rows, written with it and read in bulk.

A form's field belongs to the series its ``indicator`` names, else to one of its own (``FORM.FIELD``). A column of three
years gives three figures, each about its own year; the vintage is the period of the filing. Null is not zero: what was
left empty gives no figure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from jidi.common.clock import day_of
from jidi.filings.definition import form_of
from jidi.filings.enums import COUNTING, Status
from jidi.filings.models import Observation, Version
from jidi.filings.parsing import Typed
from jidi.filings.spots import periods_of
from policycore.facts import Subject
from policycore.forms import FieldKind, FormField
from policycore.units import UNITS, Quantity

FLAG = "flag"
"""The unit of an answer 有 or 无: 1 or 0."""
ENTERPRISE = "enterprise"
_PLACE = "(%s, %s, %s, %s, %s, %s, %s, %s)"
_AT_ONCE = 100
"""Rows one statement inserts: 800 values, below what any database takes."""
_NUMERIC = frozenset(
    {FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.NAMED_COUNT, FieldKind.DERIVED, FieldKind.FLAG}
)
_DIGITS = 80
"""Digits reckoned with: a figure of eighteen digits in 亿元 is longer in 元."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a figure at a spot is: its indicator, the period it is about, its unit as filed and that unit's factor."""

    indicator: str
    period: str
    unit: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a form's figures stand: spots that are always there, and columns of tables about something of their own."""

    fixed: Mapping[str, Place]
    columns: Mapping[str, Mapping[str, Place]]
    keys: Mapping[str, tuple[str, str]]
    """Per table: what a row is about, and the column that names it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure as it is stored, its subject only where it is another than the filing's."""

    address: str
    indicator: str
    period: str
    subject_kind: str
    subject_key: str
    number: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is read: whose, of which indicator and period, from which filing, and how it stands.

    ``number`` is in the base unit of its dimension, ``unit`` as it was filed. ``vintage`` is the period of the filing
    that says so. ``within`` is whom the filing is about, where a row of it is about something of its own.
    """

    subject: Subject
    indicator: str
    period: str
    vintage: str
    number: Decimal
    unit: str
    status: Status
    version_id: int
    filing_id: int
    form_id: str
    area_code: str
    filed_on: date
    address: str
    within: Subject | None = None
    ordinal: int = 1

    @property
    def amount(self) -> Decimal:
        """The number in the unit it was filed in."""
        return in_unit(self.number, self.unit)

    @property
    def value(self) -> Quantity | bool:
        """The figure as rules read it."""
        if self.unit == FLAG:
            return self.number != 0
        return Quantity(self.amount, UNITS[self.unit])


def indicator_of(form_id: str, field: FormField, column: FormField | None = None) -> str:
    """Return the series a field or a column belongs to."""
    leaf = column or field
    if leaf.indicator:
        return leaf.indicator
    return f"{form_id}.{field.id}.{column.id}" if column else f"{form_id}.{field.id}"


def unit_of(field: FormField) -> str:
    """Return the unit a figure of a field is filed in."""
    if field.kind is FieldKind.FLAG:
        return FLAG
    return "%" if field.kind is FieldKind.PERCENT else field.unit


def in_unit(number: Decimal, unit: str) -> Decimal:
    """Return a number of base units in a unit, without trailing zeros."""
    if unit == FLAG:
        return number
    with localcontext(prec=_DIGITS):
        found = (number / UNITS[unit].factor).normalize()
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found


def name_key(text: str) -> str:
    """Return the key of an enterprise by its name or code: without spaces, brackets of one kind, letters large."""
    return re.sub(r"\s+", "", text).replace("(", "（").replace(")", "）").upper()[:120]


@lru_cache(maxsize=256)
def plan_of(form_text: str, period: str) -> Plan:
    """Return where the figures of a stored form stand when it is filled for a period."""
    form = form_of(form_text)
    fixed: dict[str, Place] = {}
    columns: dict[str, Mapping[str, Place]] = {}
    keys: dict[str, tuple[str, str]] = {}
    for field in form.fields():
        if field.kind is FieldKind.TABLE and field.rows_are:
            numeric = [column for column in field.columns if column.kind in _NUMERIC]
            columns[field.id] = {one.id: _place(form.id, field, period, one) for one in numeric}
            keys[field.id] = (field.rows_are, field.key_column)
        elif field.kind in _NUMERIC:
            for one in periods_of(field, period):
                fixed[f"{field.id}.{one}" if one else field.id] = _place(form.id, field, one or period)
    return Plan(fixed, columns, keys)


def _place(form_id: str, field: FormField, period: str, column: FormField | None = None) -> Place:
    unit = unit_of(column or field)
    factor = Decimal(1) if unit == FLAG else UNITS[unit].factor
    return Place(indicator_of(form_id, field, column), period, unit, factor)


def rows_of(plan: Plan, values: Mapping[str, Typed]) -> Iterator[Row]:
    """Yield the figures of what stands in a form: values by address, computed ones among them."""
    for address, place in plan.fixed.items():
        value = values.get(address)
        if isinstance(value, bool | Decimal):
            yield Row(address, place.indicator, place.period, "", "", _base(value, place), place.unit)
    if not plan.columns:
        return
    for address, value in values.items():
        table, _, rest = address.partition(".")
        if table not in plan.columns or not isinstance(value, bool | Decimal):
            continue
        row, _, column = rest.partition(".")
        kind, key_column = plan.keys[table]
        named = values.get(f"{table}.{row}.{key_column}")
        cell = plan.columns[table].get(column)
        if cell and isinstance(named, str) and named.strip():
            yield Row(address, cell.indicator, cell.period, kind, name_key(named), _base(value, cell), cell.unit)


def _base(value: bool | Decimal, place: Place) -> Decimal:
    if isinstance(value, bool):
        return Decimal(int(value))
    if place.factor == 1:
        return value
    with localcontext(prec=_DIGITS):
        return value * place.factor


def write(version: Version, form_text: str, period: str, values: Mapping[str, Typed]) -> int:
    """Write the figures of a version that was just made; return how many. Called inside its transaction.

    Straight SQL: a hundred rows through the models would cost more than everything else a submission does.
    """
    rows = [
        value
        for row in rows_of(plan_of(form_text, period), values)
        for value in (
            version.pk,
            row.address,
            row.indicator,
            row.period,
            row.subject_kind,
            row.subject_key,
            f"{row.number:f}",
            row.unit,
        )
    ]
    step = _AT_ONCE * 8
    with connection.cursor() as cursor:
        for start in range(0, len(rows), step):
            part = rows[start : start + step]
            cursor.execute(_insert(len(part) // 8), part)
    return len(rows) // 8


@lru_cache(maxsize=128)
def _insert(count: int) -> str:
    columns = "version_id, address, indicator, ref_period, subject_kind, subject_key, amount, unit"
    return f"INSERT INTO filings_observation ({columns}) VALUES {', '.join([_PLACE] * count)}"  # noqa: S608 - no input


# --- reading --------------------------------------------------------------------------------------------------------

_READ = (
    "subject_kind",
    "subject_key",
    "version__filing__subject_kind",
    "version__filing__subject_key",
    "indicator",
    "ref_period",
    "version__filing__period",
    "number",
    "unit",
    "version__standing__status",
    "version_id",
    "version__filing_id",
    "version__filing__form_id",
    "version__filing__area_id",
    "version__made_at",
    "address",
    "version__ordinal",
    "id",
)


def read(
    *,
    subjects: Collection[Subject] | None = None,
    within: Collection[Subject] | None = None,
    indicators: Collection[str] | None = None,
    periods: Collection[str] | None = None,
    filings: Any = None,
    statuses: Collection[Status] = COUNTING,
    as_of: date | None = None,
) -> list[Figure]:
    """Return figures, oldest vintage first; every filter narrows, None does not. One query, whatever is asked.

    ``within`` are those whose filings have rows about something else (the bases whose tables list enterprises);
    ``filings`` a query of filings (a fence). With ``as_of`` each filing counts by its last version of that day, whatever
    came later; one handed back since does not.
    """
    found = Observation.objects.all()
    if within is not None:
        found = found.filter(_in("version__filing__subject_kind", "version__filing__subject_key", within)).exclude(
            subject_key=""
        )
    if indicators is not None:
        found = found.filter(indicator__in=list(indicators))
    if periods is not None:
        found = found.filter(ref_period__in=list(periods))
    if filings is not None:
        found = found.filter(version__filing__in=filings)
    wanted = statuses if as_of is None else (*statuses, Status.SUPERSEDED, Status.RETURNED)
    found = found.filter(version__standing__status__in=list(wanted))
    rows = sorted(_rows(found, subjects), key=lambda row: (row[6], row[10], row[17]))
    return _made(rows) if as_of is None else _last_as_of(rows, as_of)


def _rows(found: QuerySet[Observation], subjects: Collection[Subject] | None) -> QuerySet[Any, tuple[Any, ...]]:
    """Those about the subjects: figures of their own filings, and rows of others' tables that name them.

    Two halves put together, not one condition with OR: over two tables no index serves that, and the whole table was read.
    """
    if subjects is None:
        return found.values_list(*_READ)
    own = found.filter(_in("version__filing__subject_kind", "version__filing__subject_key", subjects), subject_key="")
    named = found.filter(_in("subject_kind", "subject_key", subjects))
    return own.values_list(*_READ).union(named.values_list(*_READ), all=True)


def _made(rows: Iterable[tuple[Any, ...]]) -> list[Figure]:
    return [_figure(row) for row in rows]


def _last_as_of(rows: Iterable[tuple[Any, ...]], as_of: date) -> list[Figure]:
    then = [row for row in rows if day_of(row[14]) <= as_of]
    last: dict[int, int] = {}
    for row in then:
        last[row[11]] = max(last.get(row[11], 0), row[16])
    return [_figure(row) for row in then if row[16] == last[row[11]] and row[9] != Status.RETURNED]


def _figure(row: tuple[Any, ...]) -> Figure:
    whose = Subject(row[2], row[3])
    own = bool(row[1])
    return Figure(
        subject=Subject(row[0], row[1]) if own else whose,
        indicator=row[4],
        period=row[5],
        vintage=row[6],
        number=row[7],
        unit=row[8],
        status=Status(row[9]),
        version_id=row[10],
        filing_id=row[11],
        form_id=row[12],
        area_code=row[13],
        filed_on=day_of(row[14]),
        address=row[15],
        within=whose if own else None,
        ordinal=row[16],
    )


def _in(kind: str, key: str, subjects: Collection[Subject]) -> Q:
    by_kind: dict[str, list[str]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, []).append(subject.key)
    wanted = Q(pk__in=())
    for one, keys in by_kind.items():
        wanted |= Q(**{kind: one, f"{key}__in": keys})
    return wanted


def current(figures: Sequence[Figure]) -> dict[tuple[Subject, str, str], Figure]:
    """Return for each (subject, indicator, period) the figure that counts: an accepted one before one only filed, then
    the latest vintage. Where a table names a subject within several others, the latest of them.
    """
    found: dict[tuple[Subject, str, str], Figure] = {}
    for one in figures:
        key = (one.subject, one.indicator, one.period)
        if key not in found or _rank(one) >= _rank(found[key]):
            found[key] = one
    return found


def _rank(one: Figure) -> tuple[bool, str, int]:
    return one.status is Status.ACCEPTED, one.vintage, one.version_id
