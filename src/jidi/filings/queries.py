"""Reading filings: who sees which, what stands in a draft or a version, what is still missing, what changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from jidi.accounts.acting import Actor
from jidi.common.quick import Prepared
from jidi.common.reading import read_once
from jidi.common.say import Say, Unknown
from jidi.files.models import Attachment
from jidi.filings import differences as compare
from jidi.filings.background import Background
from jidi.filings.definition import form_of
from jidi.filings.judging import Found, Judged, Rules, judge
from jidi.filings.looking_back import background_of
from jidi.filings.models import Draft, Filing, Version
from jidi.filings.otherfigures import others_of
from jidi.filings.owners import owners, writers
from jidi.filings.parsing import Typed, read
from jidi.filings.spots import Layout, layout_of
from jidi.filings.state import Cell, Entry, FormState, load_cells
from policycore.forms import Form

JUDGED, FILINGS = "judged-draft", "filings-of"
"""What an act remembers a judged draft and the filings of owners under (``common.reading``)."""


def visible_to(actor: Actor | None) -> QuerySet[Filing]:
    """Return the filings an actor may see: those whose owner's room shows them the owner."""
    seen = Q(pk__in=())
    for kind, visible in owners().items():
        seen |= Q(owner_kind=kind, owner_key__in=visible(actor))
    return Filing.objects.filter(seen)


def filing_of(owner_kind: str, owner_key: str, form_id: str, period: str = "") -> Filing:
    """Return the filing of a form for an owner. Raises Unknown when it was never opened."""
    found = Filing.objects.filter(owner_kind=owner_kind, owner_key=owner_key, form_id=form_id, period=period).first()
    if found is None:
        raise Unknown(Say("份填报", "filing"))
    return found


def filings_of(owner_kind: str, owner_keys: Collection[str]) -> dict[str, list[Filing]]:
    """Return the filings of many owners at once, in the order they were opened, by owner key."""
    return read_once((FILINGS, owner_kind, *owner_keys), lambda: _filings_of(owner_kind, owner_keys))


def _filings_of(owner_kind: str, owner_keys: Collection[str]) -> dict[str, list[Filing]]:
    found: dict[str, list[Filing]] = {key: [] for key in owner_keys}
    if len(found) == 1:
        return {key: _FILINGS(owner_kind, key) for key in found}
    for filing in Filing.objects.filter(owner_kind=owner_kind, owner_key__in=list(owner_keys)):
        found[filing.owner_key].append(filing)
    return found


_FILINGS = Prepared(lambda kind, key: Filing.objects.filter(owner_kind=kind, owner_key=key), str, str)


def form_in(filing: Filing) -> Form:
    """Return the form as it was pinned to the filing."""
    return form_of(filing.form_json)


def layout_in(filing: Filing) -> Layout:
    """Return the spots of the filing's form."""
    return layout_of(filing.form_json, filing.period)


def draft_state(filing: Filing) -> FormState:
    """Return what has been typed into a filing so far."""
    draft = Draft.objects.get(filing=filing)
    cells = load_cells(draft.cells_json)
    texts = {address: cell.text for address, cell in cells.items()}
    background = _with_others(filing, background_of(filing), texts)
    return FormState(layout_in(filing), cells, draft.revision, draft.saved_at, background=background)


def version_state(version: Version) -> FormState:
    """Return what a version says, in the shape of a draft: what was computed stays as it was handed in."""
    layout = layout_in(version.filing)
    texts = values_of(version)
    cells = {address: Cell(Entry(text)) for address, text in texts.items() if layout.spot(address)}
    computed = {address: text for address, text in texts.items() if address not in cells}
    background = _with_others(version.filing, background_of(version.filing), texts, version.pk)
    return FormState(layout, cells, saved_at=version.made_at, computed=computed, background=background)


def _with_others(
    filing: Filing, background: Background, texts: Mapping[str, str], before: int | None = None
) -> Background:
    others = others_of(filing, texts, before)
    return replace(background, others=others) if others else background


def values_of(version: Version) -> dict[str, str]:
    """Return the texts of a version by the address of their spot."""
    found: dict[str, str] = json.loads(version.values_json)
    return found


def typed_values(version: Version) -> dict[str, Typed]:
    """Return what a version says as values (Decimal, date, bool, text), by address; computed ones as Decimal."""
    layout = layout_in(version.filing)
    found: dict[str, Typed] = {}
    for address, text in values_of(version).items():
        spot = layout.spot(address) or compare.computed_spot(layout, address)
        if spot is not None:
            found[address] = read(spot.leaf, text).value
    return found


def versions_of(filing: Filing) -> QuerySet[Version]:
    """Return the versions handed in, first to last."""
    return filing.versions.select_related("filing").order_by("ordinal")


