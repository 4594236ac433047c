"""Rolling up what enterprises file: to their base, its city, the province. An enterprise in two bases counts in each of
them, and once above.

Figures of an enterprise come from tables that list enterprises (``rows-are``), and from forms an enterprise files
itself; which bases it belongs to then is said by the register.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from jidi.accounts.codes import lineage
from jidi.accounts.queries import living
from jidi.bases.enums import LinkRole
from jidi.bases.models import Base, BaseLink
from jidi.filings.plans import ENTERPRISE, in_unit
from jidi.filings.series import Figure, read
from policycore.facts import Subject

ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Sum:
    """The figures of enterprises added up: how many enterprises, and how many of them several members name.

    ``number`` is in base units. ``twice`` is what adding the members up would count again: members' sum less ``number``.
    """

    number: Decimal = Decimal(0)
    enterprises: int = 0
    several: int = 0
    twice: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class RolledUp:
    """One indicator and period at every level: by base key, by city code, by province code."""

    indicator: str
    period: str
    unit: str
    bases: Mapping[str, Sum] = field(default_factory=dict)
    cities: Mapping[str, Sum] = field(default_factory=dict)
    provinces: Mapping[str, Sum] = field(default_factory=dict)

    def amount(self, one: Sum) -> Decimal:
        """Return a sum in the unit it was filed in."""
        return in_unit(one.number, self.unit)


def rolled_up(
    indicators: Collection[str], periods: Collection[str], on: date, filings: Any = None
) -> dict[tuple[str, str], RolledUp]:
    """Return each indicator and period rolled up, as the register stands on a day. Four queries, however many there are.

    ``filings`` is a query of filings (a fence).
    """
    figures = [
        one
        for one in read(indicators=indicators, periods=periods, filings=filings)
        if one.subject.kind in (ENTERPRISE, ORGANISATION)
    ]
    members = _members(figures, on)
    areas = dict(
        Base.objects.filter(pk__in={base for one in members.values() for base in one}).values_list("pk", "area")
    )
    by_series: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for one in figures:
        by_series[one.indicator, one.period].append(one)
    return {key: _rolled(key, every, members, areas) for key, every in by_series.items()}


def _members(figures: Iterable[Figure], on: date) -> dict[int, tuple[int, ...]]:
    """Return the bases each figure counts in, by the id of the figure."""
    own = {int(one.subject.key) for one in figures if one.subject.kind == ORGANISATION and one.subject.key.isdigit()}
    links: dict[str, list[int]] = defaultdict(list)
    rows = BaseLink.objects.filter(
        living(on, "", "from_on", "to_on"), organisation_id__in=own, role=LinkRole.ENTERPRISE
    ).values_list("organisation_id", "base_id")
    for organisation, base in rows:
        links[str(organisation)].append(base)
    return {id(one): _bases_of(one, links) for one in figures}


def _bases_of(one: Figure, links: Mapping[str, list[int]]) -> tuple[int, ...]:
    if one.within is not None:
        return (int(one.within.key),) if one.within.kind == "base" and one.within.key.isdigit() else ()
    return tuple(links.get(one.subject.key, ()))


def _rolled(
    key: tuple[str, str],
    figures: list[Figure],
    members: Mapping[int, tuple[int, ...]],
    areas: Mapping[int, str],
) -> RolledUp:
    bases: dict[str, dict[Subject, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    cities: dict[str, dict[Subject, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    provinces: dict[str, dict[Subject, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for one in figures:
        for base in members[id(one)]:
            if base not in areas:
                continue
            bases[str(base)][one.subject].append(one)
            cities[city_of(areas[base])][one.subject].append(one)
            provinces[f"{areas[base][:2]}0000"][one.subject].append(one)
    levels = ({whose: _sum(every) for whose, every in level.items()} for level in (bases, cities, provinces))
    return RolledUp(*key, figures[0].unit, *levels)


def _sum(by_enterprise: Mapping[Subject, list[Figure]]) -> Sum:
    counted = {subject: chosen(every) for subject, every in by_enterprise.items()}
    number = sum((one.number for one in counted.values()), Decimal(0))
    every = sum((one.number for figures in by_enterprise.values() for one in figures), Decimal(0))
    several = sum(len(figures) > 1 for figures in by_enterprise.values())
    return Sum(number, len(counted), several, every - number)


def chosen(figures: list[Figure]) -> Figure:
    """Return the figure of an enterprise that counts where several bases name it: an accepted one, then the latest.

    Two bases that name different amounts of one enterprise are one question to them, not two amounts.
    """
    return max(figures, key=lambda one: (one.status == "accepted", one.vintage, one.version_id))


def city_of(area: str) -> str:
    """Return the code of the city an area lies in; its province's where it lies in none."""
    return max((code for code in lineage(area) if code.endswith("00")), default=area)
