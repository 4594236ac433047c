"""Reads of this room: rounds, applications, their documents and what is still missing. ``visible_to`` is the one fence."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.accounts.codes import lineage
from jidi.accounts.enums import Duty
from jidi.applications.definitions import checklist_of, forms_of
from jidi.applications.models import Application, Round, SelectionLine
from jidi.cases import permissions as case_permissions
from jidi.cases import queries as cases
from jidi.cases.models import Case
from jidi.common.say import Say, house
from jidi.files.models import Attachment
from jidi.filings.judging import Rules
from jidi.panels.queries import cases_open_to, panel_for, results
from jidi.policies import queries as policies
from policycore.engine import Line, Situation, quota, ranked
from policycore.facts import Subject
from policycore.forms import ChecklistItem
from policycore.open_points import Where
from policycore.procedures import AnswerDoes, Step, StepKind
from policycore.verdict import Verdict

OWNER = "application"
FILLING = house("只有在本单位填报时才能改", "a file can be changed only while it is with you to fill in")


def rounds_visible_to(actor: Actor) -> QuerySet[Round]:
    """The rounds of the actor's province: an announcement is addressed to everybody there."""
    if actor.is_administrator:
        return Round.objects.none()
    return Round.objects.filter(area_code__in=lineage(actor.area_code)).select_related("version")


def visible_to(actor: Actor) -> QuerySet[Application]:
    """The applications an actor may open: those whose case they see; an expert those declared and free of interest."""
    if actor.duty == Duty.EXPERT:
        condition = Q(case_id__in=[int(key) for key in cases_open_to(actor)])
    else:
        condition = Q(case__in=cases.visible_to(actor))
    return Application.objects.filter(condition).select_related("round__version", "case", "base", "organisation")


def of_case(case: Case) -> Application | None:
    """The application a case moves, or None for a matter of another room."""
    found = Application.objects.filter(case=case)
    return found.select_related("round__version", "case", "base", "organisation").first()


def step_of(application: Application) -> Step:
    """The step an application stands at (the last one once it has ended)."""
    procedure = policies.pack(application.round.version).procedures[application.round.procedure]
    return procedure.step(application.case.step) if application.case.step else procedure.steps[-1]


def fill_step_of(application: Application) -> Step:
    """The step whose forms and documents an application was filled in for."""
    procedure = policies.pack(application.round.version).procedures[application.round.procedure]
    return next((s for s in procedure.steps if s.kind is StepKind.FILL), procedure.steps[0])


def situation_of(application: Application, on: date) -> Situation:
    """The situation of an application on a day, with the decisions that reach its round."""
    return cases.situation_for(application.case, on)


def round_situation(round_: Round, on: date, subject: Subject | None = None, area_code: str = "") -> Situation:
    """The situation of a round as a whole, for what does not hang on one application (places, sizes, lists)."""
    where = Where(round=round_.key, area=area_code or round_.area_code, year=str(round_.year))
    return policies.situation(round_.version, subject or Subject("round", round_.key), on, where)


def may_edit(actor: Actor, application: Application, on: date) -> Permit | Denied:
    """Whether an actor may change forms and documents now: the case is at a filling step and with them."""
    procedure = policies.pack(application.round.version).procedures[application.round.procedure]
    step = step_of(application)
    if application.case.ended_at is not None or step.kind is not StepKind.FILL:
        return Denied(Say("已经报送，现在不能改。", "It was handed in and cannot be changed now."), cite=FILLING)
    forward = next(k for k, a in step.then.items() if procedure.does(step, a) is AnswerDoes.FORWARD)
    return case_permissions.may_answer(actor, application.case, forward, on)


def unlocked_fields(application: Application) -> frozenset[str] | None:
    """The places of the forms open after a return for correction; None while everything is (before the first hand-in)."""
    unlocked = cases.unlocked(application.case)
    return None if unlocked is None else frozenset(target for kind, target in unlocked if kind == "field")


def owner_permit(permit: Permit, application: Application) -> Permit:
    """The same permit for the application as an owner of filings and files."""
    return replace(permit, object_kind=OWNER, object_key=str(application.pk))


