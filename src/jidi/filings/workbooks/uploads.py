"""The verbs of workbooks: give one out, take one in, give it back marked, accept what it says."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from jidi.accounts.acting import Actor, Permit, require
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.keys import came_before, once
from jidi.common.say import Refused, Say, Unknown, house
from jidi.files import store
from jidi.files.names import display_name
from jidi.files.queries import open_for
from jidi.files.services import ATTACH, attach
from jidi.filings import queries, services
from jidi.filings.doors import Door, door_of
from jidi.filings.judging import Judged, judge
from jidi.filings.locks import CLOSED, Locks, locks_of
from jidi.filings.models import Filing, Upload
from jidi.filings.state import Cell, Entry, FormState
from jidi.filings.workbooks.grids import grids_of
from jidi.filings.workbooks.plan import Plan, plan_of
from jidi.filings.workbooks.reading import Bad, Changed, Uploaded, read_upload
from jidi.filings.workbooks.running import ONE_UNPACKED, WorkbookRefused, run
from jidi.filings.workbooks.stamp import Stamp

OWNER = "workbook"
"""Uploaded files belong to their upload, under this kind."""
PAGE = "workbook"
"""How texts of a workbook are signed: a person's uploads of one filing are one page to the draft."""
MARKED_LIMIT = 64 * 1024 * 1024
RULE = house("工作簿先看改动再采用", "what a workbook changes is shown before it is taken over")


@dataclass(frozen=True, slots=True)
class Given:
    """A workbook to save: its name and its bytes."""

    name: str
    content: bytes


# --- giving out ---------------------------------------------------------------------------------------------------


def download(*, actor: Actor, filing: Filing, on: date, at: datetime) -> Given:
    """Return the workbook of a filing the actor sees, filled with what the draft holds.

    What is not open now is locked. For whoever does not write in it now everything is, and it holds what was handed in
    last; before anything was, the draft, which only those who write in it see (``filings.owners``).
    """
    from jidi.filings.workbooks.formulas import formulas_of
    from jidi.filings.workbooks.writer import Content, write

    door = door_of(actor, filing, on)
    state = _shown(filing, door)
    judged = judge(state, door.rules)
    plan = _plan(state)
    texts = {address: cell.text for address, cell in state.cells.items() if cell.text.strip()}
    formulas = formulas_of(plan, judged)
    content = Content(
        replace(plan, asked=formulas.asked),
        stamp_of(filing, door, state.revision, at),
        texts,
        {address: f"{amount:f}" for address, amount in judged.computed.items()},
        _locks(door),
        formulas,
        door.name.zh,
    )
    period = f" {filing.period}" if filing.period else ""
    return Given(f"{state.layout.form.zh or filing.form_id} {door.name.zh}{period}.xlsx", write(content))


def _shown(filing: Filing, door: Door) -> FormState:
    filed = None if isinstance(door.may, Permit) else queries.latest_version(filing)
    return queries.version_state(filed) if filed else queries.draft_state(filing)


def stamp_of(filing: Filing, door: Door, revision: int, at: datetime | None = None) -> Stamp:
    """Return the stamp of a filing's workbook."""
    return Stamp(
        form=filing.form_id,
        digest=filing.form_digest,
        filing=filing.pk,
        owner=f"{filing.owner_kind}:{filing.owner_key}",
        subject=f"{filing.subject_kind}:{filing.subject_key}",
        period=filing.period,
        revision=revision,
        name=door.name.zh,
        made_at=at.isoformat() if at else "",
    )


def _plan(state: FormState) -> Plan:
    used = [address for address, cell in state.cells.items() if cell.text.strip()]
    return plan_of(state.layout, {table: state.layout.rows_in(table, used) for table in state.layout.tables})


def _locks(door: Door) -> Locks:
    return locks_of(door.allowed) if isinstance(door.may, Permit) else CLOSED


# --- taking in ----------------------------------------------------------------------------------------------------


def _about(asked: Mapping[str, Any]) -> About:
    filing: Filing = asked["filing"]
    return About(services.KIND, str(filing.pk), filing.area_id)


