"""What the events of a title make of it. One pure function; nothing else decides where a title stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol

from jidi.bases.enums import OPEN, STANDING, Exactness, Right, TitleAct, TitleState


class EventLike(Protocol):
    """What ``replay`` reads of an event (a row, or one not stored yet)."""

    act: str
    on: date
    exact: str
    until_on: date | None
    right: str
    title_name: str
    batch: int | None
    result: str
    result_name: str
    is_opening: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a title stands after its events. The names are those of the columns of ``TitleHolding``."""

    state: TitleState = TitleState.NONE
    title_name: str = ""
    held_from: date | None = None
    from_exact: bool = True
    held_until: date | None = None
    batch: int | None = None
    result: str = ""
    result_name: str = ""
    result_on: date | None = None
    rectify_due: date | None = None
    support_ended_on: date | None = None

    @property
    def stands(self) -> bool:
        """Whether somebody has the title."""
        return self.state in STANDING

    @property
    def open(self) -> bool:
        """Whether the title occupies its holder."""
        return self.state in OPEN


class DoesNotFollowError(ValueError):
    """An event that cannot follow on what was before. ``act``, ``on`` and ``state`` say which and after what."""

    def __init__(self, act: TitleAct, on: date, state: TitleState) -> None:
        super().__init__(f"{act} on {on} cannot follow on {state}")
        self.act, self.on, self.state = act, on, state


_BEGIN: Final = frozenset({TitleState.NONE, TitleState.ANNOUNCED})
_HELD_ONLY: Final = frozenset({TitleState.HELD, TitleState.RECTIFYING})
_ENDS: Final[dict[TitleAct, TitleState]] = {
    TitleAct.REVOKED: TitleState.REVOKED,
    TitleAct.TRANSFERRED: TitleState.TRANSFERRED,
    TitleAct.CONVERTED: TitleState.CONVERTED,
    TitleAct.GIVEN_UP: TitleState.GIVEN_UP,
}
_MAY_FOLLOW: Final[dict[TitleAct, frozenset[TitleState]]] = {
    TitleAct.ANNOUNCED: frozenset({TitleState.NONE}),
    TitleAct.NOT_DESIGNATED: frozenset({TitleState.ANNOUNCED}),
    TitleAct.DESIGNATED: _BEGIN,
    TitleAct.RECEIVED: frozenset({TitleState.NONE}),
    # A list, a plaque, a passed assessment each prove that the title is held, also where nobody knows since when.
    TitleAct.LISTED: _BEGIN | STANDING,
    TitleAct.PLAQUE: _BEGIN | STANDING,
    TitleAct.ASSESSED: _BEGIN | STANDING,
    TitleAct.RECTIFYING: frozenset({TitleState.HELD}),
    TitleAct.RECTIFIED: frozenset({TitleState.RECTIFYING}),
    TitleAct.SUSPENDED: STANDING,
    TitleAct.RESUMED: STANDING,
    TitleAct.RENAMED: STANDING,
    TitleAct.SUPPORT_ENDED: frozenset(TitleState) - _BEGIN,
    **dict.fromkeys(_ENDS, STANDING),
}
_PROOFS: Final = frozenset({TitleAct.LISTED, TitleAct.PLAQUE, TitleAct.ASSESSED})


def replay(events: Iterable[EventLike], as_of: date | None = None) -> Standing:
    """Tell where a title stands after its events, in the given order, up to and including ``as_of``.

    Voided events and those that void them are left out by the caller (``living_events``). Raises DoesNotFollowError for
    an event that cannot follow on those before it.
    """
    now, beneath = Standing(), TitleState.HELD
    for event in events:
        if as_of is not None and event.on > as_of:
            break
        act = TitleAct(event.act)
        if act is TitleAct.SUSPENDED and event.right == Right.TITLE and now.state in _HELD_ONLY:
            beneath = now.state
        now = _step(now, act, event, beneath)
    return now


def in_order(events: Iterable[EventLike]) -> list[EventLike]:
    """Put events in the order of their days; those of one day stay as they were entered."""
    return sorted(events, key=lambda event: event.on)


def _step(now: Standing, act: TitleAct, event: EventLike, beneath: TitleState) -> Standing:
    allowed = _MAY_FOLLOW[act]
    beginning_by_proof = act in _PROOFS and now.state in _BEGIN
    # A title that nothing designated can begin by proof only in the time before this system.
    if now.state not in allowed or (beginning_by_proof and not event.is_opening):
        raise DoesNotFollowError(act, event.on, now.state)
    if act in (TitleAct.DESIGNATED, TitleAct.RECEIVED) or beginning_by_proof:
        now = _begun(now, event, known=not beginning_by_proof)
    elif act in _ENDS:
        return _ended(now, act, event)
    if act is TitleAct.SUPPORT_ENDED:
        return replace(now, support_ended_on=event.on)
    if act is TitleAct.ASSESSED:
        return replace(now, result=event.result, result_name=event.result_name, result_on=event.on)
    if act is TitleAct.RENAMED:
        return replace(now, title_name=event.title_name)
    return _phase(now, act, event, beneath)


def _begun(now: Standing, event: EventLike, *, known: bool) -> Standing:
    return replace(
        now,
        state=TitleState.HELD,
        title_name=event.title_name or now.title_name,
        held_from=event.on,
        from_exact=known and event.exact == Exactness.DAY,
        batch=event.batch if event.batch is not None else now.batch,
    )


def _ended(now: Standing, act: TitleAct, event: EventLike) -> Standing:
    # The end is the last result: rules ask for a title "with the result revoked".
    return replace(
        now,
        state=_ENDS[act],
        held_until=event.on,
        rectify_due=None,
        result=event.result or _ENDS[act].value,
        result_name=event.result_name or _ENDS[act].say.zh,
        result_on=event.on,
    )


def _phase(now: Standing, act: TitleAct, event: EventLike, beneath: TitleState) -> Standing:
    """The acts that move a title between announced, held, rectifying and suspended."""
    if act is TitleAct.ANNOUNCED:
        return replace(now, state=TitleState.ANNOUNCED, title_name=event.title_name, batch=event.batch)
    if act is TitleAct.NOT_DESIGNATED:
        return replace(now, state=TitleState.NOT_DESIGNATED)
    if act is TitleAct.RECTIFYING:
        return replace(now, state=TitleState.RECTIFYING, rectify_due=event.until_on)
    if act is TitleAct.RECTIFIED:
        return replace(now, state=TitleState.HELD, rectify_due=None)
    if act is TitleAct.SUSPENDED and event.right == Right.TITLE:
        return replace(now, state=TitleState.SUSPENDED)
    if act is TitleAct.RESUMED and event.right == Right.TITLE and now.state is TitleState.SUSPENDED:
        return replace(now, state=beneath)
    return now


def rights_suspended(events: Sequence[EventLike], on: date) -> dict[Right, EventLike]:
    """The rights suspended on a day, each with the event that did it; the last day of a suspension is part of it."""
    found: dict[Right, EventLike] = {}
    for event in events:
        if event.on > on:
            break
        if event.act == TitleAct.SUSPENDED:
            found[Right(event.right)] = event
        elif event.act == TitleAct.RESUMED:
            found.pop(Right(event.right), None)
    return {right: event for right, event in found.items() if event.until_on is None or on <= event.until_on}
