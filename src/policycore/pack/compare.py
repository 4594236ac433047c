"""Comparing two packs, or two versions of one: what was added, taken away, changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ..formula import Formula
from ..verdict import plain_data
from .model import ELEMENT_SECTIONS, Pack


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, what it was, what it is (None: not there)."""

    section: str
    element: str
    key: str
    old: Any
    new: Any

    def __str__(self) -> str:
        place = f"{self.section}/{self.element}" + (f".{self.key}" if self.key else "")
        if self.old is None:
            return f"+ {place}: {self.new}"
        if self.new is None:
            return f"- {place}: {self.old}"
        return f"~ {place}: {self.old} → {self.new}"


def compare(old: Pack, new: Pack) -> list[Change]:
    """Return every difference between two packs, header and articles included."""
    changes = list(_between("pack.yaml", "", _flat(old.header), _flat(new.header)))
    for section in ("articles", *ELEMENT_SECTIONS):
        before, after = dict(getattr(old, section)), dict(getattr(new, section))
        for key in [*before, *(k for k in after if k not in before)]:
            if key not in after:
                changes.append(
                    Change(section, key, "", before[key].say.zh if hasattr(before[key], "say") else key, None)
                )
            elif key not in before:
                changes.append(Change(section, key, "", None, after[key].say.zh if hasattr(after[key], "say") else key))
            else:
                changes += _between(section, key, _flat(before[key]), _flat(after[key]))
    return changes


def _between(section: str, element: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for key in [*old, *(k for k in new if k not in old)]:
        if old.get(key) != new.get(key):
            yield Change(section, element, key, old.get(key), new.get(key))


def _flat(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, Formula):
        return {path: value.text}
    if isinstance(value, BaseModel):
        parts = {(f.alias or n): getattr(value, n) for n, f in type(value).model_fields.items()}
        return {k: v for key, item in parts.items() for k, v in _flat(item, f"{path}.{key}".strip(".")).items()}
    if isinstance(value, dict):
        return {k: v for key, item in value.items() for k, v in _flat(item, f"{path}.{key}".strip(".")).items()}
    if isinstance(value, tuple | list):
        return {
            k: v for i, item in enumerate(value) for k, v in _flat(item, f"{path}.{_id(item, i)}".strip(".")).items()
        }
    return {} if value is None else {path: plain_data(value)}


def _id(item: Any, place: int) -> str:
    return str(getattr(item, "id", item if isinstance(item, str) else place))
