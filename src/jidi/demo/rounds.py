"""Playing the rounds of a story: every act by whoever the procedure says does it, on its day, through the services.

What can be done is a short list of verbs (``Play.do_…``); which steps, answers and offices there are is said by the pack,
which bases, days and words by the story.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from jidi.accounts.acting import Actor, require
from jidi.accounts.models import Person
from jidi.accounts.queries import actors_in
from jidi.applications import queries
from jidi.applications.models import Application, Round
from jidi.applications.services import (
    announce_round,
    answer_case,
    answer_list,
    attach_document,
    begin_panel,
    end_panel,
    freeze,
    pass_on,
    save_draft,
    save_selection,
    start_application,
)
from jidi.applications.services.selection import Chosen
from jidi.bases.models import BaseLink
from jidi.cases import permissions as case_permissions
from jidi.cases import queries as cases_read
from jidi.cases import services as cases
from jidi.cases.models import Case
from jidi.common.clock import BEIJING
from jidi.common.keys import new_key
from jidi.common.say import Say
from jidi.demo import policy
from jidi.demo.bases import Register
from jidi.demo.forms import typed
from jidi.demo.people import Cast
from jidi.demo.story import ActTold, RoundTold, Story
from jidi.demo.walk.paper import pdf
from jidi.filings import queries as filings
from jidi.panels.enums import Gives
from jidi.panels.marks import criteria_of
from jidi.panels.models import Panel, Seat
from jidi.panels.queries import panel_for
from jidi.panels.services import declare, enter_pool, submit_sheet
from jidi.policies.actors import posts_of
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack
from jidi.policies.services import DecisionLine
from policycore.procedures import Procedure, Step

MINUTES = timedelta(minutes=7)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is done: the day, and the moment on it."""

    on: date
    at: datetime


