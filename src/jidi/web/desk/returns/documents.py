"""What a duty asks for beside its form: a document, a procedure, the agreement of who owes it jointly; and the acts on it."""

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
from jidi.returns import permissions as may
from jidi.returns import services
from jidi.returns.queries import filling
from jidi.returns.queries.duties import OWNER
from jidi.returns.queries.jointly import agreed, content_of, something_there, still_to_agree
from jidi.returns.queries.met import subject_of
from jidi.returns.services.documents import PART
from jidi.web.desk.http import actor_required, done, now_of, once_of, today_of, writes
from jidi.web.desk.returns.days import day_sent
from jidi.web.desk.returns.seen import Seen, seen
from jidi.web.shared.parts import Link, MissingItem

MATTERS = 5
"""Matters of a procedure shown at most, the newest first."""


@writes
@actor_required
def document(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Take the files in and hand the document in. Files stay if that is refused."""
    here = seen(actor, pk, today_of(request))
    at = now_of(request)
    if request.FILES and not here.may["fill"]:
        return _laid_down(request, here)
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


def _laid_down(request: HttpRequest, here: Seen) -> HttpResponseBase:
    """Files of an office that owes it jointly: they lie there for the leading one to hand in."""
    for one in request.FILES.getlist("file"):
        services.attach_document(
            actor=here.actor, duty=here.duty, name=one.name or "", content=one.chunks(), at=now_of(request)
        )
    done(request, Say("已上传，由牵头单位递交。", "Uploaded; the leading office hands it in."))
    return redirect("desk:duty", here.duty.pk)


@writes
@actor_required
def agree(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Agree to what lies there, as one of those who owe it jointly."""
    here = seen(actor, pk, today_of(request))
    services.agree(
        actor=actor, duty=here.duty, words=request.POST.get("words", ""), on=here.on, at=now_of(request),
        once_key=once_of(request),
    )  # fmt: skip
    done(request, Say("已会签同意，由牵头单位报送。", "Agreed; the leading office hands it in."))
    return redirect("desk:duty", pk)


def jointly(here: Seen) -> dict[str, Any]:
    """Who owes it with the leading office and agreed to what lies there, or has still to; nothing where one owes it alone."""
    level = may.jointly_in_hand(here.duty, here.levels)
    if level is None:
        return {}
    found = agreed(here.duty, level, here.on)
    mine = next((s.organ for s in may.joint_seats(here.duty, level) if s.holds(here.actor)), "")
    return {
        "agreed": found,
        "agrees": any(one.organ == mine and one.missing for one in found) and something_there(content_of(here.duty)),
        "uploads": bool(mine) and here.may["prepare"] and bool(filling.document_of(here.duty)),
    }


def lacking(here: Seen) -> list[MissingItem]:
    """Who has still to agree before it can be handed in, each leading to where they do."""
    level = may.jointly_in_hand(here.duty, here.levels)
    offices = still_to_agree(here.duty, level, here.on) if level is not None else []
    words, there = Say("还没有会签同意", "has not agreed yet"), Link(Say("看会签", "See who agreed"), "#agree")
    return [MissingItem(one, words, there) for one in offices]


def asked(here: Seen) -> dict[str, Any]:
    """What the page of a duty shows of the document and of the procedure it is fulfilled by; nothing where there is none."""
    by, whole = filling.fulfilment_of(here.duty), pack(here.duty.version)
    found: dict[str, Any] = {}
    if by.document:
        found |= {"asks_document": whole.documents[by.document].say, "papers": _papers(here)}
        found["hands_document"] = here.may["fill"]
        found["files_waiting"] = services.files_at_hand(here.actor, here.duty) if here.may["prepare"] else ()
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
