"""Turning a validator's findings into words a pack author can mend the pack by."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from .problems import Problem, allowed_words
from .reading import Located
from .wanted import field_named, in_words, keys_of, wanted

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
}
_SHAPES = frozenset(("list_type", "tuple_type", "dict_type", "model_type", "model_attributes_type"))
# Patterns that are no list of words, said in words.
_PATTERNS = {r"^\d{6}$": 'a division code of six digits in quotes, like "210000"'}
_HINTS = {
    "says no place: where in the text does this stand?": "says no place; write place: where the text says it, like 第六条 or 落款",
}
_EMPTY = {"too_short": "is empty; it needs at least one entry", "string_too_short": "is empty; it needs a text"}
_KEY = re.compile(r"^[a-z][a-z0-9-]*$")
_NEVER_WRITTEN = frozenset(("carried_out",))


def explain(
    error: ValidationError, model: type[BaseModel], located: Located, at: tuple[str | int, ...]
) -> list[Problem]:
    """Return the problems of one entry: each with its line, its key, what was found and what is allowed."""
    by_path: dict[tuple[str | int, ...], list[Any]] = {}
    for item in error.errors(include_url=False):
        by_path.setdefault(_real_path(item["loc"], located, at), []).append(item)
    problems = []
    for path, items in by_path.items():
        deeper = any(other[: len(path)] == path and len(other) > len(path) for other in by_path)
        if deeper and all(item["type"] in _SHAPES | {"too_short"} for item in items):
            continue  # what is wrong further in left it short; or the other branch of a union; the one that was meant speaks further in
        whole = (*at, *path)
        message = _message_at(items, model, path)
        problems.append(Problem(located.file, located.line_of(whole), located.shown(whole), message))
    return problems


def _message_at(items: list[Any], model: type[BaseModel], path: tuple[str | int, ...]) -> str:
    """Return what is wrong at one place; where several sorts of value are allowed, all of them are named."""
    owner, inner = _owner(model, path[:-1]), _owner(model, path)
    key = str(path[-1]) if path else ""
    shape = in_words(inner) if inner and (owner is None or not path) else ""
    field = field_named(owner, key)
    if len(items) > 1 and field is not None and get_origin(field[1]) in {Union, types.UnionType}:
        return f"found {_shown(items[0].get('input'))}; needs {wanted(owner, key)}"
    return _message(items[0], owner, key, shape)


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
        elif place == len(loc) - 1 and isinstance(part, str) and _KEY.match(part) and isinstance(data, dict):
            path = (*path, part)
    return path


def _message(item: Any, owner: type[BaseModel] | None, key: str, shape: str) -> str:
    kind, found = item["type"], item.get("input")
    if kind == "extra_forbidden":
        return _no_key(key, found, owner)
    if kind == "missing":
        return f"is missing here; it needs {wanted(owner, key)}"
    if kind in {"enum", "literal_error"}:
        options = [w.strip("' ") for w in str(item["ctx"]["expected"]).replace(" or ", ", ").split(",")]
        return f"found {_shown(found)}; {allowed_words(str(found), [o for o in options if o not in _NEVER_WRITTEN])}"
    if kind == "value_error":
        return _said(str(item["ctx"]["error"]), owner, key)
    if kind == "string_pattern_mismatch":
        return _no_match(item["ctx"]["pattern"], found)
    if kind in _EMPTY:
        return _EMPTY[kind]
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = item["ctx"].get("ge", item["ctx"].get("le"))
        return f"found {_shown(found)}; needs {'at least' if kind.startswith('greater') else 'at most'} {bound}"
    if kind in _SHAPES:
        return f"found {_shown(found)}; needs {shape or wanted(owner, key)}"
    if kind in _TYPE_WORDS:
        return f"found {_shown(found)}; needs {_TYPE_WORDS[kind]}"
    return f"found {_shown(found)}; {item['msg'].lower()}"


def _said(words: str, owner: type[BaseModel] | None, key: str) -> str:
    """Return a model's own words, with the shape of the keys it says are needed."""
    if words in _HINTS:
        return _HINTS[words]
    inner = field_named(owner, key)
    model = (_model_in(inner[1]) if inner else None) or owner
    _, mark, needed = words.rpartition(" needs ")
    names = needed.split(", ") if mark else []
    shapes = [f"{name}: {in_words(found[1])}" for name in names if (found := field_named(model, name))]
    return f"{words} ({'; '.join(shapes)})" if shapes and len(shapes) == len(names) else words


def _no_match(pattern: str, found: Any) -> str:
    if pattern in _PATTERNS:
        return f"found {_shown(found)}; needs {_PATTERNS[pattern]}"
    options = [option for option in pattern.strip("^$()").split("|") if option]
    return f"found {_shown(found)}; {allowed_words(str(found), options)}"


def _no_key(key: str, found: Any, owner: type[BaseModel] | None) -> str:
    if found is None and " " in key:
        return "is read as a key, for inside { } a comma begins a new one; put the whole text in quotes"
    return f"is no key here; {allowed_words(key, keys_of(owner))}" if owner else "is no key here"


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _owner(model: type[BaseModel], path: Iterable[str | int]) -> type[BaseModel] | None:
    """Follow a path of keys down the models to the one that owns the last key (None: no model owns it)."""
    here: type[BaseModel] | None = model
    named = False  # the next key is one a person chose, like the id of a choice
    for part in path:
        if named or isinstance(part, int):
            named = False
            continue
        found = field_named(here, part)
        if found is None:
            return None
        here, named = _model_in(found[1]), _is_dict(found[1])
    return None if named else here


def _is_dict(annotation: Any) -> bool:
    if get_origin(annotation) in {Union, types.UnionType, Annotated}:
        return any(map(_is_dict, get_args(annotation)))
    return get_origin(annotation) is dict


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return None
    if get_origin(annotation) in {Union, types.UnionType, dict, list, tuple} or get_args(annotation):
        return next((m for m in map(_model_in, get_args(annotation)) if m), None)
    return None
