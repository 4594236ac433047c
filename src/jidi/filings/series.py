"""The indicator series: the figures of versions as typed rows, made of what each version says and its pinned form.

A form's field belongs to the series its ``indicator`` names, else to one of its own (``FORM.FIELD``). A column of three
years gives three figures, each about its own year; the vintage is the period of the filing. Null is not zero: what was
left empty gives no figure. Nothing of it is stored a second time (decision 0018): only whom a version names is, by which the
versions that say something of an enterprise are found.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet, Value

from jidi.common.clock import day_of
from jidi.common.quick import Prepared
from jidi.filings.definition import form_of
from jidi.filings.enums import COUNTING, Status
from jidi.filings.models import Named, PinnedForm, Version
from jidi.filings.plans import DIGITS, FLAG, Place, Plan, in_unit, indicator_of, named_in, own_rows, plan_of, table_rows
from policycore.facts import Subject
from policycore.units import UNITS, Quantity


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


@lru_cache(maxsize=1024)
def _narrowed(digest: str, vintage: str, indicators: frozenset[str] | None, periods: frozenset[str] | None) -> Plan:
    """The plan of a pinned form, only as far as it is asked for."""
    whole = plan_of(PinnedForm.text_of(digest), vintage)

    def asked(places: Mapping[str, Place]) -> dict[str, Place]:
        return {
            key: one
            for key, one in places.items()
            if (indicators is None or one.indicator in indicators) and (periods is None or one.period in periods)
        }

    columns = {table: kept for table, places in whole.columns.items() if (kept := asked(places))}
    return Plan(asked(whole.fixed), columns, whole.keys)


def write(version: Version, form_text: str, period: str, values: Mapping[str, str]) -> None:
    """Write whom a version that was just made names. Called inside its transaction."""
    named = named_in(plan_of(form_text, period), values)
    if named:
        Named.objects.bulk_create(
            [Named(version=version, subject_kind=kind, subject_key=key) for kind, key in sorted(named)]
        )


# --- reading --------------------------------------------------------------------------------------------------------

_READ = (
    "pk",
    "ordinal",
    "made_at",
    "standing__status",
    "filing_id",
    "filing__subject_kind",
    "filing__subject_key",
    "filing__form_id",
    "filing__pinned_id",
    "filing__period",
    "filing__area_id",
    "values_json",
)
_EVERY, _OWN, _TABLES = "every", "own", "tables"
"""Which figures of a version are asked for: all, those of its own subject, those its tables name."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A version with what it says, as it was read."""

    part: str
    version_id: int
    ordinal: int
    made_at: datetime
    status: str
    filing_id: int
    kind: str
    key: str
    form_id: str
    digest: str
    vintage: str
    area: str
    values: str


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
    """Return figures, oldest vintage first; every filter narrows, None does not. One query, whatever is asked; one more
    where indicators are asked for of everybody.

    ``within`` are those whose filings have rows about something else (the bases whose tables list enterprises);
    ``filings`` a query of filings (a fence). With ``as_of`` each filing counts by its last version of that day, whatever
    came later; one handed back since does not.
    """
    alone = statuses == COUNTING and within is None and filings is None and as_of is None
    rows: Iterable[tuple[Any, ...]]
    if alone and subjects is not None and len(subjects) == 1:
        (whose,) = subjects
        rows = _OF_ONE(whose.kind, whose.key)
    else:
        rows = _asked(subjects, within, indicators, filings, statuses, as_of)
    said = [_Said(*row) for row in rows]
    if as_of is not None:
        said = _last_as_of(said, as_of)
    said.sort(key=lambda one: (one.vintage, one.version_id))
    asked = (
        frozenset(indicators) if indicators is not None else None,
        frozenset(periods) if periods is not None else None,
    )
    named = None if subjects is None else {(one.kind, one.key) for one in subjects}
    with localcontext(prec=DIGITS):
        return [figure for one in said for figure in _figures(one, _narrowed(one.digest, one.vintage, *asked), named)]


