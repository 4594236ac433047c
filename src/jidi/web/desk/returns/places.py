"""The places a return for correction may open: each item of the form, and within it each year and each cell of a table."""

from __future__ import annotations

from jidi.common.say import Say
from jidi.filings.models import Version
from jidi.filings.queries import version_state
from jidi.filings.spots import WHY, Spot
from policycore.forms import FormField

MOST_CELLS = 300
"""Cells of one table offered at most; of a longer one the whole table can be opened."""
Places = list[tuple[str, list[tuple[str, Say]]]]


def places_of(version: Version) -> Places:
    """Return by item of the form what may be named: the item, and its years, names and cells where it has several."""
    state = version_state(version)
    by_field: dict[str, list[Spot]] = {}
    for spot in state.spots:
        if not spot.address.startswith(WHY):
            by_field.setdefault(spot.field.id, []).append(spot)
    return [(field.zh, _within(field, by_field.get(field.id, []))) for field in state.layout.form.fields()]


def _within(field: FormField, spots: list[Spot]) -> list[tuple[str, Say]]:
    if len(spots) < 2:
        return [(field.id, Say(field.zh, field.en or field.zh))]
    whole = (field.id, Say(f"{field.zh}（整项）", f"{field.en or field.zh} (all of it)"))
    return [whole, *((spot.address, spot.label) for spot in spots[:MOST_CELLS])]
