"""One enterprise named by two bases with different figures for the same period: a question to the later of the two.

The finding itself names nobody and no figure, for whoever files must not learn what another base filed. Who sees both
returns is told by ``differing`` which bases say what, and which figure is counted above.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jidi.common.say import Say
from jidi.filings.found import Found, FoundKind
from jidi.filings.models import Filing
from jidi.filings.plans import ENTERPRISE, NUMERIC, Place, in_unit, name_key, place_of, plan_of
from jidi.filings.rollup import chosen
from jidi.filings.series import Figure, read
from jidi.filings.state import FormState
from policycore.citation import HOUSE
from policycore.facts import Subject
from policycore.forms import Severity

if TYPE_CHECKING:
    from jidi.filings.judging import Judged

Key = tuple[str, str, str]
"""An enterprise by its key, an indicator, a period."""
RULE = Say("一家企业在几个基地所报的数一致", "an enterprise is filed alike by every base that names it")
COUNTED = Say(
    "往上汇总只计一次：先计已采纳的，再计最近一期、最近一版",
    "counted once above: an accepted figure first, then the latest period and version",
)
"""Which figure stands in the sum of a city or province, and why (``rollup.chosen``)."""


def named_in(filing: Filing, texts: Mapping[str, str]) -> set[str]:
    """The keys of the enterprises a form names in tables that list them."""
    keys = plan_of(filing.form_json, filing.period).keys if filing.period else {}
    columns = {table: column for table, (kind, column) in keys.items() if kind == ENTERPRISE}
    found = set()
    for address, text in texts.items():
        table, _, rest = address.partition(".")
        if table in columns and rest.partition(".")[2] == columns[table] and text.strip():
            found.add(name_key(text.strip()))
    return found


def others_of(filing: Filing, texts: Mapping[str, str], before: int | None = None) -> dict[Key, tuple[Decimal, ...]]:
    """What other bases filed of the enterprises a form names, in base units; with ``before`` only what was handed in before
    that version. One query; none where the form names nobody.
    """
    names = named_in(filing, texts)
    found: dict[Key, list[Decimal]] = defaultdict(list)
    for one in _read(names):
        later = before is not None and one.version_id > before
        if later or one.filing_id == filing.pk or one.within == Subject(filing.subject_kind, filing.subject_key):
            continue
        found[one.subject.key, one.indicator, one.period].append(one.number)
    return {key: tuple(numbers) for key, numbers in found.items()}


def _read(names: Collection[str]) -> list[Figure]:
    return read(subjects=[Subject(ENTERPRISE, name) for name in sorted(names)]) if names else []


def of_others(judged: Judged) -> Iterator[Found]:
    """Yield for each figure of an enterprise that another base filed otherwise a hint, without the base and its figure."""
    others = judged.state.background.others
    for address, key, place in _cells(judged.state) if others else ():
        own = judged.state.readings[address].value
        spot = judged.state.layout.spot(address)
        if (
            spot is None
            or not isinstance(own, Decimal)
            or all(_alike(own, other, place, spot.leaf.scale) for other in others.get(key, ()))
        ):
            continue
        say = Say(
            "另有基地也填了这家企业，同一期的数与此不同，请核对；两处由看得到的上级核实",
            "another base names this enterprise too, with another figure for the period: check it; who sees both asks",
        )
        yield Found(FoundKind.OTHERS, spot.field.id, address, Severity.HINT, spot.label, say, RULE, HOUSE, (), "", None)


def _cells(state: FormState) -> Iterator[tuple[str, Key, Place]]:
    """Yield the figures of enterprises in a form: the place, whose of which indicator and period, in which unit."""
    form, period = state.layout.form, state.layout.period
    for spot in state.spots:
        table = spot.field
        if not spot.row or spot.column is None or table.rows_are != ENTERPRISE or spot.leaf.kind not in NUMERIC:
            continue
        name = state.text(f"{table.id}.{spot.row}.{table.key_column}").strip()
        if name:
            place = place_of(form.id, table, period, spot.column)
            yield spot.address, (name_key(name), place.indicator, place.period), place


def _alike(own: Decimal, other: Decimal, place: Place, scale: int) -> bool:
    """Whether two figures are the same as far as the own place can say it (亿元 with two decimals beside 万元)."""
    return abs(own - in_unit(other, place.unit)) <= Decimal(5).scaleb(-scale - 1)


@dataclass(frozen=True, slots=True)
class Differing:
    """Figures of one enterprise that differ between bases: each base's, and the one that counts above."""

    enterprise: str
    indicator: str
    period: str
    figures: tuple[Figure, ...]
    counted: Figure


def differing(filings: Any, *, period: str = "", names: Collection[str] | None = None) -> list[Differing]:
    """Return where bases name one enterprise with different figures, of the filings inside a fence (a query of filings).

    ``period`` limits it to figures about one period, ``names`` to some enterprises. Two queries at most.
    """
    subjects = None if names is None else [Subject(ENTERPRISE, name) for name in sorted(names)]
    if subjects == []:
        return []
    figures = read(subjects=subjects, periods=[period] if period else None, filings=filings)
    by_key: dict[Key, dict[Subject, Figure]] = defaultdict(dict)
    for one in figures:
        if one.subject.kind == ENTERPRISE and one.within is not None:
            by_key[one.subject.key, one.indicator, one.period][one.within] = one  # the latest of a base
    found = [_differ(key, list(of.values())) for key, of in by_key.items()]
    return sorted(
        (one for one in found if one is not None), key=lambda one: (one.enterprise, one.indicator, one.period)
    )


def _differ(key: Key, figures: list[Figure]) -> Differing | None:
    if len({one.number for one in figures}) < 2:
        return None
    return Differing(*key, tuple(figures), chosen(figures))


def bases_in(found: Iterable[Differing]) -> set[str]:
    """The keys of the bases such differences are between."""
    return {one.within.key for each in found for one in each.figures if one.within is not None}
