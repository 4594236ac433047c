"""Writing the forms of an application and adding its documents, while it is with whoever fills it in."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from jidi.accounts.acting import Actor, require
from jidi.applications import queries, services
from jidi.applications.models import Application
from jidi.cases.queries import points_raised
from jidi.common.say import Refused, Say, Unknown
from jidi.filings.models import Filing
from jidi.filings.services import Saved
from jidi.web.desk.applications import links
from jidi.web.desk.applications.acting import application_of
from jidi.web.desk.applications.content import points_at_fields
from jidi.web.desk.applications.matter import Matter, head, matter_page, seen_matter
from jidi.web.desk.http import actor_required, done, now_of, page, reads, today_of, writes
from jidi.web.shared import forms
from jidi.web.shared.parts import Link

WRITES = Say("申报表只在填报时可以写。", "The form can be written only while it is being filled in.")


@reads
@actor_required
def form(request: HttpRequest, actor: Actor, number: str, form_id: str) -> HttpResponse:
    """One form to write in; for whoever may only look it is on the page of the matter."""
    here = seen_matter(actor, number, today_of(request))
    require(queries.may_edit(actor, application_of(here), here.on))
    return _form_page(request, here, form_id)


@writes
@actor_required
def save(request: HttpRequest, actor: Actor, number: str, form_id: str) -> HttpResponseBase:
    """Keep what was typed, sent by the form's own button."""
    here = seen_matter(actor, number, today_of(request))
    application = application_of(here)
    permit = require(queries.may_edit(actor, application, here.on))
    saved = forms.save_posted(
        request, filing=_filing(application, form_id), actor=actor, permit=queries.owner_permit(permit, application),
        allowed_fields=queries.unlocked_fields(application),
    )  # fmt: skip
    if saved.refused:
        return _form_page(request, here, form_id, saved, HTTPStatus.UNPROCESSABLE_ENTITY)
    act = request.POST.get("act", "")
    if act == "back":
        return redirect(links.matter(here.case))
    done(request, Say("已保存。", "Saved."))
    return redirect(links.form(here.case, form_id) + forms.after_saving(act))


@writes
@actor_required
def autosave(request: HttpRequest, actor: Actor, number: str, form_id: str) -> HttpResponseBase:
    """Keep what was typed while one types."""
    here = seen_matter(actor, number, today_of(request))
    application = application_of(here)
    permit = require(queries.may_edit(actor, application, here.on))
    return forms.autosave(
        request, filing=_filing(application, form_id), actor=actor, permit=queries.owner_permit(permit, application),
        allowed_fields=queries.unlocked_fields(application),
    )  # fmt: skip


@writes
@actor_required
def attach(request: HttpRequest, actor: Actor, number: str, item: str) -> HttpResponseBase:
    """Add files to one document of the checklist; each is taken or refused by itself."""
    here = seen_matter(actor, number, today_of(request))
    application, files = application_of(here), request.FILES.getlist("file")
    wrong: list[tuple[str, Refused]] = [] if files else [("", _none_chosen())]
    for one in files:
        try:
            services.attach_document(
                actor=actor, application=application, item_id=item, name=one.name or "", content=one.chunks(),
                on=here.on, at=now_of(request),
            )  # fmt: skip
        except Unknown:
            raise
        except Refused as refused:
            wrong.append((one.name or "", refused))
    stored = len(files) - len(wrong)
    if wrong:
        return matter_page(request, here, _not_uploaded(wrong, max(stored, 0)), tab="documents")
    done(request, Say(f"已上传 {stored} 个文件。", f"{stored} uploaded."))
    return redirect(links.matter(here.case, "documents", f"d-{item}"))


def _not_uploaded(wrong: list[tuple[str, Refused]], stored: int) -> Refused:
    """Which files were not taken and why, each by its name; and how many of the same upload were."""
    (_, first), *more = wrong
    if not more and not stored:
        return first
    why = Say(
        "；".join(f"「{name}」：{one.why.zh}" for name, one in wrong),
        "; ".join(f"{name}: {one.why.en}" for name, one in wrong),
    )
    what = Say(
        f"{len(wrong)} 个文件没有上传，其余 {stored} 个已存。",
        f"{len(wrong)} files were not uploaded; {stored} others are kept.",
    )
    return Refused(what, why, first.next_step, cite=first.cite, status=first.status, code=first.code)


@writes
@actor_required
def detach(request: HttpRequest, actor: Actor, number: str, item: str, key: str) -> HttpResponseBase:
    """Take one file back."""
    here = seen_matter(actor, number, today_of(request))
    row = services.detach_document(
        actor=actor, application=application_of(here), item_id=item, file_key=key, on=here.on, at=now_of(request)
    )
    done(request, Say(f"已撤下「{row.name}」。", f"Took “{row.name}” back."))
    return redirect(links.matter(here.case, "documents", f"d-{item}"))


def _form_page(
    request: HttpRequest, here: Matter, form_id: str, saved: Saved | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    application = application_of(here)
    filing = _filing(application, form_id)
    number = here.case.case_no
    view = forms.edit_view(
        filing,
        rules=queries.rules_of(application, here.on),
        save=links.address("matter-save", number, form_id),
        autosave=links.address("matter-autosave", number, form_id),
        allowed_fields=queries.unlocked_fields(application),
        points=points_at_fields(points_raised(here.case)),
        saved=saved,
        spare=forms.spare_rows(request.GET),
        mark=f"draft:{form_id}",
    )
    context = {
        **head(here),
        "form": view,
        "form_id": form_id,
        "filing_id": filing.pk,
        "back": Link(here.case.title, links.matter(here.case)),
    }
    context["crumbs"] = [*context["crumbs"], context["back"]]
    return page(request, "desk/applications/form.html", context, room="applications", status=status)


def _filing(application: Application, form_id: str) -> Filing:
    return queries.filing_for(application, form_id)


def _none_chosen() -> Refused:
    return Refused(
        Say("没有上传。", "Nothing was uploaded."),
        Say("还没有选文件。", "No file was chosen."),
        Say("请选文件后再上传。", "Choose one, then upload."),
        status=422,
        code="no-file",
    )
