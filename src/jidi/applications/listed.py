"""What a later decision changed on the checklist of an application that is being prepared: it is told, with its day."""

from __future__ import annotations

from datetime import date

from jidi.applications import queries
from jidi.applications.definitions import checklist_of
from jidi.applications.models import Application
from jidi.cases import queries as cases
from jidi.common.say import Say


def list_change(application: Application, on: date) -> Say | None:
    """How the checklist differs from the one this application was last handed in by, else from the one it was begun with.

    None where nothing differs, or where it is not being prepared now.
    """
    step, case = queries.fill_step_of(application), application.case
    if case.step != step.id or case.ended_at is not None:
        return None
    situation = queries.situation_of(application, on)
    now = {item.id: item for item in checklist_of(situation, step)}
    used = list(situation.decisions_used.values())
    held = situation.decisions
    situation.decisions = cases.book_when_left(case, step.id, held) or cases.book_on_entering(case, held)
    before = {item.id: item for item in checklist_of(situation, step)}
    added = [item for key, item in now.items() if key not in before]
    gone = [item for key, item in before.items() if key not in now]
    other = [item for key, item in now.items() if key in before and item != before[key]]
    zh, en = [], []
    for words, words_en, items in (("新增", "new", added), ("不再要", "no more", gone), ("有改动", "changed", other)):
        if items:
            zh.append(words + "、".join(f"「{item.zh}」" for item in items))
            en.append(f"{words_en}: " + ", ".join(item.en or item.zh for item in items))
    if not zh:
        return None
    by = f"（{used[0].on or ''} {used[0].act}{used[0].number}）" if used else ""
    return Say(f"清单有改动{by}：{'，'.join(zh)}。", f"The list has changed {by}: {'; '.join(en)}.")
