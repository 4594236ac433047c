"""The work list, badges, deadlines. Each is a constant number of queries on these two tables alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import models
from django.db.models import Count, F, Q, Window

from jidi.accounts.acting import Actor
from jidi.agenda.addressees import meant_for, narrowed, shares_of
from jidi.agenda.enums import AT_ONCE, ClockState, Urgency
from jidi.agenda.models import RunningClock, WorkItem
from jidi.common.quick import Prepared
from jidi.common.say import Basis, Cite, Say

SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "due": (F("due_on").asc(nulls_last=True), "id"),
    "-due": (F("due_on").desc(nulls_last=True), "-id"),
    "opened": ("opened_at", "id"),
    "-opened": ("-opened_at", "-id"),
    "what": ("what_zh", "id"),
    "area": ("area_code", F("due_on").asc(nulls_last=True), "id"),
}

OFTEN: Final = 4
"""How often one owner is looked for among the days ahead before another is given up for it."""


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
    """How much waits in a room, how much of it is overdue, and how much is due from today to the end of the week."""

    waiting: int = 0
    overdue: int = 0
    week: int = 0

    def __add__(self, other: Badge) -> Badge:
        return Badge(self.waiting + other.waiting, self.overdue + other.overdue, self.week + other.week)

    def of(self, urgency: str) -> int:
        """How much is of one urgency; all of it where none is named."""
        later = self.waiting - self.overdue - self.week
        return {"": self.waiting, Urgency.OVERDUE: self.overdue, Urgency.WEEK: self.week}.get(urgency, later)


@dataclass(frozen=True, slots=True)
class Counted:
    """What waits for an actor, by room, and which of their addressees it is for."""

    rooms: Mapping[str, Badge]
    names: frozenset[str]


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
    round_key: str = "", sort: str = "due", page: int = 1, size: int = 50, counted: Counted | None = None,
) -> WorkPage:  # fmt: skip
    """A page of what waits for an actor: two queries, whatever the number of items. An unknown sort reads as ``due``.

    ``counted`` is what ``count`` gave for the same actor and day where the caller has it: it is not counted again.
    """
    wanted = Q()
    if room:
        wanted &= Q(room=room)
    if urgency:
        wanted &= _urgent(Urgency(urgency), on)
    further = Q()
    if round_key:
        further &= Q(round_key=round_key)
    if area_code:
        further &= Q(area_code=area_code)
    if text:
        further &= Q(what_zh__icontains=text) | Q(what_en__icontains=text) | Q(holder_zh__icontains=text)
    if counted is None or further:
        total = items_for(actor).filter(wanted, further).count()
    else:
        total = sum(badge.of(urgency) for name, badge in counted.rooms.items() if room in {"", name})
    page = min(max(1, page), max(1, -(-total // size)))
    order = SORTS.get(sort, SORTS["due"])
    rows = _top(actor, wanted & further, order, page * size, skip=(page - 1) * size, counted=counted)
    return WorkPage(rows, total, page, size)


def at_once(actor: Actor, *, room: str = "", most: int = 20) -> tuple[WorkLine, ...]:
    """What stands before all that has a day: what is told at once, then questions, the oldest first. One query."""
    found = items_for(actor).filter(kind__in=AT_ONCE)
    if room:
        found = found.filter(room=room)
    return lines(found.order_by("-kind", "opened_at", "id")[:most])


def lines(found: models.QuerySet[WorkItem]) -> tuple[WorkLine, ...]:
    """Read items as lines (plain values: half the time of model instances)."""
    return tuple(WorkLine(*row) for row in found.values_list(*_COLUMNS))


def first(actor: Actor, counted: Counted | None = None) -> WorkLine | None:
    """What to do first: the nearest due day."""
    return next(iter(_top(actor, Q(), SORTS["due"], 1, counted=counted)), None)


def count(actor: Actor, on: date) -> Counted:
    """How much waits for an actor, by room and urgency, in one query."""
    shares = shares_of(actor)
    rows = (
        WorkItem.objects.filter(narrowed(actor), addressee__in=shares, done_at__isnull=True)
        .order_by()
        .values_list("addressee", "room")  # by addressee too: so the counts are taken while an index is walked
        .annotate(
            waiting=Count("id"),
            late=Count("id", filter=Q(due_on__lt=on)),
            soon=Count("id", filter=Q(due_on__gte=on, due_on__lte=end_of_week(on))),
        )
    )
    rooms: dict[str, Badge] = {}
    names = set()
    for name, room, waiting, late, soon in rows:
        names.add(name)
        rooms[room] = rooms.get(room, Badge()) + Badge(waiting, late, soon)
    return Counted(rooms, frozenset(names))


def badges(actor: Actor, on: date) -> Mapping[str, Badge]:
    """How much waits in each room."""
    return count(actor, on).rooms


def _top(
    actor: Actor, wanted: Q, order: Sequence[Any], until: int, *, skip: int = 0, counted: Counted | None = None
) -> tuple[WorkLine, ...]:
    """The lines of a list from ``skip`` to ``until`` in an order.

    The first ``until`` of each addressee are found by themselves, in the order of an index where there is one, and only
    these are looked up and put in order together: what is not shown is not read.
    """
    shares = [share for name, share in shares_of(actor).items() if counted is None or name in counted.names]
    found = [WorkItem.objects.filter(share, wanted, done_at__isnull=True).order_by(*order) for share in shares]
    if len(found) == 1:
        return lines(found[0][skip:until])
    either = Q(pk__in=[])
    for rows in found:
        either |= Q(pk__in=rows.values("pk")[:until])
    return lines(WorkItem.objects.filter(either).order_by(*order)[skip:until])


def deadlines(
    actor: Actor, *, from_on: date, until_on: date, most: int = 0, counted: Counted | None = None
) -> list[Deadline]:
    """The days ahead of an actor, both ends included: items due and clocks ending, each owner once.

    With ``most`` only so many, the nearest; what lies behind them is not read.
    """
    within = Q(due_on__gte=from_on, due_on__lte=until_on)
    order = ("due_on", "id")
    ends = RunningClock.objects.filter(
        meant_for(actor), state=ClockState.RUNNING, ends_on__gte=from_on, ends_on__lte=until_on
    ).order_by("ends_on", "id")
    if most:
        # An owner may stand there more than once (as person, organisation and office; under several clocks).
        due, ends = _top(actor, within, order, most * OFTEN, counted=counted), ends[: most * OFTEN]
    else:
        due = lines(items_for(actor).filter(within).order_by(*order))
    found: dict[tuple[str, str, str], Deadline] = {}
    for line in due:
        assert line.due_on is not None
        found.setdefault(
            (line.room, line.kind, line.key),
            Deadline(line.due_on, line.provisional, line.what, line.cite, line.room, line.kind, line.key),
        )
    for clock in ends:
        found.setdefault((clock.room, clock.kind, clock.key), _ends(clock))
    return sorted(found.values(), key=lambda deadline: (deadline.on, deadline.key))[: most or None]


def waiting_for_others(actor: Actor, most: int = 0) -> tuple[WorkLine, ...]:
    """What the actor's organisation passed on and others have not done yet, the longest wait first (``most`` of them)."""
    return lines(_with_others(actor)[: most or None])


def first_with_others(actor: Actor, most: int) -> tuple[tuple[WorkLine, ...], int]:
    """The first of them, and how many there are in all, in one query."""
    rows = list(_with_others(actor).values_list(*_COLUMNS, Window(Count("*")))[:most])
    return tuple(WorkLine(*row[:-1]) for row in rows), rows[0][-1] if rows else 0


def _with_others(actor: Actor) -> models.QuerySet[WorkItem]:
    sent = WorkItem.objects.filter(from_organisation_id=actor.organisation_id, done_at__isnull=True)
    return sent.exclude(meant_for(actor)).order_by("opened_at", "id")


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


def open_for(room: str, kind: str, key: str) -> list[str]:
    """For whom the open items of an owner are."""
    return [addressee for (addressee,) in _OPEN_FOR(room, kind, key)]


_OPEN_FOR: Prepared[tuple[str]] = Prepared(
    lambda room, kind, key: open_items(room, kind, key).order_by().values_list("addressee"), str, str, str
)


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
