"""The work list, badges, deadlines. Each is a constant number of queries on these two tables alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import models
from django.db.models import Count, F, Q

from jidi.accounts.acting import Actor
from jidi.agenda.addressees import meant_for
from jidi.agenda.enums import ClockState, Urgency
from jidi.agenda.models import RunningClock, WorkItem
from jidi.common.say import Basis, Cite, Say

SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "due": (F("due_on").asc(nulls_last=True), "id"),
    "-due": (F("due_on").desc(nulls_last=True), "-id"),
    "opened": ("opened_at", "id"),
    "-opened": ("-opened_at", "-id"),
    "what": ("what_zh", "id"),
    "area": ("area_code", F("due_on").asc(nulls_last=True), "id"),
}


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A line of the work list, ready to be shown: no query hides behind it."""

    id: int
    room: str
    kind: str
    key: str
    area_code: str
    round_key: str
    what_zh: str
    what_en: str
    next_zh: str
    next_en: str
    holder_zh: str
    holder_en: str
    verdict_zh: str
    verdict_en: str
    pack_id: str
    article: str
    cite_zh: str
    cite_en: str
    basis: str
    due_on: date | None
    provisional: bool
    opened_at: datetime

    @property
    def what(self) -> Say:
        """What is to be done."""
        return Say(self.what_zh, self.what_en)

    @property
    def next(self) -> Say:
        """The act that is due."""
        return Say(self.next_zh, self.next_en)

    @property
    def holder(self) -> Say:
        """In whose hands it is."""
        return Say(self.holder_zh, self.holder_en)

    @property
    def verdict(self) -> Say:
        """The last word on why it waits."""
        return Say(self.verdict_zh, self.verdict_en)

    @property
    def cite(self) -> Cite:
        """What it rests on."""
        return Cite(Say(self.cite_zh, self.cite_en), Basis(self.basis), self.pack_id, self.article)

    def urgency(self, on: date) -> Urgency:
        """Overdue, due this week, or later."""
        if self.due_on is None or self.due_on > end_of_week(on):
            return Urgency.LATER
        return Urgency.OVERDUE if self.due_on < on else Urgency.WEEK


_COLUMNS: Final = tuple(field.name for field in fields(WorkLine))


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A page of the work list and how many lines there are in all."""

    rows: tuple[WorkLine, ...]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class Badge:
    """How much waits in a room, and how much of it is overdue."""

    waiting: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day ahead: an item that is due, or a clock that ends."""

    on: date
    provisional: bool
    what: Say
    cite: Cite
    room: str
    kind: str
    key: str


def end_of_week(on: date) -> date:
    """The Sunday of the week a day lies in."""
    return on + timedelta(days=6 - on.weekday())


def items_for(actor: Actor) -> models.QuerySet[WorkItem]:
    """Everything that waits for this person in this post."""
    return WorkItem.objects.filter(meant_for(actor), done_at__isnull=True)


def work_list(
    actor: Actor, *, on: date, room: str = "", urgency: str = "", text: str = "", area_code: str = "",
    round_key: str = "", sort: str = "due", page: int = 1, size: int = 50,
) -> WorkPage:  # fmt: skip
    """A page of what waits for an actor: two queries, whatever the number of items. An unknown sort reads as ``due``."""
    found = items_for(actor)
    if room:
        found = found.filter(room=room)
    if round_key:
        found = found.filter(round_key=round_key)
    if area_code:
        found = found.filter(area_code=area_code)
    if text:
        found = found.filter(Q(what_zh__icontains=text) | Q(what_en__icontains=text) | Q(holder_zh__icontains=text))
    if urgency:
        found = found.filter(_urgent(Urgency(urgency), on))
    total = found.count()
    last = max(1, -(-total // size))
    page = min(max(1, page), last)
    return WorkPage(
        lines(found.order_by(*SORTS.get(sort, SORTS["due"]))[(page - 1) * size : page * size]), total, page, size
    )


def lines(found: models.QuerySet[WorkItem]) -> tuple[WorkLine, ...]:
    """Read items as lines (plain values: half the time of model instances)."""
    return tuple(WorkLine(*row) for row in found.values_list(*_COLUMNS))


def first(actor: Actor) -> WorkLine | None:
    """What to do first: the nearest due day."""
    return next(iter(lines(items_for(actor).order_by(*SORTS["due"])[:1])), None)


def badges(actor: Actor, on: date) -> dict[str, Badge]:
    """How much waits for an actor by room, in one query."""
    late = Count("id", filter=Q(due_on__lt=on))
    rows = items_for(actor).order_by().values_list("room").annotate(waiting=Count("id"), late=late)
    return {room: Badge(waiting, overdue) for room, waiting, overdue in rows}


def deadlines(actor: Actor, *, from_on: date, until_on: date) -> list[Deadline]:
    """The days ahead of an actor, both ends included: items due and clocks ending, each owner once."""
    items = lines(items_for(actor).filter(due_on__gte=from_on, due_on__lte=until_on).order_by(*SORTS["due"]))
    clocks = RunningClock.objects.filter(
        meant_for(actor), state=ClockState.RUNNING, ends_on__gte=from_on, ends_on__lte=until_on
    )
    found = {
        (line.room, line.kind, line.key): Deadline(
            line.due_on, line.provisional, line.what, line.cite, line.room, line.kind, line.key
        )
        for line in items
        if line.due_on
    }
    for clock in clocks:
        found.setdefault((clock.room, clock.kind, clock.key), _ends(clock))
    return sorted(found.values(), key=lambda deadline: (deadline.on, deadline.key))


def waiting_for_others(actor: Actor) -> tuple[WorkLine, ...]:
    """What the actor's organisation passed on and others have not done yet, the longest wait first."""
    sent = WorkItem.objects.filter(from_organisation_id=actor.organisation_id, done_at__isnull=True)
    return lines(sent.exclude(meant_for(actor)).order_by("opened_at", "id"))


def clock_of(room: str, kind: str, key: str, name: str = "") -> RunningClock | None:
    """The clock of an owner that has not ended, or None."""
    return RunningClock.objects.filter(living_key=clock_key(room, kind, key, name)).first()


def clocks_of(room: str, kind: str, keys: Iterable[str]) -> list[RunningClock]:
    """The clocks of several owners that have not ended."""
    found = RunningClock.objects.filter(room=room, kind=kind, key__in=list(keys)).exclude(state=ClockState.ENDED)
    return list(found.order_by("pk"))


def clock_key(room: str, kind: str, key: str, name: str) -> str:
    """What an owner has only once: a clock of this name that has not ended."""
    return f"{room}:{kind}:{key}:{name}"


def open_items(room: str, kind: str, key: str) -> models.QuerySet[WorkItem]:
    """The open items of an owner."""
    return WorkItem.objects.filter(room=room, kind=kind, key=key, done_at__isnull=True)


def _ends(clock: RunningClock) -> Deadline:
    cite = Cite(Say(clock.cite_zh, clock.cite_en), Basis(clock.basis), clock.pack_id, clock.article)
    return Deadline(
        clock.ends_on, clock.provisional, Say(clock.what_zh, clock.what_en), cite, clock.room, clock.kind, clock.key
    )


def _urgent(urgency: Urgency, on: date) -> Q:
    sunday = end_of_week(on)
    if urgency is Urgency.OVERDUE:
        return Q(due_on__lt=on)
    if urgency is Urgency.WEEK:
        return Q(due_on__gte=on, due_on__lte=sunday)
    return Q(due_on__isnull=True) | Q(due_on__gt=sunday)
