"""What was handed in below for the same obligation and period: what the next link of a chain sums up or sends on."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from jidi.accounts.acting import Actor
from jidi.accounts.codes import span
from jidi.common.say import Say
from jidi.filings.models import Version
from jidi.filings.queries import latest_versions, layout_in, values_of
from jidi.filings.spots import WHY
from jidi.policies.queries import without_texts
from jidi.returns.enums import COUNTS
from jidi.returns.models import Duty
from jidi.returns.queries.duties import reads_filings, visible_to
from jidi.returns.queries.filling import filings_by_duty
from policycore.forms import FieldKind


@dataclass(frozen=True, slots=True)
class Below:
    """One return from below: its duty, the version handed in last, and its long texts by what the form calls them."""

    duty: Duty
    version: Version
    texts: tuple[tuple[Say, str], ...]


def handed_in_below(actor: Actor, duty: Duty) -> list[Below]:
    """The returns the links below of the same chain handed in for the same period, of the place or base a duty is of.

    Empty for the first link. Returns sent back for correction are left out. Four queries.
    """
    if not duty.link:
        return []
    rows = visible_to(actor).filter(
        reads_filings(actor), version__pack_id=duty.version.pack_id, rule=duty.rule, period=duty.period,
        link__lt=duty.link, state__in=COUNTS,
    )  # fmt: skip
    of_place = Q(area_code__range=span(duty.debtor_area))
    rows = rows.filter(Q(base_id=duty.base_id) if duty.base_id else of_place)
    duties = {one.pk: one for one in without_texts(rows.order_by("area_code", "about_zh", "pk"), "version")}
    filings = filings_by_duty(list(duties.values()))
    versions = latest_versions(list(filings.values()))
    return [
        Below(one, versions[filings[pk].pk], _texts(versions[filings[pk].pk]))
        for pk, one in duties.items()
        if pk in filings and filings[pk].pk in versions
    ]


def _texts(version: Version) -> tuple[tuple[Say, str], ...]:
    values = values_of(version)
    spots = (spot for spot in layout_in(version.filing).fixed.values() if spot.leaf.kind is FieldKind.LONG_TEXT)
    return tuple(
        (spot.label, values[spot.address])
        for spot in spots
        if not spot.address.startswith(WHY) and values.get(spot.address, "").strip()
    )
