"""What happens around a case when it comes to a step or leaves it: who sees it, whose item it is, which clock runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jidi.accounts.enums import Tier
from jidi.agenda import services as agenda
from jidi.agenda.addressees import of_seat
from jidi.agenda.enums import ClockState
from jidi.agenda.models import RunningClock
from jidi.agenda.queries import clocks_of
from jidi.calendars.queries import work_calendar
from jidi.cases import words
from jidi.cases.enums import Sees
from jidi.cases.handing_back import HandBack
from jidi.cases.models import Case, Party
from jidi.cases.queries import (
    correction_name,
    names_of,
    pack_of,
    place_of,
    procedure_of,
    seats_at,
    situation_for,
    step_of,
)
from jidi.cases.windows import Length, length_of
from jidi.common.say import Cite, Say
from jidi.policies.actors import Seat, cite_of
from jidi.policies.queries import book
from policycore.actors import ActorKind
from policycore.calendar import Due, WorkCalendar
from policycore.engine import Situation, limit_of_step
from policycore.open_points import DecisionBook
from policycore.procedures import AnswerDoes, Step, StepKind
from policycore.verdict import Missing

ROOM, KIND, ASKED = "cases", "case", "opinion"
WINDOW = ":window"
"""What the name of a window's clock ends in."""

FROM_THE_BEGINNING = frozenset({Tier.CITY, Tier.COUNTY, Tier.NONE})
"""Levels that see a case of theirs from the beginning; those above once it has come to them."""


@dataclass(slots=True)
class Passage:
    """A case on its way from one step to the next, with everything that was read once for it.

    ``whole`` are the decisions that can reach the case, ``clocks`` its clocks that have not ended, by name;
    ``from_organisation_id`` whoever passed it on, ``verdict`` the last word its items show, ``hand_back`` by when what was
    returned has to come back.
    """

    case: Case
    at: datetime
    on: date
    whole: DecisionBook
    calendar: WorkCalendar
    clocks: dict[str, RunningClock]
    from_organisation_id: int | None = None
    verdict: Say | None = None
    hand_back: HandBack | None = None


def passage(
    case: Case, at: datetime, on: date, *, whole: DecisionBook | None = None, calendar: WorkCalendar | None = None,
    from_organisation_id: int | None = None, verdict: Say | None = None,
) -> Passage:  # fmt: skip
    """Read what the way of a case needs, once."""
    return Passage(
        case, at, on, whole if whole is not None else book(case.version.pack_id, place_of(case)),
        calendar or work_calendar(), {clock.name: clock for clock in clocks_of(ROOM, KIND, [str(case.pk)])},
        from_organisation_id, verdict,
    )  # fmt: skip


def leave(way: Passage, does: AnswerDoes) -> None:
    """Close the items of the step a case leaves. Its clock ends; on a return for correction it stands still instead."""
    step = way.case.step
    agenda.close_items(room=ROOM, kind=(KIND, ASKED), key=str(way.case.pk), at=way.at)
    limit, window = way.clocks.get(step), way.clocks.pop(window_name(step), None)
    correction = way.clocks.pop(correction_name(step), None)
    if limit is not None and does is AnswerDoes.RETURN:
        agenda.stand_still(limit, way.on)
    elif limit is not None:
        agenda.put_out(way.clocks.pop(step), way.on)
    for clock in (window, correction):
        if clock is not None:
            agenda.put_out(clock, way.on)


def finish(way: Passage) -> None:
    """End every clock of a case that is over, those that stood still too."""
    for clock in way.clocks.values():
        agenda.put_out(clock, way.on)


def enter(way: Passage) -> None:
    """Open the items of the step a case has come to, for the offices that act there; start its clock; let them see it."""
    case, on = way.case, way.on
    situation, step = situation_for(case, on, whole=way.whole, calendar=way.calendar), step_of(case)
    who = situation.settled(step.actor)
    if isinstance(who, Missing):
        for lack in who.lacks:
            _open(way, seats_at(case, lack.supplier, on), step, words.DECIDE, verdict=lack.say)
        return
    seats = seats_at(case, who, on)
    due = _correction(way, step, seats) or _due(way, step, situation, seats)
    verdict = _until(way.verdict, due) if way.hand_back else way.verdict
    correcting = step.kind is StepKind.FILL and way.verdict is not None
    todo = words.CORRECT if correcting else words.DO[step.kind]
    _open(way, seats, step, todo, due=due, verdict=verdict)
    for actor_id in step.asks:
        if situation.pack.actors[actor_id].kind in {ActorKind.OFFICE, ActorKind.JOINT}:
            _open(way, seats_at(case, actor_id, on), step, words.GIVE_OPINION, kind=ASKED)


def let_know(case: Case, at: datetime, on: date) -> None:
    """Enter the offices of a procedure when a case begins: those near it see all of it, those above its progress."""
    procedure = procedure_of(case)
    fixed = [step.actor if isinstance(step.actor, str) else str(step.actor.value or "") for step in procedure.steps]
    names = [procedure.applicant or "", *fixed]
    seats = [seat for name in dict.fromkeys(names) if name in pack_of(case).actors for seat in seats_at(case, name, on)]
    if case.organisation_id is not None:
        seats.append(Seat(organisation_id=case.organisation_id))
    first: dict[str, Seat] = {}
    for seat in seats:
        first.setdefault(of_seat(seat), seat)
    Party.objects.bulk_create(
        Party(
            case=case, addressee=addressee, area_code=case.area_code, since_at=at,
            sees=Sees.ALL if seat.tier in FROM_THE_BEGINNING else Sees.PROGRESS,
        )
        for addressee, seat in first.items()
    )  # fmt: skip