def rules_of(application: Application, on: date) -> Rules:
    """By what an application's forms are judged: its pinned pack, the decisions that reach it, the day."""
    situation = situation_of(application, on)
    return Rules(situation.pack, situation.decisions, on)


def visible_filings(actor: Actor | None) -> QuerySet[Any]:
    """The keys of applications whose filings an actor may see: those of the applications they may open."""
    seen = visible_to(actor) if actor is not None else Application.objects.none()
    return seen.order_by().annotate(owner=Cast("pk", CharField())).values_list("owner", flat=True)


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document of the checklist and the files handed in for it."""

    item: ChecklistItem
    files: tuple[Attachment, ...]

    @property
    def missing(self) -> bool:
        """Whether a required document is not there yet."""
        return self.item.required and not self.files


def document_owner(application: Application, item_id: str) -> str:
    """The key files of a document are owned by."""
    return f"{application.pk}:{item_id}"


def documents_of(application: Application, on: date) -> list[DocumentLine]:
    """The checklist of an application's round with what was handed in, in one query."""
    items = checklist_of(situation_of(application, on), fill_step_of(application))
    keys = {document_owner(application, item.id): item for item in items}
    found: dict[str, list[Attachment]] = {}
    held = Attachment.objects.filter(owner_kind=OWNER, owner_key__in=list(keys), withdrawn_at__isnull=True)
    for row in held.order_by("at", "pk"):
        found.setdefault(row.owner_key, []).append(row)
    return [DocumentLine(item, tuple(found.get(key, ()))) for key, item in keys.items()]


def forms_asked(application: Application, on: date) -> list[str]:
    """The ids of the forms the round asks for."""
    return [form.id for form in forms_of(situation_of(application, on), fill_step_of(application))]


def visible_documents(actor: Actor | None, owner_keys: Collection[str]) -> set[str]:
    """Of these owners of files those whose application the actor may open: the fence attachments share with pages."""
    if actor is None:
        return set()
    wanted = {key: int(key.partition(":")[0]) for key in owner_keys if key.partition(":")[0].isdigit()}
    seen = set(visible_to(actor).filter(pk__in=set(wanted.values())).values_list("pk", flat=True))
    return {key for key, application in wanted.items() if application in seen}


def points_of(round_: Round, step: str) -> dict[str, Decimal | None]:
    """The points a round's panels gave, by case key: of the last panel before the step (none before one has sat)."""
    procedure = policies.pack(round_.version).procedures[round_.procedure]
    before = procedure.steps[: procedure.place(step)]
    panels = [panel_for(procedure.id, s.id, round_.key) for s in before if s.kind is StepKind.PANEL]
    sat = [panel for panel in panels if panel is not None]
    return {key: result.total for key, result in results(sat[-1]).items()} if sat else {}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A case as the ranking puts it, and what was saved for it."""

    case: Case
    line: Line
    saved: SelectionLine | None


def ranking(round_: Round, step: str, case_list: Iterable[Case], on: date) -> list[Ranked]:
    """Rank the cases of a list step by points, then by the pack's preferences for that step; with what people saved."""
    held = {str(case.pk): case for case in case_list}
    given = points_of(round_, step)
    subjects = {Subject(case.subject_kind, case.subject_key): case for case in held.values()}
    situation = round_situation(round_, on)
    situation.batch = tuple(subjects)
    lines = ranked(
        situation, round_.procedure, step, [(s, given.get(str(c.pk))) for s, c in subjects.items()]
    )
    saved = {row.case_id: row for row in SelectionLine.objects.filter(round=round_, step=step)}
    return [Ranked(subjects[line.subject], line, saved.get(subjects[line.subject].pk)) for line in lines]


def quotas_at(round_: Round, step: Step, on: date, area_code: str = "") -> list[tuple[str, Verdict]]:
    """How many may pass a step: each quota the step names, with its verdict."""
    situation = round_situation(round_, on, area_code=area_code)
    found = [(key, situation.pack.quotas[key]) for key in step.quotas]
    return [(key, quota(situation, rule)) for key, rule in found]
