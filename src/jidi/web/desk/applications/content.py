"""What an application says: its forms as handed in, its documents. For its own page and for the experts' sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.applications import queries
from jidi.applications.definitions import extensions
from jidi.applications.listed import list_change
from jidi.applications.models import Application
from jidi.cases.enums import PointState
from jidi.cases.models import ReturnPoint
from jidi.cases.queries import points_raised, unlocked
from jidi.common.clock import BEIJING
from jidi.common.say import Say, Unknown
from jidi.files.models import Attachment
from jidi.filings import queries as filings
from jidi.filings.models import Filing, Version
from jidi.web.shared.formparts import FormView, Point
from jidi.web.shared.forms import read_draft, read_view
from jidi.web.shared.parts import NOTHING, Badge, State
from policycore.forms import ChecklistItem

POINT_WORDS = {
    PointState.OPEN: Badge(State.BACK, Say("待答复", "open")),
    PointState.ANSWERED: Badge(State.GOING, Say("已答复", "answered")),
    PointState.ACCEPTED: Badge(State.DONE, Say("已采纳", "accepted")),
    PointState.REPEATED: Badge(State.BACK, Say("再次退回", "returned again")),
}


@dataclass(frozen=True, slots=True)
class FormShown:
    """One form: as it was handed in last, or as it stands while it is being written."""

    filing: Filing
    view: FormView
    title: Say
    version: Version | None
    before: Version | None
    draft: bool

    @property
    def meta(self) -> Say:
        """Which version this is, by whom, when."""
        if self.version is None:
            return Say("草稿，还没有报送", "draft, not handed in")
        made = self.version.made_at.astimezone(BEIJING)
        zh = f"第 {self.version.ordinal} 版，{made:%m-%d %H:%M} {self.version.who_organisation} {self.version.who_name}报送"
        return Say(zh, f"version {self.version.ordinal}, {made:%m-%d %H:%M}, {self.version.who_name}")


@dataclass(frozen=True, slots=True)
class FileShown:
    """One file: its name, size, address, and whether it can be taken back."""

    row: Attachment

    @property
    def href(self) -> str:
        """Where it is downloaded."""
        return reverse("desk:file", args=[self.row.key])

    @property
    def size(self) -> Say:
        """How large it is."""
        kilo = self.row.size / 1024
        text = f"{kilo / 1024:.1f} MB" if kilo >= 1024 else f"{max(1, round(kilo))} KB"
        return Say(text, text)


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """One document of the checklist with its files and the points of a return on it."""

    item: ChecklistItem
    files: tuple[FileShown, ...]
    points: tuple[ReturnPoint, ...]
    may_change: bool

    @property
    def say(self) -> Say:
        """What it is called."""
        return Say(self.item.zh, self.item.en)

    @property
    def enough(self) -> bool:
        """Whether as many files are there as the list asks for."""
        return len(self.files) >= self.item.at_least

    @property
    def accept(self) -> str:
        """The extensions its files are chosen by."""
        return ",".join(f".{one}" for one in extensions(self.item))

    @property
    def badge(self) -> Badge:
        """Whether it is there."""
        if self.files and not self.enough:
            there, wanted = len(self.files), self.item.at_least
            return Badge(State.WAIT, Say(f"{there} / {wanted} 份", f"{there} of {wanted}"))
        if self.files:
            return Badge(State.DONE, Say("已交", "there"))
        if self.item.required:
            return Badge(State.WAIT, Say("待交", "to hand in"))
        return Badge(State.NONE, Say("可不交", "optional"))


@dataclass(frozen=True, slots=True)
class Content:
    """Everything an application says."""

    application: Application
    forms: tuple[FormShown, ...]
    documents: tuple[DocumentShown, ...]
    dropped: tuple[DocumentShown, ...] = ()
    """What is there for items the list no longer has."""
    change: Say | None = None
    """What a decision changed on the list, for whoever is filling it in."""

    @property
    def handed_in(self) -> int:
        """How many documents are there."""
        return sum(one.enough for one in self.documents)

    @property
    def complete(self) -> bool:
        """Whether every document that has to be there is."""
        return all(one.enough or not one.item.required for one in self.documents)


def content_of(application: Application, on: date, *, writes: bool, only_changed: bool = False) -> Content:
    """The content of an application. ``writes``: it is being filled in by whoever looks, so drafts are shown to them.

    Until it was handed in nobody else sees a draft.
    """
    raised = points_raised(application.case)
    documents = tuple(_documents(application, on, raised, writes))
    return Content(
        application,
        tuple(_forms(application, on, raised, writes, only_changed)),
        documents,
        tuple(
            DocumentShown(line.item, tuple(FileShown(row) for row in line.files), (), writes)
            for line in queries.documents_dropped(application, [one.item for one in documents])
        ),
        list_change(application, on) if writes else None,
    )


def application_of_case(case_id: int, actor: Actor) -> Application:
    """The application of a case, for an expert who may open it. Raises Unknown otherwise."""
    found = queries.visible_to(actor).filter(case_id=case_id).first()
    if found is None:
        raise Unknown(Say("件申报", "application"))
    return found


def filings_of(application: Application) -> list[Filing]:
    """The forms of an application, in the order they were opened."""
    key = str(application.pk)
    return filings.filings_of(queries.OWNER, [key])[key]


def _forms(
    application: Application, on: date, raised: Sequence[ReturnPoint], writes: bool, only_changed: bool
) -> list[FormShown]:
    rules = queries.rules_of(application, on)
    points = points_at_fields(raised)
    shown = []
    for filing in filings_of(application):
        versions = list(filings.versions_of(filing))
        last = versions[-1] if versions else None
        before = versions[-2] if len(versions) > 1 else None
        form = filings.form_in(filing)
        title = Say(form.zh or form.id, form.en)
        if writes:
            view = read_draft(filing, rules=rules, points=points)
        elif last is not None:
            view = read_view(
                last, rules=rules, against=before, points=points, only_changed=only_changed and before is not None
            )
        else:
            continue
        shown.append(FormShown(filing, view, title, last, before, writes))
    return shown


def _documents(application: Application, on: date, raised: Sequence[ReturnPoint], writes: bool) -> list[DocumentShown]:
    open_ = unlocked(application.case) if writes else frozenset()
    by_target: dict[str, list[ReturnPoint]] = {}
    for point in raised:
        if point.target_kind == "document":
            by_target.setdefault(point.target, []).append(point)
    return [
        DocumentShown(
            line.item,
            tuple(FileShown(row) for row in line.files),
            tuple(by_target.get(line.item.id, ())),
            writes and (open_ is None or ("document", line.item.id) in open_),
        )
        for line in queries.documents_of(application, on)
    ]


def points_at_fields(raised: Sequence[ReturnPoint]) -> list[Point]:
    """The points of returns as a form shows them at their fields."""
    return [
        Point(
            point.place,
            point.target,
            point.text,
            _short(point.move.at),
            point.answer_text or NOTHING,
            _short(point.answered_at) if point.answered_at else NOTHING,
            POINT_WORDS[PointState.ACCEPTED].word if point.state == PointState.ACCEPTED else NOTHING,
        )
        for point in raised
        if point.target_kind == "field"
    ]


def _short(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%m-%d}"


def form_of_field(shown: Sequence[Filing]) -> Mapping[str, str]:
    """Which form each field stands in, by field id."""
    return {field.id: filing.form_id for filing in shown for field in filings.form_in(filing).fields()}
