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
from jidi.common import rawrows
from jidi.common.kept import digest_of_row, note_known
from jidi.filings import series
from jidi.filings.enums import Status
from jidi.filings.explanations import Told, given
from jidi.filings.models import Draft, Explanation, Filing, PinnedForm, Standing, Version
from jidi.filings.plans import plan_of
from jidi.filings.queries import latest_versions
from jidi.filings.services.shared import KIND, fits, pin
from jidi.filings.services.submitting import seal_of
from jidi.filings.state import beside_common
from policycore.facts import Subject
from policycore.forms import Form

ACTION = "filing.bulk"
PAGE = "bulk"


@dataclass(frozen=True, slots=True)
class Row:
    """One return of many: whose it is, the permit to hand it in, what it says and what is explained of it.

    ``typed`` is what was filled in, ``said`` the same with computed figures, both as a version writes them (``Row.of``).
    """

    permit: Permit
    owner_key: str
    subject: Subject
    area_code: str
    typed: str
    said: str
    told: Sequence[Told] = ()

    @classmethod
    def of(
        cls, permit: Permit, owner_key: str, subject: Subject, area_code: str, texts: Mapping[str, str],
        computed: Mapping[str, str], told: Sequence[Told] = (),
    ) -> Row:  # fmt: skip
        """Make one of texts in written form, computed ones apart."""
        typed = _written(texts)
        said = _written({**texts, **computed}) if computed else typed
        return cls(permit, owner_key, subject, area_code, typed, said, told)


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
    if not rows:
        return {}
    with operation(at=at):
        pinned = pin(form)
        before, filings = _filings(actor, owner_kind, form.id, pinned, period, pack_version_id, rows, at)
        last = latest_versions(before) if before else {}
        _drafts(actor, filings, before, rows, at)
        versions = _versions(actor, pinned, filings, last, rows, why, at)
        _named(versions, pinned, period)
        _explained(versions, last, rows)
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


_written = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""As ``canonical`` writes it: all of it is text already."""


def _filings(
    actor: Actor, kind: str, form: str, pinned: str, period: str, version_id: int | None, rows: Sequence[Row],
    at: datetime,
) -> tuple[list[int], dict[str, int]]:  # fmt: skip
    """The ids of those that were open before, and that of each row by owner key."""
    moment, keys = rawrows.moment(at), [row.owner_key for row in rows]

    def held() -> dict[str, int]:
        found = rawrows.select_in(Filing, ("owner_key", "id", "owner_kind", "form_id", "period"), "owner_key", keys)
        return {key: pk for key, pk, *rest in found if rest == [kind, form, period]}

    before = held()
    fresh = [
        (kind, row.owner_key, form, pinned, version_id, row.subject.kind, row.subject.key, period, row.area_code,
         actor.person_id)
        for row in rows
        if row.owner_key not in before
    ]  # fmt: skip
    rawrows.insert(Filing, _FILING, [(*row, moment) for row in fresh], on_record=True)
    now = held()
    # What was written is what they hold: each row is on record as if it had been read again.
    note_known(Filing, {now[row[1]]: digest_of_row([now[row[1]], *row, at]) for row in fresh})
    return list(before.values()), now


_FILING = (
    "owner_kind", "owner_key", "form_id", "pinned", "pack_version", "subject_kind", "subject_key", "period", "area",
    "opened_by", "opened_at",
)  # fmt: skip


def _drafts(actor: Actor, filings: Mapping[str, int], before: Sequence[int], rows: Sequence[Row], at: datetime) -> None:
    """What was handed in is what the draft holds: a later correction on the page begins from it."""
    # Locked: nobody types into a draft while it is replaced.
    drafts = Draft.objects.select_for_update(of=("self",)).filter(filing__in=before) if before else ()
    held = {one.filing_id: one for one in drafts}
    fresh, changed, moment = [], [], rawrows.moment(at)
    by = {"by": actor.name, "page": f"{actor.person_id}:{PAGE}", "at": at.isoformat()}
    first = {**by, "rev": 1}
    for row in rows:
        filing = filings[row.owner_key]
        draft = held.get(filing)
        rev = draft.revision + 1 if draft else 1
        cells = beside_common(row.typed, {**by, "rev": rev} if draft else first)
        if draft is None:
            fresh.append((filing, cells, rev, moment, Draft.seal_of(filing, cells, rev, at)))
            continue
        draft.revision, draft.saved_at, draft.cells_json = rev, at, cells
        changed.append(draft.sealed())
    rawrows.insert(Draft, ("filing", "cells_json", "revision", "saved_at", "seal"), fresh)
    if changed:
        Draft.objects.bulk_update(changed, ["cells_json", "revision", "saved_at", "seal"], batch_size=200)


def _versions(
    actor: Actor, pinned: str, filings: Mapping[str, int], last: Mapping[int, Version], rows: Sequence[Row], why: str,
    at: datetime,
) -> dict[str, Version]:  # fmt: skip
    who = [actor.person_id, actor.who.name, actor.who.post, actor.who.organisation]
    why, moment, made = why[:500], rawrows.moment(at), []
    for row in rows:
        filing, text = filings[row.owner_key], row.said
        previous = last.get(filing)
        ordinal = previous.ordinal + 1 if previous else 1
        sealed = seal_of(filing, pinned, ordinal, text, who, at, why, previous.digest if previous else "")
        made.append((filing, ordinal, text, *who, moment, why, previous.pk if previous else None, sealed))
    rawrows.insert(Version, _VERSION, made)
    stored = rawrows.select_in(Version, ("filing", "ordinal", "id"), "filing", list(filings.values()))
    ids = {(filing, ordinal): pk for filing, ordinal, pk in stored}
    if last:
        Standing.objects.filter(version__in=[one.pk for one in last.values()]).update(
            status=Status.SUPERSEDED, since=at
        )
    own = [ids[row[0], row[1]] for row in made]
    rawrows.insert(Standing, ("version", "status", "since"), [(pk, Status.FILED.value, moment) for pk in own])
    attributes = {field.name: field.attname for field in Version._meta.concrete_fields}
    names = ["id", *(attributes[name] for name in _VERSION)]
    found = {}
    for asked, pk, (*first, _, reason, previous_id, sealed) in zip(rows, own, made, strict=True):
        found[asked.owner_key] = Version.from_db("default", names, [pk, *first, at, reason, previous_id, sealed])
    return found


_VERSION = (
    "filing", "ordinal", "values_json", "person", "who_name", "who_post", "who_organisation", "made_at", "why",
    "previous", "digest",
)  # fmt: skip


def _named(versions: Mapping[str, Version], pinned: str, period: str) -> None:
    """Whom the versions name: one form, so that one look tells whether it has tables that name anybody."""
    text = PinnedForm.text_of(pinned)
    if plan_of(text, period).columns:
        for one in versions.values():
            series.write(one, text, period, json.loads(one.values_json))


def _explained(versions: Mapping[str, Version], last: Mapping[int, Version], rows: Sequence[Row]) -> None:
    """What is explained, for reviewers to judge; what was judged of the same words before keeps its ruling."""
    told = [(versions[row.owner_key], row.told) for row in rows if row.told]
    if not told:
        return
    known: dict[int, dict[str, Explanation]] = {}
    for one in Explanation.objects.filter(version__in=[last[v.filing_id].pk for v, _ in told if v.filing_id in last]):
        known.setdefault(one.version_id, {})[one.check_id] = one
    made = [one for version, said in told for one in given(said, version, known.get(version.previous_id or 0, {}))]
    Explanation.objects.bulk_create(made, batch_size=200)
