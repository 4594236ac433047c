"""Duties handed in together: those of one obligation for one period whose form is the same, by one workbook or table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import date, datetime

from django.db.models import prefetch_related_objects

from jidi.accounts.acting import Actor, Denied, Permit, require
from jidi.common.digests import digest
from jidi.common.say import Say
from jidi.filings.definition import written
from jidi.filings.judging import Rules
from jidi.filings.models import Version
from jidi.filings.queries import version_state
from jidi.filings.workbooks.lots import Lot, Target
from jidi.returns.enums import DutyState
from jidi.returns.models import Duty
from jidi.returns.permissions import jointly_in_hand, level_filled_by, may_fill
from jidi.returns.queries import filling
from jidi.returns.queries.duties import OWNER, levels_of, visible_to
from jidi.returns.queries.met import subject_of
from jidi.returns.services.filing import handed_up
from jidi.returns.services.states import change, locked
from policycore.forms import Form
from policycore.open_points import Scope

FEWEST = 2
"""Duties that make a lot: one alone is filled in on its own page."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A duty the actor may hand in now, and its form."""

    duty: Duty
    permit: Permit
    form: Form


class DutyLots:
    """What this room answers about duties handed in together."""

    def of(self, actor: Actor, on: date) -> Sequence[Lot]:
        """The lots an actor may hand in now: at least two duties of one rule, period and form."""
        found = [_lot(key, rows) for key, rows in self._grouped(actor, on).items() if len(rows) >= FEWEST]
        return sorted(found, key=lambda lot: (lot.period, lot.name.zh))

    def targets(self, actor: Actor, lot: Lot, on: date) -> Sequence[Target]:
        """The duties of a lot, each found by the key of what it is about."""
        return [
            Target(
                one.duty.about_key or one.duty.debtor_area, one.duty.about_zh or one.duty.debtor_zh, str(one.duty.pk),
                subject_of(one.duty), one.duty.area_code, one.permit,
            )
            for one in self._grouped(actor, on).get(lot.key, ())
        ]  # fmt: skip

    def rules(self, actor: Actor, lot: Lot, on: date) -> Rules:
        """By what the duties of a lot are judged: the same decisions reach all of them, that is what makes the lot."""
        return filling.rules_of(self._grouped(actor, on)[lot.key][0].duty, on)

    def handed_in(self, actor: Actor, lot: Lot, versions: Mapping[str, Version], on: date, at: datetime) -> None:
        """Move each duty up as if it had been handed in on its own page, in the transaction that made the versions."""
        prefetch_related_objects(list(versions.values()), "filing")
        for key, version in versions.items():
            held, levels = locked(int(key))
            permit = require(may_fill(actor, held, levels))
            step = handed_up(held, levels, level_filled_by(actor, held, levels), on, at, version)
            owed, filled = filling.cells_of(version_state(version))
            cells = {"cells_owed": owed, "cells_filled": filled, "form_id": lot.form.id}
            change(held, levels, permit, changed(step, changes={**step.changes, **cells}), on=on, at=at)

    def _grouped(self, actor: Actor, on: date) -> dict[str, list[_Open]]:
        """What an actor may hand in now by lot. What was returned is mended on its own page: only some of it is open."""
        rows = (
            visible_to(actor)
            .filter(state=DutyState.DUE, opens_on__lte=on, return_due_on__isnull=True)
            .select_related("version", "debtor", "base")
            .prefetch_related("levels")
        )
        found: dict[str, list[_Open]] = {}
        asked: dict[tuple[int, str, str, str], tuple[Form, str] | None] = {}
        for duty in rows:
            levels = levels_of(duty)
            permit = may_fill(actor, duty, levels)
            if isinstance(permit, Denied) or jointly_in_hand(duty, levels):  # agreed to one by one, on its own page
                continue
            # Decisions may hold for a place alone: the form and what judges it are asked once for each.
            place = (duty.version_id, duty.rule, duty.of_period, duty.area_code)
            if place not in asked:
                asked[place] = _form_and_key(duty, on)
            if (known := asked[place]) is not None:
                form, key = known
                found.setdefault(key, []).append(_Open(duty, filling.owner_permit(permit, duty), form))
        return found


def _form_and_key(duty: Duty, on: date) -> tuple[Form, str] | None:
    """The form of a duty and the lot it belongs to: pack version, rule, level, period, form, and what was decided for
    its place alone."""
    form = filling.form_for(duty, on)
    if not isinstance(form, Form):
        return None
    where = filling.where_of(duty)
    own = sorted(
        (one.point, one.target)
        for one in filling.situation_of(duty, on).decisions.decisions
        if one.scope is Scope.AREA and where.matches(one)
    )
    about = [duty.version_id, duty.rule, duty.link, duty.of_period, written(form)[1], own]
    return form, digest(about).rpartition(":")[2][:32]


def _lot(key: str, rows: Sequence[_Open]) -> Lot:
    first = rows[0].duty
    name = Say(
        f"{first.zh} {first.of_period}（{len(rows)} 份）", f"{first.en or first.zh} {first.of_period} ({len(rows)})"
    )
    return Lot(OWNER, key, name, rows[0].form, filling.period_of_filing(first), first.version_id)
