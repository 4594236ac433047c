"""What a post can search for: said in the field of the top bar and on the page of the search."""

from __future__ import annotations

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Duty
from jidi.common.say import Say


def sorts_for(actor: Actor) -> Say:
    """The sorts of things this post finds."""
    if actor.duty == Duty.AUDIT_ADMIN:
        return Say("（这个职务没有可搜的内容）", "nothing for this post")
    if actor.is_administrator:
        return Say("账户、机构", "accounts, organisations")
    if actor.duty == Duty.AUDITOR:
        return Say("政策条文", "articles")
    return Say("基地、案卷、条文、机构和企业", "bases, matters, articles, organisations")