def latest_version(filing: Filing) -> Version | None:
    """Return the last version handed in, None before the first."""
    return filing.versions.select_related("filing").order_by("-ordinal").first()


def latest_versions(filings: Collection[Filing] | Collection[int]) -> dict[int, Version]:
    """Return the last version of many filings (or ids of them), by filing id; filings without one are left out."""
    newest = Version.objects.filter(filing__in=filings).values("filing").annotate(last=Max("ordinal"))
    wanted = Q(pk__in=())
    for row in newest:
        wanted |= Q(filing_id=row["filing"], ordinal=row["last"])
    return {version.filing_id: version for version in Version.objects.filter(wanted).select_related("filing")}


def judged(filing: Filing, rules: Rules) -> Judged:
    """Return a draft with everything the rules say of it; one act judges a draft once."""
    return judged_once(filing, rules, lambda: draft_state(filing))


def judged_once(filing: Filing, rules: Rules, state: Callable[[], FormState]) -> Judged:
    """Judge a draft unless this act did already. Saving forgets it; ``state`` reads the draft where it has to be judged."""
    key = (JUDGED, filing.pk, rules.pack.digest, id(rules.book), rules.on, rules.released)
    # The book is kept beside the judgement, so that its id cannot become another's meanwhile.
    return read_once(key, lambda: (rules.book, judge(state(), rules)))[1]


def findings(filing: Filing, rules: Rules) -> tuple[Found, ...]:
    """Return every finding on a draft, hardest first (强制, 准强制, 核实, 提示)."""
    return judged(filing, rules).found


def missing(filing: Filing, rules: Rules) -> tuple[Found, ...]:
    """Return what stands in the way of handing a draft in: one list for the page and for the guard."""
    return judged(filing, rules).missing


def differences(older: Version, newer: Version) -> list[compare.Change]:
    """Return every place where two versions of a filing differ. Raises ValueError for versions of two filings."""
    if older.filing_id != newer.filing_id:
        raise ValueError("the versions belong to two filings")
    return compare.changes(layout_in(newer.filing), values_of(older), values_of(newer))


def unfiled_changes(filing: Filing) -> list[compare.Change]:
    """Return where the draft differs from the last version (all of it before the first)."""
    last = latest_version(filing)
    before: Mapping[str, Any] = values_of(last) if last else {}
    return compare.changes(layout_in(filing), before, draft_texts(draft_state(filing), before))


def draft_texts(state: FormState, filed: Mapping[str, str]) -> dict[str, str]:
    """Return a draft's texts for comparing with a version: what cannot be read as typed, computed ones as filed."""
    texts = {spot.address: state.text(spot.address) for spot in state.spots if state.text(spot.address).strip()}
    return texts | {address: text for address, text in filed.items() if state.layout.spot(address) is None}


def _filings_in(keys: Iterable[str]) -> dict[str, int]:
    return {key: int(key.partition(":")[0]) for key in keys if key.partition(":")[0].isdigit()}


def visible_evidence(actor: Actor | None, keys: Collection[str]) -> set[str]:
    """Of these owners of papers those whose filing the actor may see: the fence papers share with pages."""
    wanted = _filings_in(keys)
    seen = set(visible_to(actor).filter(pk__in=set(wanted.values())).values_list("pk", flat=True))
    return {key for key, filing in wanted.items() if filing in seen}


def held_back_evidence(actor: Actor | None, rows: Sequence[Attachment]) -> set[str]:
    """Of these papers those laid beside an explanation after its return was handed in last: while it is redrafted only
    who writes in it sees them, and who laid them there. Two queries, a third where there are such papers.
    """
    of = {row.key: filing for row in rows for filing in _filings_in([row.owner_key]).values()}
    last = _handed_in_at(set(of.values()))
    fresh = [row for row in rows if (at := last.get(of.get(row.key, 0))) is None or row.uploaded_at > at]
    fresh = [row for row in fresh if actor is None or row.uploaded_by_id != actor.person_id]
    if not fresh:
        return set()
    written = writers()
    held = Q(owner_kind__in=list(written))
    for kind, keys in written.items():
        held &= ~Q(owner_kind=kind, owner_key__in=keys(actor))
    waiting = Filing.objects.filter(held, pk__in={of[row.key] for row in fresh if row.key in of})
    shut = set(waiting.values_list("pk", flat=True))
    return {row.key for row in fresh if of.get(row.key) in shut}


def _handed_in_at(filings: Collection[int]) -> dict[int, datetime]:
    rows = Version.objects.filter(filing_id__in=filings).order_by("filing_id").values("filing_id")
    return dict(rows.annotate(last=Max("made_at")).values_list("filing_id", "last"))
