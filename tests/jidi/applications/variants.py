"""Changed copies of the Liaoning pack in which a step comes early that the document has late or not at all.

They are edited as in ``tests.jidi.demo.copies``; their worked examples are left out, for they are about the original.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

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


KINDS = {
    "county": {"zh": "县（市、区）", "en": "County", "subject": "area", "division": "required", "cite": "2"},
    "park": {"zh": "无代码园区", "en": "Park without a code", "subject": "area", "division": "none", "cite": "2"},
    "company": {"zh": "企业", "en": "Enterprise", "subject": "enterprise", "division": "spans", "cite": "2"},
}
"""Kinds of applicant, as another province names them: an area, a park without a code of its own, an enterprise."""


def by_kinds(folder: Path, *, itself: bool = False) -> Path:
    """Counties, parks without a code and enterprises apply, each kind with a form of its own.

    ``itself`` says that the applicant acts at the first step, not the county office for it.
    """
    copy = copied(folder)
    house = {"basis": "house", "rule": {"zh": "按类别分表", "en": "A form for each kind"}}
    copy.change("kinds.yaml", lambda data: data.update(KINDS))
    for kind, words in KINDS.items():
        own = {"id": f"{kind}-name", "zh": f"{words['zh']}情况", "en": f"About the {kind}"}
        form = {
            "id": f"{kind}-form", "zh": f"{words['zh']}申报表", "en": f"Form of a {kind}", "only": [kind],
            "sections": [{"id": "about", "zh": "基本情况", "fields": [own]}], **house,
        }  # fmt: skip
        (copy.folder / "forms").mkdir(exist_ok=True)
        text = yaml.safe_dump(form, allow_unicode=True, sort_keys=False)
        (copy.folder / "forms" / f"{kind}-form.yaml").write_text(text, "utf-8")
    copy.change_step(
        "designation",
        "prepare",
        forms=[f"{kind}-form" for kind in KINDS],
        documents=None,
        check=["eligibility", "forms"],
    )
    if itself:
        copy.change_step("designation", "prepare", actor="base")
    return copy.folder
