"""Taking files in and back. The room that owns the thing decides who may, and says so with a permit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum

from jidi.accounts.acting import Permit
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.audit.who import SYSTEM
from jidi.common.say import Say, Unknown
from jidi.files import store
from jidi.files.models import Attachment
from jidi.files.names import display_name
from jidi.files.queries import orphans
from jidi.files.refusals import FILES_PER_OWNER, MEGABYTE, PER_OWNER, FileRefused
from jidi.files.registry import is_registered
from jidi.files.types import recognise

ATTACH = "file.attach"
"""The act a permit for ``attach`` names, with the owner's kind and key."""
WITHDRAW = "file.withdraw"
"""The act a permit for ``withdraw`` names, with the owner's kind and key."""


def _about(asked: Any) -> About:
    permit: Permit = asked["permit"]
    return About(permit.object_kind, permit.object_key, asked.get("area_code", ""))


@refusals_audited(ATTACH, _about)
def attach(*, permit: Permit, name: str, content: Iterable[bytes], area_code: str = "", at: datetime) -> Attachment:
    """Take a file in for the thing the permit names (``file.attach``, kind, key).

    The bytes are written and checked first, the row last: what has a row is on disk. Raises FileRefused with the reason
    (too large, empty, another type than its name says, macros, programs, too many files of this owner).
    """
    _require(permit, ATTACH)
    shown, extension = display_name(name)
    incoming = store.receive(content)
    try:
        media_type, inline = recognise(incoming.path, extension)
        stored = store.keep(incoming)
    finally:
        store.discard(incoming.path)
    try:
        with operation(at=at):
            _refuse_full(permit, incoming.size)
            made = Attachment.objects.create(
                key=uuid.uuid4().hex,
                owner_kind=permit.object_kind,
                owner_key=permit.object_key,
                name=shown,
                stored=stored,
                size=incoming.size,
                media_type=media_type,
                inline=inline,
                sha256=incoming.sha256,
                area_code=area_code,
                uploaded_by_id=permit.actor.person_id,
                uploaded_as=permit.actor.post_name,
                uploaded_at=at,
            )
            _record(permit, ATTACH, made, at)
    except BaseException:
        store.discard(store.place(stored))
        raise
    return made


@refusals_audited(WITHDRAW, _about)
def withdraw(*, permit: Permit, key: str, at: datetime) -> Attachment:
    """Take a file back from the thing the permit names; row and bytes are kept. Raises Unknown when it is not there."""
    _require(permit, WITHDRAW)
    with operation(at=at):
        held = (
            Attachment.objects.select_for_update(of=("self",))
            .filter(key=key, owner_kind=permit.object_kind, owner_key=permit.object_key, withdrawn_at__isnull=True)
            .first()
        )
        if held is None:
            raise Unknown(Say("个附件", "file"))
        held.withdrawn_by_id, held.withdrawn_at = permit.actor.person_id, at
        held.save(update_fields=["withdrawn_by", "withdrawn_at"])
        _record(permit, WITHDRAW, held, at)
    return held


def sweep_orphans(*, at: datetime) -> list[str]:
    """Remove files without a row that are older than an hour; return their generated names."""
    found = orphans(now=at)
    names = sorted(path.name for path in found)
    if names:
        record(at=at, who=SYSTEM, action="file.sweep", kind="file", key="", detail={"stored": names})
    for path in found:
        store.discard(path)
    return names


def _require(permit: Permit, action: str) -> None:
    # Not a refusal: a room that calls with the wrong permit, or without having registered, is a fault in the code.
    if permit.action != action or not permit.object_key:
        raise ValueError(f"a permit for {action!r} on an owner is needed, found {permit.action!r}")
    if not is_registered(permit.object_kind):
        raise ValueError(f"no room registered files of {permit.object_kind!r}: nobody would ever see this one")


def _refuse_full(permit: Permit, size: int) -> None:
    held = Attachment.objects.filter(
        owner_kind=permit.object_kind, owner_key=permit.object_key, withdrawn_at__isnull=True
    ).aggregate(files=Count("pk"), bytes=Sum("size"))
    if held["files"] + 1 > FILES_PER_OWNER or (held["bytes"] or 0) + size > PER_OWNER:
        raise FileRefused(
            f"此处附件已达上限（{FILES_PER_OWNER} 个、共 {PER_OWNER // MEGABYTE} MB）。",
            f"No more fits here: {FILES_PER_OWNER} files and {PER_OWNER // MEGABYTE} MB in all are the limit.",
            Say("请先撤下不需要的附件，或合并文件。", "Take back what is not needed, or join files."),
            code="owner-full",
        )


def _record(permit: Permit, action: str, row: Attachment, at: datetime) -> None:
    record(
        at=at,
        who=permit.actor.who,
        action=action,
        kind=permit.object_kind,
        key=permit.object_key,
        area_code=row.area_code,
        detail={"file": row.key, "name": row.name, "size": row.size, "sha256": row.sha256},
    )
