"""The closed lists of this room."""

from __future__ import annotations

from jidi.accounts.enums import Worded


class Sees(Worded):
    """What an office sees of a case."""

    ALL = "all", "全部内容 everything"
    PROGRESS = "progress", "只见进度 progress only"


class TargetKind(Worded):
    """What a point for correction is tied to."""

    FIELD = "field", "栏目 field"
    DOCUMENT = "document", "材料 document"
    OTHER = "other", "其他 other"


class PointState(Worded):
    """Where a point for correction stands."""

    OPEN = "open", "待答复 open"
    ANSWERED = "answered", "已答复 answered"
    ACCEPTED = "accepted", "已采纳 accepted"
    REPEATED = "repeated", "再次退回 returned again"


OPEN_ANSWER = "open"
"""The answer written in the first row of a case's history: it was opened."""

SKIP = "skip"
WITHDRAW = "withdraw"
"""Answers every procedure may have without naming them among a step's own."""

HANDED_BACK = "hand-back"
"""Under which of its notes a return keeps the day it has to be handed back by."""

ASKED_AS = "asked:"
"""What the capacity of an opinion begins with when it was asked for: the actor that was asked follows."""
