"""汇总: a city's totals in one click: table, covering letter, everything in one zip."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Tier
from jidi.common.say import Say, Unknown
from jidi.returns.models import Duty, Level
from jidi.returns.permissions import level_of, receiver_of, seat_of
from jidi.returns.queries.board import Column, board
from jidi.returns.queries.covering import Sender, letter, named, state_words
from jidi.returns.queries.covering import parcel as parcel_of
from jidi.returns.queries.covering import table as table_of
from jidi.returns.queries.duties import levels_of
from jidi.returns.queries.totals import Row, Totals, totals
from jidi.returns.words import of_the, short_period
from jidi.web.desk.http import actor_required, now_of, page, reads, today_of
from jidi.web.desk.returns.words import ROOM, tabs
from jidi.web.shared.parts import Filter

_OURS = {Tier.PROVINCE: "我省", Tier.CITY: "我市", Tier.COUNTY: "我县（市、区）"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked(request: HttpRequest, actor: Actor) -> tuple[list[Column], Column | None, str, Totals | None]:
    today = today_of(request)
    there = board(actor, today)
    columns = [c for c in there.columns if not c.articles and not c.link]
    wanted = request.GET.get("c", "")
    column = next((c for c in columns if c.key == wanted), None)
    if column is None and columns:
        begun = [c for c in columns if there.total[c.key].filed] or columns  # an empty table is not what one comes for
        column = ([c for c in begun if "-" in c.period] or begun)[-1]
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
    sender = _sender(actor, found, today_of(request))
    context = {
        "tabs": tabs("totals"),
        "found": found,
        "rows": [(row, _state(row), zip(row.values, found.places, strict=True)) for row in found.rows] if found else [],
        "sums": list(zip(found.sums, found.places, strict=True)) if found else [],
        "title": named(found) if found else "",
        "letter": letter(found, sender, today_of(request)) if found and sender else "",
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
    return _sent(table_of(found), f"{named(found)}汇总表.xlsx", XLSX)


@reads
@actor_required
def parcel(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Letter, table, the sheet of each unit and the attachments in one zip."""
    found = _required(request, actor)
    today = today_of(request)
    made = parcel_of(found, _sender(actor, found, today), actor=actor, on=today, at=now_of(request))
    return _sent(made, f"{named(found)}.zip", "application/zip")


def _sender(actor: Actor, found: Totals | None, on: date) -> Sender | None:
    """Who sends it on to whom; None where the office is the last to receive it, or has no part in it."""
    if found is None or not found.rows:
        return None
    duty = found.rows[0].duty
    level = level_of(actor, duty, levels_of(duty))
    if level is None or not level.to_zh:
        return None
    return Sender(
        actor.organisation_name, _OURS.get(actor.tier, "本单位"), _office_above(duty, level, on) or level.to_zh
    )


def _office_above(duty: Duty, level: Level, on: date) -> str:
    """The name of the office a level sends to, where it is one of this site; a role (基地所在地主管部门) is no addressee."""
    levels = levels_of(duty)
    following = [one for one in levels if one.place == level.place + 1]
    seat = seat_of(duty, following[0]) if following else receiver_of(duty, levels)
    names = {post.organisation.name for post in seat.posts(on)} if seat else set()
    return names.pop() if len(names) == 1 else ""


def _state(row: Row) -> Say:
    """How a row stands where it is not simply counted."""
    return Say("") if row.counts else Say(state_words(row), _STATES_EN[state_words(row)])


_STATES_EN = {
    "豁免": "waived", "退回补正，未计入": "sent back, not counted", "已报": "filed", "未报": "not filed",
    "未报（下级已提供）": "not filed (supplied from below)",
}  # fmt: skip


def _required(request: HttpRequest, actor: Actor) -> Totals:
    found = _asked(request, actor)[3]
    if found is None:
        raise Unknown(Say("份汇总", "table of totals"))
    return found


def _sent(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
