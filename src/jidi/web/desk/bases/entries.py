"""One entry: what it says, and correcting, ending, withdrawing it; nothing is overwritten."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from jidi.accounts.acting import Actor, Denied, Permit, require
from jidi.bases.attachments import REGISTER, register_key
from jidi.bases.entries import EntryValues
from jidi.bases.models import RegisterEntry
from jidi.bases.permissions import may_supersede
from jidi.bases.queries.bases import base_for
from jidi.bases.queries.packs import versions_for
from jidi.bases.queries.places import place_for, version_over
from jidi.bases.queries.registers import history_of
from jidi.bases.services.evidence import correct_with
from jidi.bases.services.registers import end_entry, withdraw_entry
from jidi.common.say import Refused, Say, Unknown
from jidi.files.queries import attachments_of
from jidi.policies.queries import pack
from jidi.web.desk.bases.about import About, evidence_of, form_of, form_page, permitted, problems_of, reason
from jidi.web.desk.bases.entryform import LABELS, initial_of
from jidi.web.desk.bases.shown import ANSWERS, WHOSE, distinct, money, runner, standing
from jidi.web.desk.bases.words import ROOM, days_words, require_business
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.shared.cited import chips_of
from jidi.web.shared.language import choose, spoken
from jidi.web.shared.parts import Problem, Row
from policycore.registers import Register, RegisterKind

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
    if isinstance(permit, Permit):
        permit = may_supersede(permit, found)
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
    permit = require(may_supersede(permitted(about, actor, on), found))
    form = form_of(about, on, initial=initial_of(found), correcting=True)
    return form_page(request, about, form, permit, entry=found)


@writes
@actor_required
def _take_correction(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    on = today_of(request)
    found, about = _entry(actor, pk, on)
    permit = require(may_supersede(permitted(about, actor, on), found))
    form = form_of(about, on, request.POST, request.FILES, correcting=True)
    if not form.is_valid():
        return form_page(request, about, form, permit, None, HTTPStatus.UNPROCESSABLE_ENTITY, found)
    values, files = form.values(EntryValues.of(found)), form.cleaned_data["attached"]
    ruled = about.version is not None and about.rule.id in pack(about.version).registers
    if ruled and (problems := problems_of(about, values, on, bool(files))):
        return form_page(request, about, form, permit, problems, HTTPStatus.UNPROCESSABLE_ENTITY, found)
    try:
        made = correct_with(
            permit=permit,
            entry=found,
            values=values,
            why=form.cleaned_data["why"],
            version=about.version if ruled else None,
            files=evidence_of(files),
            key=once_of(request),
            at=now_of(request),
        )
    except Refused as refused:
        return form_page(request, about, form, permit, [Problem(reason(refused))], refused.status, found)
    done(request, Say("已更正；原来的一条仍可查看。", "Corrected; the former entry can still be read."))
    return HttpResponseRedirect(reverse("desk:entry", args=[made.pk]))


@writes
@actor_required
def end(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Say that something on record is no more."""
    found, about = _entry(actor, pk, today_of(request))
    permit = require(may_supersede(permitted(about, actor, today_of(request)), found))
    form = Ending(request.POST, prefix="end")
    if not form.is_valid():
        return _entry_page(request, actor, found, about, ending=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        made = end_entry(permit=permit, entry=found, at=now_of(request), **form.cleaned_data)
    except Refused as refused:
        problems = [Problem(reason(refused))]
        return _entry_page(request, actor, found, about, ending=form, problems=problems, status=refused.status)
    done(request, Say(f"已登记：{made.until} 起不再存在。", f"Entered: no more from {made.until}."))
    return HttpResponseRedirect(reverse("desk:entry", args=[made.pk]))


@writes
@actor_required
def withdraw(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Say that an entry was wrong from the beginning."""
    found, about = _entry(actor, pk, today_of(request))
    permit = require(may_supersede(permitted(about, actor, today_of(request)), found))
    form = Withdrawing(request.POST, prefix="withdraw")
    if not form.is_valid():
        return _entry_page(request, actor, found, about, withdrawing=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        made = withdraw_entry(permit=permit, entry=found, why=form.cleaned_data["why"], at=now_of(request))
    except Refused as refused:
        problems = [Problem(reason(refused))]
        return _entry_page(request, actor, found, about, withdrawing=form, problems=problems, status=refused.status)
    done(request, Say("已作废；记录仍可查看。", "Withdrawn; the record can still be read."))
    return HttpResponseRedirect(reverse("desk:entry", args=[made.pk]))
