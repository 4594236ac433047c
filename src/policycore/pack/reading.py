"""Reading YAML with the line of every key, refusing what YAML would silently swallow (a key written twice)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .problems import Problem

Path_ = tuple[str | int, ...]
_INT: Final = re.compile(r"^[-+]?\d+$")
_DECIMAL: Final = re.compile(r"^[-+]?\d+\.\d+$")
_DAY: Final = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_NAN: Final = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(slots=True)
class Located:
    """The data of a file and the line each key or item stands on."""

    file: str
    data: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, path: Path_) -> int:
        """Return the line of a key, else that of the nearest thing around it.

        An item of a list may be named by its place, by its id, or as ``#1`` (the first).
        """
        here: Any = self.data
        real: Path_ = ()
        for part in path:
            step = _step(here, part)
            if step is None:
                break
            real, here = (*real, step), here[step]
        while real and real not in self.lines:
            real = real[:-1]
        return self.lines.get(real, 1)

    def shown(self, path: Path_) -> str:
        """Write a path as a person reads it: items of lists by their id, else by their place from 1."""
        here, words = self.data, []
        for part in path:
            step = _step(here, part)
            here = here[step] if step is not None else None
            named = here.get("id") if isinstance(part, int) and isinstance(here, dict) else None
            words.append(str(named if named is not None else f"#{part + 1}" if isinstance(part, int) else part))
        return ".".join(words)


def _step(here: Any, part: str | int) -> str | int | None:
    """Return the key or place a part of a path means in some data, or None when it has none."""
    if isinstance(here, dict):
        return next((key for key in (part, str(part)) if key in here), None)
    if not isinstance(here, list):
        return None
    if isinstance(part, str):
        place = part.removeprefix("#")
        by_id = next((i for i, item in enumerate(here) if isinstance(item, dict) and item.get("id") == part), None)
        part = by_id if by_id is not None else int(place) - part.startswith("#") if place.isdecimal() else -1
    return part if 0 <= part < len(here) else None


def read_file(path: Path, shown: str) -> Located:
    """Read a YAML file; ``shown`` is its name in messages."""
    try:
        return read_text(path.read_text(encoding="utf-8"), shown)
    except UnicodeDecodeError as error:
        located = Located(shown)
        located.problems.append(Problem(shown, 0, "", f"is not UTF-8 text (byte {error.start}); save it as UTF-8"))
        return located


def read_text(text: str, shown: str) -> Located:
    """Read YAML text. Only true/false/null, whole numbers, decimals and ISO days are typed; all else is text."""
    located = Located(shown)
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark, began = error.problem_mark or error.context_mark, error.context_mark
        line = mark.line + 1 if mark else 0
        where = f" {error.context}, begun on line {began.line + 1}" if began and error.context else ""
        hint = "; a bracket or quote may not be closed, or a text needs quotes (with : or #, and inside {…} with a comma or [ ]); indent with spaces"
        located.problems.append(Problem(shown, line, "", f"is no YAML: {error.problem or error.context}{where}{hint}"))
        return located
    if node is not None:
        located.data = _build(node, (), located)
    return located


def _build(node: Node, path: Path_, located: Located) -> Any:
    located.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        return _mapping(node, path, located)
    if isinstance(node, SequenceNode):
        return [_build(item, (*path, i), located) for i, item in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    return _scalar(node, path, located)


def _mapping(node: MappingNode, path: Path_, located: Located) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in data:
            first = located.lines[(*path, key)]
            located.problems.append(
                Problem(
                    located.file,
                    line,
                    _dotted((*path, key)),
                    f"is written twice in the same place (first on line {first}); keep one",
                )
            )
            continue
        located.lines[(*path, key)] = line
        data[key] = _build(value_node, (*path, key), located)
    return data


def _dotted(path: Path_) -> str:
    """Write a path before the ids around it are known: items of lists by their place from 1."""
    return ".".join(f"#{part + 1}" if isinstance(part, int) else part for part in path)


def _scalar(node: ScalarNode, path: Path_, located: Located) -> Any:
    text = node.value
    if node.style in {"'", '"', "|", ">"}:
        return text
    if text.lower() in _NAN and text in _NAN:
        return _NAN[text]
    if _INT.match(text):
        return int(text)
    if _DECIMAL.match(text):
        try:
            return Decimal(text)
        except InvalidOperation:
            return text
    if _DAY.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            line = node.start_mark.line + 1
            located.problems.append(Problem(located.file, line, _dotted(path), f"{text} is no day of the calendar"))
    return text
