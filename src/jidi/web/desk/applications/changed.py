"""What was corrected on record while a matter is under way, and by who applies before it: the reviewers are told, on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from jidi.accounts.codes import lineage
from jidi.accounts.enums import Tier
from jidi.applications.judged import taken_back_before
from jidi.applications.models import Application
from jidi.bases.models import RegisterEntry
from jidi.bases.queries.registers import kinds_read, superseded_since
from jidi.common.say import Say
from jidi.web.desk.applications import sight

if TYPE_CHECKING:
    from jidi.web.desk.applications.matter import Matter


def changed_entries(here: Matter) -> list[dict[str, Any]]:
    """Entries the rules and criteria of a living matter read that were corrected, ended or withdrawn since it began.

    For the offices that review it: a veto that is gone since yesterday must not pass unseen. One query.
    """
    application = _reviewed(here)
    if application is None:
        return []
    base = application.base
    rows = superseded_since(base, lineage(base.area_id), kinds_read(here.whole), here.case.opened_at)
    return _shown(rows)


def taken_back(here: Matter) -> list[dict[str, Any]]:
    """What the level that applies took back of what decides over a living matter, before the matter began: who reviews it
    judges whether a veto was cleared out of the way. One query."""
    application = _reviewed(here)
    return [] if application is None else _shown(taken_back_before(application))


def _reviewed(here: Matter) -> Application | None:
    """The living application, for the offices that review it and see all of it; None for everybody else."""
    sees = not here.case.has_ended and here.sees_all and sight.inside(here.actor)
    return here.application if sees else None


def _shown(rows: list[RegisterEntry]) -> list[dict[str, Any]]:
    return [
        {
            "entry": row,
            "what": _what(row),
            "by": Tier(row.tier).say if row.tier else Say(""),
            "href": reverse("desk:entry", args=[row.pk]),
        }
        for row in rows
    ]


def _what(row: RegisterEntry) -> Say:
    before = row.supersedes
    if row.withdrawn:
        return Say("整条作废，不再计入", "withdrawn; it no longer counts")
    if before is not None and before.until is None and row.until is not None:
        return Say(f"登记了结束：{row.until} 起不再存在", f"no more from {row.until}")
    return Say("已更正", "corrected")
