"""What fulfils a duty beside a form: a document with its files, papers beside explanations, what was done elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Header, Query, Router, Schema

from jidi.audit.services import About
from jidi.files.queries import attachments_of
from jidi.policies.queries import pack
from jidi.returns import services
from jidi.returns.models import Duty
from jidi.returns.permissions import may_fill
from jidi.returns.queries import filling
from jidi.returns.queries.duties import OWNER, duty_for, levels_of, reads_filings, visible_to
from jidi.returns.services.documents import PART as DOCUMENT
from jidi.returns.services.elsewhere import PART as ELSEWHERE
from jidi.web.api.door import KEY, KEY_SAID, Words, actor_of, moment_of, words
from jidi.web.api.duties import REFUSED, DutyOut
from jidi.web.api.sending import FileOut, Sent, file_told, keep
from jidi.web.api.telling import duty_told

router = Router(tags=["documents"])


class PaperOut(Schema):
    """A document handed in: its title, number and date, its files, who and when."""

    title: str
    number: str
    dated: str
    files: list[FileOut]
    by: str
    at: str


class DocumentOut(Schema):
    """The document a duty asks for (null: none), the files at hand for it, and what was handed in, the last first."""

    document: Words | None
    may_hand_in: bool
    files: list[FileOut]
    handed_in: list[PaperOut]


class HandDocument(Schema):
    """Handing a document in: its title, number (may be empty), date, and the keys of its files (left out: all at hand)."""

    title: str
    dated: date
    number: str = ""
    files: list[str] | None = None
    why: str = ""


class Elsewhere(Schema):
    """What was done on somebody else's platform: what, where, on which day, who says so; a link or files show it."""

    what: str
    where: str
    on: date
    said_by: str
    link: str = ""


class Acted(Schema):
    """What the act was, and the duty as it stands now."""

    act: str
    duty: DutyOut


@router.get(
    "/duties/{int:duty_id}/document", response={200: DocumentOut, **REFUSED}, summary="要递交的文件 · The document"
)
def document(request: HttpRequest, duty_id: int) -> dict[str, Any]:
    """What document is asked for, which files are at hand, what was handed in."""
    actor = actor_of(request)
    found = duty_for(actor, duty_id)
    asked, may = filling.document_of(found), may_fill(actor, found, levels_of(found))
    say = pack(found.version).documents[asked].say if asked else None
    own = services.files_at_hand(actor, found) if asked and may else []
    return {
        "document": words(say) if say else None, "may_hand_in": bool(asked) and bool(may),
        "files": [file_told(one) for one in own], "handed_in": _papers(request, found),
    }  # fmt: skip


@router.post(
    "/duties/{int:duty_id}/document/files", response={200: FileOut, **REFUSED}, summary="上传文件 · Upload a file"
)
def upload_document(
    request: HttpRequest, duty_id: int, file: Sent,
    key: str = Header(..., alias="Idempotency-Key", pattern=KEY, description=KEY_SAID),
) -> dict[str, Any]:  # fmt: skip
    """Upload a file of the document; it is used when the document is handed in."""
    actor, (at, _) = actor_of(request), moment_of(request)
    found = duty_for(actor, duty_id)
    return keep(
        request, file, key, _about(found), f"{found.pk}:{DOCUMENT}",
        lambda name, content: services.attach_document(actor=actor, duty=found, name=name, content=content, at=at),
    )  # fmt: skip


@router.post(
    "/duties/{int:duty_id}/document/hand-in",
    response={200: Acted, **REFUSED},
    summary="递交文件 · Hand the document in",
)
def hand_in_document(
    request: HttpRequest, duty_id: int, sent: HandDocument,
    key: str = Header(..., alias="Idempotency-Key", pattern=KEY, description=KEY_SAID),
) -> dict[str, Any]:  # fmt: skip
    """Hand the document in; it is reviewed and passed on like a form."""
    actor, (at, on) = actor_of(request), moment_of(request)
    found = duty_for(actor, duty_id)
    own = [row.key for row in services.files_at_hand(actor, found)] if sent.files is None else sent.files
    handed = services.Handed(sent.title, sent.number, sent.dated, tuple(own))
    act = services.hand_in_document(actor=actor, duty=found, handed=handed, on=on, at=at, once_key=key, why=sent.why)
    return {"act": act.kind, "duty": duty_told(duty_for(actor, duty_id), on)}


