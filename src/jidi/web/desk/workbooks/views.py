"""A form as a workbook: giving it out, taking it in, showing what it would change, taking it over."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from jidi.accounts.acting import Actor, Denied, Permit, require
from jidi.common.say import Refused, Say, Unknown
from jidi.files.names import disposition
from jidi.filings.doors import door_of
from jidi.filings.models import Filing
from jidi.filings.queries import visible_to
from jidi.filings.workbooks import uploads
from jidi.filings.workbooks.uploads import Given
from jidi.web.desk.homes import home_of
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.desk.workbooks import parts
from jidi.web.shared.parts import Problem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@reads
@actor_required
def workbook(request: HttpRequest, actor: Actor, filing_id: int) -> HttpResponse:
    """The page of a filing's workbook: download, upload, what was uploaded before."""
    return _page(request, actor, _filing(actor, filing_id))


@reads
@actor_required
def download(request: HttpRequest, actor: Actor, filing_id: int) -> HttpResponse:
    """The workbook itself."""
    filing = _filing(actor, filing_id)
    return attachment(uploads.download(actor=actor, filing=filing, on=today_of(request), at=now_of(request)))


@writes
@actor_required
def upload(request: HttpRequest, actor: Actor, filing_id: int) -> HttpResponseBase:
    """Take a filled workbook in."""
    filing = _filing(actor, filing_id)
    try:
        sent = request.FILES.get("file")
        if sent is None:
            require(door_of(actor, filing, today_of(request)).may)
            raise none_chosen()
        made = uploads.take(
            actor=actor, filing=filing, name=sent.name or "", content=sent.chunks(), key=once_of(request),
            on=today_of(request), at=now_of(request),
        )  # fmt: skip
    except Denied:
        raise
    except Refused as refused:
        return _page(request, actor, filing, refused)
    return redirect("desk:workbook-uploaded", made.key)


@reads
@actor_required
def uploaded(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """What an uploaded workbook would change, and what is wrong with it."""
    found = uploads.upload_for(actor, key)
    door = door_of(actor, found.filing, today_of(request))
    home = home_of(found.filing)
    return page(request, "desk/workbooks/uploaded.html", parts.uploaded(found, door, home), room=home.room)


@reads
@actor_required
def marked(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """The same workbook with its bad cells red."""
    return attachment(uploads.marked(actor=actor, upload=uploads.upload_for(actor, key)))


@writes
@actor_required
def accept(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Take over what a workbook says."""
    found = uploads.upload_for(actor, key)
    saved = uploads.accept(actor=actor, upload=found, key=once_of(request), on=today_of(request), at=now_of(request))
    clashes = len(saved.problems)
    more = Say(f"，其中 {clashes} 格还要在网页上处理", f", {clashes} of them to be settled on the page")
    words = Say(f"已采用，改了 {len(saved.stored)} 格", f"Taken over: {len(saved.stored)} changed")
    if not saved.stored and not clashes:
        words = Say("这份表格已经采用，没有再改动", "It is taken over already; nothing more changed")
    done(request, Say(f"{words.zh}{more.zh if clashes else ''}。", f"{words.en}{more.en if clashes else ''}."))
    return redirect(home_of(found.filing).form)


def attachment(given: Given) -> HttpResponse:
    """Send a workbook to be saved."""
    response = HttpResponse(given.content, content_type=XLSX)
    response["Content-Disposition"] = disposition(given.name, inline=False)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def none_chosen() -> Refused:
    """No file came with the form."""
    return Refused(
        Say("没有上传。", "Nothing was uploaded."),
        Say("还没有选文件。", "No file was chosen."),
        Say("请选填好的 .xlsx 文件后再上传。", "Choose the filled .xlsx, then upload it."),
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code="no-file",
    )


def _filing(actor: Actor, filing_id: int) -> Filing:
    found = visible_to(actor).filter(pk=filing_id).first()
    if found is None:
        raise Unknown(Say("份填报", "filing"))
    return found


def _page(request: HttpRequest, actor: Actor, filing: Filing, refused: Refused | None = None) -> HttpResponse:
    door, home = door_of(actor, filing, today_of(request)), home_of(filing)
    context = parts.workbook(actor, filing, door, home)
    context |= {"may": isinstance(door.may, Permit), "denied": door.may}
    if refused:
        said = Say(f"{refused.why.zh}{refused.next_step.zh}", f"{refused.why.en} {refused.next_step.en}")
        context |= {"problems": [Problem(said, "file")], "problems_title": refused.what}
    status = refused.status if refused else HTTPStatus.OK
    return page(request, "desk/workbooks/workbook.html", context, room=home.room, status=status)
