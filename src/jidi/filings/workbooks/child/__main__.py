"""``python -m jidi.filings.workbooks.child``: one job on standard input, one answer on standard output, then gone."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from jidi.filings.workbooks.child import cage
from jidi.filings.workbooks.child.gate import Turned, enter

ANSWER = 64 * 1024 * 1024


def main() -> int:
    """Do the job; a file that is turned away is an answer, anything else ends the process."""
    job = json.load(sys.stdin)
    work = _WORK[job["do"]]
    _import(job["do"])
    cage.shut(job.get("written", 0))
    try:
        answer: dict[str, Any] = {"ok": work(job)}
    except Turned as away:
        words = [away.zh, away.en, away.next_zh, away.next_en]
        answer = {"turned": away.code, "words": words}
    except MemoryError:
        return 3
    answer["peak"] = cage.peak()
    json.dump(answer, sys.stdout, ensure_ascii=False, separators=(",", ":"))
    return 0


def _import(do: str) -> None:
    """Load what the job needs while the cage is open: a library may look around when it is imported."""
    import defusedxml.ElementTree  # noqa: F401

    if do == "table":
        import csv  # noqa: F401

        import python_calamine  # noqa: F401
    if do == "mark":
        import openpyxl.comments  # noqa: F401


def _read(job: dict[str, Any]) -> Any:
    from jidi.filings.workbooks.child.sheets import read

    package = enter(Path(job["path"]), job["unpacked"])
    return [{"name": one.name, "hidden": one.hidden, "cells": one.cells} for one in read(package)]


def _mark(job: dict[str, Any]) -> Any:
    from jidi.filings.workbooks.child.marking import mark

    enter(Path(job["path"]), job["unpacked"])
    return mark(Path(job["path"]), Path(job["out"]), job["marks"], job.get("sheet", ""), job.get("more"))


def _table(job: dict[str, Any]) -> Any:
    from jidi.filings.workbooks.child.tables import read_table

    return read_table(Path(job["path"]), job)


def _probe(job: dict[str, Any]) -> Any:
    """Try what must not be possible in here; the tests of the cage ask for it, and an installation may."""
    import socket
    import subprocess
    import time

    try:
        if job["what"] == "memory":
            return len(bytearray(2 * cage.MEMORY))
        if job["what"] == "socket":
            return str(socket.socket())
        if job["what"] == "process":
            return subprocess.call(["/bin/true"])
        if job["what"] == "file":
            return Path(job["path"]).write_text("x")
        return time.sleep(3600)
    except (PermissionError, OSError):
        return "refused"


_WORK = {"read": _read, "mark": _mark, "table": _table, "probe": _probe}

if __name__ == "__main__":
    raise SystemExit(main())
