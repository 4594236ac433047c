"""Verbs of this room: open a filing, save what is typed, hand a version in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jidi.accounts.acting import Actor, Permit
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.digests import canonical, digest
from jidi.common.say import Cite, Refused, Say, house
from jidi.filings.definition import written
from jidi.filings.differences import same
from jidi.filings.judging import Found, Rules, judge, twice
from jidi.filings.locks import RULE, Locks, locks_of
from jidi.filings.models import Draft, Filing, Version
from jidi.filings.parsing import clean
from jidi.filings.queries import layout_in, values_of
from jidi.filings.spots import Layout
from jidi.filings.state import Cell, Cells, Entry, FormState, chosen, dump_cells, load_cells, read_at, written_over
from policycore.facts import Subject
from policycore.forms import Form

KIND = "filing"
MAX_TEXT = 200_000
"""Characters one spot keeps (house rule): a longer text belongs in an attachment."""
SHOWN = 8
"""Reasons a refusal spells out; the rest is counted, the page lists all."""
KEPT = house("填过的都留着", "nothing typed is lost")
COMPLETE = house("报送前逐项核对", "a filing is checked before it is handed in")


@dataclass(frozen=True, slots=True)
class Brought:
    """A text brought in from elsewhere, with its source as people read it (上年数 2025-02-11)."""

    text: str
    source: Say


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did. ``problems`` are texts that were kept but cannot be read or were written twice, by address;
    ``refused`` what was not saved, with the text, so that the page can show it again.
    """

    revision: int
    saved_at: datetime
    stored: tuple[str, ...] = ()
    problems: Mapping[str, Say] = field(default_factory=dict)
    refused: Mapping[str, tuple[str, Say]] = field(default_factory=dict)


class NotComplete(Refused):
    """A filing was handed in with something still missing: ``missing`` is the whole list."""

    code = "filing-incomplete"

    def __init__(self, missing: Collection[Found]) -> None:
        self.missing = tuple(missing)
        shown, rest = self.missing[:SHOWN], len(self.missing) - SHOWN
        more_zh, more_en = (f"，等共 {len(self.missing)} 处", f" and {rest} more") if rest > 0 else ("", "")
        super().__init__(
            Say("没有报送。", "It was not handed in."),
            Say(
                "；".join(one.say.zh for one in shown) + more_zh + "。",
                "; ".join(one.say.en or one.say.zh for one in shown) + more_en + ".",
            ),
            Say(
                "请逐处补齐后再报送；您填的都还在。", "Complete them and hand it in again; all you typed is still here."
            ),
            cite=COMPLETE,
        )


def _about(asked: Mapping[str, Any]) -> About:
    filing: Filing = asked["filing"]
    return About(KIND, str(filing.pk), filing.area_id)


@refusals_audited("filing.open", lambda asked: About(asked["owner_kind"], asked["owner_key"], asked["area_code"]))
def open_filing(
    *,
    actor: Actor,
    permit: Permit,
    owner_kind: str,
    owner_key: str,
    form: Form,
    subject: Subject,
    area_code: str,
    at: datetime,
    period: str = "",
    pack_version_id: int | None = None,
    brought: Mapping[str, Brought] | None = None,
) -> Filing:
    """Open a filing of a form for an owner, or give the one that is open: opening twice is opening once.

    The form is pinned as it stands. ``brought`` fills spots from elsewhere, to be confirmed; addresses the form does not
    have raise ValueError, and so does a form with several periods for a filing without one. ``permit`` names the owner.
    """
    _fits(permit, actor, owner_kind, owner_key)
    text, form_digest = written(form)
    several = [one.id for one in form.fields() if one.years > 1]
    if several and not period:
        raise ValueError(
            f"form {form.id} asks for several periods ({', '.join(several)}); a filing of it needs its period"
        )
    with operation(at=at):
        filing, made = Filing.objects.get_or_create(
            owner_kind=owner_kind,
            owner_key=owner_key,
            form_id=form.id,
            period=period,
            defaults={
                "form_json": text,
                "form_digest": form_digest,
                "pack_version_id": pack_version_id,
                "subject_kind": subject.kind,
                "subject_key": subject.key,
                "area_id": area_code,
                "opened_by_id": actor.person_id,
                "opened_at": at,
            },
        )
        if not made:
            return filing
        cells = _brought_cells(layout_in(filing), brought or {}, at)
        Draft.objects.create(filing=filing, cells_json=dump_cells(cells))
        record(
            at=at,
            who=actor.who,
            action="filing.opened",
            kind=KIND,
            key=str(filing.pk),
            area_code=area_code,
            detail={"owner": f"{owner_kind}:{owner_key}", "form": form.id, "period": period, "digest": form_digest},
        )
    return filing


