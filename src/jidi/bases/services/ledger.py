"""The ledger of titles: the one place that writes events and the state derived from them.

Called inside a running operation by the verbs of ``titles`` and by the import of opening records.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from jidi.audit.services import record
from jidi.bases import refusals
from jidi.bases.enums import TitleAct, TitleState
from jidi.bases.models import TitleEvent, TitleHolding
from jidi.bases.queries.titles import events_of
from jidi.bases.states import DoesNotFollowError, EventLike, Standing, in_order, replay
from jidi.bases.values import Hand, Happening, Holder, TitleNamed
from jidi.common.digests import digest
from jidi.common.say import Refused, Say

_DERIVED = tuple(Standing.__dataclass_fields__)


def write_event(
    hand: Hand, holder: Holder, title: TitleNamed, what: Happening, before: TitleHolding | None = None
) -> TitleHolding:
    """Write what happened to a holder's title inside the running operation, making the title where none is open.

    The part the services and the import of opening records share. An announced title is taken up; a held one is not
    given a second time (Refused ``title-held``), except by a record of the past, which the replay then judges.
    """
    open_row = TitleHolding.objects.select_for_update(of=("self",)).filter(living_key=title.living_key(holder)).first()
    begins = what.act in (TitleAct.DESIGNATED, TitleAct.RECEIVED)
    if open_row is not None and begins and open_row.held_from is not None and not what.more.get("is_opening"):
        raise refusals.held_already(open_row)
    held = open_row or _new(holder, title)
    if held.before_id is None:
        held.before = before
    add_event(hand, held, what)
    return held


def add_event(hand: Hand, holding: TitleHolding, what: Happening) -> TitleEvent:
    """Add an event to a locked title inside the running operation and store what the events now make of it.

    Raises Refused where the event was entered before (``event-twice``) or does not follow (``does-not-follow``).
    """
    before = derived(holding)
    once_key = _once_key(holding, what)
    fresh = TitleEvent(
        holding=holding,
        act=what.act,
        on=what.when.on,
        exact=what.when.exact,
        on_words=what.when.words,
        once_key=once_key,
        entered_at=hand.at,
        entered_by_id=hand.by_id,
        **what.basis.columns,
        **what.more,
    )
    try:
        with transaction.atomic():
            fresh.save()
    except IntegrityError:
        if TitleEvent.objects.filter(once_key=once_key).exists():
            raise _event_twice(holding, what.act) from None
        raise
    settle(holding)
    record(
        at=hand.at,
        who=hand.who,
        action=f"title.{what.act}",
        kind=holding.holder_kind,
        key=holding.holder_key,
        area_code=holding.area_code,
        detail=_detail(holding, fresh),
        before=before,
        after=derived(holding),
    )
    return fresh


def _once_key(holding: TitleHolding, what: Happening) -> str:
    """The same decision entered twice (two clerks, a double click in two windows) is one event."""
    more = what.more
    marks = [more.get("right", ""), more.get("result", ""), more.get("voids_id"), what.basis.case_key]
    # What was voided may be entered anew.
    voided = holding.events.filter(voids__isnull=False).count()
    return digest([holding.pk, what.act, what.when.on, *marks, voided])


def settle(holding: TitleHolding) -> None:
    """Store on the row what its events make of it. Raises Refused where one does not follow on another."""
    try:
        events: list[EventLike] = in_order(events_of(holding))
        now = replay(events)
    except DoesNotFollowError as error:
        raise refusals.does_not_follow(error) from None
    for column in _DERIVED:
        setattr(holding, column, getattr(now, column))
    holding.title_name = now.title_name or holding.title_name
    holding.living_key = TitleNamed.of(holding).living_key(Holder.of(holding)) if now.open else None
    holding.save()


def derived(holding: TitleHolding) -> dict[str, Any]:
    """The stored state of a title as plain data, for the digests of the trail."""
    return {column: getattr(holding, column) for column in (*_DERIVED, "living_key")}


def _new(holder: Holder, title: TitleNamed) -> TitleHolding:
    # State and key are set for good by the replay that follows; the row must exist before an event can point to it.
    held = TitleHolding(
        holder_kind=holder.kind,
        area_code=holder.area_code,
        scheme=title.scheme,
        title=title.title,
        kind=title.kind,
        tier=title.tier,
        title_name=title.name,
        state=TitleState.ANNOUNCED,
        living_key=title.living_key(holder),
        **holder.columns,
    )
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError:
        # Two officials in the same second: the other one's row is there now.
        other = TitleHolding.objects.filter(living_key=held.living_key).first()
        if other is None:
            raise
        raise refusals.held_already(other) from None
    return held


def locked(holding: TitleHolding) -> TitleHolding:
    """A title, locked for this operation."""
    # Locked: two officials may record in the same second; the second must see what the first made of the title.
    return TitleHolding.objects.select_for_update(of=("self",)).get(pk=holding.pk)


def _detail(holding: TitleHolding, event: TitleEvent) -> dict[str, Any]:
    told = {
        "holding": holding.pk,
        "title": holding.title,
        "name": holding.title_name,
        "on": event.on,
        "state": str(holding.state),
        "result": event.result,
        "cites": event.cites,
        "pack": event.pack,
        "case": event.case_key,
        "act": event.act_number or event.act_title,
        "source": event.source,
        "reason": event.reason,
        "voids": event.voids_id,
    }
    return {name: value for name, value in told.items() if value not in ("", None)}


def _event_twice(holding: TitleHolding, act: TitleAct) -> Refused:
    return Refused(
        Say("没有再次登记。", "It was not recorded again."),
        Say(
            f"“{holding.title_name}”同一日的“{act.say.zh}”已经登记。",
            f"“{act.say.en}” of that day is on record for “{holding.title_name}”.",
        ),
        Say("请查看其时间线；记录有误的先作废。", "Look at its time line; void the entry first if it is wrong."),
        cite=refusals.ONE_TITLE,
        code="event-twice",
    )
