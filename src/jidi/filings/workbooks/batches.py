"""The verbs of many returns at once: take the file in, look at it, store what was chosen, go on after a crash."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from jidi.accounts.acting import Actor, Permit
from jidi.accounts.queries import actor_for
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.keys import came_before, once
from jidi.common.say import Refused, Say, Unknown, house
from jidi.files import store
from jidi.files.names import display_name
from jidi.files.services import ATTACH, attach
from jidi.filings.definition import written
from jidi.filings.models import Batch
from jidi.filings.services import submit_many
from jidi.filings.spots import Layout, layout_of
from jidi.filings.workbooks.bulk_rows import Looked, look
from jidi.filings.workbooks.bulk_template import template
from jidi.filings.workbooks.kept import drop, tell, told
from jidi.filings.workbooks.lots import Lot, lot_for, lots_of
from jidi.filings.workbooks.running import WorkbookRefused
from jidi.filings.workbooks.stamp import Stamp
from jidi.filings.workbooks.uploads import Given

OWNER = "batch"
CHUNK = 200
"""Returns one transaction stores: short enough that nobody else waits, and the bar moves."""
LOST = timedelta(seconds=60)
"""A batch nobody moved for so long has lost its process."""
KEPT = 20_000
"""Bad cells that are kept by name; the rest is counted."""
NAMED = 200
"""Things not taken over that are named."""
RULE = house("批量报送先核对再存", "many returns are checked before they are stored")
Clock = Callable[[], datetime]


def blank(*, actor: Actor, lot: Lot, on: date) -> Given:
    """Return the workbook in which a lot is filled in."""
    layout, digest = layout_for(lot)
    targets = [one for one in lots_of(lot.kind).targets(actor, lot, on) if one.permit is not None]
    stamp = Stamp(lot.form.id, digest, 0, f"{lot.kind}:", lot.key, lot.period, 0)
    return Given(f"{lot.name.zh}.xlsx", template(lot, layout, targets, stamp))


def layout_for(lot: Lot) -> tuple[Layout, str]:
    """Return how the form of a lot is laid out, and its digest."""
    text, digest = written(lot.form)
    return layout_of(text, lot.period), digest


def _about(asked: Mapping[str, Any]) -> About:
    actor: Actor = asked["actor"]
    return About(OWNER, str(asked.get("lot_key", "")), actor.area_code)


@refusals_audited("batch.take", _about)
def take(
    *, actor: Actor, kind: str, lot_key: str, name: str, content: Iterable[bytes], key: str, on: date, at: datetime
) -> Batch:
    """Keep a file of many returns; it is looked at by ``work``. Raises Unknown for a lot the actor may not hand in."""
    what = f"batch.take:{kind}:{lot_key}"
    lot = None if came_before(key=key, who=actor.key, what=what) else lot_for(actor, kind, lot_key, on)
    shown, extension = display_name(name)
    if extension not in ("xlsx", "csv"):
        raise WorkbookRefused(
            Say(f"「{shown}」不是 .xlsx 或 .csv 文件。", f"“{shown}” is neither .xlsx nor .csv."),
            Say("请另存为 .xlsx 或 .csv 后再上传。", "Save it as one of these and upload that."),
            code="type-unknown",
        )
    incoming = store.receive(content)
    try:
        with operation(at=at):
            made = once(
                key=key,
                who=actor.key,
                what=what,
                at=at,
                content=incoming.sha256,
                work=lambda: _keep(actor, lot, shown, incoming, at),
            )
    finally:
        store.discard(incoming.path)
    return Batch.objects.get(key=made.result)


def _keep(actor: Actor, lot: Lot | None, name: str, incoming: store.Incoming, at: datetime) -> str:
    assert lot is not None  # what came before is answered from its key and not kept again
    key = uuid.uuid4().hex
    permit = Permit(actor, ATTACH, OWNER, key, Say("批量报送", "handing in many"), RULE)
    kept = attach(permit=permit, name=name, content=[incoming.path.read_bytes()], area_code=actor.area_code, at=at)
    Batch.objects.create(
        key=key,
        kind=lot.kind,
        lot=lot.key,
        form_id=lot.form.id,
        period=lot.period,
        attachment=kept.key,
        name=kept.name,
        person_id=actor.person_id,
        post_id=actor.post_id,
        made_at=at,
    )
    return key


# --- who sees it --------------------------------------------------------------------------------------------------


def visible_to(actor: Actor | None) -> QuerySet[Batch]:
    """Return the batches an actor may see: those they uploaded in this post."""
    if actor is None:
        return Batch.objects.none()
    return Batch.objects.filter(person_id=actor.person_id, post_id=actor.post_id)


def visible_files(actor: Actor | None, keys: Iterable[str]) -> set[str]:
    """Return for which of these batches the actor may open the file."""
    return set(visible_to(actor).filter(key__in=list(keys)).values_list("key", flat=True))


def batch_for(actor: Actor, key: str) -> Batch:
    """Return a batch of the actor's. Raises Unknown for any other."""
    found = visible_to(actor).filter(key=key).first()
    if found is None:
        raise Unknown(Say("次批量报送", "batch"))
    return found


