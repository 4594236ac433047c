"""Reminders about what is open: the ladder of days around a due day, by hand, and when a due day moves.

The ladder is a rule of this house: 15, 5 and 1 days before, on the day, 1 and 3 days after. A reminder never falls on a
day that is not worked: before the due day it comes on the working day before, after it on the next one. To whom it
goes is asked when it is sent, of the same seats that say who may act; once the day is past, the level above hears too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Tier
from jidi.accounts.queries import actors_in, authorities_holding
from jidi.agenda.addressees import seat_named
from jidi.agenda.models import WorkItem
from jidi.agenda.services.clocks import Recounted
from jidi.calendars.queries import work_calendar
from jidi.common.clock import day_of
from jidi.common.say import Basis, Cite, Say, house
from jidi.notices.enums import LetterKind
from jidi.notices.services import Written, send
from jidi.policies.actors import Seat
from policycore.calendar import WorkCalendar

LADDER: Final = (-15, -5, -1, 0, 1, 3)
"""Days around the due day (rule of this house)."""
STEPS: Final = house(
    "到期前 15、5、1 天、当天和过期 1、3 天提醒", "reminded 15, 5 and 1 days before, on the day, 1 and 3 days after"
)
BY_HAND: Final = house("同一事项一天只催一次", "the same matter is chased once a day")
RECOUNTED: Final = house("期限随工作日历重算", "due days are counted again when the calendar changes")
_ABOVE: Final = {Tier.COUNTY: Tier.CITY, Tier.CITY: Tier.PROVINCE}
_AHEAD: Final = timedelta(days=30)
"""How far ahead due days are looked at: the ladder and the longest holiday lie well within."""
_BEHIND: Final = timedelta(days=366)
"""How far behind: a site whose timer stood still, or a duty that came up late, is told what is overdue by now all the same."""


def rung_on(due: date, opened: date, on: date, calendar: WorkCalendar) -> int | None:
    """The rung of the ladder to stand on by a day: the latest whose day has come since the item was opened.

    None before the first. Where two rungs share a day (a long holiday before the due day), the later counts.
    """
    found = None
    for rung in LADDER:
        day = day_of_rung(due, rung, calendar)
        if opened <= day <= on:
            found = rung
    return found


def day_of_rung(due: date, rung: int, calendar: WorkCalendar) -> date:
    """The working day on which a rung is sent."""
    day = due + timedelta(days=rung)
    if calendar.is_workday(day):
        return day
    return calendar.previous_workday(day) if rung <= 0 else calendar.next_workday(day)


def remind_due(*, at: datetime, on: date) -> int:
    """Send what the ladder asks for on a day; return how many letters were written.

    It may be called as often as one likes: a rung is sent once, though the item was closed and opened again meanwhile.
    Days on which nobody called are not made up one by one, only the rung that stands now is sent; on a day that is not
    worked nothing is, the next working day sends it.
    """
    calendar, people = work_calendar(), _People(on)
    if not calendar.is_workday(on):
        return 0
    items = WorkItem.objects.filter(done_at__isnull=True, due_on__gte=on - _BEHIND, due_on__lte=on + _AHEAD)
    letters: list[Written] = []
    for item in items.order_by("pk"):
        assert item.due_on is not None
        rung = rung_on(item.due_on, day_of(item.opened_at), on, calendar)
        if rung is not None:
            letters += _of_rung(item, rung, on, people)
    return send(letters, at=at, on=on)


def _of_rung(item: WorkItem, rung: int, on: date, people: _People) -> Iterator[Written]:
    assert item.due_on is not None
    turn = people.whose_turn(item.addressee, item.area_code)
    above = [one for one in people.above(item.addressee, item.area_code) if one not in turn] if rung > 0 else []
    for person, is_above in [*((p, False) for p in turn), *((p, True) for p in above)]:
        yield Written(
            person, LetterKind.REMINDER, item.room, item.kind, item.key, _what(item), why_due(item.due_on, on),
            _cite(item), f"ladder:{item.room}:{item.kind}:{item.key}:{item.due_on}:{rung}", item.due_on, f"{rung:+d}" if rung else "0", is_above,
        )  # fmt: skip


def remind_now(*, items: Sequence[WorkItem], sender: Actor, at: datetime, on: date) -> int:
    """Remind those whose turn it is by hand; return how many letters were written.

    The room whose matter it is has asked whether the sender may. The same matter is chased once a day at most, whoever
    asks (house rule): for what was chased today already nothing is written.
    """
    people = _People(on)
    letters = [
        Written(
            person, LetterKind.BY_HAND, item.room, item.kind, item.key, _what(item),
            why_due(item.due_on, on) if item.due_on else Say("请尽快办理", "please see to it"), _cite(item),
            f"by-hand:{item.pk}:{on}", item.due_on,
        )
        for item in items
        if item.done_at is None
        for person in people.whose_turn(item.addressee, item.area_code)
        if person != sender.person_id
    ]  # fmt: skip
    return send(letters, at=at, on=on, sender=sender.who)


def tell_moved(moved: Iterable[Recounted], *, at: datetime, on: date) -> int:
    """Tell those who wait on a clock that its end moved with the calendar; return how many letters were written."""
    people = _People(on)
    letters = [
        Written(
            person, LetterKind.MOVED, clock.room, clock.kind, clock.key, clock.what, _moved(clock), RECOUNTED,
            f"moved:{clock.clock_id}:{clock.was}:{clock.now}", clock.now,
        )
        for clock in moved
        if clock.was != clock.now
        for person in people.whose_turn(clock.addressee, clock.area_code)
    ]  # fmt: skip
    return send(letters, at=at, on=on)


def _moved(clock: Recounted) -> Say:
    zh, en = f"期限由 {clock.was} 改为 {clock.now}", f"due on {clock.now}, before on {clock.was}"
    return Say(f"{zh}（暂定）", f"{en} (provisional)") if clock.provisional else Say(zh, en)


def why_due(due: date, on: date) -> Say:
    """How near a due day is, as a reminder says it."""
    days = (due - on).days
    if days > 0:
        return Say(f"还有 {days} 天，{due} 截止", f"{days} days left, due on {due}")
    if days == 0:
        return Say(f"今天（{due}）截止", f"due today, {due}")
    return Say(f"已逾期 {-days} 天，{due} 截止", f"{-days} days late, was due on {due}")


def _what(item: WorkItem) -> Say:
    return Say(item.what_zh, item.what_en)


def _cite(item: WorkItem) -> Cite:
    return Cite(Say(item.cite_zh, item.cite_en), Basis(item.basis), item.pack_id, item.article)


@dataclass(slots=True)
class _People:
    """Who sits where on a day; each seat is asked once."""

    on: date
    known: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)

    def whose_turn(self, addressee: str, area_code: str) -> tuple[int, ...]:
        """The people an item waits for."""
        key = (addressee, area_code)
        if key not in self.known:
            self.known[key] = self._found(addressee, area_code)
        return self.known[key]

    def above(self, addressee: str, area_code: str) -> tuple[int, ...]:
        """The people of the level above: the same organ one level up; of an organisation, the authority of its place."""
        if addressee.startswith("person:"):
            return ()
        key = (f"above:{addressee}", area_code)
        if key not in self.known:
            seats = self._seats_above(seat_named(addressee, area_code))
            people = {person: None for seat in seats for person in self._sitting(seat)}
            self.known[key] = tuple(people)
        return self.known[key]

    def _found(self, addressee: str, area_code: str) -> tuple[int, ...]:
        kind, _, rest = addressee.partition(":")
        return (int(rest),) if kind == "person" else self._sitting(seat_named(addressee, area_code))

    def _sitting(self, seat: Seat) -> tuple[int, ...]:
        return tuple(dict.fromkeys(actor.person_id for actor in actors_in(seat.posts(self.on), self.on)))

    def _seats_above(self, seat: Seat) -> list[Seat]:
        if seat.organisation_id is None:
            tier = _ABOVE.get(seat.tier)
            return [Seat(seat.organ, tier, seat.area_code)] if tier else []
        found = authorities_holding(seat.organisation_id, self.on)
        return [Seat(one.organ, Tier(one.tier), one.area_id) for one in found]
