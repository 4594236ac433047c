"""Items and clocks as a room would open them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from jidi.accounts.enums import Tier
from jidi.agenda.models import WorkItem
from jidi.agenda.services import open_item
from jidi.common.say import HOUSE, Say
from jidi.policies.actors import Seat
from policycore.calendar import Due

AT = datetime(2026, 10, 12, 2, tzinfo=UTC)
TODAY = date(2026, 10, 12)
CITY = Seat("commerce", Tier.CITY, "210283")
COUNTY = Seat("commerce", Tier.COUNTY, "210283")
PROVINCE = Seat("commerce", Tier.PROVINCE, "210283")


def item(key: str = "1", seat: Seat | None = CITY, due: date | None = None, **more: Any) -> WorkItem:
    """An item of a county of 大连, for the city unless another seat is given."""
    given: dict[str, Any] = {
        "room": "cases", "kind": "case", "key": key, "area_code": "210283", "what": Say(f"事项{key}", f"matter {key}"),
        "next_step": Say("去办", "see to it"), "cite": HOUSE, "at": AT, "seat": seat,
        "due": Due(due) if due else None,
    }  # fmt: skip
    with transaction.atomic():
        return open_item(**(given | more))
