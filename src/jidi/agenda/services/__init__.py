"""Verbs of this room, called inside the transaction of the room whose matter it is."""

from jidi.agenda.services.clocks import (
    Recounted,
    end_clock,
    put_out,
    recount,
    resume_clock,
    run_on,
    stand_still,
    start_clock,
    stop_clock,
)
from jidi.agenda.services.items import close_items, open_item, touch_items
from jidi.agenda.services.reminding import remind_due, remind_now, tell_moved

__all__ = [
    "Recounted",
    "close_items",
    "end_clock",
    "open_item",
    "put_out",
    "recount",
    "remind_due",
    "remind_now",
    "resume_clock",
    "run_on",
    "stand_still",
    "start_clock",
    "stop_clock",
    "tell_moved",
    "touch_items",
]
