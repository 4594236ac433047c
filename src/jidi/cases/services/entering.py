"""What happens around a case when it comes to a step or leaves it: who sees it, whose item it is, which clock runs."""

from __future__ import annotations

from datetime import date, datetime

from jidi.accounts.enums import Tier
from jidi.accounts.models import Organisation
from jidi.accounts.queries import authority
from jidi.agenda import services as agenda
from jidi.agenda.addressees import of_seat
from jidi.agenda.queries import clock_of
from jidi.cases import words
from jidi.cases.enums import Sees
from jidi.cases.models import Case, Party
from jidi.cases.queries import pack_of, procedure_of, seats_at, situation_for, step_of
from jidi.cases.windows import Length, length_of
from jidi.common.say import Say
from jidi.policies.actors import Seat, cite_of
from policycore.actors import ActorKind
from policycore.calendar import Due
from policycore.engine import Situation, limit_of_step
from policycore.procedures import AnswerDoes, Step, StepKind
from policycore.verdict import Missing

ROOM, KIND, ASKED = "cases", "case", "opinion"
FROM_THE_BEGINNING = frozenset({Tier.CITY, Tier.COUNTY, Tier.NONE})
"""Levels that see a case of theirs from the beginning; those above once it has come to them."""


def leave(case: Case, does: AnswerDoes, at: datetime, on: date) -> None:
    """Close the items of the step a case leaves. Its clock ends; on a return for correction it stands still instead."""
    key = str(case.pk)
    for kind in (KIND, ASKED):
        agenda.close_items(room=ROOM, kind=kind, key=key, at=at)
    if does is AnswerDoes.RETURN:
        agenda.stop_clock(room=ROOM, kind=KIND, key=key, name=case.step, on=on)
    else:
        agenda.end_clock(room=ROOM, kind=KIND, key=key, name=case.step, on=on)
    agenda.end_clock(room=ROOM, kind=KIND, key=key, name=window_name(case.step), on=on)


def finish(case: Case, on: date) -> None:
    """End every clock of a case that is over, those that stood still too."""
    for step in procedure_of(case).steps:
        agenda.end_clock(room=ROOM, kind=KIND, key=str(case.pk), name=step.id, on=on)


def enter(case: Case, at: datetime, on: date, *, from_organisation_id: int | None, verdict: Say | None = None) -> None:
    """Open the items of the step a case has come to, for the offices that act there; start its clock; let them see it."""
    situation, step = situation_for(case, on), step_of(case)
    who = situation.settled(step.actor)
    if isinstance(who, Missing):
        _wait_for_decision(case, step, who, at, on, from_organisation_id)
        return
    seats = seats_at(case, who, on)
    due = _due(case, step, situation, seats, at, on)
    for seat in seats:
        let_see(case, seat, at)
        _item(case, step, seat, at, on, due, from_organisation_id, verdict)
    for actor_id in step.asks:
        if situation.pack.actors[actor_id].kind in {ActorKind.OFFICE, ActorKind.JOINT}:
            _ask(case, step, actor_id, at, on, from_organisation_id)


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


def let_see(case: Case, seat: Seat, at: datetime) -> None:
    """Let an office see the whole case from now on; the secretaries of its decisions too where it decides by meeting."""
    row, _ = Party.objects.get_or_create(
        case=case, addressee=of_seat(seat), defaults={"area_code": case.area_code, "sees": Sees.ALL, "since_at": at}
    )
    if row.sees != Sees.ALL or (seat.deciders and not row.deciders):
        row.sees, row.deciders = Sees.ALL, row.deciders or seat.deciders
        row.save(update_fields=["sees", "deciders"])


def start_window(case: Case, length: Length, starts_on: date, seat: Seat, at: datetime) -> Due:
    """Start the clock of a step's window (a notice, a consultation); return its last day."""
    step, key, name = step_of(case), str(case.pk), window_name(case.step)
    agenda.end_clock(room=ROOM, kind=KIND, key=key, name=name, on=starts_on)
    clock = agenda.start_clock(
        room=ROOM, kind=KIND, key=key, name=name, what=what_of(case, step), cite=cite_of(pack_of(case), step.citation()),
        area_code=case.area_code, seat=seat, starts_on=starts_on, length=length.length, unit=length.unit,
        count_first=length.count_first, when_closed=length.when_closed, at=at, sets_due=step.limit is None,
    )  # fmt: skip
    due = Due(clock.ends_on, clock.provisional)
    if step.limit is None:
        agenda.touch_items(room=ROOM, kind=KIND, key=key, due=due)
    return due


