"""Reads of this room: rounds, applications, their documents and what is still missing. ``visible_to`` is the one fence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.accounts.codes import lineage
from jidi.accounts.enums import Duty
from jidi.accounts.readers import AREA
from jidi.applications.definitions import checklist_of, forms_of, items_dropped
from jidi.applications.models import Application, Round, SelectionLine
from jidi.cases import permissions as case_permissions
from jidi.cases import queries as cases
from jidi.cases.models import Case, Move
from jidi.common.digests import digest
from jidi.common.reading import read_once
from jidi.common.say import Say, Unknown, house
from jidi.files.models import Attachment
from jidi.filings.judging import Rules
from jidi.filings.models import Filing
from jidi.filings.queries import filings_of
from jidi.panels.enums import Gives
from jidi.panels.marks import CaseResult
from jidi.panels.models import Panel
from jidi.panels.queries import cases_open_to, panel_for, points_given, results
from jidi.policies import queries as policies
from jidi.policies.reach import Frame
from jidi.publicity.models import Notice
from jidi.publicity.queries import notices_of
from policycore.calendar import Due
from policycore.citation import Citation
from policycore.engine import Line, Situation, due_of_window, quota, ranked, score
from policycore.facts import Subject
from policycore.forms import ChecklistItem
from policycore.open_points import Where
from policycore.procedures import AnswerDoes, Step, StepKind
from policycore.verdict import Missing, Verdict

OWNER, SUBJECT, STEP = "application", "base", "step"
"""What files and filings are owned by, whom applications are about, what a notice is owned by."""
LONGEST_KEY = 55
"""How long the key of an owner of notices may be, with room for the number of a later one."""
FILLING = house("只有在本单位填报时才能改", "a file can be changed only while it is with you to fill in")
LOCKED = house("退回后只开放补正点所列的栏目和材料", "after a return only what its points name is open")


def rounds_visible_to(actor: Actor) -> QuerySet[Round]:
    """The rounds of the actor's province: an announcement is addressed to everybody there. What started from an event is
    known to those who know of its matter."""
    if actor.is_administrator:
        return Round.objects.none()
    mine = Application.objects.filter(round=OuterRef("pk"), case__in=cases.known_to(actor).order_by().values("pk"))
    rows = Round.objects.filter(area_code__in=lineage(actor.area_code)).select_related("version")
    return rows.filter(Q(happened_on__isnull=True) | Exists(mine))


def is_round_of(pack_id: str, key: str) -> bool:
    """Whether there is a round of this key under a pack."""
    return Round.objects.filter(key=key, version__pack_id=pack_id).exists()


def frame_of_round(pack_id: str, key: str) -> Frame | None:
    """Where the decisions of a round are asked for, and the day it opens; None where there is no such round."""
    found = Round.objects.filter(key=key, version__pack_id=pack_id).first()
    if found is None:
        return None
    return Frame(Where(round=found.key, area=found.area_code, year=str(found.year)), found.opens_on)


def filing_for(application: Application, form_id: str) -> Filing:
    """The filing of a form of an application, whichever year it asks for. Raises Unknown when it was never opened."""
    key = str(application.pk)
    found = next((one for one in filings_of(OWNER, [key])[key] if one.form_id == form_id), None)
    if found is None:
        raise Unknown(Say("份填报", "filing"))
    return found


def visible_to(actor: Actor) -> QuerySet[Application]:
    """The applications an actor may open: those whose case they see; an expert those declared and free of interest."""
    if actor.duty == Duty.EXPERT:
        condition = Q(case_id__in=[int(key) for key in cases_open_to(actor)])
    else:
        condition = Q(case__in=cases.visible_to(actor))
    found = Application.objects.filter(condition).select_related("base__area", "organisation")
    return policies.without_texts(found, "round__version", "case__version")


def waiting_at(round_: Round, step: str, area_code: str = "") -> list[Application]:
    """The living applications of a round that stand at a step (in a city or county), in the order they were begun."""
    found = Application.objects.filter(round=round_, case__step=step, case__ended_at__isnull=True)
    if area_code:
        found = found.filter(Q(case__city_code=area_code) | Q(case__area_code=area_code))
    found = found.select_related("base__area", "organisation")
    return list(policies.without_texts(found, "round__version", "case__version").order_by("id"))


def passed_before(round_: Round, step: Step, scope_key: str) -> int:
    """How many of a round (or of a city) have passed a step already, on an earlier list: places that are taken."""
    if not step.quotas:
        return 0
    moves = Move.objects.filter(case__procedure=round_.procedure, case__round_key=round_.key, step=step.id)
    if step.scope and step.scope.list == "per-city":
        moves = moves.filter(case__city_code=scope_key)
    elif step.scope and step.scope.list == "per-area":
        moves = moves.filter(case__area_code=scope_key)
    later = moves.filter(does=AnswerDoes.FORWARD.value).values_list("case_id", flat=True)
    procedure = policies.pack(round_.version).procedures[round_.procedure]
    ahead = {s.id for s in procedure.steps[procedure.place(step.id) + 1 :]}
    taken = Case.objects.filter(pk__in=later)
    good = {key for key, end in procedure.ends.items() if end.favourable}
    return taken.filter(Q(ended_at__isnull=True, step__in=ahead) | Q(end__in=good)).count()


def of_case(case: Case) -> Application | None:
    """The application a case moves, or None for a matter of another room."""
    return _joined(
        Application.objects.filter(case=case).select_related("round", "base__area", "organisation").first(), case
    )


def moved_by(case: Case) -> Application | None:
    """The application a case moves, for the rules: its round only, without the base and the applicant.

    Within one act the same object is read once, and stands beside the case that is at hand.
    """
    found = Application.objects.filter(case=case).select_related("round")
    return _joined(read_once(("application-of", case.pk), found.first), case)


def at_hand(application: Application, case: Case) -> None:
    """Let this act use the application (its round) it was given, beside the case it has locked."""
    read_once(("application-of", case.pk), lambda: _joined(application, case))


def _joined(found: Application | None, case: Case) -> Application | None:
    """Put the case that is at hand, and its version, where another copy would be read."""
    if found is not None:
        found.case = case
        if found.round.version_id == case.version_id:
            found.round.version = case.version
    return found


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


def may_edit_document(actor: Actor, application: Application, item_id: str, on: date) -> Permit | Denied:
    """Whether an actor may add or take back a document now: while filling in, and after a return only those it names.

    What the list no longer has may be taken back as long as the application is with who applies: no return can name it.
    """
    answer = may_edit(actor, application, on)
    unlocked = cases.unlocked(application.case)
    if not isinstance(answer, Permit) or unlocked is None or ("document", item_id) in unlocked:
        return answer
    if any(item.id == item_id for item in checklist_now(application, on)):
        return Denied(Say("退回补正没有开放这一项材料。", "The return does not open this document."), cite=LOCKED)
    return answer


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
        """Whether a required document is not there yet, in the number of files the round asks for."""
        return self.item.required and len(self.files) < self.item.at_least


def checklist_now(application: Application, on: date) -> tuple[ChecklistItem, ...]:
    """The documents the round asks for, whether handed in or not.

    While an application is prepared the list follows the decisions; once handed in it is the one of that moment.
    """
    situation, step, case = situation_of(application, on), fill_step_of(application), application.case
    if case.step != step.id or case.ended_at is not None:
        situation.decisions = cases.book_when_left(case, step.id, situation.decisions) or situation.decisions
    return checklist_of(situation, step)


def document_owner(application: Application, item_id: str) -> str:
    """The key files of a document are owned by."""
    return f"{application.pk}:{item_id}"


def documents_of(application: Application, on: date) -> list[DocumentLine]:
    """The checklist of an application's round with what was handed in, in one query."""
    return _with_files(application, checklist_now(application, on))


