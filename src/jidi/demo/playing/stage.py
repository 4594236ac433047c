"""The stage of one round: its pack, its bases by their keys, its people, and who acts where a case stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor
from jidi.accounts.queries import actors_in
from jidi.applications import queries
from jidi.applications.models import Application, Round
from jidi.cases import queries as cases_read
from jidi.cases.models import Case
from jidi.demo.bases import Register
from jidi.demo.people import Cast
from jidi.demo.story import RoundTold, Story
from jidi.filings.queries import filings_of
from jidi.panels.models import Panel, Seat
from jidi.panels.queries import panel_for
from jidi.policies.actors import posts_of
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack
from policycore.procedures import Procedure, Step


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is done: the day, and the moment on it."""

    on: date
    at: datetime


class Stage:
    """One round of a story and everybody in it. The acts themselves stand in the classes built on it."""

    def __init__(self, story: Story, told: RoundTold, version: PackVersion, register: Register, cast: Cast) -> None:
        """``register`` knows the bases by their keys."""
        self.story, self.told, self.version = story, told, version
        self.register, self.cast = register, cast
        self.pack = pack(version)
        self.procedure: Procedure = self.pack.procedures[told.procedure]
        self.round: Round | None = None

    @property
    def open_round(self) -> Round:
        """The announced round."""
        assert self.round is not None
        return self.round

    def applications(self, keys: Iterable[str]) -> list[Application]:
        """The applications of these bases in the round, in the same order."""
        bases = [self.register.bases[key] for key in keys]
        found = Application.objects.filter(round=self.open_round, base__in=bases)
        rows = {a.base_id: a for a in found.select_related("round__version", "case__version", "base", "organisation")}
        return [rows[base.pk] for base in bases]

    def filings(self, application: Application) -> list[Any]:
        """The forms of an application."""
        key = str(application.pk)
        return list(filings_of(queries.OWNER, [key])[key])

    def step_of(self, case: Case) -> Step:
        """The step where a case stands."""
        return self.procedure.step(case.step)

    def acting(self, case: Case, on: date) -> Actor:
        """Whoever acts at the step where a case stands."""
        return self.office(str(cases_read.actor_of_step(case, on)), case.area_code, on, case.organisation_id)

    def office(self, actor_id: str, area_code: str, on: date, organisation_id: int | None = None) -> Actor:
        """Somebody who sits in the first office an actor of the pack is."""
        posts = posts_of(self.pack, actor_id, area_code, on, organisation_id=organisation_id)
        return actors_in(posts, on)[0]

    def panel_of(self, case: Case) -> Panel:
        """The panel of the step where a case stands."""
        found = panel_for(case.procedure, case.step, case.round_key)
        assert found is not None
        return found

    def expert(self, seat: Seat) -> Actor:
        """Who sits in a seat of a panel."""
        person = seat.expert.person_id
        return next(actor for actor in self.cast.experts if actor.person_id == person)


def record_on(told: Mapping[str, Any] | None, on: date) -> dict[str, Any] | None:
    """A record of a step with its days: ``today`` is the day of the act."""
    if told is None:
        return None
    return {key: on if value == "today" else value for key, value in told.items()}
