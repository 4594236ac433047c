"""What must always hold of panels: every draw can be repeated, every sheet handed in is what was handed in (I6).

Finds a draw, a seat, a sheet or a mark changed by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jidi.audit.models import Entry
from jidi.common.say import Say
from jidi.panels.drawing import drawn
from jidi.panels.enums import PanelState, SeatState
from jidi.panels.models import Draw, Panel, Seat, Sheet
from jidi.panels.queries import what_is_missing

CODE = "I6"


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant that does not hold: which, on what, and how."""

    code: str
    thing: str
    say: Say


def check() -> Iterator[Broken]:
    """Yield every draw that its seed does not give, every seat no draw gave, every sheet that is not what was handed in."""
    yield from _draws()
    yield from _sheets()
    for panel in Panel.objects.filter(state=PanelState.CLOSED):
        for lacking in what_is_missing(panel):
            say = Say(f"评审已结束，但{lacking.say.zh}", f"closed, although {lacking.say.en}")
            yield Broken(CODE, f"panel:{panel.pk}", say)


def _draws() -> Iterator[Broken]:
    for made in Draw.objects.prefetch_related("panel"):
        if drawn(made.pool_json, made.seed, made.wanted) != made.drawn_json:
            yield Broken(CODE, f"draw:{made.pk}", Say("按种子抽不出记录的名单", "its seed does not give its names"))
    drawn_for = {made.pk: set(made.drawn_json) for made in Draw.objects.all()}
    for seat in Seat.objects.all():
        if seat.expert_id not in drawn_for.get(seat.draw_id, set()):
            yield Broken(CODE, f"seat:{seat.pk}", Say("不在抽取名单中", "sits although no draw gave them"))
        if seat.state == SeatState.SITTING and seat.living_key != f"{seat.panel_id}:{seat.expert_id}":
            yield Broken(CODE, f"seat:{seat.pk}", Say("在组标记不符", "its living key is not its own"))


def _sheets() -> Iterator[Broken]:
    told = _handed_in()
    for sheet in Sheet.objects.order_by("pk").iterator(chunk_size=500):
        if sheet.seal() != sheet.sheet_digest:
            yield Broken(CODE, f"sheet:{sheet.pk}", Say("与保存时不同", "is not what was saved"))
        if sheet.submitted_at is None:
            continue
        if told.pop((str(sheet.seat_id), sheet.case_key), "") != sheet.sheet_digest:
            yield Broken(CODE, f"sheet:{sheet.pk}", Say("与审计记录不符", "does not agree with the audit trail"))
    for seat, case in told:
        yield Broken(CODE, f"seat:{seat} case:{case}", Say("审计记录了提交，评分表不在", "was handed in and is gone"))


def _handed_in() -> dict[tuple[str, str], str]:
    rows = Entry.objects.filter(action="panel.submit-sheet", outcome="done").order_by("seq")
    found = {}
    for row in rows.iterator(chunk_size=1000):
        found[row.object_key, row.detail["case"]] = row.detail["digest"]
    return found


def counted() -> dict[str, int]:
    """How many rows ``check`` looks at, by what they are."""
    sheets = Sheet.objects.filter(submitted_at__isnull=False)
    return {"抽取 draws": Draw.objects.count(), "席位 seats": Seat.objects.count(), "评审表 sheets": sheets.count()}
