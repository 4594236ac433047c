"""How a file is turned down: always with what it is about it, and what would do."""

from __future__ import annotations

from http import HTTPStatus

from jidi.common.say import Refused, Say, house

MEGABYTE = 1024 * 1024
PER_FILE = 20 * MEGABYTE
"""The most one file may have (house rule)."""
PER_OWNER = 200 * MEGABYTE
"""The most the files of one thing may have together (house rule)."""
FILES_PER_OWNER = 60
"""How many files one thing may have (house rule)."""

ALLOWED = "PDF、JPG、PNG、DOCX、XLSX、DOC、XLS、WPS、ET、OFD、TXT"
RULE = house("附件类型与大小", "what a file may be")


class FileRefused(Refused):
    """A file that is not taken in. ``code`` says why in one word."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "file-refused"

    def __init__(self, zh: str, en: str, next_step: Say | None = None, *, code: str) -> None:
        super().__init__(
            Say("附件没有上传。", "The file was not taken in."),
            Say(zh, en),
            next_step
            or Say(
                f"请改用以下类型的文件：{ALLOWED}。",
                f"Use a file of one of these types: {ALLOWED.replace('、', ', ')}.",
            ),
            cite=RULE,
            code=code,
        )