def _brought_cells(layout: Layout, brought: Mapping[str, Brought], at: datetime) -> Cells:
    unknown = sorted(address for address in brought if layout.spot(address) is None)
    if unknown:
        raise ValueError(f"form {layout.form.id} has no {', '.join(unknown)}")
    moment = at.isoformat()
    return {address: Cell(Entry(clean(one.text), at=moment), one.source) for address, one in brought.items()}


@refusals_audited("filing.save", _about)
def save_draft(
    *,
    filing: Filing,
    actor: Actor,
    permit: Permit,
    changes: Mapping[str, str],
    base_revision: int,
    at: datetime,
    page: str = "",
    allowed_fields: Collection[str] | None = None,
    choose: Mapping[str, int] | None = None,
) -> Saved:
    """Save what somebody typed: address → text as typed. One short transaction; once it returns, it is kept.

    A text that cannot be read is kept with its problem. Where another page wrote since ``base_revision``, both texts
    stand until somebody chooses (``choose``: address → revision of the text). Spots the form does not have, spots that
    are locked and texts beyond all measure are refused one by one; the others are saved. ``page`` tells two pages of one
    person apart. Saving is no step of the matter: it is not written to the audit trail, each text carries its author.
    """
    _fits(permit, actor, filing.owner_kind, filing.owner_key)
    layout = layout_in(filing)
    accepted, refused = _sorted_out(layout, changes, locks_of(allowed_fields))
    picked = {address: rev for address, rev in (choose or {}).items() if locks_of(allowed_fields).allow(address)}
    with operation(at=at):
        # Locked: two pages may save in the same second; the second must see what the first wrote.
        draft = Draft.objects.select_for_update(of=("self",)).get(filing=filing)
        cells = load_cells(draft.cells_json)
        entry = Entry("", actor.name, f"{actor.person_id}:{page}", at.isoformat(), draft.revision + 1)
        stored = _store(cells, accepted, picked, entry, base_revision)
        if stored:
            draft.cells_json, draft.revision, draft.saved_at = dump_cells(cells), draft.revision + 1, at
            draft.save(update_fields=["cells_json", "revision", "saved_at"])
    return Saved(draft.revision, draft.saved_at or at, tuple(stored), _problems(layout, cells, accepted), refused)


def _sorted_out(
    layout: Layout, changes: Mapping[str, str], locks: Locks
) -> tuple[dict[str, str], dict[str, tuple[str, Say]]]:
    accepted: dict[str, str] = {}
    refused: dict[str, tuple[str, Say]] = {}
    for address, typed in changes.items():
        spot = layout.spot(address)
        if spot is None:
            say = Say("这张表没有这一栏，没有保存", "this form has no such field; it was not saved")
            refused[address] = (typed, say)
        elif not locks.allow(address):
            why = locks.why
            say = Say(f"「{spot.label.zh}」没有改动：{why.zh}", f"“{spot.label.en}” was not changed: {why.en}")
            refused[address] = (typed, say)
        elif len(typed) > MAX_TEXT:
            say = Say(
                f"「{spot.label.zh}」有 {len(typed)} 字，一格最多存 {MAX_TEXT} 字，没有保存；请改作附件",
                f"“{spot.label.en}” has {len(typed)} characters, more than {MAX_TEXT}; attach it as a file",
            )
            refused[address] = (typed, say)
        else:
            accepted[address] = clean(typed)
    return accepted, refused


