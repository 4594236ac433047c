"""Changed copies of the Liaoning pack in which a step comes early that the document has late or not at all.

They are edited as in ``tests.jidi.demo.copies``; their worked examples are left out, for they are about the original.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from tests.jidi.demo.copies import Copy


def copied(folder: Path) -> Copy:
    """A copy without examples."""
    copy = Copy(folder)
    shutil.rmtree(copy.folder / "examples")
    return copy


def notice_first(folder: Path, **keys: Any) -> Path:
    """What is handed in goes before the public at once, then to the city; ``keys`` are set on the step."""
    notice = {
        "id": "notice", "zh": "公示", "en": "Public notice", "kind": "notice", "actor": "province", "strength": "must",
        "window": {"length": 5, "unit": "workday"}, "objections": {"identity": {"value": "optional"}},
        "then": {"clear": "city-forward", "upheld": "end.not-designated"}, "basis": "house",
        "rule": {"zh": "先向社会公示", "en": "It goes before the public first"},
    } | keys  # fmt: skip

    def insert(data: Any) -> None:
        data["steps"][0]["then"] = {"submit": "notice"}
        data["steps"].insert(1, notice)

    copy = copied(folder)
    copy.change("procedures/designation.yaml", insert)
    return copy.folder


def joint_city(folder: Path, *, listed: bool = True) -> Path:
    """Commerce and finance of the city sign together; ``listed`` says whether they do so on a list."""
    both = {"all-of": [{"organ": "commerce", "lead": True}, {"organ": "finance"}], "level": "city"}

    def join(data: Any) -> None:
        data["city"] = {key: value for key, value in data["city"].items() if key not in ("organ", "level")} | both

    copy = copied(folder)
    copy.change("actors.yaml", join)
    if not listed:
        copy.change_step("designation", "city-forward", scope=None)
    return copy.folder


def asks_finance(folder: Path) -> Path:
    """What is handed in goes to the province, which asks the provincial finance department by name."""
    house = {"basis": "house", "rule": {"zh": "征求财政厅意见", "en": "The finance department is asked"}}
    ask = {
        "id": "ask", "zh": "征求财政厅意见", "en": "Finance is asked", "kind": "consult", "actor": "province",
        "strength": "must", "asks": ["finance"], "window": {"length": 5, "unit": "workday"},
        "then": {"answered": "city-forward"}, **house,
    }  # fmt: skip

    def insert(data: Any) -> None:
        data["steps"][0]["then"] = {"submit": "ask"}
        data["steps"].insert(1, ask)

    def add(data: Any) -> None:
        data["finance"] = {"organ": "finance", "level": "province", "zh": "省财政厅", "en": "Finance", **house}

    copy = copied(folder)
    copy.change("procedures/designation.yaml", insert)
    copy.change("actors.yaml", add)
    return copy.folder
