"""What was corrected on record while a matter is under way: whoever holds it is told, on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from jidi.accounts.codes import lineage
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
    base = here.application.base if here.application is not None else None
    if here.case.has_ended or base is None or not here.sees_all or not sight.inside(here.actor):
        return []
    rows = superseded_since(base, lineage(base.area_id), kinds_read(here.whole), here.case.opened_at)
    return [{"entry": row, "what": _what(row), "href": reverse("desk:entry", args=[row.pk])} for row in rows]


def _what(row: RegisterEntry) -> Say:
    before = row.supersedes
    if row.withdrawn:
        return Say("整条作废，不再计入", "withdrawn; it no longer counts")
    if before is not None and before.until is None and row.until is not None:
        return Say(f"登记了结束：{row.until} 起不再存在", f"no more from {row.until}")
    return Say("已更正", "corrected")
