"""Reads of this room."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from jidi.accounts.acting import Actor
from jidi.accounts.queries import NOTHING, within
from jidi.common.say import Say
from jidi.publicity.enums import HANDLERS, ObjectionState
from jidi.publicity.models import Notice, Objection


def notices() -> QuerySet[Notice]:
    """All notices, the latest first: a notice is public by nature."""
    return Notice.objects.order_by("-published_on", "-id")


def notice_of(owner_kind: str, owner_key: str) -> Notice | None:
    """The notice of a step, or None while none was published."""
    return Notice.objects.filter(owner_kind=owner_kind, owner_key=owner_key).first()


def notices_of(owner_kind: str, owner_key: str) -> list[Notice]:
    """Every notice of a step, oldest first: what comes after the first was published is put before the public by one of
    its own (``owner_key#2``, …)."""
    own = Q(owner_key=owner_key) | Q(owner_key__startswith=f"{owner_key}#")
    return list(Notice.objects.filter(own, owner_kind=owner_kind).order_by("id"))


def objections_visible_to(actor: Actor) -> QuerySet[Objection]:
    """The objections an actor may read: the officers of the area of the notice, whoever objected stays with them."""
    condition = within(actor, "notice__area_code") if actor.duty in HANDLERS else NOTHING
    return Objection.objects.filter(condition).select_related("notice").order_by("received_at", "id")


def what_is_missing(notice: Notice | None, on: date, item_key: str = "") -> list[Say]:
    """What stands in the way of ending a notice: its last day is not over, or objections are not settled (with
    ``item_key`` those to this item only)."""
    if notice is None:
        return [Say("还没有公示", "the list has not been published yet")]
    missing = []
    if on <= notice.last_day:
        missing.append(
            Say(f"公示到 {notice.last_day} 止（含当日），还没有期满", f"the notice runs to {notice.last_day}")
        )
    waiting = notice.objections.filter(state=ObjectionState.OPEN)
    open_ = (waiting.filter(item_key=item_key) if item_key else waiting).count()
    if open_:
        missing.append(Say(f"还有 {open_} 件异议没有答复", f"{open_} objections are not answered"))
    return missing


def disputed_items(notice: Notice) -> set[str]:
    """The items with an objection nobody has answered yet."""
    return set(notice.objections.filter(state=ObjectionState.OPEN).values_list("item_key", flat=True))


def upheld_items(notice: Notice) -> set[str]:
    """The items an objection to which was upheld."""
    return set(notice.objections.filter(state=ObjectionState.UPHELD).values_list("item_key", flat=True))