def documents_dropped(application: Application, listed: Sequence[ChecklistItem]) -> list[DocumentLine]:
    """What was handed in for items a decision has taken off the list, of which ``listed`` are left."""
    book = policies.book(application.case.version.pack_id, cases.place_of(application.case))
    items = items_dropped(book, fill_step_of(application), listed)
    return [line for line in _with_files(application, items) if line.files] if items else []


def _with_files(application: Application, items: Iterable[ChecklistItem]) -> list[DocumentLine]:
    keys = {document_owner(application, item.id): item for item in items}
    found: dict[str, list[Attachment]] = {}
    held = Attachment.objects.filter(owner_kind=OWNER, owner_key__in=list(keys), withdrawn_at__isnull=True)
    for row in held.order_by("uploaded_at", "pk"):
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


def panel_before(round_: Round, step: str) -> Panel | None:
    """The last panel of a round that sat before a step (None where none has been formed)."""
    procedure = policies.pack(round_.version).procedures[round_.procedure]
    before = [s.id for s in procedure.steps[: procedure.place(step)] if s.kind is StepKind.PANEL]
    found = [panel for s in before if (panel := panel_for(procedure.id, s, round_.key)) is not None]
    return found[-1] if found else None


def points_of(round_: Round, step: str, on: date) -> dict[str, Verdict | None]:
    """What the panel before a step gave each case, by case key, by the scoring of the pack (None: nothing scored).

    Where the pack has no scoring for the criteria, the trimmed means are added up (rule of the house).
    """
    panel = panel_before(round_, step)
    if panel is None or panel.gives != Gives.SCORES:
        return {}
    situation = round_situation(round_, on)
    whole = situation.pack
    criteria = whole.procedures[panel.procedure].step(panel.step).on
    rule = next((r for r in whole.scoring.values() if r.of == criteria and r.by in {"experts", "mixed"}), None)
    if rule is None:
        return {key: _plain(result) for key, result in results(panel).items()}
    subjects = dict(Case.objects.filter(pk__in=[int(k) for k in panel.case_keys]).values_list("pk", "subject_key"))
    given = points_given(panel)
    return {
        key: score(situation.about(Subject(SUBJECT, subjects.get(int(key), ""))), rule, given.get(key, {}))
        for key in panel.case_keys
    }


