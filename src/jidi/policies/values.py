"""Values of rules written down as JSON and read back the same: days, decimals, amounts, sets. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from policycore.facts import Subject
from policycore.units import UNITS, Quantity

TAG = "$"
"""The key that marks a written value that JSON itself does not know."""


def to_json(value: Any, *, ordered: bool = False) -> str:
    """Write a value in one way only (keys sorted). Raises TypeError for a value rules do not have.

    ``ordered`` keeps keys as they stand: of a decided form or list the choices and groups have the order they were put in.
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=not ordered, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> Any:
    """Read back what ``to_json`` wrote."""
    return _value(json.loads(text))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        if TAG in value or not all(isinstance(key, str) for key in value):
            return {TAG: "map", "v": [[_plain(key), _plain(item)] for key, item in value.items()]}
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return {TAG: "set", "v": [_plain(item) for item in sorted(value)]}
    return _tagged(value)


def _tagged(value: Any) -> dict[str, Any]:
    if isinstance(value, Decimal):
        return {TAG: "decimal", "v": str(value)}
    if isinstance(value, date) and type(value) is date:
        return {TAG: "day", "v": value.isoformat()}
    if isinstance(value, Quantity):
        return {TAG: "amount", "v": str(value.amount), "unit": value.unit.name}
    if isinstance(value, Subject):
        return {TAG: "subject", "kind": value.kind, "key": value.key}
    raise TypeError(f"{type(value).__name__} has no written form here: {value!r}")


def _value(data: Any) -> Any:
    if isinstance(data, list):
        return [_value(item) for item in data]
    if not isinstance(data, dict):
        return data
    kind = data.get(TAG)
    if kind is None:
        return {key: _value(item) for key, item in data.items()}
    if kind == "decimal":
        return Decimal(data["v"])
    if kind == "day":
        return date.fromisoformat(data["v"])
    if kind == "map":
        return {_value(key): _value(item) for key, item in data["v"]}
    if kind == "set":
        return frozenset(_value(item) for item in data["v"])
    if kind == "amount":
        return Quantity(Decimal(data["v"]), UNITS[data["unit"]])
    if kind == "subject":
        return Subject(data["kind"], data["key"])
    raise ValueError(f"unknown kind of written value: {kind!r}")