@router.post(
    "/duties/{int:duty_id}/form/papers",
    response={200: FileOut, **REFUSED},
    summary="说明的凭据 · A paper to an explanation",
)
def upload_paper(
    request: HttpRequest, duty_id: int, file: Sent, check: str = Query(...),
    key: str = Header(..., alias="Idempotency-Key", pattern=KEY, description=KEY_SAID),
) -> dict[str, Any]:  # fmt: skip
    """Lay a paper beside the explanation ``check`` asks for (``check`` of a finding)."""
    actor, (at, _) = actor_of(request), moment_of(request)
    found = duty_for(actor, duty_id)
    return keep(
        request, file, key, _about(found), f"{found.pk}:paper:{check[:80]}",
        lambda name, content: services.attach_paper(
            actor=actor, duty=found, check=check, name=name, content=content, at=at
        ),
    )  # fmt: skip


@router.post(
    "/duties/{int:duty_id}/elsewhere/files",
    response={200: FileOut, **REFUSED},
    summary="外部办理的截图 · What shows it was done",
)
def upload_elsewhere(
    request: HttpRequest, duty_id: int, file: Sent,
    key: str = Header(..., alias="Idempotency-Key", pattern=KEY, description=KEY_SAID),
) -> dict[str, Any]:  # fmt: skip
    """Upload a picture or document that shows what was done elsewhere; it is used when that is recorded."""
    actor, (at, _) = actor_of(request), moment_of(request)
    found = duty_for(actor, duty_id)
    return keep(
        request, file, key, _about(found), f"{found.pk}:{ELSEWHERE}",
        lambda name, content: services.attach_evidence(actor=actor, duty=found, name=name, content=content, at=at),
    )  # fmt: skip


@router.post(
    "/duties/{int:duty_id}/elsewhere",
    response={200: Acted, **REFUSED},
    summary="登记外部办理 · Record it as done elsewhere",
)
def record_elsewhere(
    request: HttpRequest, duty_id: int, sent: Elsewhere,
    key: str = Header(..., alias="Idempotency-Key", pattern=KEY, description=KEY_SAID),
) -> dict[str, Any]:  # fmt: skip
    """Record what was done on somebody else's platform, with a link or the files uploaded before."""
    actor, (at, on) = actor_of(request), moment_of(request)
    found = duty_for(actor, duty_id)
    mine = f"{found.pk}:{ELSEWHERE}"
    keys = tuple(row.key for row in attachments_of(actor, OWNER, [mine]).get(mine, []))
    told = services.Told(sent.what, sent.where, sent.on, sent.said_by, sent.link, keys)
    act = services.record_elsewhere(actor=actor, duty=found, told=told, on=on, at=at, once_key=key)
    return {"act": act.kind, "duty": duty_told(duty_for(actor, duty_id), on)}


def _about(found: Duty) -> About:
    return About("duty", str(found.pk), found.area_code)


def _papers(request: HttpRequest, found: Duty) -> list[dict[str, Any]]:
    """What was handed in, for whoever may read it now."""
    actor = actor_of(request)
    if not visible_to(actor).filter(reads_filings(actor), pk=found.pk).exists():
        return []
    mine = f"{found.pk}:{DOCUMENT}"
    files = {row.key: row for row in attachments_of(actor, OWNER, [mine]).get(mine, [])}
    return [
        {
            "title": row.title, "number": row.number, "dated": row.dated.isoformat(),
            "files": [file_told(files[key]) for key in row.file_keys.split(",") if key in files],
            "by": "，".join(part for part in (row.who_organisation, row.who_post) if part), "at": row.at.isoformat(),
        }
        for row in found.papers.order_by("-pk")
    ]  # fmt: skip
