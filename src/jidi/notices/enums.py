"""The closed lists of this room."""

from __future__ import annotations

from jidi.accounts.enums import Worded


class LetterKind(Worded):
    """Why somebody is written to."""

    REMINDER = "reminder", "到期提醒 reminder"
    BY_HAND = "by-hand", "催办 reminded by hand"
    MOVED = "moved", "期限变动 due day moved"
    QUESTION = "question", "提问和答复 question and answer"
    WORD = "word", "告知 word of something"


REMINDERS = (LetterKind.REMINDER, LetterKind.BY_HAND)
"""The letters that remind: what stands as a reminder on record."""