def is_lost(batch: Batch, at: datetime) -> bool:
    """Whether a batch that should be at work has no process any more."""
    working = batch.state in (Batch.State.READING, Batch.State.STORING)
    return working and at - _last_sign(batch) > LOST


def _last_sign(batch: Batch) -> datetime:
    """When its process was last heard of."""
    heard = told(batch)
    signs = [batch.beat_at or batch.made_at, *([heard[1]] if heard else [])]
    return max(signs)


def done_of(batch: Batch) -> int:
    """How many rows are through: of all or nothing, inside the transaction that is not over yet."""
    heard = told(batch) if batch.state == Batch.State.STORING and batch.mode == Batch.Mode.ALL else None
    return max(batch.done_rows, heard[0]) if heard else batch.done_rows


# --- choosing -----------------------------------------------------------------------------------------------------


@refusals_audited("batch.choose", _about)
def choose(
    *, actor: Actor, batch: Batch, mode: str, key: str, on: date, at: datetime, agreed: bool = False
) -> Batch:  # fmt: skip
    """Decide what is stored: ``all`` rows or none, or the ``valid`` ones. ``work`` then stores it.

    Raises Refused for ``all`` while anything is wrong, for a batch that is not waiting to be decided, and where something of
    the file is not taken over as long as nobody ``agreed`` to that.
    """

    def work() -> str:
        lot_for(actor, batch.kind, batch.lot, on)
        # Locked: two clicks must not choose two things.
        held = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if held.state != Batch.State.CHECKED or mode not in (Batch.Mode.ALL, Batch.Mode.VALID):
            raise _refused("这一份现在不能选择如何存。", "There is nothing to decide now.", "not-waiting")
        if mode == Batch.Mode.ALL and held.problems:
            raise _refused(
                f"有 {held.bad_rows} 行、{held.problems} 格有误，不能全部存入。",
                f"{held.bad_rows} rows and {held.problems} cells have a fault.",
                "not-clean",
            )
        if held.rows == held.bad_rows:
            raise _refused("没有一行可以存入。", "There is no row to store.", "nothing-clean")
        lost = sum(lost for *_, lost in json.loads(held.unused_json))
        if lost and not agreed:
            raise _not_agreed()
        held.mode, held.state, held.beat_at, held.runner = mode, Batch.State.STORING, at, ""
        held.done_rows = 0
        held.save(update_fields=["mode", "state", "beat_at", "runner", "done_rows"])
        record(
            at=at,
            who=actor.who,
            action="batch.chosen",
            kind=OWNER,
            key=held.key,
            detail={"mode": mode, "unused": lost},
        )
        return held.key

    with operation(at=at):
        once(key=key, who=actor.key, what=f"batch.choose:{batch.key}", at=at, content=mode, work=work)
    batch.refresh_from_db()
    return batch


def _refused(zh: str, en: str, code: str) -> Refused:
    return Refused(
        Say("没有存入。", "Nothing was stored."),
        Say(zh, en),
        Say(
            "请按列出的格改好后重新上传，或只存无误的行。",
            "Mend the cells listed and upload again, or store the valid rows.",
        ),
        cite=RULE,
        code=code,
    )


def _not_agreed() -> Refused:
    return Refused(
        Say("没有存入。", "Nothing was stored."),
        Say("文件里有不会采用的内容，还没有确认。", "Some of the file is not taken over, which nobody confirmed yet."),
        Say(
            "请看「不会采用的」，勾选「我知道」后再报送；要采用的，改好文件重新上传。",
            "Read what is not taken and tick that you know, or mend the file.",
        ),
        cite=RULE,
        code="not-agreed",
    )


# --- working ------------------------------------------------------------------------------------------------------


class LostError(RuntimeError):
    """Another process has taken the batch over: this one stops."""


@dataclass(slots=True)
class _Run:
    """One process at work on one batch."""

    pk: int
    runner: str
    now: Clock

    def beat(self, **more: object) -> None:
        """Say that it goes on, and how far it is. Raises LostError when another process has taken over."""
        if not Batch.objects.filter(pk=self.pk, runner=self.runner).update(beat_at=self.now(), **more):
            raise LostError(f"batch {self.pk} is worked on by another process")


