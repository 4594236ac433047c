"""Who may publish, receive and settle, with the reason and what it rests on."""

from __future__ import annotations

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.accounts.enums import Duty, Tier
from jidi.common.say import Cite, Say


def may_handle(actor: Actor, area_code: str, key: str, cite: Cite) -> Permit | Denied:
    """Whether an actor handles notices of an area (``cite``: the article that has the list published)."""
    if actor.duty == Duty.PROVINCE_OFFICER and actor.tier == Tier.PROVINCE and actor.covers(area_code):
        return Permit(
            actor, "notice.handle", "notice", key, Say("公示由省级主管部门办理", "the province publishes"), cite
        )
    return Denied(
        Say("公示由省级主管部门的经办人办理。", "Notices are handled by officers of the province."), cite=cite
    )
