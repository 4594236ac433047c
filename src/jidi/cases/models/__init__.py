"""Tables of this room, in order."""

from jidi.cases.models.cases import Case, CaseNumber, Party
from jidi.cases.models.evidence import CalendarUsed, Recording, StoredVerdict
from jidi.cases.models.lists import ListItem, ListStep
from jidi.cases.models.moves import Move, Opinion, StepRecord
from jidi.cases.models.points import CaseAnswer, ReturnPoint

__all__ = [
    "CalendarUsed",
    "Case",
    "CaseAnswer",
    "CaseNumber",
    "ListItem",
    "ListStep",
    "Move",
    "Opinion",
    "Party",
    "Recording",
    "ReturnPoint",
    "StepRecord",
    "StoredVerdict",
]
