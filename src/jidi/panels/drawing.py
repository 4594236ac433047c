"""The draw: who comes out of a pool for a seed. Anybody can repeat it from the record and get the same names."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

METHOD = "sha256(seed:expert) ascending"


def new_seed() -> str:
    """A seed from the system's randomness."""
    return secrets.token_hex(16)


def drawn(pool: Iterable[int], seed: str, wanted: int) -> list[int]:
    """Return the first ``wanted`` experts of the pool in the order the seed puts them."""
    ordered = sorted(set(pool), key=lambda expert: hashlib.sha256(f"{seed}:{expert}".encode()).hexdigest())
    return ordered[:wanted]