class Play:
    """One round of a story, played act by act."""

    def __init__(self, story: Story, told: RoundTold, version: PackVersion, register: Register, cast: Cast) -> None:
        """``register`` knows the bases by their keys."""
        self.story, self.told, self.version = story, told, version
        self.register, self.cast = register, cast
        self.pack = pack(version)
        self.procedure: Procedure = self.pack.procedures[told.procedure]
        self.round: Round | None = None

    # --- the round itself --------------------------------------------------------------------------------------------

    def announce(self, lines: Sequence[DecisionLine], when: Moment) -> None:
        """Record what was decided for the round and announce it."""
        policy.record(self.version, policy.of_round(lines, self.told), when.at)
        told = self.told
        self.round = announce_round(
            actor=policy.who_is(self.pack, self.pack.header.issuer, self.pack.header.area, when.on),
            version=self.version,
            procedure=told.procedure,
            key=told.key,
            area_code=self.pack.header.area,
            year=told.year,
            title=Say(told.zh, told.en or told.zh),
            act=told.act,
            act_number=told.act_number,
            opens_on=told.opens,
            closes_on=told.closes,
            at=when.at,
            once_key=new_key(),
            is_demo=True,
        )

    def do(self, act: ActTold, when: Moment) -> None:
        """Carry out one act of the story."""
        getattr(self, f"do_{act.do.replace('-', '_')}")(act, when)

    # --- filling in --------------------------------------------------------------------------------------------------

    def do_start(self, act: ActTold, when: Moment) -> None:
        """Begin the application of each base."""
        first = self.procedure.steps[0]
        for key in act.of:
            base = self.register.bases[key]
            link = BaseLink.objects.filter(base=base, role="institution", living_key__isnull=False).first()
            start_application(
                actor=self._office(str(first.actor), base.area_id, when.on),
                round_=self._round,
                base=base,
                organisation=link.organisation if link else None,
                on=when.on,
                at=when.at,
                once_key=new_key(),
            )

    def do_fill(self, act: ActTold, when: Moment) -> None:
        """Fill in the forms and add the documents of each application; what ``leave`` names stays empty."""
        leave = frozenset(act.leave)
        for application in self._applications(act.of):
            actor = self._acting(application.case, when.on)
            for filing in self._filings(application):
                layout = filings.layout_in(filing)
                save_draft(
                    actor=actor,
                    application=application,
                    form_id=filing.form_id,
                    changes=typed(self.story, layout, application.base.name, leave),
                    revision=0,
                    on=when.on,
                    at=when.at,
                )
            for line in queries.documents_of(application, when.on):
                if line.item.id in leave or line.files or not line.item.required:
                    continue
                attach_document(
                    actor=actor,
                    application=application,
                    item_id=line.item.id,
                    name=f"{line.item.zh}.pdf",
                    content=[pdf()],
                    on=when.on,
                    at=when.at,
                )

    def do_mend(self, act: ActTold, when: Moment) -> None:
        """Fill in what was returned and answer each point."""
        self.do_fill(act, when)
        for application in self._applications(act.of):
            actor = self._acting(application.case, when.on)
            for point in cases_read.open_points(application.case):
                permit = require(case_permissions.may_answer_point(actor, point, when.on))
                cases.answer_point(point_id=point.pk, permit=permit, text=act.reason, at=when.at, key=new_key())

    # --- at a step ---------------------------------------------------------------------------------------------------

    def do_answer(self, act: ActTold, when: Moment) -> None:
        """Give an answer for each application."""
        for application in self._applications(act.of):
            answer_case(
                actor=self._acting(application.case, when.on),
                application=application,
                answer=act.answer,
                on=when.on,
                at=when.at,
                once_key=new_key(),
                reason=act.reason,
                points=[cases.Point(p.kind, p.target, p.text) for p in act.points],
                record=_record(act.record, when.on),
                notes=act.notes,
            )

    def do_pass(self, act: ActTold, when: Moment) -> None:
        """Give one answer for everything of the round that stands where the first of the bases stands."""
        case = self._applications(act.of)[0].case
        pass_on(
            actor=self._acting(case, when.on),
            round_=self._round,
            step=self._step(case),
            answer=act.answer,
            on=when.on,
            at=when.at,
            once_key=new_key(),
        )

    def do_note(self, act: ActTold, when: Moment) -> None:
        """Answer questions of fact for each application, with evidence."""
        for application in self._applications(act.of):
            actor = self._acting(application.case, when.on)
            for fact, value in act.facts.items():
                permit = require(case_permissions.may_note(actor, application.case, fact, when.on))
                cases.note_answer(
                    case_id=application.case_id,
                    fact=fact,
                    value=value,
                    evidence=act.evidence,
                    permit=permit,
                    at=when.at,
                    on=when.on,
                    key=new_key(),
                )

    def do_record(self, act: ActTold, when: Moment) -> None:
        """Enter the record of the step for each application (a visit, a question sent)."""
        for application in self._applications(act.of):
            actor = self._acting(application.case, when.on)
            permit = require(case_permissions.may_record(actor, application.case, when.on))
            cases.record_step(
                case_id=application.case_id,
                permit=permit,
                record=_record(act.record, when.on) or {},
                at=when.at,
                on=when.on,
                key=new_key(),
            )

    def do_list(self, act: ActTold, when: Moment) -> None:
        """Freeze the list of each scope (a city, the round) and answer for all of it."""
        applications = {a.base_id: a for a in self._applications(act.answers)}
        keys = {self.register.bases[key].pk: key for key in act.answers}
        scopes: dict[str, list[Application]] = {}
        for application in applications.values():
            step = self._step(application.case)
            scopes.setdefault(cases_read.scope_key_of(application.case, step), []).append(application)
        for scope, group in scopes.items():
            actor = self._acting(group[0].case, when.on)
            frozen = freeze(
                actor=actor,
                round_=self._round,
                step_id=group[0].case.step,
                scope_key=scope,
                on=when.on,
                at=when.at,
                once_key=new_key(),
            )
            answer_list(
                actor=actor,
                round_=self._round,
                list_=frozen,
                answers={a.case_id: act.answers[keys[a.base_id]] for a in group},
                on=when.on,
                at=when.at,
                once_key=new_key(),
                record=_record(act.record, when.on),
                reasons={a.case_id: act.reasons.get(keys[a.base_id], act.reason) for a in group},
                notes={a.case_id: act.notes for a in group},
            )

    def do_select(self, act: ActTold, when: Moment) -> None:
        """Put the list in order before it is decided: ``of`` is the order, ``answers`` names those not chosen."""
        applications = self._applications(act.of)
        lines = [
            Chosen(a.case_id, place, key not in act.answers, act.reasons.get(key, act.reason))
            for place, (key, a) in enumerate(zip(act.of, applications, strict=True), 1)
        ]
        step = self._step(applications[0].case)
        save_selection(
            actor=self._acting(applications[0].case, when.on),
            round_=self._round,
            step=step,
            lines=lines,
            on=when.on,
            at=when.at,
        )

    def do_enter(self, act: ActTold, when: Moment) -> None:
        """Enter something in a register that becomes known while the round runs."""
        assert act.entry is not None
        register = self.register
        register.at, register.on = when.at, when.on
        for key in act.of:
            register.enter(act.entry, base=register.bases[key])

    # --- panels ------------------------------------------------------------------------------------------------------

    def do_panel(self, act: ActTold, when: Moment) -> None:
        """Form the panel of the step and draw its experts."""
        case = self._applications(act.of)[0].case
        begin_panel(
            actor=self._acting(case, when.on),
            round_=self._round,
            step=self._step(case),
            on=when.on,
            at=when.at,
            once_key=new_key(),
        )

    def do_review(self, act: ActTold, when: Moment) -> None:
        """Let the experts declare and hand in their sheets; ``experts`` says how many do (0: all), ``marks`` how good."""
        applications = self._applications(act.of)
        panel = self._panel(applications[0].case)
        for seat in list(panel.seats.select_related("expert__person", "panel"))[: act.experts or None]:
            actor = self._expert(seat)
            for key, application in zip(act.of, applications, strict=True):
                case_key = str(application.case_id)
                declare(actor=actor, panel=panel, case_key=case_key, has_conflict=False, text="", at=when.at)
                if key in act.marks:
                    self._sheet(actor, seat, panel, case_key, act.marks[key], when.at)

    def do_close(self, act: ActTold, when: Moment) -> None:
        """End the sitting of the panel."""
        case = self._applications(act.of)[0].case
        end_panel(
            actor=self._acting(case, when.on),
            round_=self._round,
            panel=self._panel(case),
            step=self._step(case),
            on=when.on,
            at=when.at,
            once_key=new_key(),
        )

    def _sheet(self, actor: Actor, seat: Seat, panel: Panel, case_key: str, mark: int, at: datetime) -> None:
        scores = panel.gives == Gives.SCORES
        marks = {
            criterion.id: {"points": str(min(criterion.maximum, mark + (seat.place + place) % 7 - 3)), "reason": ""}
            for place, criterion in enumerate(criteria_of(panel.criteria_json))
        }
        submit_sheet(
            actor=actor,
            seat=seat,
            case_key=case_key,
            marks=marks if scores else {},
            opinion="产业基础较好，建议加强公共服务平台和自主品牌建设。（演示）",
            recommends=mark >= 60,  # below sixty of a hundred nobody recommends
            at=at,
        )

    # --- who and what ------------------------------------------------------------------------------------------------

    @property
    def _round(self) -> Round:
        assert self.round is not None
        return self.round

    def _applications(self, keys: Iterable[str]) -> list[Application]:
        bases = [self.register.bases[key] for key in keys]
        found = Application.objects.filter(round=self._round, base__in=bases)
        rows = {a.base_id: a for a in found.select_related("round__version", "case__version", "base", "organisation")}
        return [rows[base.pk] for base in bases]

    def _filings(self, application: Application) -> list[Any]:
        key = str(application.pk)
        return list(filings.filings_of(queries.OWNER, [key])[key])

    def _step(self, case: Case) -> Step:
        return self.procedure.step(case.step)

    def _acting(self, case: Case, on: date) -> Actor:
        """Whoever acts at the step where a case stands."""
        return self._office(str(cases_read.actor_of_step(case, on)), case.area_code, on, case.organisation_id)

    def _office(self, actor_id: str, area_code: str, on: date, organisation_id: int | None = None) -> Actor:
        posts = posts_of(self.pack, actor_id, area_code, on, organisation_id=organisation_id)
        return actors_in(posts, on)[0]

    def _panel(self, case: Case) -> Panel:
        found = panel_for(case.procedure, case.step, case.round_key)
        assert found is not None
        return found

    def _expert(self, seat: Seat) -> Actor:
        person = seat.expert.person_id
        return next(actor for actor in self.cast.experts if actor.person_id == person)


