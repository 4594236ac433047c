"""Reads of this room."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Duty, Tier
from jidi.accounts.queries import NOTHING, within
from jidi.common.say import Say
from jidi.publicity.enums import ObjectionState
from jidi.publicity.models import Notice, Objection


def notices() -> QuerySet[Notice]:
    """All notices, the latest first: a notice is public by nature."""
    return Notice.objects.order_by("-published_on", "-id")


def notice_of(owner_kind: str, owner_key: str) -> Notice | None:
    """The notice of a step, or None while none was published."""
    return Notice.objects.filter(owner_kind=owner_kind, owner_key=owner_key).first()


def objections_visible_to(actor: Actor) -> QuerySet[Objection]:
    """The objections an actor may read: the publishing province's officers only, whoever objected stays with them."""
    province = actor.tier == Tier.PROVINCE and actor.duty == Duty.PROVINCE_OFFICER
    condition = within(actor, "notice__area_code") if province else NOTHING
    return Objection.objects.filter(condition).select_related("notice").order_by("received_at", "id")


def what_is_missing(notice: Notice | None, on: date) -> list[Say]:
    """What stands in the way of ending a notice: its last day is not over, or objections are not settled."""
    if notice is None:
        return [Say("还没有公示", "the list has not been published yet")]
    missing = []
    if on <= notice.last_day:
        missing.append(
            Say(f"公示到 {notice.last_day} 止（含当日），还没有期满", f"the notice runs to {notice.last_day}")
        )
    open_ = notice.objections.filter(state=ObjectionState.OPEN).count()
    if open_:
        missing.append(Say(f"还有 {open_} 件异议没有答复", f"{open_} objections are not answered"))
    return missing


def upheld_items(notice: Notice) -> set[str]:
    """The items an objection to which was upheld."""
    return set(notice.objections.filter(state=ObjectionState.UPHELD).values_list("item_key", flat=True))
