"""Handing in many returns of one form at once: the same rows as one by one, a few statements for all of them.

Every version is sealed as always; the trail gets one entry for the lot that names each version with its digest, so that
what was acknowledged can be checked version by version (decision 0014).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jidi.accounts.acting import Actor, Permit
from jidi.audit.services import operation, record
from jidi.filings import series
from jidi.filings.enums import Status
from jidi.filings.models import Draft, Filing, Standing, Version
from jidi.filings.queries import latest_versions
from jidi.filings.services.shared import KIND, fits, pin
from jidi.filings.services.submitting import seal
from jidi.filings.state import dump_plain
from policycore.facts import Subject
from policycore.forms import Form

ACTION = "filing.bulk"
PAGE = "bulk"


@dataclass(frozen=True, slots=True)
class Row:
    """One return of many: whose it is, the permit to hand it in, its texts in written form, computed ones apart."""

    permit: Permit
    owner_key: str
    subject: Subject
    area_code: str
    texts: Mapping[str, str]
    computed: Mapping[str, str]


def submit_many(
    *, actor: Actor, owner_kind: str, form: Form, period: str, pack_version_id: int | None, rows: Sequence[Row],
    batch: str, why: str, at: datetime,
) -> dict[str, Version]:  # fmt: skip
    """Hand in judged returns of one form and period, for good; return the versions by owner key.

    The caller has judged each: nothing is judged here. Filings that are not open are opened; a draft that was begun is
    replaced by what the row says. Raises PermissionError when a permit is not the actor's for its row.
    """
    for row in rows:
        fits(row.permit, actor, owner_kind, row.owner_key)
    with operation(at=at):
        filings = _filings(actor, owner_kind, form, period, pack_version_id, rows, at)
        _drafts(actor, filings, rows, at)
        versions = _versions(actor, filings, rows, why, at)
        for one in versions.values():
            series.write(one, one.filing.form_json, period, json.loads(one.values_json))
        record(
            at=at,
            who=actor.who,
            action=ACTION,
            kind=KIND,
            key=batch,
            detail={
                "form": form.id,
                "period": period,
                "versions": [[str(one.filing_id), one.ordinal, one.digest] for one in versions.values()],
            },
        )
    return versions


def _filings(
    actor: Actor, kind: str, form: Form, period: str, version_id: int | None, rows: Sequence[Row], at: datetime
) -> dict[str, Filing]:
    pinned = pin(form)
    keys = [row.owner_key for row in rows]
    held = Filing.objects.filter(owner_kind=kind, owner_key__in=keys, form_id=form.id, period=period)
    found = {one.owner_key: one for one in held}
    fresh = [
        Filing(
            owner_kind=kind,
            owner_key=row.owner_key,
            form_id=form.id,
            pinned_id=pinned,
            pack_version_id=version_id,
            subject_kind=row.subject.kind,
            subject_key=row.subject.key,
            period=period,
            area_id=row.area_code,
            opened_by_id=actor.person_id,
            opened_at=at,
        )
        for row in rows
        if row.owner_key not in found
    ]
    return found | {one.owner_key: one for one in Filing.objects.bulk_create(fresh)}


def _drafts(actor: Actor, filings: Mapping[str, Filing], rows: Sequence[Row], at: datetime) -> None:
    """What was handed in is what the draft holds: a later correction on the page begins from it."""
    # Locked: nobody types into a draft while it is replaced.
    held = {
        one.filing_id: one for one in Draft.objects.select_for_update(of=("self",)).filter(filing__in=filings.values())
    }
    fresh, changed = [], []
    by = {"by": actor.name, "page": f"{actor.person_id}:{PAGE}", "at": at.isoformat()}
    for row in rows:
        filing = filings[row.owner_key]
        draft = held.get(filing.pk)
        if draft is None:
            cells = dump_plain(row.texts, {**by, "rev": 1})
            fresh.append(Draft(filing=filing, cells_json=cells, revision=1, saved_at=at))
            continue
        draft.revision, draft.saved_at = draft.revision + 1, at
        draft.cells_json = dump_plain(row.texts, {**by, "rev": draft.revision})
        changed.append(draft)
    Draft.objects.bulk_create(fresh)
    Draft.objects.bulk_update(changed, ["cells_json", "revision", "saved_at"], batch_size=200)


def _versions(
    actor: Actor, filings: Mapping[str, Filing], rows: Sequence[Row], why: str, at: datetime
) -> dict[str, Version]:
    before = latest_versions(list(filings.values()))
    made = []
    for row in rows:
        filing = filings[row.owner_key]
        previous = before.get(filing.pk)
        values = {**row.texts, **row.computed}
        one = Version(
            filing=filing,
            ordinal=previous.ordinal + 1 if previous else 1,
            # As `canonical` writes it: all of it is text already.
            values_json=json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
            person_id=actor.person_id,
            who_name=actor.who.name,
            who_post=actor.who.post,
            who_organisation=actor.who.organisation,
            made_at=at,
            why=why[:500],
            previous=previous,
        )
        one.digest = seal(one)
        made.append(one)
    created = Version.objects.bulk_create(made)
    Standing.objects.filter(version__in=[one.pk for one in before.values()]).update(status=Status.SUPERSEDED, since=at)
    Standing.objects.bulk_create([Standing(version=one, status=Status.FILED, since=at) for one in created])
    return {row.owner_key: one for row, one in zip(rows, created, strict=True)}