def _plain(result: CaseResult) -> Verdict | None:
    if result.total is None:
        return None
    detail = {"per-criterion": {key: str(value) for key, value in result.per_criterion.items()}}
    return Verdict("score", result.total, "scores", Citation(basis="house"), detail=detail)


def amount(verdict: Verdict | None) -> Decimal | None:
    """The points of a score, None while they are undetermined."""
    return verdict.value if verdict is not None and isinstance(verdict.value, Decimal) else None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A case as the ranking puts it, and what was saved for it."""

    case: Case
    line: Line
    saved: SelectionLine | None


def ranking(round_: Round, step: str, case_list: Iterable[Case], on: date) -> list[Ranked]:
    """Rank the cases of a list step by points, then by the pack's preferences for that step; with what people saved."""
    held = {str(case.pk): case for case in case_list}
    given = points_of(round_, step, on)
    subjects = {Subject(case.subject_kind, case.subject_key): case for case in held.values()}
    situation = round_situation(round_, on)
    situation.batch = tuple(subjects)
    lines = ranked(situation, round_.procedure, step, [(s, amount(given.get(str(c.pk)))) for s, c in subjects.items()])
    saved = {row.case_id: row for row in SelectionLine.objects.filter(round=round_, step=step)}
    return [Ranked(subjects[line.subject], line, saved.get(subjects[line.subject].pk)) for line in lines]


def selected(cases_: Collection[int], round_: Round, step: str = "") -> QuerySet[SelectionLine]:
    """How people placed these cases on the lists of a round (of one step), in the order they put them."""
    found = SelectionLine.objects.filter(round=round_, case__in=list(cases_)).select_related("saved_by")
    return found.filter(step=step) if step else found


def quotas_at(round_: Round, step: Step, on: date, area_code: str = "") -> list[tuple[str, Verdict]]:
    """How many may pass a step: each quota the step names, with its verdict."""
    place = Subject(AREA, area_code) if area_code else None  # the places of a city hang on what is in the city
    situation = round_situation(round_, on, place, area_code)
    found = [(key, situation.pack.quotas[key]) for key in step.quotas]
    return [(key, quota(situation, rule)) for key, rule in found]


def area_of_scope(round_: Round, scope_key: str) -> str:
    """The city or county a list is for, "" for one of the whole round."""
    return "" if scope_key in {"", round_.key} else scope_key


def notice_key(round_key: str, step: str, area_code: str = "") -> str:
    """What the notices of a step of a round (of a city or area of it) are owned by."""
    key = ":".join(part for part in (round_key, step, area_code) if part)
    return key if len(key) <= LONGEST_KEY else f"{key[:12]}:{digest(key)[:40]}"


def notices_at(round_: Round, step: Step, area_code: str = "") -> list[Notice]:
    """The notices of a step of a round, oldest first; a second one where something came after the first."""
    return notices_of(STEP, notice_key(round_.key, step.id, area_code))


def notice_running(notices: Sequence[Notice], waiting: Sequence[Application]) -> Notice | None:
    """The notice something that waits is on, the oldest; None where all that waits still has to be published."""
    here = {str(application.case_id) for application in waiting}
    return next((notice for notice in notices if here & set(notice.item_keys)), None)


def unpublished(notices: Sequence[Notice], waiting: Sequence[Application]) -> list[Application]:
    """What waits at a notice step and is on no notice yet."""
    listed = {key for notice in notices for key in notice.item_keys}
    return [application for application in waiting if str(application.case_id) not in listed]


def last_day_of(situation: Situation, step: Step, published_on: date) -> Due | Missing | None:
    """The last day of a notice published on a day; what is undecided about it; None where the step has no window."""
    return due_of_window(situation, step.window, published_on) if step.window else None
