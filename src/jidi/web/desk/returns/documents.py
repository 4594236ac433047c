"""A duty fulfilled by a document or by a procedure: what its page shows of that, and the document handed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.cases.queries import known_to
from jidi.common.say import Say
from jidi.files.queries import attachments_of
from jidi.policies.queries import pack
from jidi.returns import services
from jidi.returns.queries import filling
from jidi.returns.queries.duties import OWNER
from jidi.returns.queries.met import subject_of
from jidi.returns.services.documents import PART
from jidi.web.desk.http import actor_required, done, now_of, once_of, today_of, writes
from jidi.web.desk.returns.days import day_sent
from jidi.web.desk.returns.seen import Seen, seen
from jidi.web.shared.parts import Link

MATTERS = 5
"""Matters of a procedure shown at most, the newest first."""


@writes
@actor_required
def document(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Take the files in and hand the document in. Files stay if that is refused."""
    here = seen(actor, pk, today_of(request))
    at = now_of(request)
    for one in request.FILES.getlist("file"):
        services.attach_document(actor=actor, duty=here.duty, name=one.name or "", content=one.chunks(), at=at)
    keys = tuple(row.key for row in services.files_at_hand(actor, here.duty))
    handed = services.Handed(
        request.POST.get("title", ""), request.POST.get("number", ""), day_sent(request, "dated"), keys
    )
    services.hand_in_document(
        actor=actor, duty=here.duty, handed=handed, on=here.on, at=at, once_key=once_of(request),
        why=request.POST.get("why", ""),
    )  # fmt: skip
    done(request, Say("已递交文件。", "The document was handed in."))
    return redirect("desk:duty", pk)


def asked(here: Seen) -> dict[str, Any]:
    """What the page of a duty shows of the document and of the procedure it is fulfilled by; nothing where there is none."""
    by, whole = filling.fulfilment_of(here.duty), pack(here.duty.version)
    found: dict[str, Any] = {}
    if by.document:
        found |= {"asks_document": whole.documents[by.document].say, "papers": _papers(here)}
        found["hands_document"] = here.may["fill"]
        found["files_waiting"] = services.files_at_hand(here.actor, here.duty) if here.may["fill"] else ()
    if by.procedure:
        procedure = whole.procedures[by.procedure]
        found["asks_procedure"] = procedure.say
        found["asks_end"] = Say(procedure.ends[by.end].zh, procedure.ends[by.end].en) if by.end else None
        found["matters"] = _matters(here, by.procedure)
    return found


def _papers(here: Seen) -> list[tuple[Any, list[Any]]]:
    """The documents handed in, the last first, each with its files as far as the person may read them."""
    if not here.reads:
        return []
    key = f"{here.duty.pk}:{PART}"
    files = {one.key: one for one in attachments_of(here.actor, OWNER, [key]).get(key, [])}
    rows = here.duty.papers.order_by("-pk")
    return [(row, [files[one] for one in row.file_keys.split(",") if one in files]) for row in rows]


def _matters(here: Seen, procedure: str) -> list[tuple[Link, Say]]:
    """The matters of the procedure about the same that the person may know of: leading there, and how each stands."""
    subject = subject_of(here.duty)
    rows = known_to(here.actor).filter(
        version__pack_id=here.duty.version.pack_id, procedure=procedure, subject_kind=subject.kind,
        subject_key=subject.key,
    )  # fmt: skip
    found = []
    for case in rows.order_by("-opened_at", "-pk")[:MATTERS]:
        stands = (
            Say(f"{case.ended_on} 办结", f"finished {case.ended_on}") if case.ended_on else Say("办理中", "under way")
        )
        link = Link(Say(f"{case.case_no} {case.title_zh}"), reverse("desk:matter", args=[case.case_no]))
        found.append((link, stands))
    return found
