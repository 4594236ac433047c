"""Conditions and values as a pack writes them: a formula, or ``all`` / ``any`` / ``at-least`` / ``not`` / ``reading``."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from .parser import FormulaError, parse
from .tree import AtLeast, Call, Logic, Name, Node, Not, Number, Reading

_FORMS = "a formula, or one of: all: […], any: […], at-least: n with of: […], not: …, reading: {open, choices}"


class Formula:
    """A parsed formula together with what the pack wrote, so that errors, sentences and mutants can quote it."""

    __slots__ = ("node", "raw")

    def __init__(self, raw: Any, node: Node) -> None:
        self.raw, self.node = raw, node

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.raw!r})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.raw == getattr(other, "raw", None)

    def __hash__(self) -> int:
        return hash(repr(self.raw))

    @property
    def text(self) -> str:
        """What was written, as one line."""
        return self.raw if isinstance(self.raw, str) else str(self.raw)

    def written(self) -> Iterator[tuple[str, str, Node]]:
        """Yield every formula written in it as (key inside it, text, tree): one for a formula, several for all / any."""
        yield from _written(self.raw, self.node, "")

    @classmethod
    def read(cls, raw: Any) -> Formula:
        """Read what the pack wrote; raise ValueError in words a pack author can mend it by."""
        return raw if isinstance(raw, cls) else cls(raw, cls._node(raw))

    @classmethod
    def _node(cls, raw: Any) -> Node:
        if isinstance(raw, str):
            return parse(raw)
        raise ValueError(f"found {raw!r}; write a formula as text")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.read)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": ["string", "object"], "description": _FORMS}


def _written(raw: Any, node: Node, key: str) -> Iterator[tuple[str, str, Node]]:
    """Walk what was written beside the tree made of it."""
    parts: Iterator[tuple[str, Any, Node]]
    if isinstance(raw, dict) and isinstance(node, Logic | AtLeast):
        word = next(word for word in ("all", "any", "of") if word in raw)
        parts = ((f"{word}.#{i}", r, n) for i, (r, n) in enumerate(zip(raw[word], node.items, strict=True), 1))
    elif isinstance(raw, dict) and isinstance(node, Not):
        parts = iter([("not", raw["not"], node.item)])
    elif isinstance(raw, dict) and isinstance(node, Reading):
        choices = raw["reading"]["choices"]
        parts = ((f"reading.choices.{c}", choices[c], n) for c, n in node.choices)
    else:
        yield key, str(raw), node
        return
    for part, inner, item in parts:
        yield from _written(inner, item, f"{key}.{part}".strip("."))


class Condition(Formula):
    """A condition: a formula, or conditions joined by ``all``, ``any``, ``at-least``, ``not``, or a ``reading``."""

    __slots__ = ()

    @classmethod
    def _node(cls, raw: Any) -> Node:
        if isinstance(raw, str):
            return parse(raw)
        if not isinstance(raw, dict):
            raise ValueError(f"found {raw!r}; write {_FORMS}")
        keys = set(raw)
        if keys == {"all"} or keys == {"any"}:
            word = next(iter(keys))
            return Logic("and" if word == "all" else "or", cls._items(raw[word], word))
        if keys == {"at-least", "of"}:
            return cls._at_least(raw)
        if keys == {"not"}:
            return Not(cls._node(raw["not"]))
        if keys == {"reading"}:
            return cls._reading(raw["reading"])
        raise ValueError(f"found the keys {', '.join(sorted(map(str, keys))) or 'none'}; write {_FORMS}")

    @classmethod
    def _items(cls, raw: Any, word: str) -> tuple[Node, ...]:
        if not isinstance(raw, list) or not raw:
            raise ValueError(f"{word}: found {raw!r}; needs a list of conditions")
        return tuple(cls._node(item) for item in raw)

    @classmethod
    def _at_least(cls, raw: dict[str, Any]) -> Node:
        items, count = cls._items(raw["of"], "of"), raw["at-least"]
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= len(items):
            raise ValueError(f"at-least: found {count!r}; needs a whole number from 1 to {len(items)}")
        return AtLeast(count, items)

    @classmethod
    def _reading(cls, raw: Any) -> Node:
        if not isinstance(raw, dict) or set(raw) != {"open", "choices"} or not isinstance(raw["choices"], dict):
            raise ValueError("reading: needs open: the point, and choices: {reading: condition, …}")
        if len(raw["choices"]) < 2:
            raise ValueError("reading: a text with one meaning needs no reading; write the condition itself")
        return Reading(raw["open"], tuple((str(key), cls._node(item)) for key, item in raw["choices"].items()))


class Value(Formula):
    """A value: a number, ``{open: point}``, or a formula. A text that is no formula is refused."""

    __slots__ = ()

    @classmethod
    def _node(cls, raw: Any) -> Node:
        if isinstance(raw, bool):
            raise ValueError(f"found {raw!r}; write a number, a formula or {{open: point}}")
        if isinstance(raw, int | Decimal):
            return Number(Decimal(raw))
        if isinstance(raw, dict):
            if set(raw) == {"open"} and isinstance(raw["open"], str):
                return Call("OPEN", (Name(raw["open"]),))
            raise ValueError(f"found the keys {', '.join(map(str, raw))}; write {{open: point}}")
        if isinstance(raw, str):
            return parse(raw)
        raise ValueError(f"found {raw!r}; write a number, a formula or {{open: point}}")


__all__ = ["Condition", "Formula", "FormulaError", "Value"]
