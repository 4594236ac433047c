"""Starting the process that looks into a file: its own memory, time and silence; a dead one is a clear refusal."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jidi.common.say import Refused, Say, house

ONE_UNPACKED = 50 * 1024 * 1024
BULK_UNPACKED = 200 * 1024 * 1024
"""Bytes the parts of a workbook may have together: of one return, of many."""
WALL_SECONDS = 20
logger = logging.getLogger(__name__)
RULE = house("上传的工作簿在独立进程中读取", "an uploaded workbook is read in a process of its own")
_ROOT = Path(__file__).resolve().parents[3]


class WorkbookRefused(Refused):
    """A workbook that is not read in. ``code`` says why in one word."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "workbook-refused"

    def __init__(self, why: Say, next_step: Say, *, code: str) -> None:
        what = Say("没有读入这份文件，原来填的都没有动。", "The file was not read; what was filled in before stands.")
        super().__init__(what, why, next_step, cite=RULE, code=code)


def run(job: Mapping[str, Any], *, wall: float = WALL_SECONDS) -> tuple[Any, int]:
    """Do one job in a process of its own; return its answer and the most memory it held, in bytes.

    Raises WorkbookRefused when the file is turned away, and when the process dies or takes longer than ``wall`` seconds.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "jidi.filings.workbooks.child"],
            input=json.dumps(job, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=wall,
            check=False,
            cwd="/",
            # Nothing of our own environment: no secret, no address of a database.
            env={"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as slow:
        raise _dead() from slow
    try:
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        logger.warning("a workbook ended its reader: status %s %s", done.returncode, "".join(last)[:300])
        raise _dead()
    if "turned" in answer:
        zh, en, next_zh, next_en = answer["words"]
        raise WorkbookRefused(Say(zh, en), Say(next_zh, next_en), code=answer["turned"])
    return answer["ok"], answer["peak"]


def _dead() -> WorkbookRefused:
    return WorkbookRefused(
        Say(
            "读这份文件超出了允许的内存或时间，读取已停止。",
            "Reading this file took more memory or time than allowed, and was stopped.",
        ),
        Say(
            "请重新下载填报表，把数据粘贴为数值后再上传。",
            "Download the form again, paste your figures as values, and upload that.",
        ),
        code="too-heavy",
    )
