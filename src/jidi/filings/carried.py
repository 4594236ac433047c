"""What was carried over into a form and waits for a person: nothing another period said is handed in silently.

Texts, choices, names and counts of the last filing, and figures of this period another form brought, stand in the form with
their source until somebody confirms or changes them. What the registers say today, and an earlier year's own figures, are
no statement anew: they are marked and hold as they stand (house rule).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from jidi.common.say import Say
from jidi.filings.enums import COUNTING
from jidi.filings.found import Found, FoundKind
from jidi.filings.models import Version
from jidi.filings.spots import WHY, Layout, Spot, layout_of
from jidi.filings.state import Cell, FormState
from policycore.citation import HOUSE
from policycore.facts import Subject
from policycore.forms import FieldKind, Severity

REGISTER = Say("基地名录", "register of bases")
ENTERPRISES = Say("企业名录", "list of enterprises")
FILLER = Say("填报人资料", "record of who fills it in")
_OF_TODAY = frozenset({REGISTER.zh, ENTERPRISES.zh, FILLER.zh})
RULE = Say("带出的内容由填报人确认后才报出", "what was brought in is confirmed by whoever files it")


def to_confirm(state: FormState) -> dict[str, list[Spot]]:
    """The spots still to be confirmed, by field, in printed order."""
    found: dict[str, list[Spot]] = {}
    for spot in state.spots:
        cell = state.cells.get(spot.address)
        if cell is not None and _waits(cell, spot, state.layout):
            found.setdefault(spot.field.id, []).append(spot)
    return found


def _waits(cell: Cell, spot: Spot, layout: Layout) -> bool:
    if not cell.brought or cell.source is None or not cell.text.strip() or cell.source.zh in _OF_TODAY:
        return False
    return not (spot.period and spot.period < layout.period)


def of_carried(state: FormState) -> Iterator[Found]:
    """Yield one finding for each field with something carried over that nobody confirmed: which, and from where."""
    for field, spots in to_confirm(state).items():
        source = state.cells[spots[0].address].source
        assert source is not None
        label = spots[0].label if len(spots) == 1 else Spot(field, spots[0].field).label
        count = f" {len(spots)} 格" if len(spots) > 1 else ""
        say = Say(
            f"「{label.zh}」{count}是带出的（{source.zh}），还没有确认：照用的请点「确认带出的」，有变化的请改写",
            f"“{label.en}” was brought in ({source.en}) and nobody confirmed it: confirm it, or write what changed",
        )
        yield Found(FoundKind.CARRIED, field, spots[0].address, Severity.MUST, label, say, RULE, HOUSE)


def last_filed(layout: Layout, subject: Subject) -> Version | None:
    """The last version of the same form about the same subject for an earlier period that counts. One query."""
    rows = Version.objects.filter(
        standing__status__in=COUNTING,
        filing__form_id=layout.form.id,
        filing__subject_kind=subject.kind,
        filing__subject_key=subject.key,
        filing__period__lt=layout.period,
    ).exclude(filing__period="")
    return rows.select_related("filing").order_by("-filing__period", "-ordinal").first()


def same_words(version: Version) -> tuple[str, list[Spot]]:
    """The long texts of a version that are word for word those of the last period's filing, and which period that was:
    what a reviewer should see. One query; none for a form without long texts."""
    filing = version.filing
    layout = layout_of(filing.form_json, filing.period)
    spots = [one for one in layout.fixed.values() if one.leaf.kind is FieldKind.LONG_TEXT and not one.part]
    spots = [one for one in spots if not one.address.startswith(WHY)]
    last = last_filed(layout, Subject(filing.subject_kind, filing.subject_key)) if spots and filing.period else None
    if last is None:
        return "", []
    now, before = json.loads(version.values_json), json.loads(last.values_json)
    same = [one for one in spots if now.get(one.address) and now[one.address] == before.get(one.address)]
    return last.filing.period, same
