"""Turning a validator's findings into words a pack author can mend the pack by."""

from __future__ import annotations

import types
from collections.abc import Iterable
from enum import Enum
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from .problems import Problem, allowed_words
from .reading import Located

_TYPE_WORDS = {
    "string_type": "a text (put it in quotes)",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "date_type": "a day like 2026-03-15",
    "date_parsing": "a day like 2026-03-15",
    "date_from_datetime_parsing": "a day like 2026-03-15",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
}


def explain(
    error: ValidationError, model: type[BaseModel], located: Located, at: tuple[str | int, ...]
) -> list[Problem]:
    """Return the problems of one entry: each with its line, its key, what was found and what is allowed."""
    problems: dict[tuple[int, str], Problem] = {}
    for item in error.errors(include_url=False):
        path = _real_path(item["loc"], located, at)
        line = located.line_of((*at, *path))
        owner = _owner(model, path[:-1])
        key = ".".join(str(p) for p in (*at, *path)) or located.file
        message = _message(item, owner, str(path[-1]) if path else "")
        # The first finding for a key speaks; branches of a union would only repeat it in other words.
        problems.setdefault((line, key), Problem(located.file, line, key, message))
    return list(problems.values())


def _real_path(loc: tuple[int | str, ...], located: Located, at: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Drop the parts of a location that name a branch of a union or a mapping key, not a key of the file."""
    path: tuple[str | int, ...] = ()
    data = located.data
    for step in at:
        data = data[step]
    for place, part in enumerate(loc):
        inside = isinstance(data, dict) and part in data
        item = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if inside or item:
            path, data = (*path, part), data[part]
        elif (
            place == len(loc) - 1
            and isinstance(part, str)
            and part != "[key]"
            and isinstance(data, dict)
            and part.islower()
        ):
            path = (*path, part)
    return path


def _message(item: Any, owner: type[BaseModel] | None, key: str) -> str:
    kind, found = item["type"], item.get("input")
    if kind == "extra_forbidden":
        return f"is no key here; {allowed_words(key, _keys(owner))}" if owner else "is no key here"
    if kind == "missing":
        return "is missing here; it has to be written"
    if kind in {"enum", "literal_error"}:
        options = [w.strip("' ") for w in str(item["ctx"]["expected"]).replace(" or ", ", ").split(",")]
        return f"found {_shown(found)}; {allowed_words(str(found), options)}"
    if kind == "value_error":
        return str(item["ctx"]["error"])
    if kind == "string_pattern_mismatch":
        options = item["ctx"]["pattern"].strip("^$()").split("|")
        return f"found {_shown(found)}; {allowed_words(str(found), [o for o in options if o])}"
    if kind == "too_short":
        return "is empty; it needs at least one entry"
    if kind == "string_too_short":
        return "is empty; it needs a text"
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = item["ctx"].get("ge", item["ctx"].get("le"))
        return f"found {_shown(found)}; needs {'at least' if kind.startswith('greater') else 'at most'} {bound}"
    if kind in _TYPE_WORDS:
        return f"found {_shown(found)}; needs {_TYPE_WORDS[kind]}"
    return f"found {_shown(found)}; {item['msg'].lower()}"


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _keys(model: type[BaseModel] | None) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _owner(model: type[BaseModel], path: Iterable[str | int]) -> type[BaseModel] | None:
    """Follow a path of keys down the models to the one that owns the last key."""
    here: Any = model
    for part in path:
        if isinstance(part, int):
            continue
        if isinstance(here, type) and issubclass(here, BaseModel):
            field = next((f for n, f in here.model_fields.items() if part in {n, f.alias}), None)
            here = _model_in(field.annotation) if field else None
        elif here is None:
            return None
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return None
    if get_origin(annotation) in {Union, types.UnionType, dict, list, tuple} or get_args(annotation):
        return next((m for m in map(_model_in, get_args(annotation)) if m), None)
    return None
