"""Opening the forms of an application: when it is started, or later when they were decided only then."""

from __future__ import annotations

from datetime import date, datetime

from jidi.accounts.acting import Actor, Permit, require
from jidi.applications import queries
from jidi.applications.definitions import form_period, forms_of
from jidi.applications.models import Application
from jidi.audit.services import About, operation, refusals_audited
from jidi.filings import services as filings
from policycore.facts import Subject


@refusals_audited(
    "application.open-forms", lambda a: About("application", str(a["application"].pk), a["application"].base.area_id)
)
def open_forms(*, actor: Actor, application: Application, on: date, at: datetime) -> int:
    """Open the forms the round asks for now; return how many there are. One that is open stays as it was pinned."""
    permit = require(queries.may_edit(actor, application, on))
    with operation(at=at):
        return open_all(actor, permit, application, on, at)


def open_all(actor: Actor, permit: Permit, application: Application, on: date, at: datetime) -> int:
    """Open them under a permit the caller has; opening twice is opening once."""
    forms = forms_of(queries.situation_of(application, on), queries.fill_step_of(application))
    for form in forms:
        filings.open_filing(
            actor=actor,
            permit=queries.owner_permit(permit, application),
            owner_kind=queries.OWNER,
            owner_key=str(application.pk),
            form=form,
            subject=Subject(queries.SUBJECT, str(application.base_id)),
            area_code=application.base.area_id,
            at=at,
            period=form_period(form, application.round),
            pack_version_id=application.round.version_id,
        )
    return len(forms)
