"""Opening records: earlier applications and base-line figures, entered with their source and day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from jidi.accounts.acting import Permit
from jidi.accounts.enums import Tier
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.bases import refusals
from jidi.bases.enums import OpeningKind
from jidi.bases.models import OpeningRecord
from jidi.bases.values import Holder
from jidi.common.say import Refused, Say
from jidi.common.texts import one_line
from policycore.periods import Period
from policycore.units import UNITS, plain

ACTION = "opening.enter"
"""The act a permit names; its object is the subject's kind and key."""


def _about(asked: Any) -> About:
    subject: Holder = asked["subject"]
    return About(subject.kind.value, subject.key, subject.area_code)


@refusals_audited(ACTION, _about)
def enter_application(
    *,
    permit: Permit,
    subject: Holder,
    scheme: str,
    on: date | None,
    tier: Tier | str = "",
    batch: int | None = None,
    result: str = "",
    source: str,
    supersedes: OpeningRecord | None = None,
    at: datetime,
) -> OpeningRecord:
    """Enter that a base, area or organisation applied before this system: for what, when, in which batch, the result."""
    columns = {"name": scheme, "on": on, "tier": str(tier), "batch": batch, "result": result}
    return _write(permit, subject, OpeningKind.APPLICATION, columns, source, supersedes, at, [])


@refusals_audited(ACTION, _about)
def enter_figure(
    *,
    permit: Permit,
    subject: Holder,
    indicator: str,
    period: str,
    amount: Decimal,
    unit: str,
    source: str,
    supersedes: OpeningRecord | None = None,
    at: datetime,
) -> OpeningRecord:
    """Enter a base-line figure: indicator, period (``2019``, ``2019-Q2``), amount, unit.

    Raises Refused for a period or unit nobody knows.
    """
    problems = []
    try:
        Period.parse(period)
    except ValueError:
        problems.append(Say(f"期间“{period}”不能识别。", f"The period {period!r} is not understood."))
    if unit not in UNITS or not unit:
        problems.append(Say(f"单位“{unit}”不在单位表内。", f"The unit {unit!r} is not known."))
    columns = {"name": indicator, "period": period, "amount": amount, "unit": unit}
    return _write(permit, subject, OpeningKind.FIGURE, columns, source, supersedes, at, problems)


def _write(
    permit: Permit,
    subject: Holder,
    kind: OpeningKind,
    columns: dict[str, Any],
    source: str,
    supersedes: OpeningRecord | None,
    at: datetime,
    problems: list[Say],
) -> OpeningRecord:
    refusals.fits(permit, ACTION, subject.kind, subject.key)
    if not one_line(source):
        problems.append(Say("补录须注明来源。", "Name the source."))
    if not one_line(str(columns["name"])):
        problems.append(Say("请写明是什么。", "Say what it is."))
    if problems:
        raise refusals.incomplete(Say("没有保存。", "It was not saved."), problems, refusals.SOURCED)
    with operation(at=at):
        fresh = OpeningRecord(
            kind=kind,
            subject_kind=subject.kind,
            subject_key=subject.key,
            area_code=subject.area_code,
            source=one_line(source, 400),
            supersedes=supersedes,
            entered_at=at,
            entered_by_id=permit.actor.person_id,
            **columns,
        )
        try:
            with transaction.atomic():
                fresh.save()
        except IntegrityError:
            if supersedes is not None and OpeningRecord.objects.filter(supersedes=supersedes).exists():
                raise _corrected_already() from None
            raise
        record(
            at=at,
            who=permit.actor.who,
            action=ACTION,
            kind=subject.kind,
            key=subject.key,
            area_code=subject.area_code,
            detail={"opening": fresh.pk, "kind": kind, "name": fresh.name, "source": fresh.source},
            after=columns_of(fresh),
        )
    return fresh


def columns_of(row: OpeningRecord) -> dict[str, Any]:
    """What an opening record says, as plain data for the trail and for ``invariants``."""
    # One written form, whatever the column makes of the decimals.
    amount = plain(row.amount) if row.amount is not None else None
    names = ("kind", "subject_kind", "subject_key", "name", "on", "period", "tier", "batch", "result", "unit", "source")
    return {**{name: getattr(row, name) for name in names}, "amount": amount, "supersedes": row.supersedes_id}


def _corrected_already() -> Refused:
    return Refused(
        Say("没有更正。", "It was not corrected."),
        Say("这条补录刚刚已被更正。", "This record was corrected by somebody just before."),
        Say("请打开最新的一条再更正。", "Open the newest one and correct that."),
        cite=refusals.ONCE_CORRECTED,
        code="superseded-already",
    )
