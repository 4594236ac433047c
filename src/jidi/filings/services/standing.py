"""What becomes of a version: accepted, handed back, or superseded by the next. The one place where a status changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from jidi.accounts.acting import Actor, Permit
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.say import Refused, Say, house
from jidi.filings.enums import Status
from jidi.filings.models import Standing, Version
from jidi.filings.services.shared import KIND, fits

LATEST: Final = house("只有最后一版可以采纳或退回", "only the last version is accepted or returned")
MAY_BECOME: Final = (Status.ACCEPTED, Status.RETURNED, Status.FILED)
"""What a room above may say; superseded only follows from a new version."""


def _about(asked: Mapping[str, Any]) -> About:
    version: Version = asked["version"]
    return About(KIND, str(version.filing_id), version.filing.area_id)


@refusals_audited("filing.status", _about)
def set_status(
    *, version: Version, status: Status, actor: Actor, permit: Permit, at: datetime, why: str = ""
) -> Standing:
    """Say how a version stands from now on: accepted, returned, or (taking that back) filed. Saying it twice is saying it once.

    ``permit`` names the filing's owner. Raises Refused for a version that was superseded: its successor is the one to
    judge; ValueError for a status that is not said but follows.
    """
    if status not in MAY_BECOME:
        raise ValueError(f"a version becomes {status} by a newer one, not by being told so")
    fits(permit, actor, version.filing.owner_kind, version.filing.owner_key)
    with operation(at=at):
        standing = Standing.objects.select_for_update(of=("self",)).get(version=version)
        if standing.status == status:
            return standing
        if standing.status == Status.SUPERSEDED:
            raise Refused(
                Say("没有改变。", "Nothing was changed."),
                Say(f"第 {version.ordinal} 版之后又报了新版。", f"A newer version followed version {version.ordinal}."),
                Say("请打开最新一版再办。", "Open the latest version."),
                cite=LATEST,
                code="filing-superseded",
            )
        before = standing.status
        standing.status, standing.since = status, at
        standing.save(update_fields=["status", "since"])
        record(
            at=at,
            who=actor.who,
            action="filing.status",
            kind=KIND,
            key=str(version.filing_id),
            area_code=version.filing.area_id,
            detail={"ordinal": version.ordinal, "from": before, "to": str(status), "why": why[:500]},
            before=before,
            after=str(status),
        )
    return standing
