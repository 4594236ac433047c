"""How the form of a duty is written in other than on its own page: by workbook, in bulk, by the API."""

from __future__ import annotations

from datetime import date
from functools import partial

from jidi.accounts.acting import Actor, Denied
from jidi.common.say import Say
from jidi.filings.doors import Door
from jidi.filings.models import Draft, Filing
from jidi.returns.models import Duty
from jidi.returns.permissions import may_prepare
from jidi.returns.queries import filling
from jidi.returns.queries.duties import duty_for, levels_of
from jidi.returns.services.filing import ask_again, count_cells


def door(actor: Actor, filing: Filing, on: date) -> Door:
    """The door of a duty's filing: open to whoever fills the duty in now, and only where a return opened it."""
    duty = duty_for(actor, int(filing.owner_key))
    may = may_prepare(actor, duty, levels_of(duty))
    permit = may if isinstance(may, Denied) else filling.owner_permit(may, duty)
    name = Say(duty.about_zh or duty.debtor_zh)
    rules, unlocked = filling.rules_of(duty, on), filling.unlocked_fields(duty)
    return Door(name, permit, rules, unlocked, partial(_saved, duty, filing, on))


def _saved(duty: Duty, filing: Filing, on: date) -> None:
    """Keep the figures of the form; who owes it jointly is to agree to what was changed."""
    count_cells(duty, filing)
    at = Draft.objects.values_list("saved_at", flat=True).get(filing=filing)
    if at is not None:
        ask_again(duty, on=on, at=at)
