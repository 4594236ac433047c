"""Who may administer accounts: each answer is a permit with its reason, or a refusal with its own."""

from __future__ import annotations

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.accounts.enums import Duty
from jidi.common.say import Say, house

SEPARATION = house("三员分立（依据 GB/T 22239 等级保护要求）", "three administrators, after GB/T 22239")

_WHO: dict[str, tuple[Duty, ...]] = {
    "organisation.create": (Duty.SYSTEM_ADMIN,),
    "organisation.change": (Duty.SYSTEM_ADMIN,),
    "organisation.end": (Duty.SYSTEM_ADMIN,),
    "body.create": (Duty.SYSTEM_ADMIN,),
    "body.change": (Duty.SYSTEM_ADMIN,),
    "post.create": (Duty.SYSTEM_ADMIN,),
    "post.end": (Duty.SYSTEM_ADMIN,),
    "person.create": (Duty.SYSTEM_ADMIN,),
    "person.reset": (Duty.SYSTEM_ADMIN,),
    "person.disable": (Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN),
    "person.activate": (Duty.SECURITY_ADMIN,),
    "post.appoint": (Duty.SECURITY_ADMIN,),
    "post.hand-over": (Duty.SECURITY_ADMIN,),
    "calendar.change": (Duty.SYSTEM_ADMIN,),
}
"""The system administrator makes things and accounts, the security administrator gives rights, neither does both."""


def may_administer(actor: Actor, action: str, *, kind: str, key: str, area_code: str) -> Permit | Denied:
    """Whether the actor may do this act of administration on a thing of this area."""
    duties = _WHO[action]
    zh = "或".join(duty.say.zh for duty in duties)
    en = " or ".join(duty.say.en for duty in duties)
    if actor.duty not in duties:
        return Denied(
            Say(f"这一项由{zh}办理。", f"This is done by the {en}."),
            Say(f"请联系{zh}。", f"Turn to the {en}."),
            cite=SEPARATION,
        )
    if not actor.administers(area_code):
        return Denied(
            Say("它不在您管理的区域内。", "It lies outside the area you look after."),
            Say("请联系该区域的管理员。", "Turn to the administrator of that area."),
            cite=SEPARATION,
        )
    return Permit(actor, action, kind, key, Say(f"您是{zh}。", f"You are the {en}."), SEPARATION)
