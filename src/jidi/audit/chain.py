"""The chain: how an entry is written down to be hashed, and how one entry is tied to the one before it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
"""What the first entry is tied to."""

ALGORITHM = "sha256"
"""The algorithm of new entries; each entry names its own, so that a later one may follow in the same chain."""

_ALGORITHMS: dict[str, Callable[[bytes], str]] = {"sha256": lambda data: hashlib.sha256(data).hexdigest()}

SEALED = (
    "seq",
    "at",
    "operation",
    "who_key",
    "who_name",
    "who_post",
    "who_organisation",
    "action",
    "object_kind",
    "object_key",
    "area_code",
    "outcome",
    "detail_json",
    "before_digest",
    "after_digest",
    "prev_hash",
    "algorithm",
)
"""The columns under the seal, in the order in which they are hashed. Never change it: every stored hash rests on it."""


def seal(values: Sequence[Any], rows_json: str = "") -> str:
    """Hash the values of ``SEALED``, given in that order, and the digests of rows where there are any.

    Raises KeyError for an unknown algorithm.
    """
    row = list(values)
    algorithm = _ALGORITHMS[row[-1]]
    at: datetime = row[1]
    row[1] = at.astimezone(UTC).isoformat(timespec="microseconds")
    # JSON and not a joined text: no value can pretend to be two.
    row += [rows_json] if rows_json else []
    return algorithm(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode())


@dataclass(frozen=True, slots=True)
class HeadNote:
    """The end of the chain at a moment, noted outside the database (daily), so that a cut tail is noticed."""

    at: datetime
    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat(timespec='seconds')} {self.seq} {self.hash}"

    @classmethod
    def parse(cls, line: str) -> HeadNote:
        """Read a line written by ``str(note)``. Raises ValueError naming the line and what is allowed."""
        try:
            at, seq, found = line.split()
            return cls(datetime.fromisoformat(at), int(seq), found)
        except ValueError as wrong:
            raise ValueError(f"{line!r} is no noted head; one reads: 2026-01-31T16:00:00+00:00 1234 <hash>") from wrong
