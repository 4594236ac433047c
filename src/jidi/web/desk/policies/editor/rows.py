"""A decided value as rows of texts a person edits, and back: nothing typed is lost, what nobody edits goes along. Pure."""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from policycore.decided import Path
from policycore.shapes import Cell, CellKind, Rows, Shape
from policycore.units import plain

MOST_ROWS = 200
"""Rows of one list on a page (house rule)."""
_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")
_PERCENT = re.compile(r"^-?\d+(\.\d+)?%$")


@dataclass
class Row:
    """One row as typed: its id, its cells, what is kept beside them, the rows of its lists."""

    id: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What people know it by."""
        return self.cells.get("zh", "") or str(self.kept.get("zh", ""))


# --- from a value ----------------------------------------------------------------------------------------------------


def from_value(shape: Shape, value: Any) -> Row:
    """The rows of a value. A bare list stands under the key it is usually written under."""
    data = dict(value) if isinstance(value, Mapping) else {shape.list_key: list(value or ())}
    for outer in shape.rows:
        if outer.by_id:
            data[outer.key] = _listed(data.get(outer.key))
        for inner in (one for one in outer.rows if one.named_in):
            data[outer.key] = _gathered(data.get(outer.key) or [], data.pop(inner.key, None) or (), inner)
    return _row(data, shape.cells, shape.rows)


def blank(shape: Shape) -> Row:
    """A value to begin with: one empty row of each list."""
    return Row(cells=_defaults(shape.cells), rows={one.key: [] if one.fixed else [fresh(one)] for one in shape.rows})


def fresh(rows: Rows) -> Row:
    """An empty row of a list, with one of each list inside that every row has."""
    inner = {one.key: [] if one.fixed or one.when else [fresh(one)] for one in rows.rows}
    return Row(cells=_defaults(rows.cells), rows=inner)


def _defaults(cells: Iterable[Cell]) -> dict[str, str]:
    return {cell.key: cell.default for cell in cells}


def _listed(found: Any) -> list[dict[str, Any]]:
    """A mapping by id as a list of rows with their ids."""
    if not isinstance(found, Mapping):
        return []
    return [{"id": key, **(words if isinstance(words, Mapping) else {"zh": words})} for key, words in found.items()]


def _gathered(outer: list[dict[str, Any]], inner: Iterable[Any], rows: Rows) -> list[dict[str, Any]]:
    """Rows that stand beside those they name, put below them; those that name none come last, below one without a name."""
    below: dict[str, list[Any]] = {one["id"]: [] for one in outer}
    loose: list[Any] = []
    for one in inner:
        named = str(one.get(rows.named_in, "")) if isinstance(one, Mapping) else ""
        below.get(named, loose).append(one)
    found = [{**one, rows.key: below[one["id"]]} for one in outer]
    return [*found, {"id": "", rows.key: loose}] if loose else found


def _row(data: Mapping[str, Any], cells: Iterable[Cell], lists: Iterable[Rows]) -> Row:
    rest = dict(data)
    row = Row(id=str(rest.pop("id", "")), cells={}, rows={})
    for cell in cells:
        written = rest.pop(cell.key, None)
        text = cell.default if written is None else _text_of(cell, written)
        if text is None or (cell.kind is CellKind.LINES and written is not None):
            row.kept[cell.key] = written
        row.cells[cell.key] = text or ""
    for one in lists:
        found = rest.pop(one.key, None) or ()
        row.rows[one.key] = [_below(item, one) for item in found if isinstance(item, Mapping)]
    row.kept |= rest
    return row


def _below(data: Mapping[str, Any], rows: Rows) -> Row:
    inner = {key: item for key, item in data.items() if not (rows.named_in and key == rows.named_in)}
    return _row(inner, rows.cells, rows.rows)


def _text_of(cell: Cell, value: Any) -> str | None:
    """A value as it is typed; None for one a person cannot type, which is kept as it is."""
    if cell.kind is CellKind.FLAG:
        return ("yes" if value else "") if isinstance(value, bool) else None
    if cell.kind is CellKind.AMOUNT:
        return _amount_text(cell, value)
    if cell.kind in (CellKind.SEVERAL, CellKind.LIST):
        items = [value] if isinstance(value, str) else value
        return "\n".join(items) if isinstance(items, list | tuple) and all(isinstance(i, str) for i in items) else None
    if cell.kind is CellKind.LINES:
        whole = isinstance(value, Mapping) and all(isinstance(i, str) and "\n" not in i for i in value.values())
        return "\n".join(value.values()) if whole else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _amount_text(cell: Cell, value: Any) -> str | None:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return plain(Decimal(value) * (100 if cell.percent else 1))
    if isinstance(value, str) and (_NUMBER.match(value.strip()) or _PERCENT.match(value.strip())):
        text = value.strip()
        if not cell.percent:
            return text
        return text[:-1] if text.endswith("%") else plain(Decimal(text) * 100)
    return None


# --- to a value ------------------------------------------------------------------------------------------------------


@dataclass
class Written:
    """A value made of rows, and which row each part of it comes from."""

    data: dict[str, Any]
    places: dict[Path, Path]


def to_value(shape: Shape, head: Row) -> Written:
    """The value the rows make. Rows nothing was typed in are left out; new ones get an id nobody else has."""
    name_rows(shape, head)
    written = Written({}, {(): ()})
    written.data = _data(head, shape.cells, shape.rows, (), (), written)
    for outer in shape.rows:
        for inner in (one for one in outer.rows if one.named_in):
            _beside(written, outer, inner)
        if outer.by_id:
            listed = written.data.pop(outer.key, None) or []
            _by_id(written, outer, listed)
    return written


def name_rows(shape: Shape, head: Row) -> None:
    """Give every row somebody wrote in an id; those that have one keep it, so that what was filed stays with it.

    An id comes from the name: another row never gets the id of one that was taken out, for what people handed in under
    that one would count for it. The same name gets its old id back.
    """
    for spec in shape.lists():
        places = [at for at, found in lists_at(shape, head) if found.key == spec.key]
        every = [row for at in places for row in rows_at(head, at)]
        used = {row.id for row in every if row.id}
        for row in (one for one in every if not one.id and not is_empty(one, spec)):
            if spec.by_id and not row.name:
                continue
            said = row.name or "\n".join(f"{key}={text}" for key, text in sorted(row.cells.items()))
            row.id = id_of(spec.prefix, said, used)
            used.add(row.id)


def id_of(prefix: str, said: str, used: Collection[str] = ()) -> str:
    """Return the id of what is called so, among those in use."""
    short = f"{prefix}-{hashlib.sha256(said.encode()).hexdigest()[:6]}"
    numbered = (f"{short}-{number}" for number in itertools.count(2))
    return next(one for one in itertools.chain([short], numbered) if one not in used)


def lists_at(shape: Shape, head: Row) -> Iterator[tuple[Path, Rows]]:
    """Yield every list there is with its place: ("sections", 0, "fields")."""
    yield from _lists_in(head, shape.rows, ())


def _lists_in(row: Row, lists: Iterable[Rows], at: Path) -> Iterator[tuple[Path, Rows]]:
    for spec in lists:
        here = (*at, spec.key)
        yield here, spec
        for place, inner in enumerate(row.rows.get(spec.key, ())):
            yield from _lists_in(inner, spec.rows, (*here, place))


def rows_at(head: Row, path: Path) -> list[Row]:
    """The rows of the list at a place; an empty list of its own where there is none."""
    row, found = head, [head]
    for part in path:
        if isinstance(part, str):
            found = row.rows.setdefault(part, [])
        elif part < len(found):
            row = found[part]
        else:
            return []
    return found


def row_at(head: Row, path: Path) -> Row | None:
    """The row at a place; None where there is none."""
    if not path:
        return head
    found, place = rows_at(head, path[:-1]), path[-1]
    return found[place] if isinstance(place, int) and place < len(found) else None


def is_empty(row: Row, rows: Rows) -> bool:
    """Whether nothing was written in a row: what stands there by itself does not count."""
    if row.id or row.kept:
        return False
    typed = any(
        row.cells.get(cell.key, "").strip() not in ("", cell.default) for cell in rows.cells if cell.kind is not CellKind.FLAG
    )
    return not typed and all(is_empty(inner, spec) for spec in rows.rows for inner in row.rows.get(spec.key, ()))


def _data(
    row: Row, cells: Iterable[Cell], lists: Iterable[Rows], at: Path, shown_at: Path, written: Written
) -> dict[str, Any]:
    data: dict[str, Any] = {"id": row.id} if row.id else {}
    lined = {cell.key for cell in cells if cell.kind is CellKind.LINES and not is_kept(cell, row)}
    data |= {key: value for key, value in row.kept.items() if key not in lined}
    for cell in cells:
        value = typed_value(cell, row)
        if value is not None:
            data[cell.key] = value
    for spec in lists:
        found: list[dict[str, Any]] = []
        for place, inner in enumerate(row.rows.get(spec.key, ())):
            if is_empty(inner, spec):
                continue
            here: Path = (*at, spec.key, len(found))
            written.places[here] = (*shown_at, spec.key, place)
            found.append(_data(inner, spec.cells, spec.rows, here, (*shown_at, spec.key, place), written))
        if found:
            data[spec.key] = found
    return data


def is_kept(cell: Cell, row: Row) -> bool:
    """Whether what stands for a cell is written in a way nobody types, so that it is shown and goes along."""
    return cell.key in row.kept and _text_of(cell, row.kept[cell.key]) is None


def typed_value(cell: Cell, row: Row) -> Any:
    """What a cell says; None where it says nothing beyond what stands there by itself."""
    text = row.cells.get(cell.key, "").strip()
    if cell.kind is CellKind.FLAG:
        return None if text == cell.default else text == "yes"
    if not text or (text == cell.default and not cell.required):
        return None
    if cell.kind is CellKind.AMOUNT:
        return amount_of(cell, text)
    if cell.kind in (CellKind.SEVERAL, CellKind.LIST):
        return [line.strip() for line in text.splitlines() if line.strip()]
    if cell.kind is CellKind.LINES:
        return _named_lines(text, row.kept.get(cell.key))
    return int(text) if cell.kind is CellKind.WHOLE and _NUMBER.match(text) and "." not in text else text


def amount_of(cell: Cell, text: str) -> int | Decimal | str:
    """A number or a percentage as the core reads it; what is neither stays the text it is."""
    clean = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    if cell.percent and _NUMBER.match(clean):
        clean += "%"
    if _PERCENT.match(clean):
        return clean
    if not _NUMBER.match(clean):
        return text
    number = Decimal(clean)
    return int(number) if number == number.to_integral_value() else number


def is_amount(value: Any) -> bool:
    """Whether an amount was readable."""
    return not isinstance(value, str) or bool(_PERCENT.match(value))


def _named_lines(text: str, before: Any) -> dict[str, str]:
    """Choices, one a line. A choice keeps its id while its words or its place stay; a new one gets a free id."""
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    known: dict[str, str] = dict(before) if isinstance(before, Mapping) else {}
    by_words = {words: key for key, words in known.items()}
    ids = [by_words.get(line, "") for line in lines]
    left = [key for key, words in known.items() if words not in lines]
    if len(lines) == len(known):  # none came or went: what changed was put in other words
        ids = [one or left.pop(0) for one in ids]
    found: dict[str, str] = {}
    number = 1
    for line, one in zip(lines, ids, strict=True):
        while not one:
            candidate = f"choice-{number}"
            one, number = ("" if candidate in known or candidate in found else candidate), number + 1
        found[one] = line
    return found


def _beside(written: Written, outer: Rows, inner: Rows) -> None:
    """Take rows out of those they are shown below, and let them name these."""
    found: list[dict[str, Any]] = []
    for place, parent in enumerate(written.data.get(outer.key) or ()):
        for at, one in enumerate(parent.pop(inner.key, ())):
            shown = written.places.pop((outer.key, place, inner.key, at))
            written.places[(inner.key, len(found))] = shown
            found.append({**one, inner.named_in: parent["id"]} if parent.get("id") else one)
    if found:
        written.data[inner.key] = found


def _by_id(written: Written, outer: Rows, listed: list[dict[str, Any]]) -> None:
    """Rows as a mapping by their ids; one without a name is no group of its own."""
    found: dict[str, Any] = {}
    for place, one in enumerate(listed):
        shown = written.places.pop((outer.key, place))
        if one.get("id"):
            written.places[(outer.key, one["id"])] = shown
            found[one["id"]] = {key: value for key, value in one.items() if key != "id"}
    if found:
        written.data[outer.key] = found
