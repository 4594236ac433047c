"""Handing a draft in: judged and sealed in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from jidi.accounts.acting import Actor, Permit
from jidi.audit.services import operation, record, refusals_audited
from jidi.common import quick
from jidi.common.digests import canonical, digest_of_text, plain
from jidi.common.quick import Prepared
from jidi.common.say import Say
from jidi.filings import series
from jidi.filings.differences import same, unchanged
from jidi.filings.enums import Status
from jidi.filings.explanations import given, told_of
from jidi.filings.judging import Rules
from jidi.filings.locks import RULE, Locks, locks_of
from jidi.filings.looking_back import background_of
from jidi.filings.models import Draft, Explanation, Filing, Standing, Version
from jidi.filings.parsing import clean
from jidi.filings.queries import judged_once, layout_in, values_of
from jidi.filings.services.shared import KEPT, KIND, SHOWN, UNCHANGED, NotComplete, about, fits, refused
from jidi.filings.state import FormState, load_cells


@refusals_audited("filing.submit", about)
def submit_version(
    *,
    filing: Filing,
    actor: Actor,
    permit: Permit,
    rules: Rules,
    at: datetime,
    why: str = "",
    allowed_fields: Collection[str] | None = None,
    base_revision: int | None = None,
    page: str = "",
    differs: bool = False,
) -> Version:
    """Hand the draft in as a new version, for good.

    Raises NotComplete with the whole list while something is missing, and Refused when a spot outside
    ``allowed_fields`` differs from the version before (naming it), when another page changed something since
    ``base_revision`` that this person has not seen, or, with ``differs`` (the form is all there is to hand in), when nothing
    at all changed since the version before and ``why`` does not say why (rule of the house).
    """
    fits(permit, actor, filing.owner_kind, filing.owner_key)
    with operation(at=at):
        # Locked: the draft must not change between the judgement and the version made of it.
        draft = _DRAFT(filing.pk)[0]
        previous = _LAST.first(filing.pk)
        background = background_of(filing, first=previous is None)
        cells = load_cells(draft.cells_json)
        state = FormState(layout_in(filing), cells, draft.revision, draft.saved_at, background=background)
        _refuse_unseen(state, base_revision, f"{actor.person_id}:{page}")
        _refuse_locked(state, values_of(previous) if previous else {}, locks_of(allowed_fields))
        judged = judged_once(filing, rules, lambda: state)
        if judged.missing:
            raise NotComplete(judged.missing)
        values = state.texts() | {address: f"{amount:f}" for address, amount in judged.computed.items()}
        if differs:
            _refuse_unchanged(state, previous, values, why)
        version = _made(filing, previous, values, actor, at, why)
        quick.insert(version)
        _stand(version, previous, at)
        series.write(version, filing.form_json, filing.period, values)
        if told := told_of(state, judged.found):
            known = {} if previous is None else {one.check_id: one for one in previous.explanations.all()}
            Explanation.objects.bulk_create(given(told, version, known))
        record(
            at=at,
            who=actor.who,
            action="filing.submitted",
            kind=KIND,
            key=str(filing.pk),
            area_code=filing.area_id,
            detail={"ordinal": version.ordinal, "digest": version.digest, "spots": len(values)},
        )
    return version


_DRAFT = Prepared(lambda filing: Draft.objects.select_for_update(of=("self",)).filter(filing=filing), int)
_LAST = Prepared(lambda filing: Version.objects.filter(filing=filing).order_by("-ordinal")[:1], int)


def _made(
    filing: Filing, previous: Version | None, values: Mapping[str, str], actor: Actor, at: datetime, why: str
) -> Version:
    who = actor.who
    version = Version(
        filing=filing,
        ordinal=previous.ordinal + 1 if previous else 1,
        values_json=canonical(values),
        person_id=actor.person_id,
        who_name=who.name,
        who_post=who.post,
        who_organisation=who.organisation,
        made_at=at,
        why=clean(why).strip()[:500],
        previous=previous,
    )
    version.digest = seal(version)
    return version


def _stand(version: Version, previous: Version | None, at: datetime) -> None:
    if previous is not None:
        Standing.objects.filter(version=previous).update(status=Status.SUPERSEDED, since=at)
    quick.insert(Standing(version=version, status=Status.FILED, since=at))


def seal(version: Version) -> str:
    """Return the digest of everything a version says, the digest before it included."""
    who = [version.person_id, version.who_name, version.who_post, version.who_organisation]
    before = version.previous.digest if version.previous else ""
    about = version.filing_id, version.filing.form_digest, version.ordinal
    return seal_of(*about, version.values_json, who, version.made_at, version.why, before)


def seal_of(
    filing: int, form: str, ordinal: int, values: str, who: Sequence[Any], at: datetime, why: str, before: str
) -> str:
    """Return the digest of a version with this content: that of the canonical JSON of all of it.

    Put together by hand, because a long text is written out so in a third of the time (a test compares both).
    """
    person, *names = who
    said = (
        f'{{"at":{_json(_moment(at))},"filing":{filing},"form":{_json(form)},"ordinal":{ordinal},'
        f'"previous":{_json(before)},"values":{_json(values)},'
        f'"who":[{person},{",".join(map(_json, names))}],"why":{_json(why)}}}'
    )
    return digest_of_text(said)


@lru_cache(maxsize=8)
def _moment(at: datetime) -> str:
    return str(plain(at))


_json = encode_basestring
"""A text as JSON has it, characters as they are."""


def _refuse_unseen(state: FormState, base: int | None, page: str) -> None:
    if base is None:
        return
    unseen = [
        (address, cell) for address, cell in state.cells.items() if cell.entry.rev > base and cell.entry.page != page
    ]
    if unseen:
        spots = [state.layout.spot(address) for address, _ in unseen]
        names = [spot.label for spot in spots if spot]
        who = "、".join(dict.fromkeys(cell.entry.by for _, cell in unseen if cell.entry.by))
        raise refused(
            Say(
                f"您打开这一页以后，{who}又改了 {len(unseen)} 处：{'、'.join(name.zh for name in names[:SHOWN])}。",
                f"Since you opened this page {who} changed {len(unseen)}: {', '.join(name.en for name in names[:SHOWN])}.",
            ),
            Say(
                "请重新打开本页看过再报送；您填的都已存上。",
                "Open the page again, look, then hand it in; all is saved.",
            ),
            "filing-stale",
            KEPT,
        )


def _refuse_unchanged(state: FormState, previous: Version | None, values: Mapping[str, str], why: str) -> None:
    if previous is None or clean(why).strip() or not unchanged(state.layout, values_of(previous), values):
        return
    raise refused(
        Say(
            "每一处都与上一版相同，也没有写为什么不改。",
            "Nothing differs from the version before, and no reason says why.",
        ),
        Say(
            "请改好再报；确实不用改的，在「改了什么」里写明理由。",
            "Correct it; where nothing is to be changed, say why.",
        ),
        "filing-unchanged",
        UNCHANGED,
    )


def _refuse_locked(state: FormState, filed: Mapping[str, str], locks: Locks) -> None:
    if locks.open is None:
        return
    for address in dict.fromkeys([*filed, *(spot.address for spot in state.spots)]):
        spot = state.layout.spot(address)
        if spot is None or locks.allow(address) or same(spot, filed.get(address, ""), state.text(address)):
            continue
        raise refused(
            Say(
                f"「{spot.label.zh}」与上一版不同，{locks.why.zh}",
                f"“{spot.label.en}” differs from the version before. {locks.why.en}",
            ),
            Say(
                "请把这一处改回上一版，或请退回的单位加开这一处。",
                "Set it back, or ask whoever returned it to open this place.",
            ),
            "filing-locked",
            RULE,
        )
