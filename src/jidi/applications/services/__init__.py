"""The verbs of this room."""

from jidi.applications.services.answering import answer_case, answer_list, freeze, hold_back, pass_on, withdraw
from jidi.applications.services.applying import attach_document, detach_document, save_draft, start_application
from jidi.applications.services.beginning import begin_by_event
from jidi.applications.services.forms import open_forms
from jidi.applications.services.objecting import receive_objection, settle_objection
from jidi.applications.services.points import settle_points
from jidi.applications.services.publishing import end_notice, publish_list
from jidi.applications.services.registering import register_and_start, register_itself
from jidi.applications.services.reviewing import (
    begin_panel,
    draw_stand_in,
    end_panel,
    replace_expert,
    take_in,
)
from jidi.applications.services.rounds import announce_round, close_round
from jidi.applications.services.selection import Chosen, save_selection

__all__ = [
    "Chosen",
    "announce_round",
    "answer_case",
    "answer_list",
    "attach_document",
    "begin_by_event",
    "begin_panel",
    "close_round",
    "detach_document",
    "draw_stand_in",
    "end_notice",
    "end_panel",
    "freeze",
    "hold_back",
    "open_forms",
    "pass_on",
    "publish_list",
    "receive_objection",
    "register_and_start",
    "register_itself",
    "replace_expert",
    "save_draft",
    "save_selection",
    "settle_objection",
    "settle_points",
    "start_application",
    "take_in",
    "withdraw",
]