def window_name(step: str) -> str:
    """The name of the clock of a step's window."""
    return f"{step}:window"


def what_of(case: Case, step: Step) -> Say:
    """What an item of a case says."""
    zh, en = case.title_zh, case.title_en or case.title_zh
    return Say(f"{zh} · {step.say.zh}", f"{en} · {step.say.en or step.say.zh}")


def holder_of(case: Case, seat: Seat, on: date) -> Say:
    """The office that sits there, by name."""
    if seat.organisation_id is not None:
        found = Organisation.objects.filter(pk=seat.organisation_id).first()
    else:
        found = authority(organ=seat.organ, tier=seat.tier, area_code=seat.area_code or case.area_code, on=on)
    return Say(found.name, found.name_en) if found else Say("")


def _item(
    case: Case,
    step: Step,
    seat: Seat,
    at: datetime,
    on: date,
    due: Due | None,
    from_id: int | None,
    verdict: Say | None,
) -> None:
    correcting = step.kind is StepKind.FILL and verdict is not None
    agenda.open_item(
        room=ROOM, kind=KIND, key=str(case.pk), area_code=case.area_code, what=what_of(case, step),
        next_step=words.CORRECT if correcting else words.DO[step.kind], cite=cite_of(pack_of(case), step.citation()),
        at=at, seat=seat, due=due, holder=holder_of(case, seat, on), verdict=verdict, from_organisation_id=from_id,
        round_key=case.round_key,
    )  # fmt: skip


def _ask(case: Case, step: Step, actor_id: str, at: datetime, on: date, from_id: int | None) -> None:
    for seat in seats_at(case, actor_id, on):
        let_see(case, seat, at)
        agenda.open_item(
            room=ROOM, kind=ASKED, key=str(case.pk), area_code=case.area_code, what=what_of(case, step),
            next_step=words.GIVE_OPINION, cite=cite_of(pack_of(case), step.citation()), at=at, seat=seat,
            holder=holder_of(case, seat, on), from_organisation_id=from_id, round_key=case.round_key,
        )  # fmt: skip


def _wait_for_decision(case: Case, step: Step, who: Missing, at: datetime, on: date, from_id: int | None) -> None:
    """Who acts is undecided: the item goes to whoever may decide it."""
    for lack in who.lacks:
        for seat in seats_at(case, lack.supplier, on):
            let_see(case, seat, at)
            agenda.open_item(
                room=ROOM, kind=KIND, key=str(case.pk), area_code=case.area_code, what=what_of(case, step),
                next_step=words.DECIDE, cite=cite_of(pack_of(case), step.citation()), at=at, seat=seat,
                holder=holder_of(case, seat, on), verdict=lack.say, from_organisation_id=from_id,
                round_key=case.round_key,
            )  # fmt: skip


def _due(case: Case, step: Step, situation: Situation, seats: tuple[Seat, ...], at: datetime, on: date) -> Due | None:
    """The day a step has to be done by: a fixed one, or the end of a clock that is started (or runs on after a return)."""
    key = str(case.pk)
    if step.kind is StepKind.WAIT and step.window is not None and seats:
        length = length_of(situation, step.window)
        if isinstance(length, Length):
            return start_window(case, length, case.entered_on, seats[0], at)
    if step.limit is None:
        return None
    if step.limit.within is None:
        found = limit_of_step(situation, step, case.entered_on)
        return found if isinstance(found, Due) else None
    held = clock_of(ROOM, KIND, key, step.id)
    if held is not None:
        agenda.resume_clock(room=ROOM, kind=KIND, key=key, name=step.id, on=on)
        held.refresh_from_db()
        return Due(held.ends_on, held.provisional)
    length = length_of(situation, step.limit.within)
    if isinstance(length, Missing) or not seats:
        return None
    clock = agenda.start_clock(
        room=ROOM, kind=KIND, key=key, name=step.id, what=what_of(case, step),
        cite=cite_of(pack_of(case), step.limit.citation() or step.citation()), area_code=case.area_code,
        seat=seats[0], starts_on=case.entered_on, length=length.length, unit=length.unit,
        count_first=length.count_first, when_closed=length.when_closed, at=at,
    )  # fmt: skip
    return Due(clock.ends_on, clock.provisional)