def work(key: str, *, on: date, now: Clock) -> Batch:
    """Do what a batch waits for: look at it, or store what was chosen. Safe to call at any time, by anybody, twice.

    A batch another process is at work on is left alone until that process has been silent for a minute.
    """
    batch = Batch.objects.select_related("person").get(key=key)
    runner, at = uuid.uuid4().hex, now()
    if batch.runner and not is_lost(batch, at):
        return batch
    free = Q(runner="") | Q(beat_at__isnull=True) | Q(beat_at__lt=at - LOST)
    waiting = Batch.objects.filter(free, pk=batch.pk, state__in=[Batch.State.READING, Batch.State.STORING])
    if not waiting.update(runner=runner, beat_at=at):
        return batch
    batch.refresh_from_db()
    run = _Run(batch.pk, runner, now)
    try:
        actor = actor_for(batch.person, batch.post_id, on)
        if actor is None:
            raise _refused("上传人已不在该岗位。", "Who uploaded it no longer holds the post.", "no-post")
        lot = lot_for(actor, batch.kind, batch.lot, on)
        looked = look(batch, actor, lot, layout_for(lot)[0], on, run.beat)
        if batch.state == Batch.State.READING:
            _show(run, looked)
        else:
            _store(run, batch, actor, lot, looked, on)
    except Refused as refused:
        run.beat(
            state=Batch.State.STOPPED, ended_at=now(), said_zh=f"{refused.why.zh}{refused.next_step.zh}"[:500],
            said_en=f"{refused.why.en} {refused.next_step.en}"[:500],
        )  # fmt: skip
        drop(batch)
    batch.refresh_from_db()
    return batch


def _show(run: _Run, looked: Looked) -> None:
    run.beat(
        state=Batch.State.CHECKED,
        runner="",
        rows=looked.count,
        done_rows=looked.count,
        bad_rows=len(looked.bad_rows),
        problems=len(looked.table.bad),
        problems_json=json.dumps([one.data() for one in looked.bad[:KEPT]], ensure_ascii=False),
        unused_json=json.dumps(
            [[one.zh, one.en, True] for one in looked.table.unused[:NAMED]]
            + [[one.zh, one.en, False] for one in looked.table.noted[:NAMED]],
            ensure_ascii=False,
        ),
    )


def _store(run: _Run, batch: Batch, actor: Actor, lot: Lot, looked: Looked, on: date) -> None:
    if batch.mode == Batch.Mode.ALL:
        if wrong := len(looked.bad_rows) + looked.table.strays:
            raise _refused(
                f"核对以后情况有变，{wrong} 行现在不能存，全部没有存。",
                f"Since it was checked {wrong} rows can no longer be stored; none was.",
                "changed-since",
            )
        tell(batch, 0, run.now())
        with operation(at=run.now()):
            for start in range(0, looked.count, CHUNK):
                _chunk(run, batch, actor, lot, looked, range(start, min(start + CHUNK, looked.count)), on)
    else:
        for start in range(batch.next_row, looked.count, CHUNK):
            with operation(at=run.now()):
                _chunk(run, batch, actor, lot, looked, range(start, min(start + CHUNK, looked.count)), on)
    run.beat(state=Batch.State.DONE, ended_at=run.now())
    drop(batch)


def _chunk(run: _Run, batch: Batch, actor: Actor, lot: Lot, looked: Looked, rows: range, on: date) -> None:
    """Store some rows and note that they are, in one transaction; another process cannot store them again."""
    at = run.now()
    held = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if held.runner != run.runner or held.next_row != rows.start:
        raise LostError(f"batch {batch.pk} is worked on by another process")
    bad = looked.bad_rows
    good = [row for row in rows if row not in bad]
    versions = submit_many(
        actor=actor, owner_kind=lot.kind, form=lot.form, period=lot.period, pack_version_id=lot.pack_version_id,
        rows=[looked.row(one) for one in good], batch=batch.key, why=f"批量报送 {batch.name}", at=at,
    ) if good else {}  # fmt: skip
    if versions:
        lots_of(lot.kind).handed_in(actor, lot, versions, on, at)
    held.next_row, held.done_rows, held.beat_at = rows.stop, held.done_rows + len(good), at
    held.save(update_fields=["next_row", "done_rows", "beat_at"])
    if batch.mode == Batch.Mode.ALL:
        tell(batch, held.done_rows, at)
