"""Joint offices on a list: who has signed what for which line, whether this person's office has, whom it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F

from jidi.cases import queries as cases
from jidi.cases.models import Case, Opinion
from jidi.common.say import Say
from jidi.policies.actors import Seat, seats_of
from jidi.web.desk.lists.place import Place
from policycore.actors import ActorKind
from policycore.procedures import words_of_answer

TO_SIGN = Say("待签署", "to sign")


@dataclass(frozen=True, slots=True)
class Signed:
    """What the joint offices have said of one line."""

    offices: tuple[tuple[Say, Say], ...] = ()
    mine: Opinion | None = None
    lacking: tuple[Say, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether all have signed and not the same."""
        return bool(self.offices) and not self.lacking

    @property
    def given(self) -> tuple[Say, ...]:
        """The offices that have signed, where not all have."""
        return tuple(name for name, _ in self.offices if name not in self.lacking) if self.lacking else ()

    @property
    def waits_for_others(self) -> bool:
        """Whether this person's office has done its part and others have not."""
        return self.mine is not None and bool(self.lacking)


NOBODY = Signed()


class Signing:
    """The signatures on the lines of a list: nothing where one office answers alone."""

    def __init__(self, place: Place, asked: Sequence[Case]) -> None:
        self.place, self.asked = place, asked

    @cached_property
    def seats(self) -> tuple[Seat, ...]:
        """The joint offices, the leading one first; empty where the step is one office's."""
        actor = self.place.whole.actors.get(self.place.actor_id)
        if actor is None or actor.kind is not ActorKind.JOINT:
            return ()
        area = self.place.area or self.place.round_.area_code
        return seats_of(self.place.whole, actor.id, area, self.place.on)

    @cached_property
    def names(self) -> dict[Seat, Say]:
        """What the offices are called."""
        found = cases.names_of(self.seats, self.place.area or self.place.round_.area_code, self.place.on)
        return {seat: say if say.zh else Say(seat.organ) for seat, say in found.items()}

    @cached_property
    def _given(self) -> dict[int, dict[str, Opinion]]:
        rows = Opinion.objects.filter(case__in=[c.pk for c in self.asked], is_valid=True, visit=F("case__seq"))
        found: dict[int, dict[str, Opinion]] = {}
        for row in rows if self.seats else ():
            found.setdefault(row.case_id, {})[row.capacity] = row
        return found

    def of(self, case: Case) -> Signed:
        """The signatures for one line."""
        if not self.seats:
            return NOBODY
        given = self._given.get(case.pk, {})
        offices = tuple((self.names[seat], self._words(given.get(seat.organ))) for seat in self.seats)
        lacking = tuple(self.names[seat] for seat in self.seats if seat.organ not in given)
        own = next((seat.organ for seat in self.seats if seat.holds(self.place.actor)), "")
        return Signed(offices, given.get(own), lacking)

    def _words(self, row: Opinion | None) -> Say:
        if row is None:
            return TO_SIGN
        known = self.place.step.then.get(row.answer)
        zh, en = words_of_answer(row.answer, known) if known else (row.answer, row.answer)
        return Say(f"{zh}（{row.who_name}）", f"{en} ({row.who_name})")
