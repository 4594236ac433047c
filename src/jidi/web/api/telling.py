"""Duties as the API tells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jidi.common.say import Say
from jidi.returns.models import Duty, Level
from jidi.returns.permissions import cite_for
from jidi.returns.queries.leveldays import days_of
from jidi.returns.queries.statuses import standing
from jidi.web.api.door import cited, words


def duty_told(duty: Duty, on: date) -> dict[str, Any]:
    """A duty as it stands on a day."""
    stands = standing(duty, on)
    undecided = words(Say(duty.open_zh, duty.open_en)) if duty.open_zh else None
    return {
        "id": duty.pk, "rule": duty.rule, "name": words(Say(duty.zh, duty.en)), "debtor": duty.debtor_zh,
        "about": duty.about_zh, "area": duty.area_code, "period": duty.period, "of_period": duty.of_period,
        "due_on": _day(stands.due_on), "provisional": duty.provisional, "undecided": undecided,
        "status": stands.status.value, "late": stands.late, "days_late": stands.days, "form": duty.form_id,
        "cells_owed": duty.cells_owed, "cells_filled": duty.cells_filled, "cite": cited(cite_for(duty)),
    }  # fmt: skip


def levels_told(duty: Duty, levels: Sequence[Level]) -> list[dict[str, Any]]:
    """The way up, level by level, each with the day that counts for it now."""
    days = days_of(duty, levels)
    return [
        {
            "place": one.place, "name": words(Say(one.actor_zh, one.actor_en)),
            "to": words(Say(one.to_zh, one.to_en)) if one.to_zh else None, "due_on": _day(days[one.place]),
            "state": one.state, "passed_on": _day(one.passed_on), "debtor": one.is_debtor,
        }
        for one in levels
    ]  # fmt: skip


def words_of_problems(problems: Mapping[str, Say]) -> dict[str, dict[str, str]]:
    """What cannot be read, by address."""
    return {address: words(say) for address, say in problems.items()}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
