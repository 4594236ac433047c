"""What the end of an application means for the base: the title is granted or ended, in the same transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Permit
from jidi.accounts.enums import Tier
from jidi.applications.models import Application
from jidi.bases.enums import TitleAct
from jidi.bases.models import TitleHolding
from jidi.bases.services import titles
from jidi.bases.values import Basis, Holder, Paper, TitleNamed, When
from jidi.cases.queries import record_of
from jidi.cases.services import Moved
from jidi.policies.queries import pack
from policycore.procedures import Step


def after_end(application: Application, step: Step, moved: Moved, permit: Permit, on: date, at: datetime) -> None:
    """Free the base for another application, and grant or end the title the last step names if the end is favourable."""
    Application.objects.filter(pk=application.pk).update(living_key=None)
    whole = pack(application.round.version)
    end = whole.procedures[application.round.procedure].ends[moved.ended]
    if not end.favourable:
        return
    written = record_of(moved) or {}
    basis = Basis(
        pack=whole.id,
        pack_version=application.round.version.version_no,
        cites=tuple(step.citation().articles),
        case_key=application.case.number,
        paper=Paper(str(written.get("act", "")), str(written.get("act_number", "")), _day(written, on)),
    )
    holder, when = Holder.base(application.base), When(_day(written, on))
    if step.grants:
        title = whole.header.titles[step.grants]
        named = TitleNamed(whole.header.scheme, step.grants, Tier(title.level or "none"), title.zh)
        titles.grant_title(
            permit=_for(permit, titles.GRANT, holder),
            holder=holder,
            title=named,
            when=when,
            basis=basis,
            batch_words=application.round.zh,
            at=at,
        )
    if step.ends_title:
        holding = TitleHolding.objects.filter(
            base=application.base, title=step.ends_title, living_key__isnull=False
        ).first()
        if holding is not None:
            titles.end_title(
                permit=_for(permit, titles.END, holder),
                holding=holding,
                act=TitleAct.REVOKED,
                when=when,
                basis=basis,
                at=at,
            )


def _for(permit: Permit, action: str, holder: Holder) -> Permit:
    """The same permit for what follows from it: whoever issues the act records what it says."""
    return replace(permit, action=action, object_kind=str(holder.kind), object_key=holder.key)


def _day(record: Any, on: date) -> date:
    for key in ("issued_on", "act_date"):
        value = record.get(key)
        if isinstance(value, date):
            return value
        if isinstance(value, str) and value:
            return date.fromisoformat(value)
    return on