def _asked(
    subjects: Collection[Subject] | None,
    within: Collection[Subject] | None,
    indicators: Collection[str] | None,
    filings: Any,
    statuses: Collection[Status],
    as_of: date | None,
) -> Iterable[tuple[Any, ...]]:
    found = Version.objects.order_by()
    if within is not None:
        found = found.filter(_in("filing__subject_kind", "filing__subject_key", within))
    if filings is not None:
        found = found.filter(filing__in=filings)
    wanted = statuses if as_of is None else (*statuses, Status.SUPERSEDED, Status.RETURNED)
    found = found.filter(standing__status__in=list(wanted))
    if indicators is not None and subjects is None and within is None:
        found = found.filter(filing__pinned__in=_forms_with(frozenset(indicators)))
    return _versions(found, subjects, within is not None)


def _forms_with(indicators: frozenset[str]) -> list[str]:
    """The pinned forms that have one of these indicators: nothing else is read when nobody is named."""
    digests = PinnedForm.objects.order_by("pk").values_list("pk", flat=True)
    return [one for one in digests if indicators & _indicators(PinnedForm.text_of(one))]


@lru_cache(maxsize=256)
def _indicators(form_text: str) -> frozenset[str]:
    form = form_of(form_text)
    leaves = [(field, column) for field in form.fields() for column in (None, *field.columns)]
    return frozenset(indicator_of(form.id, field, column) for field, column in leaves)


def _versions(
    found: QuerySet[Version], subjects: Collection[Subject] | None, tables: bool
) -> QuerySet[Any, tuple[Any, ...]]:
    """Those about the subjects: versions of their own filings, and versions that name them in a table.

    Two halves put together, not one condition with OR: over two tables no index serves that, and the whole table was read.
    """
    if subjects is None:
        return _part(found, _TABLES if tables else _EVERY)
    named = _part(
        found.filter(pk__in=Named.objects.filter(_in("subject_kind", "subject_key", subjects)).values("version")),
        _TABLES,
    )
    if tables:
        return named
    return _part(found.filter(_in("filing__subject_kind", "filing__subject_key", subjects)), _OWN).union(
        named, all=True
    )


def _part(found: QuerySet[Version], part: str) -> QuerySet[Any, tuple[Any, ...]]:
    return found.annotate(part=Value(part)).values_list("part", *_READ)


def _of_one(kind: str, key: str) -> QuerySet[Any, tuple[Any, ...]]:
    counting = Version.objects.order_by().filter(standing__status__in=list(COUNTING))
    named = counting.filter(pk__in=Named.objects.filter(subject_kind=kind, subject_key=key).values("version"))
    own = counting.filter(filing__subject_kind=kind, filing__subject_key=key)
    return _part(own, _OWN).union(_part(named, _TABLES), all=True)


_OF_ONE = Prepared(_of_one, str, str)
"""What every act on a form asks: what counts of the one it is about."""


def _last_as_of(said: Iterable[_Said], as_of: date) -> list[_Said]:
    then = [one for one in said if day_of(one.made_at) <= as_of]
    last: dict[int, int] = {}
    for one in then:
        last[one.filing_id] = max(last.get(one.filing_id, 0), one.ordinal)
    return [one for one in then if one.ordinal == last[one.filing_id] and one.status != Status.RETURNED]


def _figures(one: _Said, plan: Plan, named: Collection[tuple[str, str]] | None) -> Iterator[Figure]:
    """The figures of a version, as far as they are asked for; of its tables those of whom is named."""
    own, tables = plan.fixed and one.part != _TABLES, plan.columns and one.part != _OWN
    if not own and not tables:
        return
    values: dict[str, str] = json.loads(one.values)
    whose, status, filed_on = Subject(one.kind, one.key), Status(one.status), day_of(one.made_at)
    rows = [*(own_rows(plan, values) if own else ()), *(table_rows(plan, values) if tables else ())]
    for row in rows:
        if row.subject_key and named is not None and (row.subject_kind, row.subject_key) not in named:
            continue
        yield Figure(
            subject=Subject(row.subject_kind, row.subject_key) if row.subject_key else whose,
            indicator=row.indicator,
            period=row.period,
            vintage=one.vintage,
            number=row.number,
            unit=row.unit,
            status=status,
            version_id=one.version_id,
            filing_id=one.filing_id,
            form_id=one.form_id,
            area_code=one.area,
            filed_on=filed_on,
            address=row.address,
            within=whose if row.subject_key else None,
            ordinal=one.ordinal,
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