def _record(told: Mapping[str, Any] | None, on: date) -> dict[str, Any] | None:
    """A record of a step with its days: ``today`` is the day of the act."""
    if told is None:
        return None
    return {key: on if value == "today" else value for key, value in told.items()}


def fill_pool(story: Story, cast: Cast, at: datetime, on: date) -> int:
    """Take the experts of a story into the pool of its province."""
    keeper = cast.named("province")
    fields = {told.key: told.expert_fields for told in story.organisations}
    for actor in cast.experts:
        key = next(key for key, row in cast.organisations.items() if row.pk == actor.organisation_id)
        enter_pool(
            actor=keeper,
            person=Person.objects.get(pk=actor.person_id),
            organisation=cast.organisations[key],
            area_code=story.area,
            fields=fields[key],
            on=on,
            at=at,
        )
    return len(cast.experts)


def play_rounds(
    story: Story, version: PackVersion, lines: Sequence[DecisionLine], register: Register, cast: Cast
) -> list[Play]:
    """Play all rounds of a story together, day after day, so that the trail reads in the order of the days."""
    plays = [Play(story, told, version, register, cast) for told in story.rounds]
    scenes: list[tuple[date, int, Play, ActTold | None]] = []
    for place, play in enumerate(plays):
        scenes.append((play.told.opens, place, play, None))
        scenes += [(act.on, place, play, act) for act in play.told.acts]
    minutes: dict[date, int] = {}
    for on, _, play, act in sorted(scenes, key=lambda scene: scene[:2]):
        minutes[on] = minutes.get(on, -1) + 1
        when = Moment(on, datetime.combine(on, time(9, 5), tzinfo=BEIJING) + MINUTES * minutes[on])
        if act is None:
            play.announce(lines, when)
        else:
            play.do(act, when)
    return plays