def let_see(case: Case, seats: Sequence[Seat], at: datetime) -> None:
    """Let offices see the whole case from now on; the secretaries of their decisions too where they decide by meeting."""
    held = {row.addressee: row for row in Party.objects.filter(case=case, addressee__in=[of_seat(s) for s in seats])}
    for seat in seats:
        row = held.get(of_seat(seat))
        if row is None:
            Party.objects.create(
                case=case, addressee=of_seat(seat), area_code=case.area_code, sees=Sees.ALL, since_at=at,
                deciders=seat.deciders,
            )  # fmt: skip
        elif row.sees != Sees.ALL or (seat.deciders and not row.deciders):
            row.sees, row.deciders = Sees.ALL, row.deciders or seat.deciders
            row.save(update_fields=["sees", "deciders"])


def start_window(way: Passage, length: Length, starts_on: date, seat: Seat) -> Due:
    """Start the clock of a step's window (a notice, a consultation); return its last day."""
    case, step, name = way.case, step_of(way.case), window_name(way.case.step)
    earlier = way.clocks.pop(name, None)
    if earlier is not None:
        agenda.put_out(earlier, starts_on)
    cite = cite_of(pack_of(case), step.citation())
    clock = _start(way, step, name, length, starts_on, seat, cite, sets_due=step.limit is None)
    due = Due(clock.ends_on, clock.provisional)
    if step.limit is None:
        agenda.touch_items(room=ROOM, kind=KIND, key=str(case.pk), due=due)
    return due


def ask(way: Passage, seats: Sequence[Seat]) -> None:
    """Open an item for departments whose opinion a letter asks for, until the end of its time; they see the case."""
    step = step_of(way.case)
    clock = way.clocks.get(window_name(step.id))
    due = Due(clock.ends_on, clock.provisional) if clock else None
    _open(way, seats, step, words.GIVE_OPINION, due=due, kind=ASKED)


def window_name(step: str) -> str:
    """The name of the clock of a step's window."""
    return f"{step}{WINDOW}"


def _correction(way: Passage, step: Step, seats: Sequence[Seat]) -> Due | None:
    """By when what was returned here has to come back; the clock of it starts with the return."""
    name = correction_name(step.id)
    clock, back = way.clocks.get(name), way.hand_back
    if clock is None and back is not None and seats:
        length = Length(back.length, back.unit, count_first=False, when_closed="keep")
        clock = _start(way, step, name, length, way.on, seats[0], words.HAND_BACK)
    return Due(clock.ends_on, clock.provisional) if clock else None


def _until(verdict: Say | None, due: Due | None) -> Say | None:
    """The last word of a return, with the day it has to come back by."""
    if verdict is None or due is None:
        return verdict
    return Say(f"{verdict.zh}，{due.day:%m-%d} 前交回"[:400], f"{verdict.en}, back by {due.day:%m-%d}"[:500])


def what_of(case: Case, step: Step) -> Say:
    """What an item of a case says."""
    zh, en = case.title_zh, case.title_en or case.title_zh
    return Say(f"{zh} · {step.say.zh}", f"{en} · {step.say.en or step.say.zh}")


def _open(
    way: Passage, seats: Sequence[Seat], step: Step, todo: Say, *, kind: str = KIND, due: Due | None = None,
    verdict: Say | None = None,
) -> None:  # fmt: skip
    """Open an item for each seat, and let it see the case."""
    case, cite = way.case, cite_of(pack_of(way.case), step.citation())
    let_see(case, seats, way.at)
    holders = names_of(seats, case.area_code, way.on)
    for seat in seats:
        agenda.open_item(
            room=ROOM, kind=kind, key=str(case.pk), area_code=case.area_code, what=what_of(case, step), next_step=todo,
            cite=cite, at=way.at, seat=seat, due=due, holder=holders[seat], verdict=verdict,
            from_organisation_id=way.from_organisation_id, round_key=case.round_key,
        )  # fmt: skip


def _due(way: Passage, step: Step, situation: Situation, seats: tuple[Seat, ...]) -> Due | None:
    """The day a step has to be done by: a fixed one, or the end of a clock that is started (or runs on after a return)."""
    case = way.case
    if step.kind is StepKind.WAIT and step.window is not None and seats:
        length = length_of(situation, step.window)
        if isinstance(length, Length):
            return start_window(way, length, case.entered_on, seats[0])
    if step.limit is None:
        return None
    if step.limit.within is None:
        found = limit_of_step(situation, step, case.entered_on)
        return found if isinstance(found, Due) else None
    held = way.clocks.get(step.id)
    if held is not None:
        if held.state == ClockState.STOPPED:
            agenda.run_on(held, way.on)
        return Due(held.ends_on, held.provisional)
    length = length_of(situation, step.limit.within)
    if isinstance(length, Missing) or not seats:
        return None
    cite = cite_of(pack_of(case), step.limit.citation() or step.citation())
    clock = _start(way, step, step.id, length, case.entered_on, seats[0], cite)
    return Due(clock.ends_on, clock.provisional)


def _start(
    way: Passage, step: Step, name: str, length: Length, starts_on: date, seat: Seat, cite: Cite, *,
    sets_due: bool = True,
) -> RunningClock:  # fmt: skip
    clock = agenda.start_clock(
        room=ROOM, kind=KIND, key=str(way.case.pk), name=name, what=what_of(way.case, step), cite=cite,
        area_code=way.case.area_code, seat=seat, starts_on=starts_on, length=length.length, unit=length.unit,
        count_first=length.count_first, when_closed=length.when_closed, at=way.at, sets_due=sets_due,
        calendar=way.calendar,
    )  # fmt: skip
    way.clocks[name] = clock
    return clock
