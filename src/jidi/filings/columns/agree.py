"""I5: children roll up to the parent to the cent, at every level and for every indicator that can be added.

Worked out twice, by ways that share nothing: from the rows of the series in Python, and from the analytic copy in DuckDB.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from jidi.bases.models import Base
from jidi.common.say import Say
from jidi.filings.columns.ask import By, Indicator, by_group, indicators, periods
from jidi.filings.columns.build import mark
from jidi.filings.columns.place import Copy, current_copy
from jidi.filings.invariants import Broken
from jidi.filings.models import Filing
from jidi.filings.plans import in_unit
from jidi.filings.rollup import city_of, rolled_up
from jidi.filings.series import current, read

CODE = "I5"
Sums = Mapping[tuple[str, str], Decimal]


def check(on: date) -> Iterator[Broken]:
    """Yield every sum of a base, city or province that is not the sum of what lies below it.

    Nothing is compared while the copy is older than what was filed: the next ``jidi tick`` makes it anew.
    """
    copy = current_copy()
    if copy is None or copy.mark != mark():
        return
    fence = list(Filing.objects.filter(subject_kind="base").values_list("pk", flat=True))
    for one in indicators(copy).values():
        if one.additive and fence:
            yield from _of_indicator(copy, one, fence, on)


def _of_indicator(copy: Copy, one: Indicator, fence: list[int], on: date) -> Iterator[Broken]:
    wanted = periods(copy, one.id, fence)
    here = _of_rows(one, wanted, on) if one.rows else _of_bases(one, wanted)
    for by in (By.BASE, By.CITY, By.PROVINCE):
        answer = by_group(copy, one.id, by, wanted, fence)
        there = {
            (line.key.removeprefix("base:"), period): cell.amount
            for line in answer.lines
            for period, cell in zip(wanted, line.cells, strict=True)
            if cell.amount is not None
        }
        for key in sorted({*here[by], *there}):
            mine, its = here[by].get(key), there.get(key)
            if mine is None or its is None or abs(mine - its) >= Decimal("0.005"):
                yield Broken(
                    CODE,
                    f"{one.id} {by}:{key[0]} {key[1]}",
                    Say(f"下级合计 {mine}，本级 {its}", f"the parts make {mine}, the whole is {its}"),
                )


def _of_bases(one: Indicator, wanted: list[str]) -> dict[By, dict[tuple[str, str], Decimal]]:
    """Add up what bases filed themselves."""
    areas = {str(pk): area for pk, area in Base.objects.values_list("pk", "area_id")}
    found: dict[By, dict[tuple[str, str], Decimal]] = {by: defaultdict(Decimal) for by in By}
    for (subject, _, period), figure in current(read(indicators=[one.id], periods=wanted)).items():
        if subject.kind != "base" or subject.key not in areas:
            continue
        amount = in_unit(figure.number, one.unit)
        city = city_of(areas[subject.key])
        for by, key in ((By.BASE, subject.key), (By.CITY, city), (By.PROVINCE, f"{city[:2]}0000")):
            found[by][key, period] += amount
    return found


def _of_rows(one: Indicator, wanted: list[str], on: date) -> dict[By, dict[tuple[str, str], Decimal]]:
    """Add up what tables of enterprises say, each enterprise once."""
    found: dict[By, dict[tuple[str, str], Decimal]] = {by: {} for by in By}
    for (_, period), rolled in rolled_up([one.id], wanted, on).items():
        levels = ((By.BASE, rolled.bases), (By.CITY, rolled.cities), (By.PROVINCE, rolled.provinces))
        for by, sums in levels:
            found[by] |= {(key, period): in_unit(each.number, one.unit) for key, each in sums.items()}
    return found
