"""One written form for data and the digest of it, so that the same content has the same digest in ten years."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

ALGORITHM = "sha256"
"""Written before every digest (``sha256:…``), so that another algorithm can come later."""


def plain(value: Any) -> Any:
    """Turn a value into what JSON knows, losing nothing: decimals and moments become text.

    Moments are written in UTC. Floats are refused with TypeError: their printed form is no identity.
    """
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=canonical)
    return _as_text(value)


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a moment needs its zone before it can be digested")
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no written form here; give text, whole numbers, Decimal, days, lists")


def canonical(value: Any) -> str:
    """Write data as JSON in one way only: keys sorted, no spaces, characters as they are."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: Any) -> str:
    """The digest of data, ``sha256:`` and 64 hexadecimal digits."""
    return digest_of_text(canonical(value))


def digest_of_text(text: str) -> str:
    """The digest of data that is written already, in the form ``canonical`` gives it."""
    return f"{ALGORITHM}:{hashlib.sha256(text.encode()).hexdigest()}"
