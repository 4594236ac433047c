"""Titles: granting, what happens to them, ending, transferring. Every verb ends in the ledger (``services.ledger``).

``record_title_event`` and its sisters lock the title, add the event, replay all events and store what they make. Whoever
decides calls them in the transaction of the decision.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Permit
from jidi.audit.services import About, operation, refusals_audited
from jidi.bases import refusals
from jidi.bases.enums import Right, TitleAct
from jidi.bases.models import TitleEvent, TitleHolding
from jidi.bases.services.ledger import add_event, locked, write_event
from jidi.bases.values import Basis, Hand, Happening, Holder, TitleNamed, When
from jidi.common.keys import once
from jidi.common.say import Say
from jidi.common.texts import one_line

GRANT, RECORD, END, TRANSFER = "title.grant", "title.record", "title.end", "title.transfer"
"""The acts a permit names. Its object is the holder: base, area or organisation, and its key."""

_OF_THEIR_OWN = frozenset(
    {
        TitleAct.DESIGNATED,
        TitleAct.RECEIVED,
        TitleAct.TRANSFERRED,
        TitleAct.REVOKED,
        TitleAct.CONVERTED,
        TitleAct.GIVEN_UP,
        TitleAct.VOIDED,
    }
)
"""Acts that have a verb of their own."""


def _about(asked: Any) -> About:
    holder: Holder = asked["holder"] if "holder" in asked else Holder.of(asked["holding"])
    return About(holder.kind.value, holder.key, holder.area_code)


@refusals_audited(GRANT, _about)
def grant_title(
    *,
    permit: Permit,
    holder: Holder,
    title: TitleNamed,
    when: When,
    basis: Basis,
    batch: int | None = None,
    batch_words: str = "",
    before: TitleHolding | None = None,
    key: str | None = None,
    at: datetime,
) -> TitleHolding:
    """Give a title to a base, area or organisation (permit: ``title.grant``), as decided by ``basis``.

    A title that was announced for objections becomes held; a predecessor title ``before`` is converted: it ends on the
    same day and points here. ``key`` is the page's idempotency key, left out where an outer service has its own. Raises
    Refused where the holder has the title already (``title-held``) or the predecessor is not held (``does-not-follow``).
    """
    refusals.fits(permit, GRANT, holder.kind, holder.key)
    hand = Hand.of(permit, at)
    more = {"batch": batch, "batch_words": batch_words, "title_name": title.name}

    def work() -> int:
        held = write_event(hand, holder, title, Happening(TitleAct.DESIGNATED, when, basis, more), before)
        if before is not None:
            add_event(hand, locked(before), Happening(TitleAct.CONVERTED, when, basis, {"other_id": held.pk}))
        return held.pk

    return _once(permit, GRANT, key, at, [holder.kind, holder.key, title.title, title.kind, when.on], work)


@refusals_audited(RECORD, _about)
def announce_title(
    *,
    permit: Permit,
    holder: Holder,
    title: TitleNamed,
    when: When,
    basis: Basis,
    key: str | None = None,
    at: datetime,
) -> TitleHolding:
    """Record that a holder's designation is announced for objections (permit: ``title.record``): not held yet."""
    refusals.fits(permit, RECORD, holder.kind, holder.key)
    what = Happening(TitleAct.ANNOUNCED, when, basis, {"title_name": title.name})

    def work() -> int:
        return write_event(Hand.of(permit, at), holder, title, what).pk

    return _once(permit, RECORD, key, at, [holder.kind, holder.key, title.title, when.on], work)


@refusals_audited(RECORD, _about)
def record_title_event(
    *,
    permit: Permit,
    holding: TitleHolding,
    act: TitleAct,
    when: When,
    basis: Basis,
    result: str = "",
    result_name: str = "",
    until_on: date | None = None,
    right: Right = Right.TITLE,
    name: str = "",
    key: str | None = None,
    at: datetime,
) -> TitleHolding:
    """Record what happened to a title (permit: ``title.record``): assessed, to rectify, suspended, support ended, …

    ``result`` is the outcome of the pack and its words; ``until_on`` the last day of a suspension or of the time to
    rectify; ``right`` what a suspension takes; ``name`` what a renamed title is called now. Ends go through
    ``end_title``, transfers through ``transfer_title``. Raises Refused where the event does not follow on the state of
    its day (``does-not-follow``), or was recorded before (``event-twice``).
    """
    holder = Holder.of(holding)
    refusals.fits(permit, RECORD, holder.kind, holder.key)
    if act in _OF_THEIR_OWN:
        raise ValueError(f"{act} has a service of its own")
    more = {
        "result": result,
        "result_name": result_name,
        "until_on": until_on,
        "right": right if act in (TitleAct.SUSPENDED, TitleAct.RESUMED) else "",
        "title_name": name if act is TitleAct.RENAMED else "",
    }

    def work() -> int:
        held = locked(holding)
        add_event(Hand.of(permit, at), held, Happening(act, when, basis, more))
        return held.pk

    return _once(permit, RECORD, key, at, [holding.pk, act, when.on, result, right], work)


