"""The offices behind seats, by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from jidi.accounts.codes import lineage
from jidi.accounts.models import Organisation
from jidi.accounts.queries import living
from jidi.common.say import Say
from jidi.policies.actors import Seat


def names_of(seats: Sequence[Seat], area_code: str, on: date) -> dict[Seat, Say]:
    """The name of the office (or organisation) at each seat on a day, in one query; empty words where there is none."""
    if not seats:
        return {}
    named_ones = [seat.organisation_id for seat in seats if seat.organisation_id is not None]
    wanted = Q(pk__in=named_ones) if named_ones else Q()
    for seat in seats:
        if seat.organisation_id is None:
            wanted |= Q(organ=seat.organ, tier=seat.tier, area_id__in=lineage(seat.area_code or area_code))
    rows = Organisation.objects.filter(living(on), wanted).order_by("-area_id", "pk")
    found = [_Office(*row) for row in rows.values_list("pk", "organ", "tier", "name", "name_en")]
    named = {}
    for seat in seats:
        office = next((row for row in found if _sits(seat, row)), None)
        named[seat] = Say(office.name, office.name_en) if office else Say("")
    return named


class _Office(NamedTuple):
    """What is needed of an organisation to name it."""

    pk: int
    organ: str
    tier: str
    name: str
    name_en: str


def _sits(seat: Seat, row: _Office) -> bool:
    if seat.organisation_id is not None:
        return row.pk == seat.organisation_id
    return (row.organ, row.tier) == (seat.organ, seat.tier)
