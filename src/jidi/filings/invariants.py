"""I1 for filings: every version that was acknowledged exists exactly once, unchanged, with exactly those it names and the status
the record gives it. Finds any row changed, added or taken away by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from jidi.audit.models import Entry
from jidi.common.digests import digest_of_text
from jidi.common.say import Say
from jidi.filings.enums import Status
from jidi.filings.models import Draft, Filing, PinnedForm, Version
from jidi.filings.plans import named_in, plan_of
from jidi.filings.queries import values_of
from jidi.filings.services import KIND, seal
from jidi.filings.services.bulk import ACTION as BULK
from jidi.filings.state import load_cells

CODE = "I1"


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
    versions = (
        Version.objects.select_related("filing", "previous").prefetch_related("named").order_by("filing_id", "ordinal")
    )
    for version in versions.iterator(chunk_size=500):
        before = previous if previous is not None and previous.filing_id == version.filing_id else None
        yield from _version(version, before)
        yield from _named(version)
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
    for form in PinnedForm.objects.iterator(chunk_size=50):
        if digest_of_text(form.form_json) != form.digest:
            say = Say("表式与开表时的摘要不符", "a form is not the one that was pinned")
            yield Broken(CODE, f"form:{form.digest}", say)


def _drafts() -> Iterator[Broken]:
    """What people typed must be there and readable, for every filing."""
    for filing in Filing.objects.filter(draft__isnull=True):
        yield Broken(CODE, f"filing:{filing.pk}", Say("草稿不在", "its draft is gone"))
    for draft in Draft.objects.iterator(chunk_size=200):
        if draft.seal != Draft.seal_of(draft.filing_id, draft.cells_json, draft.revision, draft.saved_at):
            yield Broken(CODE, f"draft:{draft.pk}", Say("草稿与保存时不同", "is not what was saved"))
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


def _named(version: Version) -> Iterator[Broken]:
    """Whom the version is known to name are those its tables name."""
    try:
        told = named_in(plan_of(version.filing.form_json, version.filing.period), values_of(version))
    except (ValueError, KeyError, TypeError, AttributeError):  # the form or the version is not what it was
        yield _broken(version, "读不出来", "cannot be read")
        return
    held = {(one.subject_kind, one.subject_key) for one in version.named.all()}
    if told != held:
        wrong = sorted(key for _, key in told ^ held)
        yield _broken(
            version,
            f"指标数据的主体与版本不符：{'、'.join(wrong[:5])}",
            f"whom its figures are about is not whom it names: {', '.join(wrong[:5])}",
        )


def _standings() -> Iterator[Broken]:
    """Each version stands as the record says: superseded when a newer one followed, else as last told, else filed."""
    told: dict[tuple[str, int], tuple[str, datetime]] = {}
    for entry in Entry.objects.filter(action="filing.status", object_kind=KIND).order_by("seq").iterator():
        told[entry.object_key, entry.detail["ordinal"]] = entry.detail["to"], entry.at
    for version in Version.objects.select_related("standing", "following").iterator(chunk_size=500):
        newer: Version | None = getattr(version, "following", None)
        if newer is not None:
            wanted = Status.SUPERSEDED.value, newer.made_at
        else:
            filed = Status.FILED.value, version.made_at
            wanted = told.get((str(version.filing_id), version.ordinal), filed)
        standing = getattr(version, "standing", None)
        if standing is None or (standing.status, standing.since) != wanted:
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
