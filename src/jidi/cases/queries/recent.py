"""What happened lately in the cases an actor sees, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jidi.accounts.acting import Actor
from jidi.cases.models import Move
from jidi.cases.queries.cases import visible_to
from jidi.common.say import Say
from jidi.policies.queries import pack
from policycore.procedures import words_of_answer


@dataclass(frozen=True, slots=True)
class Happened:
    """One move in words: when, in which case, who did what at which step."""

    at: datetime
    case_id: int
    title: Say
    words: Say


def recent_moves(actor: Actor, count: int) -> list[Happened]:
    """The latest moves in the cases whose content the actor sees, in one query."""
    rows = Move.objects.filter(case__in=visible_to(actor)).select_related("case__version").order_by("-at", "-pk")
    return [_said(row) for row in rows.only(*_SHOWN)[:count]]


_SHOWN = (
    "at", "step", "answer", "who_organisation", "case__title_zh", "case__title_en", "case__procedure",
    "case__version__digest",  # the texts of a pack are long, and this process mostly has it built already
)  # fmt: skip


def _said(row: Move) -> Happened:
    title = Say(row.case.title_zh, row.case.title_en)
    if not row.step:
        words = Say(f"{row.who_organisation}建立申报", f"opened by {row.who_organisation}")
        return Happened(row.at, row.case_id, title, words)
    procedure = pack(row.case.version).procedures[row.case.procedure]
    step = procedure.step(row.step)
    answer = step.then.get(row.answer)
    zh, en = words_of_answer(row.answer, answer) if answer else _OTHER.get(row.answer, (row.answer, row.answer))
    words = Say(f"{step.say.zh}：{row.who_organisation}{zh}", f"{step.say.en or step.id}: {en}, {row.who_organisation}")
    return Happened(row.at, row.case_id, title, words)


_OTHER = {"skip": ("不办这一步", "left this step out"), "withdraw": ("撤回", "withdrew")}
