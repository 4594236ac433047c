"""Verbs of this room. One function moves a case: ``move``; ``skip``, ``withdraw``, ``elapse`` and ``move_list`` go through it."""

from jidi.cases.errors import MoveRefused, Stale
from jidi.cases.guards import MissingItem
from jidi.cases.queries.missing import Point
from jidi.cases.services.carrying import locked, require_seen
from jidi.cases.services.findings import accept_point, answer_point, note_answer
from jidi.cases.services.lists import freeze_list, hold_back, move_list
from jidi.cases.services.moving import Moved, elapse, let_time_pass, move, skip, withdraw
from jidi.cases.services.opening import Opened, open_case
from jidi.cases.services.steps import give_opinion, record_step, settle_dues
from jidi.cases.services.taking import take_away

__all__ = [
    "MissingItem",
    "MoveRefused",
    "Moved",
    "Opened",
    "Point",
    "Stale",
    "accept_point",
    "answer_point",
    "elapse",
    "freeze_list",
    "give_opinion",
    "hold_back",
    "let_time_pass",
    "locked",
    "move",
    "move_list",
    "note_answer",
    "open_case",
    "record_step",
    "require_seen",
    "settle_dues",
    "skip",
    "take_away",
    "withdraw",
]
