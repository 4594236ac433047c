"""Many returns at once: the table to fill in, taking it in, how far it is, storing what is chosen."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import threading
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.common.say import Refused, Say, Unknown
from jidi.files.names import disposition
from jidi.filings.models import Batch
from jidi.filings.workbooks import batch_marks, batches
from jidi.filings.workbooks.lots import Lot, lot_for, lots_for
from jidi.web.desk.http import actor_required, now_of, once_of, page, reads, today_of, writes
from jidi.web.desk.workbooks.views import attachment, none_chosen
from jidi.web.shared.parts import Badge, FigureCell, Link, Problem, State
from policycore.forms import FieldKind

ROOM = "returns"
SHOWN = 300
"""Bad cells the page lists; the file has all that are kept."""
TITLE = Say("批量报送", "Many returns at once")
_SOURCE = Path(__file__).resolve().parents[4]
_STATES = {
    "reading": Badge(State.GOING, Say("正在核对", "being checked")),
    "checked": Badge(State.WAIT, Say("待选择", "to be decided")),
    "storing": Badge(State.GOING, Say("正在存入", "being stored")),
    "done": Badge(State.DONE, Say("已存入", "stored")),
    "stopped": Badge(State.BACK, Say("没有存入", "not stored")),
}


@reads
@actor_required
def bulk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What may be handed in at once, and what one handed in before."""
    return _page(request, actor)


@reads
@actor_required
def blank(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The table of a lot, to be filled in."""
    on = today_of(request)
    lot = lot_for(actor, request.GET.get("kind", ""), request.GET.get("lot", ""), on)
    return attachment(batches.blank(actor=actor, lot=lot, on=on))


@writes
@actor_required
def take(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Take a table in; it is looked at by a process of its own."""
    kind, lot = request.POST.get("kind", ""), request.POST.get("lot", "")
    try:
        sent = request.FILES.get("file")
        if sent is None:
            lot_for(actor, kind, lot, today_of(request))
            raise none_chosen()
        made = batches.take(
            actor=actor, kind=kind, lot_key=lot, name=sent.name or "",
            content=sent.chunks(), key=once_of(request), on=today_of(request), at=now_of(request),
        )  # fmt: skip
    except Unknown:
        raise
    except Refused as refused:
        return _page(request, actor, refused)
    start(made)
    return redirect("desk:bulk-batch", made.key)


@reads
@actor_required
def batch(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """How far a batch is, what is wrong in it, and what can be chosen."""
    found = batches.batch_for(actor, key)
    return page(request, "desk/workbooks/batch.html", _of_batch(found, request), room=ROOM)


@writes
@actor_required
def choose(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Store all rows, or the valid ones."""
    found = batches.batch_for(actor, key)
    mode, agreed = request.POST.get("mode", ""), request.POST.get("agreed") == "yes"
    start(
        batches.choose(
            actor=actor, batch=found, mode=mode, key=once_of(request), on=today_of(request), at=now_of(request),
            agreed=agreed,
        )
    )  # fmt: skip
    return redirect("desk:bulk-batch", key)


@writes
@actor_required
def resume(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Go on with a batch whose process was lost; one that is at work goes on by itself."""
    start(batches.batch_for(actor, key))
    return redirect("desk:bulk-batch", key)


@reads
@actor_required
def problems(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Every bad cell as a CSV."""
    found = batches.batch_for(actor, key)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["单元格", "编号", "名称", "项目", "原因"])
    listed = json.loads(found.problems_json)
    writer.writerows([[*map(_plain, (cell, one, name, label, why))] for cell, one, label, _, why, *_, name in listed])
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = disposition(f"{found.name} 有误的格.csv", inline=False)
    return response


@reads
@actor_required
def marked(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """The workbook that was uploaded, its bad cells red and commented."""
    return attachment(batch_marks.marked(actor=actor, batch=batches.batch_for(actor, key)))


def _plain(text: str) -> str:
    """A text no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def start(found: Batch) -> None:
    """Start the process that works on a batch; it takes the batch only if nobody else has it."""
    path = os.pathsep.join(filter(None, [str(_SOURCE), os.environ.get("PYTHONPATH", "")]))
    running = subprocess.Popen(
        [sys.executable, "-m", "jidi", "workbooks", "work", found.key],
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Waited for, so that no dead process stays behind in the table of the worker.
    threading.Thread(target=running.wait, daemon=True).start()


def _page(request: HttpRequest, actor: Actor, refused: Refused | None = None) -> HttpResponse:
    on = today_of(request)
    context: dict[str, Any] = {
        "title": TITLE,
        "lots": [(lot, _tables(lot)) for lot in lots_for(actor, on)],
        "before": [(one, _STATES[one.state]) for one in batches.visible_to(actor)[:20]],
    }
    if refused:
        said = Say(f"{refused.why.zh}{refused.next_step.zh}", f"{refused.why.en} {refused.next_step.en}")
        context |= {"problems": [Problem(said)], "problems_title": refused.what}
    status = refused.status if refused else HTTPStatus.OK
    return page(request, "desk/workbooks/bulk.html", context, room=ROOM, status=status)


def _tables(lot: Lot) -> Say | None:
    """The tables of a lot's form, which a CSV has no room for; None without any."""
    names = [one.zh for one in lot.form.fields() if one.kind is FieldKind.TABLE]
    said = "、".join(f"「{name}」" for name in names)
    return Say(said, said) if names else None


def _of_batch(found: Batch, request: HttpRequest) -> dict[str, Any]:
    working = found.state in (Batch.State.READING, Batch.State.STORING)
    listed, unused = json.loads(found.problems_json), json.loads(found.unused_json)
    done = batches.done_of(found)
    return {
        "batch": found,
        "title": TITLE,
        "crumbs": [Link(TITLE, reverse("desk:bulk"))],
        "badge": _STATES[found.state],
        "working": working,
        "lost": batches.is_lost(found, now_of(request)),
        "figures": [
            FigureCell(Say("行数", "Rows"), f"{found.rows:,}"),
            FigureCell(
                Say("有误的行", "Rows with a fault"), f"{found.bad_rows:,}", tone="red" if found.bad_rows else ""
            ),
            FigureCell(Say("有误的格", "Bad cells"), f"{found.problems:,}", tone="red" if found.problems else ""),
            FigureCell(Say("已处理", "Done"), f"{done:,}"),
        ],
        "done": done,
        "most": max(found.rows, 1),
        "markable": batch_marks.can_be_marked(found),
        "bad": [(cell, key, name, Say(a, b), Say(c, d)) for cell, key, a, b, c, d, _, name in listed[:SHOWN]],
        "unused": [Say(zh, en) for zh, en, lost in unused if lost],
        "noted": [Say(zh, en) for zh, en, lost in unused if not lost],
        "explain": sum(bool(one[6]) for one in listed),
        "more": found.problems - min(len(listed), SHOWN),
        "good": found.rows - found.bad_rows,
        "said": Say(found.said_zh, found.said_en),
    }
