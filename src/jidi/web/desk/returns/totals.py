"""汇总: a city's totals in one click: table, covering letter, everything in one zip."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Tier
from jidi.common.say import Say, Unknown
from jidi.returns.queries.board import Column, board
from jidi.returns.queries.totals import Totals, letter, totals
from jidi.returns.queries.totals import parcel as parcel_of
from jidi.returns.queries.totals import table as table_of
from jidi.returns.words import of_the, period_words, short_period
from jidi.web.desk.http import actor_required, page, reads, today_of
from jidi.web.desk.returns.words import ROOM, tabs
from jidi.web.shared.parts import Filter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked(request: HttpRequest, actor: Actor) -> tuple[list[Column], Column | None, str, Totals | None]:
    today = today_of(request)
    columns = [c for c in board(actor, today).columns if not c.articles and not c.link]
    wanted = request.GET.get("c", "")
    column = next((c for c in columns if c.key == wanted), None)
    if column is None and columns:
        past = [c for c in columns if c.period != "once" and "-" in c.period] or columns
        column = past[-1]
    area = request.GET.get("area", "")
    if not (area.isascii() and area.isdigit() and len(area) == 6):  # a division code
        area = actor.area_code if actor.tier is Tier.CITY else ""
    found = totals(actor, column.pack_id, column.rule, column.period, area) if column else None
    return columns, column, area, found


@reads
@actor_required
def totals_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The table with its sums, and the letter to send it with."""
    columns, column, area, found = _asked(request, actor)
    options = tuple((c.key, Say(of_the(short_period(c.of_period).zh, c.say.zh), c.say.en)) for c in columns)
    context = {
        "tabs": tabs("totals"),
        "found": found,
        "title": of_the(period_words(found.period).zh, found.title) if found else "",
        "letter": letter(found, today_of(request)) if found else "",
        "filters": (Filter("c", Say("报表", "Return"), options, column.key if column else ""),),
        "query": request.GET.urlencode(),
        "area": area,
    }
    return page(request, "desk/returns/totals.html", context, room=ROOM)


@reads
@actor_required
def table(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The table as a workbook."""
    found = _required(request, actor)
    return _sent(table_of(found), f"{of_the(period_words(found.period).zh, found.title)}汇总表.xlsx", XLSX)


@reads
@actor_required
def parcel(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Letter, table and attachments in one zip."""
    found = _required(request, actor)
    name = f"{of_the(period_words(found.period).zh, found.title)}.zip"
    return _sent(parcel_of(found, today_of(request)), name, "application/zip")


def _required(request: HttpRequest, actor: Actor) -> Totals:
    found = _asked(request, actor)[3]
    if found is None:
        raise Unknown(Say("份汇总", "table of totals"))
    return found


def _sent(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
