"""Entering and correcting: an entry of a register, about a base or a place, with its evidence; nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from jidi.accounts.acting import Actor, Denied, Permit, require
from jidi.accounts.models import Division, Organisation
from jidi.bases import refusals
from jidi.bases.attachments import REGISTER, register_key
from jidi.bases.entries import EntryValues, problems_with
from jidi.bases.enums import LinkRole
from jidi.bases.models import Base, RegisterEntry
from jidi.bases.permissions import may_enter, may_enter_opening
from jidi.bases.queries.bases import base_for
from jidi.bases.queries.links import links_of
from jidi.bases.queries.packs import versions_for
from jidi.bases.queries.places import place_for, version_over
from jidi.bases.queries.registers import OF_BASE, history_of
from jidi.bases.services.evidence import Evidence, correct_with, enter_with
from jidi.bases.services.registers import end_entry, withdraw_entry
from jidi.common.say import Refused, Say, Unknown
from jidi.files.queries import attachments_of
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack
from jidi.web.desk.bases.base import GROUPS
from jidi.web.desk.bases.entryform import LABELS, EntryForm, initial_of
from jidi.web.desk.bases.shown import ANSWERS, WHOSE, distinct, money, runner, standing
from jidi.web.desk.bases.words import ROOM, base_address, crumbs, days_words, require_business
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.shared.cited import chips_of
from jidi.web.shared.language import choose, spoken
from jidi.web.shared.parts import Link, Problem, Row
from policycore.facts import Subject
from policycore.registers import Register, RegisterKind

_ROLES = {
    RegisterKind.INSTITUTION: LinkRole.INSTITUTION,
    RegisterKind.ASSOCIATION: LinkRole.ASSOCIATION,
    RegisterKind.ACTIVITY: LinkRole.ASSOCIATION,
    RegisterKind.HONESTY: LinkRole.ENTERPRISE,
}
"""Which organisations of a base a register may name."""


@dataclass(frozen=True, slots=True)
class About:
    """What an entry is about: a base or a place, the pack in force there, and the register."""

    version: PackVersion | None
    rule: Register
    base: Base | None = None
    area: Division | None = None

    @property
    def subject(self) -> Subject:
        """What rules look at."""
        return Subject("base", str(self.base.pk)) if self.base else Subject("area", self.area.pk if self.area else "")

    @property
    def name(self) -> str:
        """What the base or place is called."""
        return self.base.name if self.base else (self.area.name if self.area else "")

    @property
    def href(self) -> str:
        """Where one returns to: the tab of the register, or the page of the place."""
        if self.base is not None:
            tab = next((key for key, (_, kinds) in GROUPS.items() if self.rule.register_ in kinds), "")
            return base_address(self.base, tab, self.rule.id)
        return reverse("desk:place", args=[self.area.pk if self.area else ""])

    @property
    def crumbs(self) -> list[Link]:
        """The way to here."""
        if self.base is not None:
            return [*crumbs(self.base), Link(self.rule.say, self.href)]
        return [*crumbs(), Link(self.name, self.href)]

    def permit(self, actor: Actor, on: date) -> Permit | Denied:
        """Whether the actor may enter here."""
        area = self.area.pk if self.area else ""
        if self.version is None or self.rule.id not in pack(self.version).registers:
            return may_enter_opening(actor, register=self.rule.register_, base=self.base, area_code=area, on=on)
        return may_enter(actor, version=self.version, rule_id=self.rule.id, base=self.base, area_code=area, on=on)

    def organisations(self, on: date) -> list[Organisation]:
        """The organisations of the base an entry may name."""
        role = _ROLES.get(self.rule.register_)
        if self.base is None or role is None:
            return []
        return [link.organisation for link in links_of(self.base, on).filter(role=role)]


def about_base(actor: Actor, pk: int, rule: str, on: date) -> About:
    """The register of a base an address names. Raises Unknown where the base or the register is none."""
    require_business(actor)
    base = base_for(actor, pk, on)
    return _about(versions_for([base], on).get(base.pk), rule, OF_BASE, base=base)


def about_place(actor: Actor, code: str, rule: str, on: date) -> About:
    """The register of a place an address names."""
    require_business(actor)
    area = place_for(actor, code)
    return _about(version_over(area.pk, on), rule, frozenset({area.tier}), area=area)


def _about(version: PackVersion | None, rule: str, of: frozenset[str], **about: Any) -> About:
    found = pack(version).registers.get(rule) if version else None
    if found is None or found.of not in of:
        raise Unknown(Say("项登记", "register"))
    return About(version, found, **about)


def form_of(about: About, on: date, *args: Any, correcting: bool = False, **kwargs: Any) -> EntryForm:
    """The form of a register, empty or with what was typed."""
    return EntryForm(
        *args,
        rule=about.rule,
        version=about.version,
        subject=about.subject,
        on=on,
        organisations=about.organisations(on),
        correcting=correcting,
        **kwargs,
    )


# --- entering ------------------------------------------------------------------------------------------------------


def enter_base(request: HttpRequest, pk: int, rule: str) -> HttpResponseBase:
    """Enter something about a base: GET shows the form, POST takes it."""
    return _take_base(request, pk, rule) if request.method == "POST" else _show_base(request, pk, rule)


@reads
@actor_required
def _show_base(request: HttpRequest, actor: Actor, pk: int, rule: str) -> HttpResponseBase:
    return _show(request, actor, about_base(actor, pk, rule, today_of(request)))


@writes
@actor_required
def _take_base(request: HttpRequest, actor: Actor, pk: int, rule: str) -> HttpResponseBase:
    return _take(request, actor, about_base(actor, pk, rule, today_of(request)))


def enter_place(request: HttpRequest, code: str, rule: str) -> HttpResponseBase:
    """Enter something about a place."""
    return _take_place(request, code, rule) if request.method == "POST" else _show_place(request, code, rule)


@reads
@actor_required
def _show_place(request: HttpRequest, actor: Actor, code: str, rule: str) -> HttpResponseBase:
    return _show(request, actor, about_place(actor, code, rule, today_of(request)))


@writes
@actor_required
def _take_place(request: HttpRequest, actor: Actor, code: str, rule: str) -> HttpResponseBase:
    return _take(request, actor, about_place(actor, code, rule, today_of(request)))


def _permitted(about: About, actor: Actor, on: date) -> Permit:
    if about.base is not None and about.base.ended_on is not None:
        raise refusals.ended(about.base)
    return require(about.permit(actor, on))


def _show(request: HttpRequest, actor: Actor, about: About) -> HttpResponse:
    on = today_of(request)
    permit = _permitted(about, actor, on)
    initial = {"kind_key": request.GET.get("kind", ""), "year": request.GET.get("year", "") or on.year - 1}
    return _form_page(request, about, form_of(about, on, initial=initial), permit)


def _take(request: HttpRequest, actor: Actor, about: About) -> HttpResponseBase:
    on = today_of(request)
    permit = _permitted(about, actor, on)
    form = form_of(about, on, request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, about, form, permit, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    values, files = form.values(), form.cleaned_data["attached"]
    if problems := _problems(about, values, on, bool(files)):
        return _form_page(request, about, form, permit, problems, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert about.version is not None
    try:
        made = enter_with(
            permit=permit,
            version=about.version,
            rule_id=about.rule.id,
            base=about.base,
            area=about.area,
            values=values,
            files=_evidence(files),
            key=once_of(request),
            at=now_of(request),
        )
    except Refused as refused:
        return _form_page(request, about, form, permit, [Problem(_reason(refused))], refused.status)
    name = made.name or made.kind_name
    done(request, Say(f"已登记{about.rule.say.zh}：{name}。", f"Entered under {about.rule.say.en}: {name}."))
    return HttpResponseRedirect(about.href)


def _problems(about: About, values: EntryValues, on: date, with_files: bool) -> list[Problem]:
    if about.version is None:
        return []
    # A file may be the evidence an incident needs; it is not stored yet, so it stands in by name.
    judged = replace(values, file_keys=("new",)) if with_files else values
    found, _ = problems_with(about.version, about.rule, about.subject, judged, on)
    return [Problem(say) for say in found]


def _reason(refused: Refused) -> Say:
    return Say(f"{refused.why.zh}{refused.next_step.zh}", f"{refused.why.en} {refused.next_step.en}")


def _evidence(files: list[UploadedFile]) -> list[Evidence]:
    return [Evidence(file.name or "file", file.size or 0, file.chunks()) for file in files]


def _form_page(
    request: HttpRequest,
    about: About,
    form: EntryForm,
    permit: Permit,
    problems: list[Problem] | None = None,
    status: int = HTTPStatus.OK,
    entry: RegisterEntry | None = None,
) -> HttpResponse:
    context = {
        "about": about,
        "form": form,
        "problems": problems or [],
        "permit": permit,
        "chips": distinct(chips_of(pack(about.version), about.rule.citation()))
        if about.version and about.rule.citation()
        else (),
        "entry": entry,
        "crumbs": about.crumbs,
    }
    return page(request, "desk/bases/entry_form.html", context, room=ROOM, status=status)


# --- one entry -----------------------------------------------------------------------------------------------------


class Ending(forms.Form):
    """Saying that something on record is no more."""

    on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    why = forms.CharField(max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = choose("自哪一天起不再存在", "From which day on it is no more")
        self.fields["why"].label = choose("原因", "Why")
        self.fields["on"].error_messages["required"] = choose("请填写日期", "Enter the day")
        self.fields["why"].error_messages["required"] = choose("请写明原因", "Say why")


class Withdrawing(forms.Form):
    """Saying that an entry was wrong from the beginning."""

    why = forms.CharField(max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = choose("为什么整条作废", "Why the whole entry is wrong")
        self.fields["why"].error_messages["required"] = choose("请写明原因", "Say why")


def _entry(actor: Actor, pk: int, on: date) -> tuple[RegisterEntry, About]:
    """An entry the actor may see, and what it is about. Raises Unknown otherwise."""
    require_business(actor)
    found = RegisterEntry.objects.filter(pk=pk).select_related(
        "base__area__parent", "area", "organisation", "entered_by"
    )
    entry = found.first()
    if entry is None:
        raise Unknown(Say("条登记", "entry"))
    base = base_for(actor, entry.base_id, on) if entry.base_id else None
    area = place_for(actor, entry.area_id) if entry.area_id else None
    version = versions_for([base], on).get(base.pk) if base else version_over(entry.area_code, on)
    rule = pack(version).registers.get(entry.rule) if version else None
    if rule is None:
        # Entered under no pack, or under a register the pack in force no longer has: its own words stand.
        rule = Register.model_construct(
            id=entry.rule,
            register_=RegisterKind(entry.register),
            kinds=None,
            operators=None,
            zh=entry.kind_name or "登记",
        )
    return entry, About(version, rule, base, area)


@reads
@actor_required
def entry(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """One entry: what it says, its files, what it superseded, and what may be done with it."""
    found, about = _entry(actor, pk, today_of(request))
    return _entry_page(request, actor, found, about)


def _entry_page(
    request: HttpRequest,
    actor: Actor,
    found: RegisterEntry,
    about: About,
    ending: Ending | None = None,
    withdrawing: Withdrawing | None = None,
    problems: list[Problem] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    on = today_of(request)
    newer = RegisterEntry.objects.filter(supersedes=found).first()
    permit = about.permit(actor, on)
    context = {
        "about": about,
        "entry": found,
        "rows": rows_of(found),
        "badge": standing(found, on),
        "files": _files_of(actor, found),
        "history": history_of(found)[1:],
        "newer": newer,
        "may": isinstance(permit, Permit) and newer is None and not found.withdrawn,
        "denied": permit if isinstance(permit, Denied) else None,
        "ending": ending or Ending(prefix="end"),
        "withdrawing": withdrawing or Withdrawing(prefix="withdraw"),
        "problems": problems or [],
        "crumbs": about.crumbs,
        "chips": distinct(chips_of(pack(about.version), about.rule.citation()))
        if about.version and about.rule.id in pack(about.version).registers
        else (),
    }
    return page(request, "desk/bases/entry.html", context, room=ROOM, status=status)


def rows_of(found: RegisterEntry) -> list[Row]:
    """Everything an entry says, label by label; what is not filled in is left out."""
    rows = [Row(Say("起止", "From, until"), days_words(found.on, found.until))] if found.on or found.until else []
    shown: dict[str, Any] = {
        "kind_key": found.kind_name,
        "name": found.name,
        "person": found.person,
        "organisation_name": runner(found),
        "year": str(found.year or ""),
        "amount": money(found),
        "how_many": str(found.how_many) if found.how_many is not None else "",
        "staff": str(found.staff) if found.staff is not None else "",
        "state": found.state,
        "grade": found.grade,
        "whose": WHOSE.get(found.whose, Say(found.whose)) if found.whose else "",
        "answer": ANSWERS[found.answer].word if found.answer else "",  # type: ignore[index]
        "funds": found.funds,
        "document_title": found.document_title,
        "document_no": found.document_no,
        "document_by": found.document_by,
        "document_on": str(found.document_on or ""),
        "evidence": found.evidence,
        "body": found.body,
        "source": found.source,
    }
    filled = [Row(LABELS[name], value) for name, value in shown.items() if spoken(value)]
    return [*filled[:2], *rows, *filled[2:]]


def _files_of(actor: Actor, found: RegisterEntry) -> list[Any]:
    keys = [key for key in found.file_keys.split(",") if key]
    about = ("base", str(found.base_id)) if found.base_id else ("area", str(found.area_id))
    rows = attachments_of(actor, REGISTER, [register_key(*about, found.register)])
    return [row for each in rows.values() for row in each if row.key in keys]


# --- correcting ----------------------------------------------------------------------------------------------------


def correct(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Correct an entry: a new one supersedes it."""
    return _take_correction(request, pk) if request.method == "POST" else _show_correction(request, pk)


