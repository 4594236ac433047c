"""I1 for filings: every version that was acknowledged exists exactly once, unchanged, with exactly its figures and the status
the record gives it. Finds any row changed, added or taken away by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal

from django.db.models import Exists, OuterRef

from jidi.audit.models import Entry
from jidi.common.digests import digest
from jidi.common.say import Say
from jidi.filings.enums import Status
from jidi.filings.models import Draft, Filing, Version
from jidi.filings.queries import typed_values
from jidi.filings.series import plan_of, rows_of
from jidi.filings.services import KIND, seal
from jidi.filings.services.bulk import ACTION as BULK
from jidi.filings.state import load_cells

CODE = "I1"
_OBSERVED = ("address", "indicator", "ref_period", "subject_kind", "subject_key", "unit", "number")


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant that does not hold: which, on what, and how."""

    code: str
    thing: str
    say: Say


def check() -> Iterator[Broken]:
    """Yield everything that is not as it was acknowledged: pinned forms, versions, and their entries in the audit trail."""
    yield from _forms()
    yield from _drafts()
    acknowledged = _acknowledged()
    previous: Version | None = None
    versions = Version.objects.select_related("filing", "previous").order_by("filing_id", "ordinal")
    for version in versions.iterator(chunk_size=500):
        before = previous if previous is not None and previous.filing_id == version.filing_id else None
        yield from _version(version, before)
        yield from _figures(version)
        told = acknowledged.pop((str(version.filing_id), version.ordinal), None)
        if told != [version.digest]:
            yield _broken(version, "与审计记录不符", "does not agree with the audit trail")
        previous = version
    yield from _standings()
    for (filing, ordinal), digests in acknowledged.items():
        yield Broken(
            CODE,
            f"filing:{filing} v{ordinal}",
            Say(f"审计记录了 {len(digests)} 次报送，版本不在", f"{len(digests)} in the audit trail, no version"),
        )


def _forms() -> Iterator[Broken]:
    for filing in Filing.objects.iterator(chunk_size=500):
        if digest(json.loads(filing.form_json)) != filing.form_digest:
            say = Say("表式与开表时的摘要不符", "its form is not the one that was pinned")
            yield Broken(CODE, f"filing:{filing.pk}", say)


def _drafts() -> Iterator[Broken]:
    """What people typed must be there and readable, for every filing."""
    for filing in Filing.objects.filter(draft__isnull=True):
        yield Broken(CODE, f"filing:{filing.pk}", Say("草稿不在", "its draft is gone"))
    for draft in Draft.objects.iterator(chunk_size=200):
        try:
            load_cells(draft.cells_json)
        except (ValueError, KeyError, TypeError, AttributeError):
            yield Broken(CODE, f"filing:{draft.filing_id}", Say("草稿读不出来", "its draft cannot be read"))


def _version(version: Version, before: Version | None) -> Iterator[Broken]:
    if version.previous_id != (before.pk if before else None):
        yield _broken(version, "不接上一版", "does not follow the version before it")
    if version.ordinal != (before.ordinal + 1 if before else 1):
        yield _broken(version, "版次不连续", "does not count on from the version before it")
    if seal(version) != version.digest:
        yield _broken(version, "内容与摘要不符", "does not agree with its digest")


def _figures(version: Version) -> Iterator[Broken]:
    """The figures in the series are those the version says, to the last digit the database keeps."""
    plan = plan_of(version.filing.form_json, version.filing.period)
    told = {
        row.address: (row.indicator, row.period, row.subject_kind, row.subject_key, row.unit, _kept(row.number))
        for row in rows_of(plan, typed_values(version))
    }
    held = {address: (*rest, _kept(number)) for address, *rest, number in version.observations.values_list(*_OBSERVED)}
    if told != held:
        wrong = sorted(address for address in {*told, *held} if told.get(address) != held.get(address))
        yield _broken(
            version,
            f"指标数据与版本不符：{'、'.join(wrong[:5])}",
            f"its figures are not those it says: {', '.join(wrong[:5])}",
        )


def _kept(number: Decimal) -> Decimal:
    # SQLite keeps fifteen digits of a number with a fraction; what goes beyond is in the version itself.
    return Context(prec=15).plus(number).normalize()


def _standings() -> Iterator[Broken]:
    """Each version stands as the record says: superseded when a newer one followed, else as last told, else filed."""
    told: dict[tuple[str, int], str] = {}
    for entry in Entry.objects.filter(action="filing.status", object_kind=KIND).order_by("seq").iterator():
        told[entry.object_key, entry.detail["ordinal"]] = entry.detail["to"]
    later = Version.objects.filter(filing=OuterRef("filing"), ordinal__gt=OuterRef("ordinal"))
    rows = Version.objects.annotate(newer=Exists(later)).select_related("standing")
    for version in rows.iterator(chunk_size=500):
        if version.newer:
            wanted = Status.SUPERSEDED.value
        else:
            wanted = told.get((str(version.filing_id), version.ordinal), Status.FILED.value)
        standing = getattr(version, "standing", None)
        if standing is None or standing.status != wanted:
            yield _broken(version, "状态与记录不符", "does not stand as the record says")


def _broken(version: Version, zh: str, en: str) -> Broken:
    return Broken(CODE, f"filing:{version.filing_id} v{version.ordinal}", Say(zh, en))


def _acknowledged() -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    told = Entry.objects.filter(action__in=("filing.submitted", BULK), object_kind=KIND)
    for entry in told.iterator(chunk_size=500):
        detail = entry.detail
        if entry.action == BULK:
            each = [(filing, ordinal, digest) for filing, ordinal, digest in detail["versions"]]
        else:
            each = [(entry.object_key, detail["ordinal"], detail["digest"])]
        for filing, ordinal, sealed in each:
            found.setdefault((filing, ordinal), []).append(sealed)
    return found


def counted() -> dict[str, int]:
    """How many rows ``check`` looks at, by what they are."""
    return {"填报 filings": Filing.objects.count(), "版本 versions": Version.objects.count()}
