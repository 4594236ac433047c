"""Loading what stands behind a filing: what was filed before, how explanations were judged, what papers lie there."""

from __future__ import annotations

from jidi.common.say import Say
from jidi.files.models import Attachment
from jidi.filings.background import Background, Earlier
from jidi.filings.definition import form_of
from jidi.filings.enums import Status
from jidi.filings.explanations import rulings_of
from jidi.filings.models import Filing
from jidi.filings.plans import Plan, plan_of
from jidi.filings.series import Figure, read
from policycore.facts import Subject
from policycore.periods import PARTS, Period
from policycore.units import Quantity

EVIDENCE = "filing-evidence"
"""What the papers beside an explanation belong to; the key is FILING:CHECK."""
PERIODS_BACK = 8
"""Earlier periods the history of a figure holds: two years of quarters."""


def background_of(filing: Filing, *, first: bool = False) -> Background:
    """Return the background of a filing. At most three queries; none for a form that has no period and no versions.

    ``first`` says that nothing of it was handed in yet, so that no explanation can have been judged.
    """
    about = Subject(filing.subject_kind, filing.subject_key)
    if not filing.period:
        return Background(about=about)
    plan = plan_of(filing.form_json, filing.period)
    figures = filed_before(filing, plan)
    rulings = {} if first else rulings_of(filing)
    papers = papers_of(filing) if any(check.evidence for check in form_of(filing.form_json).checks) else frozenset()
    if not figures and not rulings and not papers:
        return Background(about=about)
    return Background(_restated(plan, filing.period, figures), _by_field(plan, figures), rulings, papers, about=about)


def filed_before(filing: Filing, plan: Plan) -> dict[tuple[str, str], Figure]:
    """Return what earlier filings say of the form's indicators, by indicator and period: the latest that counts."""
    subject = Subject(filing.subject_kind, filing.subject_key)
    indicators = {place.indicator for place in plan.fixed.values()}
    # Sorted out here: a hundred names in the question cost more than the few figures of the same subject beside them.
    figures = read(subjects=[subject], periods=looked_back(filing.period, plan))
    earlier = [
        one
        for one in figures
        if one.indicator in indicators and one.vintage < filing.period and one.filing_id != filing.pk
    ]
    return {(one.indicator, one.period): one for one in earlier}


def looked_back(period: str, plan: Plan) -> set[str]:
    """Return the periods a form of this period may ask about: its own columns, the year before each, and within the year
    every period of this and the last year (上期, 本年累计).
    """
    here = Period.parse(period)
    columns = {Period.parse(place.period) for place in plan.fixed.values() if place.period}
    wanted = columns | {one.year_before() for one in columns} | {here.year_before()}
    wanted |= {here.step(-count) for count in range(1, 2 * PARTS[here.cycle])}
    return {str(one) for one in wanted if str(one) != period}


def _restated(plan: Plan, period: str, figures: dict[tuple[str, str], Figure]) -> dict[str, Earlier]:
    found = {}
    for address, place in plan.fixed.items():
        one = figures.get((place.indicator, place.period)) if place.period < period else None
        if one is not None and one.unit == place.unit:
            found[address] = Earlier(one, said_in(one))
    return found


def said_in(one: Figure) -> Say:
    """Say which filing a figure is from: 2024 年报（2025-02-11）."""
    day = one.filed_on.isoformat()
    return Say(f"{one.vintage} 期（{day} 报）", f"the return of {one.vintage} ({day})")


def history_of(filing: Filing) -> dict[str, list[Figure]]:
    """Return by spot everything ever filed for its indicator about the same subject, oldest period and vintage first, what
    was handed back or superseded too: the filed history a reviewer sees at a figure. One query.

    Of periods before the form's own columns at most ``PERIODS_BACK`` are kept; they stand at the first column.
    """
    plan = plan_of(filing.form_json, filing.period)
    subject = Subject(filing.subject_kind, filing.subject_key)
    columns = {place.period for place in plan.fixed.values()}
    by_place: dict[tuple[str, str], list[Figure]] = {}
    for one in read(
        subjects=[subject],
        indicators={place.indicator for place in plan.fixed.values()},
        statuses=tuple(Status),
    ):
        by_place.setdefault((one.indicator, one.period), []).append(one)
    first = min(columns, default="")
    earlier = {first: _earlier_periods(first, by_place)}
    return {
        address: [
            one
            for period in (*earlier.get(place.period, ()), place.period)
            for one in by_place.get((place.indicator, period), ())
        ]
        for address, place in plan.fixed.items()
        if (place.indicator, place.period) in by_place
    }


def _earlier_periods(first: str, by_place: dict[tuple[str, str], list[Figure]]) -> list[str]:
    """The last periods of the same cycle before the first column of which anything was filed, oldest first."""
    cycle = Period.parse(first).cycle if first else ""
    found = {period for _, period in by_place if period < first}
    return sorted(one for one in found if Period.parse(one).cycle == cycle)[-PERIODS_BACK:]


def _by_field(plan: Plan, figures: dict[tuple[str, str], Figure]) -> dict[str, dict[str, Quantity]]:
    fields = {address.split(".")[0]: place.indicator for address, place in plan.fixed.items()}
    found: dict[str, dict[str, Quantity]] = {}
    for field, indicator in fields.items():
        for (name, period), one in figures.items():
            if name == indicator and isinstance(value := one.value, Quantity):
                found.setdefault(field, {})[period] = value
    return found


def papers_of(filing: Filing) -> frozenset[str]:
    """Return the checks whose explanation has a paper."""
    keys = Attachment.objects.filter(
        owner_kind=EVIDENCE, owner_key__startswith=f"{filing.pk}:", withdrawn_at__isnull=True
    ).values_list("owner_key", flat=True)
    return frozenset(key.partition(":")[2] for key in keys)


def evidence_key(filing_id: int, check: str) -> str:
    """Return whose the papers of an explanation are."""
    return f"{filing_id}:{check}"
