"""The analysis page, and the same answer as Excel, CSV or SDMX-CSV."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from jidi.accounts.acting import Actor
from jidi.accounts.models import Division
from jidi.common.clock import BEIJING
from jidi.common.say import Say
from jidi.filings.columns.ask import Answer, By, Cell, Line
from jidi.filings.columns.export import to_csv, to_excel, to_sdmx
from jidi.filings.plans import FLAG
from jidi.returns.queries.counted import owed_by_city
from jidi.web.desk.analysis.asked import BY, asked_of
from jidi.web.desk.bases.words import require_business
from jidi.web.desk.http import actor_required, now_of, page, reads
from jidi.web.shared import figures
from jidi.web.shared.language import Words, current
from jidi.web.shared.parts import NOTHING, Link

ROOM: Final = "returns"
BARS: Final = 12
"""Groups the picture shows; the table beside it has all."""
WIDE: Final = 560
"""How long the longest bar is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as the table writes it; ``note`` says when the change compares different numbers of bases."""

    amount: str
    change: Words
    share: str = ""
    rank: str = ""
    note: Words = NOTHING
    unaccepted: bool = False


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the table."""

    name: str
    cells: tuple[Shown, ...]
    rank: str
    share: str
    of: Words = NOTHING
    """How many of how many stand in the last period's amount, where that can be said."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the picture: how long it is of ``WIDE``, and its words."""

    width: int
    name: str
    value: str


@reads
@actor_required
def analysis(request: HttpRequest, actor: Actor) -> HttpResponse:
    """An indicator by base, city, product or province: amounts, change on the year before, share, rank."""
    require_business(actor)
    asked = asked_of(actor, request.GET, now_of(request))
    if asked is None:
        return page(request, "desk/analysis/analysis.html", {"asked": None}, room=ROOM)
    answer = asked.answer()
    owed = owed_by_city(actor, asked.forms, asked.last)
    bars = _bars(answer)
    unit = "" if asked.indicator.unit == FLAG else asked.indicator.unit
    made = parse_datetime(answer.made_at)
    context = {
        "asked": asked,
        "filters": asked.filters,
        "scope": _scope(actor),
        "indicator": Say(asked.indicator.zh, asked.indicator.en),
        "unit": unit,
        # A form may print the unit in the label itself: 总产值（亿元）.
        "unit_beside": "" if f"（{unit}）" in asked.indicator.zh else unit,
        "group": BY[asked.by],
        "periods": asked.wanted,
        "lines": [_line(answer, one, owed[one.key] if asked.by is By.CITY else 0) for one in answer.lines],
        "owed": owed.total(),
        "counts": _counted(answer),
        "total": _line(answer, Line("", "", "", answer.total)) if answer.total else None,
        "bars": bars,
        "wide": WIDE,
        "more": max(0, len(answer.lines) - BARS),
        "additive": asked.indicator.additive,
        "files": [
            Link(words, f"{reverse('desk:analysis-export', args=[kind])}?{asked.query}")
            for kind, (words, *_) in FILES.items()
        ],
        "made_at": made.astimezone(BEIJING) if made else None,
    }
    return page(request, "desk/analysis/analysis.html", context, room=ROOM)


FILES: Final[dict[str, tuple[Say, str, str, Callable[[Answer], bytes]]]] = {
    "excel": (
        Say("Excel", "Excel"),
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda answer: to_excel(answer, current()),
    ),
    "csv": (Say("CSV", "CSV"), "csv", "text/csv; charset=utf-8", lambda answer: to_csv(answer, current())),
    "sdmx": (Say("SDMX-CSV", "SDMX-CSV"), "csv", "application/vnd.sdmx.data+csv; version=2.0.0", to_sdmx),
}
"""The files an answer can be had as: words, ending, media type, writer."""


@reads
@actor_required
def export(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """The same answer as a file, asked with the same words as the page."""
    require_business(actor)
    asked = asked_of(actor, request.GET, now_of(request))
    if kind not in FILES or asked is None:
        raise Http404
    _, ending, media_type, write = FILES[kind]
    answer = HttpResponse(write(asked.answer()), content_type=media_type)
    name = f"{asked.indicator.zh} 按{BY[asked.by].zh} {asked.last}{' SDMX' if kind == 'sdmx' else ''}.{ending}"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def _scope(actor: Actor) -> Say:
    """Whose figures stand on the page: of the actor's area, else of what their organisation sees."""
    area = Division.objects.filter(pk=actor.area_code).first() if actor.covers(actor.area_code) else None
    return Say(
        f"范围：{area.name if area else actor.organisation_name}",
        f"of {area.name if area else actor.organisation_name}",
    )


def _counted(answer: Answer) -> int:
    """How many figures stand in the last period."""
    return sum(line.cells[-1].count for line in answer.lines if line.cells)


def _line(answer: Answer, line: Line, owed: int = 0) -> ShownLine:
    alone = answer.by is By.BASE and bool(line.key)
    cells = tuple(_shown(answer, cell, alone) for cell in line.cells)
    inside = line.cells[-1].count
    of = Say(f"{inside} / {owed} 个", f"{inside} of {owed}") if owed and inside != owed else NOTHING
    return ShownLine(line.name or "—", cells, cells[-1].rank, cells[-1].share, of)


def _shown(answer: Answer, cell: Cell, alone: bool) -> Shown:
    unit = answer.indicator.unit
    if unit == FLAG:
        words = figures.MISSING if cell.amount is None else ("有" if cell.amount else "无")
        return Shown(words, NOTHING, unaccepted=cell.accepted < cell.count)
    change = figures.point_change(cell.change) if unit == "%" else figures.change(cell.change)
    note: Words = NOTHING
    if cell.change is not None and cell.before and cell.before != cell.count and not alone:
        note = Say(f"本期 {cell.count} 个、上年 {cell.before} 个", f"{cell.count} now, {cell.before} then")
    return Shown(
        figures.figure(cell.amount),
        change,
        figures.percent(cell.share),
        str(cell.rank or figures.MISSING),
        note,
        cell.accepted < cell.count,
    )


def _bars(answer: Answer) -> list[Bar]:
    """The largest groups of the last period; none where amounts are no amounts, or one stands below zero."""
    known = [(line.name, line.cells[-1].amount) for line in answer.lines if line.cells[-1].amount is not None]
    shown = [(name, amount) for name, amount in known if amount is not None][:BARS]
    most = max((amount for _, amount in shown), default=Decimal(0))
    if answer.indicator.unit == FLAG or len(shown) < 2 or most <= 0 or any(amount < 0 for _, amount in shown):
        return []
    return [Bar(max(1, int(amount * WIDE / most)), name or "—", figures.figure(amount)) for name, amount in shown]
