"""How the forms of an application are written in by workbook or by the API: as on its own page, not more and not less."""

from __future__ import annotations

from datetime import date

from jidi.accounts.acting import Actor, Permit
from jidi.applications import queries
from jidi.applications.models import Application
from jidi.common.say import Say
from jidi.filings.doors import Door
from jidi.filings.models import Filing


def door(actor: Actor, filing: Filing, on: date) -> Door:
    """Return whether the actor may write in this form of an application now, and what of it is open."""
    application = Application.objects.select_related("case", "base", "round__version").get(pk=int(filing.owner_key))
    may = queries.may_edit(actor, application, on)
    if isinstance(may, Permit):
        may = queries.owner_permit(may, application)
    name = application.base.name
    return Door(Say(name, name), may, queries.rules_of(application, on), queries.unlocked_fields(application))