@refusals_audited(END, _about)
def end_title(
    *,
    permit: Permit,
    holding: TitleHolding,
    act: TitleAct,
    when: When,
    basis: Basis,
    result: str = "",
    result_name: str = "",
    key: str | None = None,
    at: datetime,
) -> TitleHolding:
    """End a title (permit: ``title.end``): revoked or given up. ``when`` is the first day it is no longer held.

    ``result`` is the outcome of the pack and its words; without one the act itself is the result. Raises Refused where it
    is not held (``does-not-follow``) or no act and no article says so (``incomplete``).
    """
    holder = Holder.of(holding)
    refusals.fits(permit, END, holder.kind, holder.key)
    if act not in (TitleAct.REVOKED, TitleAct.GIVEN_UP):
        raise ValueError(f"{act} does not end a title by itself")
    if not (basis.cites or basis.reason or basis.paper.title):
        missing = Say("缺少依据：条款、文件或原因。", "It names no article, act or reason.")
        raise refusals.incomplete(Say("称号没有结束。", "The title was not ended."), [missing])
    more = {"result": result, "result_name": result_name}

    def work() -> int:
        held = locked(holding)
        add_event(Hand.of(permit, at), held, Happening(act, when, basis, more))
        return held.pk

    return _once(permit, END, key, at, [holding.pk, act, when.on], work)


@refusals_audited(TRANSFER, _about)
def transfer_title(
    *,
    permit: Permit,
    holding: TitleHolding,
    to: Holder,
    when: When,
    basis: Basis,
    key: str | None = None,
    at: datetime,
) -> TitleHolding:
    """Move a title to another holder (permit: ``title.transfer`` on the present one). Returns the new holder's title.

    The old one ends on that day, the new one begins; each points to the other. Raises Refused where the title is not held
    or the new holder has it already.
    """
    holder = Holder.of(holding)
    refusals.fits(permit, TRANSFER, holder.kind, holder.key)
    hand = Hand.of(permit, at)

    def work() -> int:
        held = locked(holding)
        more = {"title_name": held.title_name, "batch": held.batch, "other_id": held.pk}
        new = write_event(hand, to, TitleNamed.of(held), Happening(TitleAct.RECEIVED, when, basis, more), held)
        add_event(hand, held, Happening(TitleAct.TRANSFERRED, when, basis, {"other_id": new.pk}))
        return new.pk

    return _once(permit, TRANSFER, key, at, [holding.pk, to.kind, to.key, when.on], work)


@refusals_audited(RECORD, lambda asked: _about({"holding": asked["event"].holding}))
def void_title_event(*, permit: Permit, event: TitleEvent, reason: str, at: datetime) -> TitleHolding:
    """Void a wrong entry (permit: ``title.record``): it stays visible, and no longer counts.

    Raises Refused without a reason, where it was voided before, and where what came after would no longer follow.
    """
    holder = Holder.of(event.holding)
    refusals.fits(permit, RECORD, holder.kind, holder.key)
    if not one_line(reason):
        missing = Say("请写明更正原因。", "Give the reason.")
        raise refusals.incomplete(Say("没有更正。", "It was not voided."), [missing])
    with operation(at=at):
        held = locked(event.holding)
        if TitleEvent.objects.filter(voids=event).exists():
            raise refusals.voided_already()
        basis = Basis(reason=one_line(reason, 400))
        add_event(Hand.of(permit, at), held, Happening(TitleAct.VOIDED, When(event.on), basis, {"voids_id": event.pk}))
    return held


def _once(
    permit: Permit, what: str, key: str | None, at: datetime, content: Any, work: Callable[[], int]
) -> TitleHolding:
    with operation(at=at):
        if key is None:
            return TitleHolding.objects.get(pk=work())
        done = once(key=key, who=permit.actor.key, what=what, at=at, work=work, content=content)
        return TitleHolding.objects.get(pk=done.result)
