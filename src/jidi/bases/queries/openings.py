"""What is known of the time before this system: earlier applications and base-line figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from jidi.bases.enums import OpeningKind
from jidi.bases.models import OpeningRecord
from jidi.bases.values import Holder


def records_of(subject: Holder) -> models.QuerySet[OpeningRecord]:
    """The opening records of a base, area or organisation that stand."""
    return _standing().filter(subject_kind=subject.kind, subject_key=subject.key)


def applications_of(subjects: Iterable[tuple[str, str]], as_of: date) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Earlier applications of many subjects (kind, key), as the rows rules read; one query.

    For the room that serves what was applied for: it joins these to its own. ``on`` and ``from`` are the day,
    ``level`` the word of the tier, ``batch`` and ``result`` as entered.
    """
    from jidi.bases.readers import LEVELS

    wanted = list(subjects)
    rows = _standing().filter(Q(on__isnull=True) | Q(on__lte=as_of), kind=OpeningKind.APPLICATION)
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows.filter(_any_of(wanted)).order_by("on", "id"):
        found[row.subject_kind, row.subject_key].append(
            {
                "on": row.on,
                "from": row.on,
                "level": LEVELS.get(row.tier, row.tier),
                "batch": row.batch,
                "result": row.result,
                "source": row.source,
            }
        )
    return found


def figures_of(subjects: Iterable[tuple[str, str]]) -> list[OpeningRecord]:
    """The base-line figures of many subjects (kind, key), for the room that keeps indicator series; one query."""
    return list(_standing().filter(_any_of(list(subjects)), kind=OpeningKind.FIGURE).order_by("name", "period", "id"))


def _standing() -> models.QuerySet[OpeningRecord]:
    return OpeningRecord.objects.filter(successor__isnull=True, withdrawn=False)


def _any_of(subjects: list[tuple[str, str]]) -> Q:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, key in subjects:
        by_kind[kind].append(key)
    wanted = Q(pk__in=())
    for kind, keys in by_kind.items():
        wanted |= Q(subject_kind=kind, subject_key__in=keys)
    return wanted
