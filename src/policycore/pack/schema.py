"""JSON Schema of every file of a pack, for editors."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from .loader import EXAMPLES, FOLDERS, HEADER, LISTS
from .model import Example, Header


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each file by its name (``procedures/*.yaml`` for folders)."""
    found: dict[str, dict[str, Any]] = {HEADER: Header.model_json_schema(by_alias=True)}
    for file, (_, model) in LISTS.items():
        entry = model.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
        found[file] = _list_of(entry)
    for folder, (_, model) in FOLDERS.items():
        found[f"{folder}/*.yaml"] = model.model_json_schema(by_alias=True)
    found[f"{EXAMPLES}/*.yaml"] = TypeAdapter(list[Example]).json_schema(by_alias=True)
    return found


def _list_of(entry: dict[str, Any]) -> dict[str, Any]:
    """A list file may be a list of entries with ids, or keys that are the ids."""
    definitions = entry.pop("$defs", {})
    without_id = {**entry, "required": [r for r in entry.get("required", ()) if r != "id"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "oneOf": [{"type": "array", "items": entry}, {"type": "object", "additionalProperties": without_id}],
        "$defs": definitions,
    }
