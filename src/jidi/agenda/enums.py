"""The closed lists of this room."""

from __future__ import annotations

from jidi.accounts.enums import Worded


class ClockState(Worded):
    """Whether a clock runs."""

    RUNNING = "running", "计时中 running"
    STOPPED = "stopped", "暂停 stopped"
    ENDED = "ended", "已结束 ended"


AT_ONCE = ("urgent", "question")
"""Kinds of items that have no day and yet stand before all that has one: what is told at once, a question somebody put."""


class Urgency(Worded):
    """How near a due day is."""

    OVERDUE = "overdue", "逾期 overdue"
    WEEK = "week", "本周 this week"
    LATER = "later", "以后 later"
