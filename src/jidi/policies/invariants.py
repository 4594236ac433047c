"""What must hold of packs and decisions (I2): what was changed by hand shows up here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jidi.audit.queries import last_after
from jidi.common.digests import digest
from jidi.common.say import Say
from jidi.policies.models import PackVersion, PointDecision
from jidi.policies.states import state_of, state_of_version
from policycore.pack import PackError, build_pack
from policycore.pack.stored import raw_of_texts

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: which invariant, what is wrong, of which thing."""

    invariant: str
    say: Say
    kind: str
    key: str


def all_checks() -> Iterator[Finding]:
    """Everything that does not hold; nothing when all is well."""
    yield from packs_are_as_imported()
    yield from decisions_are_as_taken()


def packs_are_as_imported() -> Iterator[Finding]:
    """The texts of every version give its digest, and its state is the one the trail recorded last."""
    recorded = last_after("pack")
    for version in PackVersion.objects.order_by("pk"):
        if _digest_of(version) != version.digest:
            yield Finding("I2", Say("政策包文件被改动", "the files of a pack were changed"), "pack", str(version.pk))
        if recorded.get(str(version.pk)) != digest(state_of_version(version)):
            say = Say("政策包状态与审计记录不符", "the state of a pack is not the one the trail recorded")
            yield Finding("I2", say, "pack", str(version.pk))


def _digest_of(version: PackVersion) -> str:
    try:
        return build_pack(raw_of_texts(version.files)).digest
    except (PackError, ValueError):
        return ""


def decisions_are_as_taken() -> Iterator[Finding]:
    """Each decision is the one the trail recorded, none is missing, and each ends where the next one begins."""
    recorded = last_after("decision")
    held: set[str] = set()
    ends: dict[tuple[str, str, str, str], list[PointDecision]] = {}
    for row in PointDecision.objects.order_by("pk").iterator(chunk_size=_BATCH):
        held.add(str(row.pk))
        ends.setdefault((row.pack_id, row.point, row.scope, row.target), []).append(row)
        if recorded.get(str(row.pk)) != digest(state_of(row)):
            say = Say("决定与审计记录不符", "a decision is not the one the trail recorded")
            yield Finding("I2", say, "decision", str(row.pk))
    for key in sorted(recorded.keys() - held):
        yield Finding("I2", Say("决定不见了", "a decision is gone"), "decision", key)
    for rows in ends.values():
        yield from (
            Finding(
                "I2", Say("决定的起止不相接", "a decision does not end where the next begins"), "decision", str(row.pk)
            )
            for row, end in zip(rows, _ends(rows), strict=True)
            if row.valid_to != end
        )


def _ends(rows: list[PointDecision]) -> list[date | None]:
    """Where each decision has to end, from the order in which they were taken."""
    ends: list[date | None] = []
    for place, row in enumerate(rows):
        later = [r.valid_from for r in rows[:place] if r.valid_from > row.valid_from]
        ends.append(min(later) if later else None)
        for earlier, end in enumerate(ends[:place]):
            if rows[earlier].valid_from <= row.valid_from and (end is None or end > row.valid_from):
                ends[earlier] = row.valid_from
    return ends


def counted() -> dict[str, int]:
    """How many rows ``all_checks`` looks at, by what they are."""
    return {"政策包 packs": PackVersion.objects.count(), "决定 decisions": PointDecision.objects.count()}