@reads
@actor_required
def _show_correction(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    on = today_of(request)
    found, about = _entry(actor, pk, on)
    permit = _permitted(about, actor, on)
    form = form_of(about, on, initial=initial_of(found), correcting=True)
    return _form_page(request, about, form, permit, entry=found)


@writes
@actor_required
def _take_correction(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    on = today_of(request)
    found, about = _entry(actor, pk, on)
    permit = _permitted(about, actor, on)
    form = form_of(about, on, request.POST, request.FILES, correcting=True)
    if not form.is_valid():
        return _form_page(request, about, form, permit, None, HTTPStatus.UNPROCESSABLE_ENTITY, found)
    values, files = form.values(EntryValues.of(found)), form.cleaned_data["attached"]
    ruled = about.version is not None and about.rule.id in pack(about.version).registers
    if ruled and (problems := _problems(about, values, on, bool(files))):
        return _form_page(request, about, form, permit, problems, HTTPStatus.UNPROCESSABLE_ENTITY, found)
    try:
        made = correct_with(
            permit=permit,
            entry=found,
            values=values,
            why=form.cleaned_data["why"],
            version=about.version if ruled else None,
            files=_evidence(files),
            key=once_of(request),
            at=now_of(request),
        )
    except Refused as refused:
        return _form_page(request, about, form, permit, [Problem(_reason(refused))], refused.status, found)
    done(request, Say("已更正；原来的一条仍可查看。", "Corrected; the former entry can still be read."))
    return HttpResponseRedirect(reverse("desk:entry", args=[made.pk]))


@writes
@actor_required
def end(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Say that something on record is no more."""
    found, about = _entry(actor, pk, today_of(request))
    permit = _permitted(about, actor, today_of(request))
    form = Ending(request.POST, prefix="end")
    if not form.is_valid():
        return _entry_page(request, actor, found, about, ending=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        made = end_entry(permit=permit, entry=found, at=now_of(request), **form.cleaned_data)
    except Refused as refused:
        problems = [Problem(_reason(refused))]
        return _entry_page(request, actor, found, about, ending=form, problems=problems, status=refused.status)
    done(request, Say(f"已登记：{made.until} 起不再存在。", f"Entered: no more from {made.until}."))
    return HttpResponseRedirect(reverse("desk:entry", args=[made.pk]))


@writes
@actor_required
def withdraw(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Say that an entry was wrong from the beginning."""
    found, about = _entry(actor, pk, today_of(request))
    permit = _permitted(about, actor, today_of(request))
    form = Withdrawing(request.POST, prefix="withdraw")
    if not form.is_valid():
        return _entry_page(request, actor, found, about, withdrawing=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        made = withdraw_entry(permit=permit, entry=found, why=form.cleaned_data["why"], at=now_of(request))
    except Refused as refused:
        problems = [Problem(_reason(refused))]
        return _entry_page(request, actor, found, about, withdrawing=form, problems=problems, status=refused.status)
    done(request, Say("已作废；记录仍可查看。", "Withdrawn; the record can still be read."))
    return HttpResponseRedirect(reverse("desk:entry", args=[made.pk]))
