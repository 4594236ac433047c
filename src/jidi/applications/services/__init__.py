"""The verbs of this room."""

from jidi.applications.services.answering import answer_case, answer_list, freeze
from jidi.applications.services.applying import attach_document, save_draft, start_application
from jidi.applications.services.reviewing import begin_panel
from jidi.applications.services.rounds import announce_round, close_round
from jidi.applications.services.selection import save_selection

__all__ = [
    "announce_round",
    "answer_case",
    "answer_list",
    "attach_document",
    "begin_panel",
    "close_round",
    "freeze",
    "save_draft",
    "save_selection",
    "start_application",
]
