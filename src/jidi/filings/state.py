"""The state of a form being filled in: each spot's text, who wrote it when, and what stands beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from jidi.common.say import Say
from jidi.filings.background import NOTHING_BEFORE, Background
from jidi.filings.parsing import Reading, read
from jidi.filings.spots import Layout, Spot


@dataclass(frozen=True, slots=True)
class Entry:
    """A text somebody saved: as typed, who, on which page, when, at which revision of the draft."""

    text: str
    by: str = ""
    page: str = ""
    at: str = ""
    rev: int = 0

    @property
    def moment(self) -> datetime | None:
        """When it was saved."""
        return datetime.fromisoformat(self.at) if self.at else None


@dataclass(frozen=True, slots=True)
class Cell:
    """A spot's text and what belongs to it.

    ``source`` says where a text that was brought in comes from, until a person confirms or changes it; ``was`` keeps
    the brought text once it was changed. ``also`` holds what others wrote here at the same time: nobody's words are
    overwritten, somebody has to choose.
    """

    entry: Entry
    source: Say | None = None
    was: str | None = None
    also: tuple[Entry, ...] = ()

    @property
    def text(self) -> str:
        """The text that counts."""
        return self.entry.text

    @property
    def brought(self) -> bool:
        """Whether it was brought in and nobody confirmed it yet."""
        return self.source is not None and self.was is None


Cells = dict[str, Cell]


def dump_cells(cells: Mapping[str, Cell]) -> str:
    """Write cells as the draft stores them."""
    data = {address: _cell_data(cell) for address, cell in cells.items()}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def beside_common(texts: str, entry: Mapping[str, Any]) -> str:
    """Write texts that one act saved, written already as a version writes them: what the entries have in common (by, page,
    at, rev) stands once before them, under no address.
    """
    common = _common(tuple(entry.items()))
    return f"{common}}}" if texts == "{}" else f"{common},{texts[1:]}"


@lru_cache(maxsize=64)
def _common(entry: tuple[tuple[str, Any], ...]) -> str:
    return json.dumps({_COMMON: dict(entry)}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))[:-1]


_COMMON = ""
"""No spot has an empty address."""


def load_cells(text: str) -> Cells:
    """Read cells as the draft stores them: each with its own entry, or as a text beside the entry all have in common."""
    stored = json.loads(text)
    common = stored.pop(_COMMON, None)
    return {
        address: Cell(Entry(data, **common)) if isinstance(data, str) else _cell_from(data)
        for address, data in stored.items()
    }


def _cell_data(cell: Cell) -> dict[str, Any]:
    data: dict[str, Any] = _entry_data(cell.entry)
    if cell.source is not None:
        data["source"] = [cell.source.zh, cell.source.en]
    if cell.was is not None:
        data["was"] = cell.was
    if cell.also:
        data["also"] = [_entry_data(entry) for entry in cell.also]
    return data


def _entry_data(entry: Entry) -> dict[str, Any]:
    return {"text": entry.text, "by": entry.by, "page": entry.page, "at": entry.at, "rev": entry.rev}


def _cell_from(data: Mapping[str, Any]) -> Cell:
    return Cell(
        _entry_from(data),
        Say(*data["source"]) if "source" in data else None,
        data.get("was"),
        tuple(_entry_from(entry) for entry in data.get("also", ())),
    )


def _entry_from(data: Mapping[str, Any]) -> Entry:
    return Entry(data["text"], data["by"], data["page"], data["at"], data["rev"])


def read_at(spot: Spot, text: str) -> Reading:
    """Read a text at a spot; what is said of it names the spot, its period and row included."""
    reading = read(spot.leaf, text)
    if reading.problem or reading.note:
        named = spot.leaf.model_copy(update={"zh": spot.label.zh, "en": spot.label.en})
        reading = read(named, text)
    return reading


# --- saving one spot -----------------------------------------------------------------------------------------------


def written_over(cell: Cell | None, new: Entry, base: int) -> Cell:
    """Return the cell after ``new`` was saved by a page that showed revision ``base``.

    Who writes where another page wrote since keeps their words beside the other's until somebody chooses.
    """
    if cell is None:
        return Cell(new)
    same_page = cell.entry.page == new.page
    if same_page or (cell.entry.rev <= base and not cell.also):
        was = cell.was if cell.was is not None or not cell.source else cell.text
        changed = cell.source is not None and new.text != (cell.was if cell.was is not None else cell.text)
        return Cell(
            new, cell.source if changed else None, was if changed else None, _without(cell.also, new.text, new.page)
        )
    others = tuple(entry for entry in cell.also if entry.page != new.page)
    if new.text == cell.text:
        return replace(cell, also=others)
    return replace(cell, also=(*others, new))


def chosen(cell: Cell, rev: int, by: Entry) -> Cell:
    """Return the cell after somebody chose one of the texts that stood beside each other (by its revision)."""
    every = (cell.entry, *cell.also)
    text = next((entry.text for entry in every if entry.rev == rev), cell.text)
    return replace(cell, entry=replace(by, text=text), also=())


def _without(entries: tuple[Entry, ...], text: str, page: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.text != text and entry.page != page)


# --- the whole ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FormState:
    """A form with what stands in it: a draft or a version. Reads each spot once."""

    layout: Layout
    cells: Mapping[str, Cell]
    revision: int = 0
    saved_at: datetime | None = None
    computed: Mapping[str, str] = field(default_factory=dict)
    background: Background = NOTHING_BEFORE

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Every spot in printed order; of tables the rows somebody wrote in."""
        used = [address for address, cell in self.cells.items() if cell.text.strip() or cell.also]
        return tuple(self.layout.spots(used))

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """What each spot's text means."""
        return {spot.address: read_at(spot, self.text(spot.address)) for spot in self.spots}

    def text(self, address: str) -> str:
        """The text at an address, "" where nothing was written."""
        cell = self.cells.get(address)
        return cell.text if cell else ""

    def filled(self) -> Iterator[tuple[Spot, Reading]]:
        """Yield the spots that hold something readable."""
        for spot in self.spots:
            reading = self.readings[spot.address]
            if reading.value is not None:
                yield spot, reading

    def texts(self) -> dict[str, str]:
        """What was filled in, each in its one written form; unreadable and empty spots left out."""
        return {spot.address: reading.text for spot, reading in self.filled()}
