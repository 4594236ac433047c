"""A file sent by a program: taken in once under its key, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from jidi.accounts.acting import Actor
from jidi.audit.services import About, operation, refusals_audited
from jidi.common.keys import once
from jidi.files.models import Attachment


@refusals_audited("file.upload", lambda asked: asked["owner"])
def upload_once(
    *, actor: Actor, owner: About, what: str, name: str, sha256: str, attach: Callable[[], Attachment], once_key: str,
    at: datetime,
) -> Attachment:  # fmt: skip
    """Take a file in by ``attach`` (one of this room's), or give the one that came under this key before.

    ``owner`` is what a refused attempt was about, ``what`` names the place it belongs to. Raises Refused for a key that
    served something else or another file, and whatever ``attach`` refuses.
    """
    with operation(at=at):
        done = once(
            key=once_key, who=actor.key, what=f"file.upload:{what}", at=at, content=[name, sha256],
            work=lambda: attach().key,
        )  # fmt: skip
        return Attachment.objects.get(key=done.result)