@refusals_audited("workbook.upload", _about)
def take(
    *, actor: Actor, filing: Filing, name: str, content: Iterable[bytes], key: str, on: date, at: datetime
) -> Upload:
    """Read an uploaded workbook and keep it with what was found; nothing of the draft changes yet.

    Raises Denied for whoever may not write now, WorkbookRefused for a file that is not read (hostile, torn, of another
    form, base or period), FileRefused for one that is too large.
    """
    door, what = door_of(actor, filing, on), f"workbook.upload:{filing.pk}"
    again = came_before(key=key, who=actor.key, what=what)
    if not again:
        require(door.may)
    shown = only_xlsx(name)
    incoming = store.receive(content)
    try:
        found = None if again else _read(filing, door, actor, incoming.path)
        with operation(at=at):
            made = once(
                key=key, who=actor.key, what=what, at=at, content=incoming.sha256,
                work=lambda: _keep(actor, filing, shown, incoming.path, found, at),
            )  # fmt: skip
    finally:
        store.discard(incoming.path)
    return Upload.objects.select_related("filing").get(key=made.result)


def only_xlsx(name: str) -> str:
    """Return the name as it is shown. Raises WorkbookRefused for another kind of file."""
    shown, extension = display_name(name)
    if extension != "xlsx":
        raise WorkbookRefused(
            Say(f"「{shown}」不是 .xlsx 文件。", f"“{shown}” is no .xlsx file."),
            Say("请用 WPS 或 Excel 打开，另存为 .xlsx 后再上传。", "Save it as .xlsx in WPS or Excel, upload that."),
            code="type-unknown",
        )
    return shown


def _read(filing: Filing, door: Door, actor: Actor, path: Path) -> Uploaded:
    raw, _ = run({"do": "read", "path": str(path), "unpacked": ONE_UNPACKED})
    return _understood(filing, door, actor, raw)


def _understood(filing: Filing, door: Door, actor: Actor, raw: Any) -> Uploaded:
    """What the sheets of a workbook say for this form, as far as the person may change it."""
    state = queries.draft_state(filing)
    return read_upload(
        grids_of(raw),
        plan=plan_of(state.layout),
        expected=stamp_of(filing, door, state.revision),
        state=state,
        locks=_locks(door),
        page=f"{actor.person_id}:{PAGE}",
    )


def _keep(actor: Actor, filing: Filing, name: str, path: Path, found: Uploaded | None, at: datetime) -> str:
    assert found is not None  # what came before is answered from its key and not kept again
    key = uuid.uuid4().hex
    permit = Permit(actor, ATTACH, OWNER, key, Say("上传填报表", "uploading a form"), RULE)
    kept = attach(permit=permit, name=name, content=_pieces(path), area_code=filing.area_id, at=at)
    Upload.objects.create(
        key=key,
        filing=filing,
        attachment=kept.key,
        name=kept.name,
        person_id=actor.person_id,
        made_at=at,
        base_revision=found.base_revision,
        outcome_json=json.dumps(asdict(found), ensure_ascii=False),
    )
    return key