def _store(cells: Cells, accepted: Mapping[str, str], picked: Mapping[str, int], entry: Entry, base: int) -> list[str]:
    """Write into the cells; return the addresses where something changed."""
    stored = []
    for address, text in accepted.items():
        before = cells.get(address)
        if before is None and not text:
            continue
        after = written_over(before, Entry(text, entry.by, entry.page, entry.at, entry.rev), base)
        if after != before:
            cells[address] = after
            stored.append(address)
    for address, rev in picked.items():
        if address in cells and cells[address].also:
            cells[address] = chosen(cells[address], rev, entry)
            stored.append(address)
    return stored


def _problems(layout: Layout, cells: Cells, accepted: Mapping[str, str]) -> dict[str, Say]:
    found: dict[str, Say] = {}
    for address in accepted:
        spot, cell = layout.spot(address), cells.get(address)
        if spot is None or cell is None:
            continue
        if cell.also:
            found[address] = _who_else(twice(spot, len(cell.also) + 1), cell)
        elif problem := read_at(spot, cell.text).problem:
            found[address] = problem
    return found


def _who_else(say: Say, cell: Cell) -> Say:
    every = [
        (entry.by, entry.text if len(entry.text) <= 40 else entry.text[:40] + "…") for entry in (cell.entry, *cell.also)
    ]
    return Say(
        f"{say.zh}：{'；'.join(f'{by}写「{text}」' for by, text in every)}",
        f"{say.en}: {'; '.join(f'{by} wrote “{text}”' for by, text in every)}",
    )


@refusals_audited("filing.submit", _about)
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
) -> Version:
    """Hand the draft in as a new version, for good.

    Raises NotComplete with the whole list while something is missing, and Refused when a spot outside
    ``allowed_fields`` differs from the version before (naming it), or when another page changed something since
    ``base_revision`` that this person has not seen.
    """
    _fits(permit, actor, filing.owner_kind, filing.owner_key)
    with operation(at=at):
        # Locked: the draft must not change between the judgement and the version made of it.
        draft = Draft.objects.select_for_update(of=("self",)).get(filing=filing)
        state = FormState(layout_in(filing), load_cells(draft.cells_json), draft.revision, draft.saved_at)
        _refuse_unseen(state, base_revision, f"{actor.person_id}:{page}")
        previous = filing.versions.order_by("-ordinal").first()
        _refuse_locked(state, values_of(previous) if previous else {}, locks_of(allowed_fields))
        judged = judge(state, rules)
        if judged.missing:
            raise NotComplete(judged.missing)
        values = state.texts() | {address: f"{amount:f}" for address, amount in judged.computed.items()}
        version = _made(filing, previous, values, actor, at, why)
        version.save()
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


def seal(version: Version) -> str:
    """Return the digest of everything a version says, the digest before it included."""
    return digest(
        {
            "filing": version.filing_id,
            "form": version.filing.form_digest,
            "ordinal": version.ordinal,
            "values": version.values_json,
            "who": [version.person_id, version.who_name, version.who_post, version.who_organisation],
            "at": version.made_at,
            "why": version.why,
            "previous": version.previous.digest if version.previous else "",
        }
    )


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
        raise _refused(
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


def _refuse_locked(state: FormState, filed: Mapping[str, str], locks: Locks) -> None:
    if locks.open is None:
        return
    for address in dict.fromkeys([*filed, *(spot.address for spot in state.spots)]):
        spot = state.layout.spot(address)
        if spot is None or locks.allow(address) or same(spot, filed.get(address, ""), state.text(address)):
            continue
        raise _refused(
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


def _refused(why: Say, next_step: Say, code: str, cite: Cite) -> Refused:
    return Refused(Say("没有报送。", "It was not handed in."), why, next_step, cite=cite, code=code)


def _fits(permit: Permit, actor: Actor, owner_kind: str, owner_key: str) -> None:
    """Make sure the permit is this actor's and for this owner: a slip of the calling room, never of a person."""
    if permit.actor != actor or (permit.object_kind, permit.object_key) != (owner_kind, owner_key):
        raise PermissionError(f"the permit is not {actor.name}'s for {owner_kind}:{owner_key}: {permit!r}")
