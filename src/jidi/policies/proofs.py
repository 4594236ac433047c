"""What trying every mutant of a pack has shown, kept beside the data: it takes minutes, so pages only read it.

A proof belongs to the digest of a pack; another pack, or the same one changed by a letter, has none until it is run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from policycore.engine.mutation import Proof

_DIGEST = re.compile(r"^[0-9a-f]{16,128}$")


@dataclass(frozen=True, slots=True)
class Proofs:
    """The proofs of one pack: for each element the examples that notice a change of it, and what none noticed."""

    digest: str
    ran_on: date
    by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    survived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many elements there are."""
        return len(self.by)

    @property
    def proven(self) -> int:
        """How many cannot be changed without an example noticing."""
        return sum(1 for element in self.by if self.proves(element))

    def proves(self, element: str) -> bool:
        """Whether an element, as ``section/id``, is proven."""
        return bool(self.by.get(element)) and not self.survived.get(element)


def file_of(digest: str) -> Path:
    """Where the proofs of a pack stand. Raises ValueError for something that is no digest."""
    if not _DIGEST.match(digest):
        raise ValueError(f"{digest!r} is no digest of a pack")
    folder: Path = settings.DATA / "proofs"
    return folder / f"{digest}.json"


def keep(digest: str, proofs: Iterable[Proof], ran_on: date) -> Proofs:
    """Keep what was proven of a pack; an earlier run is replaced whole."""
    found = list(proofs)
    data = {
        "digest": digest,
        "ran-on": ran_on.isoformat(),
        "elements": {
            f"{proof.section}/{proof.element}": {"by": proof.proven_by, "survived": proof.survived} for proof in found
        },
    }
    target = file_of(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and moved, so that a page never reads half of it.
    aside = target.with_suffix(".new")
    aside.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    aside.replace(target)
    return _read(data)


def kept(digest: str) -> Proofs | None:
    """The proofs of a pack, None while none were run (or the file is not ours)."""
    try:
        return _read(json.loads(file_of(digest).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _read(data: Mapping[str, Any]) -> Proofs:
    elements = dict(data["elements"])
    return Proofs(
        digest=str(data["digest"]),
        ran_on=date.fromisoformat(data["ran-on"]),
        by={name: tuple(found["by"]) for name, found in elements.items()},
        survived={name: tuple(found["survived"]) for name, found in elements.items()},
    )
