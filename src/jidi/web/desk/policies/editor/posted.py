"""The rows of a value as a page posts them, and the names their fields have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from jidi.policies.values import from_json, to_json
from jidi.web.desk.policies.editor.changing import text_of_path
from jidi.web.desk.policies.editor.rows import MOST_ROWS, Row
from policycore.decided import Path
from policycore.shapes import Cell, CellKind, Rows, Shape

HEAD = "e"
"""What the names of all fields of an editor begin with."""
KEPT, ID = "kept", "id"
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\n\t"}


def name_of(path: Path, key: str = "") -> str:
    """The name of a field, and its id on the page; without a key that of the row."""
    return ".".join(part for part in (HEAD, text_of_path(path), key) if part)


def kept_text(row: Row) -> str:
    """What a row keeps, as its hidden field holds it; nothing where it keeps nothing."""
    return to_json(row.kept, ordered=True) if row.kept else ""


def posted(shape: Shape, typed: QueryDict) -> Row | None:
    """Read the rows a page sent; None where it sent none."""
    if name_of((), KEPT) not in typed:
        return None
    return _row(typed, (), shape.cells, shape.rows)


def _row(typed: QueryDict, at: Path, cells: Iterable[Cell], lists: Iterable[Rows]) -> Row:
    return Row(
        id=_text(typed, name_of(at, ID))[:100],
        cells={cell.key: _cell(typed, name_of(at, cell.key), cell) for cell in cells},
        kept=_kept(typed.get(name_of(at, KEPT), "")),
        rows={spec.key: _list(typed, (*at, spec.key), spec) for spec in lists},
    )


def _list(typed: QueryDict, at: Path, spec: Rows) -> list[Row]:
    found = []
    for place in range(MOST_ROWS):
        if name_of((*at, place), ID) not in typed:
            break
        found.append(_row(typed, (*at, place), spec.cells, spec.rows))
    return found


def _cell(typed: QueryDict, name: str, cell: Cell) -> str:
    if cell.kind is CellKind.SEVERAL:
        return "\n".join(one for one in typed.getlist(name) if one)
    return _text(typed, name)


def _text(typed: QueryDict, name: str) -> str:
    text = str(typed.get(name) or "").replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_CONTROLS).strip()


def _kept(text: str) -> dict[str, Any]:
    """What a row kept; nothing where somebody changed it into what no value holds."""
    try:
        found = from_json(text) if text else {}
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        return {}
    return found if isinstance(found, dict) and _is_plain(found) else {}


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | int | bool | Decimal | date)
