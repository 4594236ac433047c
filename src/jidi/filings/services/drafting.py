"""Opening a filing and saving what somebody types into it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from jidi.accounts.acting import Actor, Permit
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.clock import day_of
from jidi.common.reading import forget
from jidi.common.say import Refused, Say
from jidi.filings.found import twice
from jidi.filings.known import Brought, known_for
from jidi.filings.locks import Locks, locks_of
from jidi.filings.models import Draft, Filing
from jidi.filings.parsing import clean
from jidi.filings.queries import FILINGS, JUDGED, layout_in
from jidi.filings.services.shared import KEPT, KIND, MAX_TEXT, about, fits, pin
from jidi.filings.spots import Layout
from jidi.filings.state import Cell, Cells, Entry, chosen, dump_cells, load_cells, read_at, written_over
from policycore.facts import Subject
from policycore.forms import Form


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

    The form is pinned as it stands. What is known already (``filings.known``) is brought in, to be confirmed; ``brought``
    says something else instead, an empty mapping brings nothing. Addresses the form does not have raise ValueError, and so
    does a form with several periods for a filing without one. ``permit`` names the owner.
    """
    fits(permit, actor, owner_kind, owner_key)
    several = [one.id for one in form.fields() if one.years > 1]
    if several and not period:
        raise ValueError(
            f"form {form.id} asks for several periods ({', '.join(several)}); a filing of it needs its period"
        )
    with operation(at=at):
        pinned = pin(form)
        filing, made = Filing.objects.get_or_create(
            owner_kind=owner_kind,
            owner_key=owner_key,
            form_id=form.id,
            period=period,
            defaults={
                "pinned_id": pinned,
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
        found = known_for(filing, actor, day_of(at)) if brought is None else brought
        cells = _brought_cells(layout_in(filing), found, at)
        Draft(filing=filing, cells_json=dump_cells(cells)).sealed().save()
        forget(FILINGS)
        record(
            at=at,
            who=actor.who,
            action="filing.opened",
            kind=KIND,
            key=str(filing.pk),
            area_code=area_code,
            detail={"owner": f"{owner_kind}:{owner_key}", "form": form.id, "period": period, "digest": pinned},
        )
    return filing


def _brought_cells(layout: Layout, brought: Mapping[str, Brought], at: datetime) -> Cells:
    unknown = sorted(address for address in brought if layout.spot(address) is None)
    if unknown:
        raise ValueError(f"form {layout.form.id} has no {', '.join(unknown)}")
    moment = at.isoformat()
    return {address: Cell(Entry(clean(one.text), at=moment), one.source) for address, one in brought.items()}


@refusals_audited("filing.save", about)
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
    exact: bool = False,
) -> Saved:
    """Save what somebody typed: address → text as typed. One short transaction; once it returns, it is kept.

    A text that cannot be read is kept with its problem. Where another page wrote since ``base_revision``, both texts
    stand until somebody chooses (``choose``: address → revision of the text). Spots the form does not have, spots that
    are locked and texts beyond all measure are refused one by one; the others are saved. ``page`` tells two pages of one
    person apart. With ``exact`` (a program, which cannot choose between two texts) nothing is saved unless the draft still
    is at ``base_revision``; Refused (409, ``filing-stale``) otherwise. Saving is no step of the
    matter: it is not written to the audit trail, each text carries its author.
    """
    fits(permit, actor, filing.owner_kind, filing.owner_key)
    layout = layout_in(filing)
    accepted, refused = _sorted_out(layout, changes, locks_of(allowed_fields))
    picked = {address: rev for address, rev in (choose or {}).items() if locks_of(allowed_fields).allow(address)}
    with operation(at=at):
        # Locked: two pages may save in the same second; the second must see what the first wrote.
        draft = Draft.objects.select_for_update(of=("self",)).get(filing=filing)
        if exact and draft.revision != base_revision:
            raise _stale(base_revision, draft.revision)
        cells = load_cells(draft.cells_json)
        entry = Entry("", actor.name, f"{actor.person_id}:{page}", at.isoformat(), draft.revision + 1)
        stored = _store(cells, accepted, picked, entry, base_revision)
        if stored:
            draft.cells_json, draft.revision, draft.saved_at = dump_cells(cells), draft.revision + 1, at
            draft.sealed().save(update_fields=["cells_json", "revision", "saved_at", "seal"])
            forget(JUDGED)
    return Saved(draft.revision, draft.saved_at or at, tuple(stored), _problems(layout, cells, accepted), refused)


def _stale(base: int, now: int) -> Refused:
    return Refused(
        Say("没有保存。", "It was not saved."),
        Say(f"报表已是第 {now} 次修改，您依据的是第 {base} 次。", f"The form is at revision {now}; yours was {base}."),
        Say("请重新读取报表，再按新的修订号保存。", "Read the form again and save on its revision."),
        cite=KEPT, status=HTTPStatus.CONFLICT, code="filing-stale",
    )  # fmt: skip


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
