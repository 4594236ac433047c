"""What a key of a pack wants, in words: from the type of its field, and from the section it names an entry of."""

from __future__ import annotations

import types
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel

from ..citation import Words
from ..formula import Condition, Formula
from .references import section_named_by, word_for

# Keys a pack never writes: filled in while loading.
_INTERNAL: Final = frozenset(("file", "line"))
_PLAIN: Final[dict[Any, str]] = {
    bool: "true or false",
    int: "a whole number",
    Decimal: "a number",
    str: "a text",
    date: "a day like 2026-03-15",
    dict: "keys with values",
    list: "a list",
    Any: "a value",
}
# Where the words of the type would not help.
_SPECIAL: Final = {
    ("Answer", "to"): "the id of a step, or end.NAME",
    ("Example", "ask"): "one question, like {veto: an-id} or {moves: a-procedure, at: a-step}",
    ("Example", "expect"): 'what the answer has to be, like {value: yes, cite: ["3"]}',
    ("Step", "then"): "each answer with the step it leads to, like {submit: review, return: {to: fill, basis: house}}",
}
_SHAPES: Final = {
    "HeaderValue": "{value: …, place: where the text says it}, or {open: point}",
    "OpenOr": "{open: point}, or {value: …}",
    "Window": "{length: 7, unit: workday}, or {open: point}",
}


def keys_of(model: type[BaseModel] | None) -> list[str]:
    """Return the keys a model may be written with."""
    fields = model.model_fields.items() if model else ()
    return [field.alias or name for name, field in fields if name not in _INTERNAL]


def field_named(model: type[BaseModel] | None, key: str) -> tuple[str, Any] | None:
    """Return the attribute and annotation behind a key, or None."""
    fields = model.model_fields.items() if model else ()
    return next(((n, f.annotation) for n, f in fields if key in {n, f.alias}), None)


def wanted(model: type[BaseModel] | None, key: str) -> str:
    """Say what a key of a model wants: ``the id of an actor``, ``a whole number``, ``keys with values: …``."""
    found = field_named(model, key)
    if model is None or found is None:
        return "a value"
    attribute, annotation = found
    special = _SPECIAL.get((model.__name__, attribute))
    section = section_named_by(model.__name__, attribute)
    if special:
        return special
    if section:
        named = f"the id of {'an' if section[0] in 'aeiou' else 'a'} {word_for(section)}"
        return f"{named}, or {{open: point}}" if "OpenOr" in str(annotation) else named
    if attribute == "id":
        return "an id of small letters, digits and hyphens"
    return in_words(annotation)


def in_words(annotation: Any) -> str:
    """Say what an annotation allows."""
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if isinstance(annotation, type):
        return _of_class(annotation)
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return in_words(args[0])
    if origin in {Union, types.UnionType}:
        return " or ".join(dict.fromkeys(in_words(a) for a in args if a is not type(None)))
    if origin is tuple:
        return f"a list, each {in_words(args[0])}"
    if origin is dict:
        return f"entries by their id, each with {in_words(args[1])}"
    return "a value"


def _of_class(found: type) -> str:
    if issubclass(found, Enum):
        return f"one of {_listed([str(member.value) for member in found])}"
    if issubclass(found, Condition):
        return "a condition: a formula, or all: […], any: […], not: …"
    if issubclass(found, Formula):
        return "a number, a formula or {open: point}"
    if issubclass(found, Words):
        return "a text, or {zh: …, en: …}"
    if found.__name__ in _SHAPES:
        return _SHAPES[found.__name__]
    if issubclass(found, BaseModel):
        return _with_keys(found)
    return "a value"


def _with_keys(model: type[BaseModel]) -> str:
    needed = [field.alias or name for name, field in model.model_fields.items() if field.is_required()]
    others = [key for key in keys_of(model) if key not in needed]
    if not needed:
        return f"keys with values: {_listed(others)}"
    return f"the keys {_listed(needed)}" + (f" (and may have {_listed(others)})" if others else "")


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words) if len(words) <= 14 else f"{', '.join(words[:14])}, …"
