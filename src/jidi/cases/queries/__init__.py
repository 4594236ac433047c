"""Reads of this room."""

from jidi.cases.guards import MissingItem
from jidi.cases.models import Case, Move
from jidi.cases.queries.cases import (
    StepLine,
    answers,
    correction_name,
    history,
    item_of,
    known,
    known_to,
    last_move,
    of_subject,
    open_points,
    opinion_standing,
    opinions,
    points_raised,
    progress_for,
    record_at,
    record_of_move,
    scope_key_of,
    sees_all,
    steps,
    unlocked,
    verdicts,
    visible_to,
    waiting_at,
    who_sees,
)
from jidi.cases.queries.lists import list_items, lists_of, open_list, to_move
from jidi.cases.queries.missing import Given, Resolved, resolved, what_is_missing
from jidi.cases.queries.needs import asked_of_people, named_in, vetoes_needing
from jidi.cases.queries.offices import names_of
from jidi.cases.queries.recent import Happened, recent_moves
from jidi.cases.queries.replay import holds, replay
from jidi.cases.queries.situations import (
    actor_of_step,
    book_for,
    book_on_entering,
    book_when_left,
    is_joint,
    pack_of,
    place_of,
    procedure_of,
    reader_for,
    seats_at,
    situation_for,
    step_of,
)

__all__ = [
    "Case", "Given", "Happened", "MissingItem", "Move", "Resolved", "StepLine", "actor_of_step", "answers", "asked_of_people", "book_for",
    "book_on_entering", "book_when_left",
    "correction_name",
    "history",
    "holds", "is_joint", "item_of", "known", "known_to", "last_move", "list_items", "lists_of", "named_in", "names_of", "of_subject", "open_list",
    "open_points", "opinion_standing",
    "opinions", "pack_of", "place_of", "points_raised", "procedure_of", "progress_for", "reader_for", "recent_moves",
    "record_at", "record_of", "record_of_move", "replay", "resolved", "scope_key_of", "seats_at", "sees_all", "situation_for",
    "step_of", "steps", "to_move", "unlocked", "verdicts", "vetoes_needing", "visible_to", "waiting_at", "what_is_missing", "who_sees",
]  # fmt: skip


def record_of(moved: object) -> dict[str, object] | None:
    """The record the move a service just made stood on (``moved`` is what the service returned), or None."""
    move_id = getattr(moved, "move_id", None)
    return record_of_move(Move.objects.get(pk=move_id)) if move_id else None
