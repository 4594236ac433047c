"""Which pack in force speaks of a base."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from jidi.accounts.codes import lineage
from jidi.accounts.queries import living
from jidi.bases.models import Base
from jidi.policies.enums import VersionStatus
from jidi.policies.models import PackVersion


def versions_for(bases: Iterable[Base], on: date) -> dict[int, PackVersion]:
    """The version in force for each of many bases on a day, by base; none where no pack of its scheme is. One query.

    The same rule as ``policies.queries.version_in_force``: the pack of the nearest area wins.
    """
    known = list(bases)
    wanted = Q(pk__in=())
    for scheme, area in {(base.scheme, base.area_id) for base in known}:
        wanted |= Q(scheme=scheme, area_code__in=lineage(area))
    found = list(
        PackVersion.objects.filter(
            living(on, "", "in_force_from", "in_force_to"), wanted, status=VersionStatus.PUBLISHED
        )
        .defer("files_json")
        .order_by("-area_code", "-in_force_from", "-published_at", "-pk")
    )
    return {
        base.pk: version
        for base in known
        if (
            version := next(
                (v for v in found if v.scheme == base.scheme and v.area_code in lineage(base.area_id)), None
            )
        )
    }


def versions_over(base: Base) -> list[PackVersion]:
    """Every version ever published for a base's scheme and area, by its first day: what its time line was ruled by."""
    found = PackVersion.objects.filter(scheme=base.scheme, area_code__in=lineage(base.area_id))
    return list(found.filter(in_force_from__isnull=False).defer("files_json").order_by("in_force_from", "pk"))
