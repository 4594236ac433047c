"""整卷: a whole matter on one page to print, and as one zip with its forms, attachments, opinions and record.

Both show what the tabs of the matter show this person, and no more; whoever knows only its progress has neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string

from jidi.accounts.acting import Actor
from jidi.applications import queries
from jidi.cases.services import take_away
from jidi.common.say import Say
from jidi.files.bundles import Member, stream, told_apart
from jidi.files.models import Attachment
from jidi.files.names import disposition
from jidi.files.store import place
from jidi.filings import queries as filings
from jidi.web.desk.applications import links, sight
from jidi.web.desk.applications.content import Content, content_of, filings_of
from jidi.web.desk.applications.matter import Matter, head, seen_matter
from jidi.web.desk.applications.tabs import tab_context
from jidi.web.desk.http import actor_required, now_of, page, reads, today_of, writes
from jidi.web.shared.forms import read_view
from jidi.web.shared.parts import Link

_LINKS: Final = re.compile(r' (?:href|src)="/[^"]*"')
_ICONS: Final = re.compile(r"<svg[^>]*>\s*<use[^>]*>(?:</use>)?\s*</svg>")
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True, slots=True)
class Paper:
    """One attachment as the file lists it: under which document, its digest, where it is found."""

    row: Attachment
    document: Say
    href: str


@reads
@actor_required
def dossier(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The whole matter on one page, made to be printed."""
    here = seen_matter(actor, number, today_of(request))
    content = _content(here)
    context = _context(request, here, content, _papers(content, {}))
    return page(request, "desk/applications/dossier.html", context, room="applications")


@writes
@actor_required
def take(request: HttpRequest, actor: Actor, number: str) -> HttpResponseBase:
    """Send the whole matter as one zip, piece by piece; that it was taken is on record before the first piece goes."""
    here = seen_matter(actor, number, today_of(request))
    content = _content(here)
    names = _names(content)
    members = list(_members(request, here, content, names))
    take_away(actor=actor, case=here.case, files=len(names), at=now_of(request))
    response = StreamingHttpResponse(stream(members, at=now_of(request)), content_type="application/zip")
    response["Content-Disposition"] = disposition(f"{here.case.case_no}-整卷.zip", inline=False)
    response["Cache-Control"] = "no-store"
    return response


def _content(here: Matter) -> Content | None:
    """What it says, as it was handed in: a draft is no part of the file, whoever writes it."""
    return content_of(here.application, here.on, writes=False) if here.application else None


def _context(request: HttpRequest, here: Matter, content: Content | None, papers: list[Paper]) -> dict[str, Any]:
    found = head(here)
    for tab in ("vetoes", "opinions", "history", "basis"):
        found |= tab_context(here, tab, request)
    actor = here.actor
    return {
        **found,
        "crumbs": [*found["crumbs"], Link(found["title"], links.matter(here.case))],
        "content": content,
        "papers": papers,
        "printed_by": actor,
        "inside": sight.inside(actor),
        "now": now_of(request),
        "today": here.on,
    }


def _attachments(content: Content | None) -> Iterator[tuple[Say, Attachment]]:
    for line in content.documents if content else ():
        yield from ((line.say, file.row) for file in line.files)
    for line in content.dropped if content else ():
        off = Say(f"清单里已没有的材料：{line.say.zh}", f"no longer on the list: {line.say.en or line.say.zh}")
        yield from ((off, file.row) for file in line.files)


def _names(content: Content | None) -> dict[str, str]:
    """What each attachment is called in the zip, by its key."""
    held = [(row.key, f"附件/{_plain(say.zh)}/{row.name}") for say, row in _attachments(content)]
    return dict(zip([key for key, _ in held], told_apart([name for _, name in held]), strict=True))


def _papers(content: Content | None, names: dict[str, str]) -> list[Paper]:
    return [Paper(row, say, names.get(row.key, "") or links.attachment(row.key)) for say, row in _attachments(content)]


def _plain(text: str) -> str:
    """A text as part of a file name."""
    return _NOT_IN_NAMES.sub("-", text).strip("-.")[:60] or "-"


# --- the zip -------------------------------------------------------------------------------------------------------


def _members(request: HttpRequest, here: Matter, content: Content | None, names: dict[str, str]) -> Iterator[Member]:
    """Everything in the zip, the list of it last. All that asks the database is asked before the first byte is sent."""
    context = _context(request, here, content, _papers(content, names))
    made = [
        Member("整卷.html", _standing_alone(request, "desk/applications/dossier_file.html", context)),
        *_forms(request, here, context),
        *(Member(names[row.key], place(row.stored)) for _, row in _attachments(content) if place(row.stored).is_file()),
        Member("版式/jd.css", _sheet()),
    ]
    known = {names[row.key]: row.sha256 for _, row in _attachments(content)}
    lines = [f"{known.get(one.name) or one.sha256}  {one.name}" for one in made]
    told = render_to_string("desk/applications/dossier_list.txt", {**context, "lines": lines}, request)
    yield from made
    yield Member("清单.txt", told.encode("utf-8-sig"))


def _forms(request: HttpRequest, here: Matter, context: dict[str, Any]) -> Iterator[Member]:
    """Each version of each form that was handed in, as a page of its own."""
    if here.application is None:
        return
    rules = queries.rules_of(here.application, here.on)
    for filing in filings_of(here.application):
        form = filings.form_in(filing)
        for version in filings.versions_of(filing):
            shown = {**context, "form_title": Say(form.zh or form.id, form.en), "version": version}
            shown["view"] = read_view(version, rules=rules)
            name = f"申报表/{_plain(form.zh or form.id)}-第{version.ordinal}版.html"
            yield Member(name, _standing_alone(request, "desk/applications/dossier_form.html", shown))


def _standing_alone(request: HttpRequest, template: str, context: dict[str, Any]) -> bytes:
    """A page that reads without the site: no link into it, no picture from it."""
    whole = render_to_string(template, context, request)
    return _ICONS.sub("", _LINKS.sub("", whole)).encode()


def _sheet() -> bytes:
    """Our sheet, so that the pages of the zip look as they print."""
    path = finders.find("jd/jd.css")
    if isinstance(path, str):
        return Path(path).read_bytes()
    with staticfiles_storage.open("jd/jd.css") as file:
        return bytes(file.read())
