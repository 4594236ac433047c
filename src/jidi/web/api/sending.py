"""A file in a request: sent as multipart, kept once under its key, described the same everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Final

from django.http import HttpRequest
from ninja import File, Schema
from ninja.files import UploadedFile

from jidi.audit.services import About
from jidi.files.models import Attachment
from jidi.returns import services
from jidi.web.api.door import actor_of, moment_of

FILE_SAID: Final = (
    "multipart/form-data 的一个文件；类型、大小、宏和程序按附件的规则核对。"
    "One file of multipart/form-data; type, size, macros and programs are checked as everywhere."
)


Sent = Annotated[UploadedFile, File(description=FILE_SAID)]
"""A file as a request brings it."""


class FileOut(Schema):
    """A file kept: by its key it is named when something is handed in."""

    key: str
    name: str
    size: int
    media_type: str
    sha256: str


def file_told(row: Attachment) -> dict[str, Any]:
    """A file as the API tells it."""
    return {"key": row.key, "name": row.name, "size": row.size, "media_type": row.media_type, "sha256": row.sha256}


def keep(
    request: HttpRequest, file: UploadedFile, key: str, owner: About, what: str,
    attach: Callable[[str, Iterable[bytes]], Attachment],
) -> dict[str, Any]:  # fmt: skip
    """Keep a file by ``attach`` (its name, its pieces); sent again under its key it is the one kept before."""
    at, _ = moment_of(request)
    name, digest = file.name or "", hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    made = services.upload_once(
        actor=actor_of(request), owner=owner, what=what, name=name, sha256=digest.hexdigest(), once_key=key, at=at,
        attach=lambda: attach(name, file.chunks()),
    )  # fmt: skip
    return file_told(made)
