"""What the buttons beside rows do: add, put in below, drop, move. A row moves past the end of its list into the next one."""

from __future__ import annotations

from jidi.web.desk.policies.editor.rows import MOST_ROWS, Row, fresh, lists_at, row_at, rows_at
from policycore.decided import Path
from policycore.shapes import Rows, Shape

ADD, BELOW, DROP, UP, DOWN = "add", "below", "drop", "up", "down"
CHANGES = frozenset({ADD, BELOW, DROP, UP, DOWN})


def path_of(text: str) -> Path:
    """A place as a button names it: ``sections.0.fields.2``."""
    return tuple(int(part) if part.isdecimal() and len(part) < 5 else part for part in text.split(".") if part)


def text_of_path(path: Path) -> str:
    """The same as text."""
    return ".".join(map(str, path))


def change(shape: Shape, head: Row, act: str, path: Path) -> Path:
    """Carry a button out; return the row to look at then. What does not fit what is there changes nothing."""
    spec = _spec(shape, head, path if act == ADD else path[:-1])
    if spec is None or (act != ADD and row_at(head, path) is None):
        return ()
    if act == ADD:
        return _put_in(head, spec, path, len(rows_at(head, path)))
    place = path[-1]
    assert isinstance(place, int)
    if act == BELOW:
        return _put_in(head, spec, path[:-1], place + 1)
    if act == DROP:
        return _dropped(head, path)
    return _moved(head, path, -1 if act == UP else 1)


def _spec(shape: Shape, head: Row, path: Path) -> Rows | None:
    return next((spec for at, spec in lists_at(shape, head) if at == path), None)


def _put_in(head: Row, spec: Rows, at: Path, place: int) -> Path:
    rows = rows_at(head, at)
    if spec.fixed or len(rows) >= MOST_ROWS:
        return (*at, len(rows) - 1) if rows else ()
    rows.insert(place, fresh(spec))
    return (*at, place)


def _dropped(head: Row, path: Path) -> Path:
    rows, place = rows_at(head, path[:-1]), path[-1]
    assert isinstance(place, int)
    del rows[place]
    return (*path[:-1], min(place, len(rows) - 1)) if rows else path[:-2]


def _moved(head: Row, path: Path, by: int) -> Path:
    rows, place = rows_at(head, path[:-1]), path[-1]
    assert isinstance(place, int)
    if 0 <= place + by < len(rows):
        rows[place], rows[place + by] = rows[place + by], rows[place]
        return (*path[:-1], place + by)
    neighbour = neighbour_of(head, path, by)
    if neighbour is None:
        return path
    other = rows_at(head, neighbour)
    at = len(other) if by < 0 else 0
    other.insert(at, rows.pop(place))
    return (*neighbour, at)


def neighbour_of(head: Row, path: Path, by: int) -> Path | None:
    """The list before or after the one a row stands in: the same list of the row above or below its own."""
    if len(path) < 4:
        return None
    outer, place, key = path[:-3], path[-3], path[-2]
    assert isinstance(place, int)
    inside = 0 <= place + by < len(rows_at(head, outer))
    return (*outer, place + by, key) if inside else None
