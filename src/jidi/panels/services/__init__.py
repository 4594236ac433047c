"""The verbs of this room."""

from jidi.panels.services.giving import declare, save_sheet, submit_sheet
from jidi.panels.services.panel import add_cases, close_panel, draw, form_panel, stand_in, substitute
from jidi.panels.services.pool import enter_from_page, enter_pool, leave_from_page, leave_pool

__all__ = [
    "add_cases",
    "close_panel",
    "declare",
    "draw",
    "enter_from_page",
    "enter_pool",
    "form_panel",
    "leave_from_page",
    "leave_pool",
    "save_sheet",
    "stand_in",
    "submit_sheet",
    "substitute",
]
