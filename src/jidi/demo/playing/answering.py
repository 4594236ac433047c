"""Acts at a step: answers alone and for a list, findings, records, the order of a list."""

from __future__ import annotations

from jidi.applications.models import Application
from jidi.applications.services import answer_case, answer_list, freeze, pass_on, save_selection
from jidi.applications.services.selection import Chosen
from jidi.cases import queries as cases_read
from jidi.cases import services as cases
from jidi.common.keys import new_key
from jidi.demo.playing.stage import Moment, Stage, record_on
from jidi.demo.story import ActTold


class Answering(Stage):
    """Answers, findings, records, lists and what becomes known meanwhile."""

    def do_answer(self, act: ActTold, when: Moment) -> None:
        """Give an answer for each application."""
        for application in self.applications(act.of):
            answer_case(
                actor=self.acting(application.case, when.on),
                application=application,
                answer=act.answer,
                on=when.on,
                at=when.at,
                once_key=new_key(),
                reason=act.reason,
                points=[cases.Point(p.kind, p.target, p.text) for p in act.points],
                record=record_on(act.record, when.on),
                notes=act.notes,
            )

    def do_pass(self, act: ActTold, when: Moment) -> None:
        """Give one answer for everything of the round that stands where the first of the bases stands."""
        case = self.applications(act.of)[0].case
        pass_on(
            actor=self.acting(case, when.on),
            round_=self.open_round,
            step=self.step_of(case),
            answer=act.answer,
            on=when.on,
            at=when.at,
            once_key=new_key(),
        )

    def do_note(self, act: ActTold, when: Moment) -> None:
        """Answer questions of fact for each application, with evidence."""
        for application in self.applications(act.of):
            actor = self.acting(application.case, when.on)
            for fact, value in act.facts.items():
                cases.note_answer(
                    actor=actor,
                    case_id=application.case_id,
                    fact=fact,
                    value=value,
                    evidence=act.evidence,
                    at=when.at,
                    on=when.on,
                    key=new_key(),
                )

    def do_record(self, act: ActTold, when: Moment) -> None:
        """Enter the record of the step for each application (a visit, a question sent)."""
        for application in self.applications(act.of):
            actor = self.acting(application.case, when.on)
            cases.record_step(
                actor=actor,
                case_id=application.case_id,
                record=record_on(act.record, when.on) or {},
                at=when.at,
                on=when.on,
                key=new_key(),
            )

    def do_list(self, act: ActTold, when: Moment) -> None:
        """Freeze the list of each scope (a city, the round) and answer for all of it."""
        applications = {a.base_id: a for a in self.applications(act.answers)}
        keys = {self.register.bases[key].pk: key for key in act.answers}
        scopes: dict[str, list[Application]] = {}
        for application in applications.values():
            step = self.step_of(application.case)
            scopes.setdefault(cases_read.scope_key_of(application.case, step), []).append(application)
        for scope, group in scopes.items():
            actor = self.acting(group[0].case, when.on)
            frozen = freeze(
                actor=actor,
                round_=self.open_round,
                step_id=group[0].case.step,
                scope_key=scope,
                on=when.on,
                at=when.at,
                once_key=new_key(),
            )
            answer_list(
                actor=actor,
                round_=self.open_round,
                list_=frozen,
                answers={a.case_id: act.answers[keys[a.base_id]] for a in group},
                on=when.on,
                at=when.at,
                once_key=new_key(),
                record=record_on(act.record, when.on),
                reasons={a.case_id: act.reasons.get(keys[a.base_id], act.reason) for a in group},
                notes={a.case_id: act.notes for a in group},
            )

    def do_select(self, act: ActTold, when: Moment) -> None:
        """Put the list in order before it is decided: ``of`` is the order, ``answers`` names those not chosen."""
        applications = self.applications(act.of)
        lines = [
            Chosen(a.case_id, place, key not in act.answers, act.reasons.get(key, act.reason))
            for place, (key, a) in enumerate(zip(act.of, applications, strict=True), 1)
        ]
        step = self.step_of(applications[0].case)
        save_selection(
            actor=self.acting(applications[0].case, when.on),
            round_=self.open_round,
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
