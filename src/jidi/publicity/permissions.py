"""Who may publish, receive and settle, with the reason and what it rests on."""

from __future__ import annotations

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.common.say import Cite, Say
from jidi.publicity.enums import HANDLERS


def may_handle(actor: Actor, area_code: str, key: str, cite: Cite) -> Permit | Denied:
    """Whether an actor handles notices of an area (``cite``: the article that has the list published)."""
    if actor.duty in HANDLERS and actor.covers(area_code):
        why = Say("公示由本地区主管部门办理", "the authority of the area publishes")
        return Permit(actor, "notice.handle", "notice", key, why, cite)
    return Denied(
        Say("公示由本地区主管部门的经办人办理。", "Notices are handled by officers of the authority of the area."),
        cite=cite,
    )
