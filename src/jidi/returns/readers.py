"""Facts this room reads for the rules: how the duties of somebody stood, period by period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Q

from jidi.returns.enums import DutyState, Status
from jidi.returns.models import Duty
from jidi.returns.queries.statuses import Standing, as_of
from policycore.facts import FactKey, Known, Subject
from policycore.periods import Period
from policycore.verdict import Missing

Facts = dict[tuple[FactKey, Subject], Known | Missing]
_WORST: Final = (
    Status.MISSED, Status.RETURNED, Status.DUE, Status.FILED, Status.ACCEPTED, Status.ELSEWHERE, Status.WAIVED
)  # fmt: skip


class Statuses:
    """The statuses of an obligation by period: of a base (duties about it) or of a place (duties its office owes)."""

    def read_many(self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date) -> Facts:
        """Return one row a period: ``period``, ``status``, ``also`` (late). Several duties of one period: the worst counts,
        and it is late when one was. Who never owed it is left out (missing). One query."""
        bases = [int(s.key) for s in subjects if s.kind == "base" and s.key.isdigit()]
        areas = [s.key for s in subjects if s.kind == "area"]
        rows = Duty.objects.filter(Q(base_id__in=bases) | Q(debtor_area__in=areas), rule__in={key.name for key in keys})
        by: dict[tuple[str, Subject], list[Duty]] = defaultdict(list)
        for duty in rows.exclude(state=DutyState.LAPSED).filter(urgent=False):
            if duty.base_id is not None:
                by[duty.rule, Subject("base", str(duty.base_id))].append(duty)
            by[duty.rule, Subject("area", duty.debtor_area)].append(duty)
        found: Facts = {}
        for key in keys:
            for subject in subjects:
                if (key.name, subject) in by:
                    found[key, subject] = Known(rows_of(by[key.name, subject], as_of), "returns")
        return found


def rows_of(duties: Sequence[Duty], day: date) -> list[dict[str, Any]]:
    """One row a period as it stood on a day, oldest first; periods whose work had not begun are left out."""
    stood: dict[str, list[Standing]] = defaultdict(list)
    for duty in duties:
        found = as_of(duty, day)
        if found is not None:
            stood[duty.period].append(found)
    return [_row(period, stood[period]) for period in sorted(stood, key=_order)]


def _row(period: str, standings: Sequence[Standing]) -> dict[str, Any]:
    worst = min(standings, key=lambda s: _WORST.index(s.status))
    return {"period": period, "status": worst.status.value, "also": ["late"] if any(s.late for s in standings) else []}


def _order(period: str) -> tuple[date, str]:
    try:
        return Period.parse(period).starts_on, period
    except ValueError:
        return date.min, period


STATUSES = Statuses()