def _pieces(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while piece := file.read(256 * 1024):
            yield piece


# --- looking at it ------------------------------------------------------------------------------------------------


def visible_to(actor: Actor | None) -> QuerySet[Upload]:
    """Return the uploads an actor may see: their own, of filings they see."""
    if actor is None:
        return Upload.objects.none()
    return Upload.objects.filter(person_id=actor.person_id, filing__in=queries.visible_to(actor))


def visible_files(actor: Actor | None, keys: Collection[str]) -> Collection[str]:
    """Return for which of these uploads the actor may open the file."""
    return set(visible_to(actor).filter(key__in=list(keys)).values_list("key", flat=True))


def upload_for(actor: Actor, key: str) -> Upload:
    """Return an upload of the actor's. Raises Unknown for any other."""
    found = visible_to(actor).select_related("filing").filter(key=key).first()
    if found is None:
        raise Unknown(Say("份上传", "upload"))
    return found


def outcome_of(upload: Upload) -> Uploaded:
    """Return what was found in an upload."""
    data = json.loads(upload.outcome_json)
    bad = tuple(Bad(**{**one, "label": Say(**one["label"]), "say": Say(**one["say"])}) for one in data["bad"])
    return Uploaded(
        tuple(Changed(**one) for one in data["changes"]),
        bad,
        tuple(Say(**one) for one in data["gaps"]),
        tuple(Say(**one) for one in data["notes"]),
        data["base_revision"],
        data["cells"],
    )


def judged_after(upload: Upload, door: Door) -> Judged:
    """Return the draft as it would stand after accepting, with everything the rules say of it."""
    state = queries.draft_state(upload.filing)
    cells = dict(state.cells)
    for one in outcome_of(upload).changes:
        if not one.shut:
            cells[one.address] = Cell(Entry(one.new))
    after = FormState(state.layout, cells, state.revision, state.saved_at, background=state.background)
    return judge(after, door.rules)


def marked(*, actor: Actor, upload: Upload) -> Given:
    """Return the uploaded workbook with its bad cells red and commented. Raises WorkbookRefused where that cannot be."""
    kept = open_for(actor, upload.attachment)
    marks = [(one.sheet, one.row, one.col, one.say.zh) for one in outcome_of(upload).bad]
    stem = upload.name.removesuffix(".xlsx")
    return Given(f"{stem}（标红）.xlsx", marked_copy(kept.path, marks, ONE_UNPACKED))


def marked_copy(
    path: Path, marks: Iterable[tuple[str, int, int, str]], unpacked: int, sheet: str = "", more: Any = None
) -> bytes:
    """Return a workbook with these cells marked, made by a process of its own; ``sheet`` is meant where a mark names none,
    ``more`` are lines written below what a sheet holds (``child.marking.mark``).
    """
    out = store.root() / "incoming" / uuid.uuid4().hex
    out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    job = {"do": "mark", "path": str(path), "out": str(out), "marks": list(marks), "unpacked": unpacked, "sheet": sheet}
    job["more"] = more
    try:
        run({**job, "written": MARKED_LIMIT})
        return out.read_bytes()
    finally:
        store.discard(out)


# --- accepting ----------------------------------------------------------------------------------------------------


@refusals_audited("workbook.accept", lambda asked: _about({"filing": asked["upload"].filing}))
def accept(*, actor: Actor, upload: Upload, key: str, on: date, at: datetime) -> services.Saved:
    """Save what an upload changes into the draft: the same permit, the same checks as typing it on the page.

    Texts that cannot be read are saved as they are, to be mended on the page. Accepting twice is accepting once.
    """
    if upload.person_id != actor.person_id:
        raise Unknown(Say("份上传", "upload"))
    changes = {one.address: one.new for one in outcome_of(upload).changes if not one.shut}
    saved: list[services.Saved] = []

    def work() -> int:
        door = door_of(actor, upload.filing, on)
        saved.append(_save(actor, require(door.may), upload, door, changes, at))
        held = Upload.objects.filter(pk=upload.pk, accepted_at__isnull=True)
        if not held.update(accepted_at=at, saved_revision=saved[0].revision):
            raise _accepted_before()
        record(
            at=at,
            who=actor.who,
            action="workbook.accepted",
            kind=services.KIND,
            key=str(upload.filing_id),
            area_code=upload.filing.area_id,
            detail={"upload": upload.key, "spots": len(changes), "revision": saved[0].revision},
        )
        return saved[0].revision

    with operation(at=at):
        done = once(key=key, who=actor.key, what=f"workbook.accept:{upload.key}", at=at, work=work)
    return saved[0] if saved else services.Saved(done.result, at)


def _save(
    actor: Actor, permit: Permit, upload: Upload, door: Door, changes: Mapping[str, str], at: datetime
) -> services.Saved:
    saved = services.save_draft(
        filing=upload.filing,
        actor=actor,
        permit=permit,
        changes=changes,
        base_revision=upload.base_revision,
        page=PAGE,
        allowed_fields=door.allowed,
        at=at,
    )
    if saved.stored:
        door.saved()
    return saved


def _accepted_before() -> Refused:
    return Refused(
        Say("没有再次采用。", "It was not taken over again."),
        Say("这份工作簿已经采用过。", "This workbook was taken over before."),
        Say("要再改的，请重新上传，或在网页上修改。", "To change more, upload again or type on the page."),
        cite=RULE,
        code="accepted-before",
    )


Describe = Callable[[str], Say]
"""Names a spot by its address."""


def label_of(upload: Upload) -> Describe:
    """Return how the spots of an upload's form are called."""
    layout = queries.layout_in(upload.filing)

    def label(address: str) -> Say:
        spot = layout.spot(address)
        return spot.label if spot else Say(address, address)

    return label
