"""完成情况: units by duties, six figures, the chosen cell taken apart, who was reminded; 审核: what waits for me."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Duty as Post
from jidi.agenda.queries import at_once, work_list
from jidi.common.say import Say
from jidi.notices.queries import Reminded, record_of
from jidi.policies.actors import OWN_WORK
from jidi.policies.queries import version_named, without_texts
from jidi.returns import services
from jidi.returns.models import Duty
from jidi.returns.queries import filling
from jidi.returns.queries.board import (
    Board,
    Cell,
    Column,
    Figures,
    Line,
    board,
    figures,
    of_others,
    reminded_on,
    to_remind,
)
from jidi.returns.queries.duties import visible_to
from jidi.returns.queries.statuses import due_day_of
from jidi.returns.queries.streaks import Streak, Streaks, streaks
from jidi.returns.words import of_the, period_words, short_period
from jidi.web.desk.http import actor_required, done, now_of, once_of, page, reads, today_of, writes
from jidi.web.desk.returns.own import own_page
from jidi.web.desk.returns.words import ROOM, articles_words, badge_of, board_link, cell_badge, chips_for, tabs
from jidi.web.desk.work.lines import groups_of
from jidi.web.shared.chips import chip_of
from jidi.web.shared.days import left, short
from jidi.web.shared.parts import Badge, Chip, Dash, FigureCell, Filter, State

REMINDS = frozenset({Post.PROVINCE_OFFICER, Post.CITY_OFFICER})


LEGEND = (
    Badge(State.DONE, Say("都已审", "all accepted")),
    Badge(State.GOING, Say("都已报，待审", "all filed, to be accepted")),
    Badge(State.WAIT, Say("未到期", "not due yet")),
    Badge(State.WATCH, Say("快到期", "due soon")),
    Badge(State.BACK, Say("退回", "returned")),
    Badge(State.LATE, Say("欠：过期还能补报", "over its day")),
    Badge(State.FINAL, Say("漏：过期不再补报", "missed for good")),
)
"""What the marks of the matrix say."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: what, of which period, due when, by which article."""

    column: Column
    title: Say
    due: str
    chips: tuple[Chip | Dash, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the matrix as it is drawn."""

    badge: Badge
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is drawn."""

    line: Line
    places: tuple[Place, ...]
    here: bool
    remind: str
    """The names reminded by its button, empty where nobody is."""


@dataclass(frozen=True, slots=True)
class One:
    """One duty of the chosen cell."""

    duty: Duty
    name: str
    badge: Badge
    lines: tuple[Say, ...]
    warning: Say


@reads
@actor_required
def returns(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The board; for those who work for their own organisation what they have to fill in."""
    if actor.duty in OWN_WORK:
        return own_page(request, actor)
    today = today_of(request)
    found, row = _asked(request, actor, today)
    counted = _streaks(actor, found, today)
    missing = of_others(actor, _missing(found))
    told = reminded_on(actor, missing, today) if actor.duty in REMINDS else set()
    others = [duty for duty in missing if duty.pk not in told]
    context: dict[str, Any] = {
        "tabs": tabs("board"),
        "board": found,
        "heads": _heads(actor, found),
        "rows": _rows(found, row, request, others if actor.duty in REMINDS else ()),
        "total": [f"{cell.filed} / {len(cell.owed)}" for cell in (found.total[c.key] for c in found.columns)],
        "figures": _figures(found, counted, today),
        "filters": _filters(found, request),
        "reading": counted.reading if counted else None,
        "may_remind": actor.duty in REMINDS,
        "query": request.GET.urlencode(),
        "bulk": filling.files_many(actor, today),
        "remind_all": len(others),
        "told": len(told),
        "before": len(_late([found.before], today)),
        "legend": LEGEND,
        "gap": "gap" in request.GET,
        "first_head": Say("市", "City") if found.by_city else Say("基地或单位", "Base or office"),
        "where": _where(found, actor),
    }
    context |= _drill(actor, found, row, counted, today)
    return page(request, "desk/returns/board.html", context, room=ROOM)


def _asked(request: HttpRequest, actor: Actor, today: date) -> tuple[Board, str]:
    data = request.GET if request.method == "GET" else request.POST
    found = board(actor, today, focus=data.get("c", ""), period=data.get("period", ""))
    return found, data.get("row", "")


def _where(found: Board, actor: Actor) -> Say:
    bases = {d.base_id for line in found.lines for c in line.cells.values() for d in c.duties if d.base_id}
    if found.by_city:
        return Say(
            f"全省 {len(found.lines)} 市 · {len(bases)} 个基地", f"{len(found.lines)} cities, {len(bases)} bases"
        )
    return Say(f"{actor.organisation_name} · {len(bases)} 个基地", f"{actor.organisation_name}, {len(bases)} bases")


def _heads(actor: Actor, found: Board) -> list[Head]:
    ids = [column.duty_id for column in found.columns]
    duties = {duty.pk: duty for duty in without_texts(visible_to(actor).filter(pk__in=ids), "version")}
    heads = []
    for column in found.columns:
        when = short_period(column.of_period)
        count = f" ≥{column.articles}" if column.articles else ""
        title = Say(f"{of_the(when.zh, column.say.zh)}{count}", f"{column.say.en or column.say.zh} {when.en}{count}")
        day = short(column.due_on, found.on) if column.due_on else "—"
        heads.append(Head(column, title, day, chips_for(duties[column.duty_id])))
    return heads


def _rows(found: Board, row: str, request: HttpRequest, others: Sequence[Duty]) -> list[Row]:
    focus = found.focus.key if found.focus else ""
    rows, reminded = [], {duty.pk for duty in others}
    for line in found.lines:
        if "gap" in request.GET and not line.missing:
            continue
        places = tuple(
            Place(
                cell_badge(line.cells.get(column.key), column),
                board_link(c=column.key, row=line.key, period=request.GET.get("period", "")) if column.key in line.cells else "",
                line.key == row and column.key == focus,
            )
            for column in found.columns
        )  # fmt: skip
        late = any(duty.pk in reminded for cell in line.cells.values() for duty in cell.owed)
        rows.append(Row(line, places, line.key == row, line.name if late else ""))
    return rows


def _late(cells: Iterable[Cell], on: date) -> list[Duty]:
    """What is over its day or near it."""
    return to_remind((cell for cell in cells if cell.missing or cell.returned), on)


def _missing(found: Board) -> list[Duty]:
    return [
        duty
        for cells in (*(line.cells.values() for line in found.lines), [found.before])
        for duty in _late(cells, found.on)
    ]


def _figures(found: Board, counted: Streaks | None, today: date) -> tuple[FigureCell, ...]:
    if found.focus is None:
        return ()
    column = found.focus
    cells = [line.cells[column.key] for line in found.lines if column.key in line.cells]
    count = figures(cells)
    when = short_period(column.of_period)
    days = left(column.due_on, today) if column.due_on else Say("期限未定", "day not decided")
    near = Say(f"涉及 {count.missing_rows} 处，{days.zh}", f"in {count.missing_rows} rows, {days.en}")
    bad = count.missing and (column.due_on is None or column.due_on < today)
    return (
        FigureCell(
            Say(f"{of_the(when.zh, column.say.zh)}应报", f"{column.say.en or column.say.zh}: owed"), str(count.units)
        ),
        FigureCell(Say("已报", "Filed"), str(count.filed), Figures.share(count.filed, count.units)),
        FigureCell(Say("已审", "Accepted"), str(count.accepted), Figures.share(count.accepted, count.units)),
        FigureCell(Say("未报", "Not filed"), str(count.missing), near if count.missing else "", "red" if bad else ""),
        _cells_figure(count),
        _streak_figure(counted, None if _counted(found) == column else _counted(found)),
    )


def _cells_figure(count: Figures) -> FigureCell:
    words = Say("应填数据格", "Cells to fill")
    if not count.cells_owed:
        return FigureCell(words, "—", Say("本项没有表", "no form here"))
    share = Figures.share(count.cells_filled, count.cells_owed)
    return FigureCell(words, f"{count.cells_filled:,}", f"/ {count.cells_owed:,}，{share}")


def _streak_figure(counted: Streaks | None, column: Column | None) -> FigureCell:
    words = Say("连续两期以上未按要求", "Two or more in a row not as required")
    if column is not None:  # said where the other figures are of another duty
        words = Say(f"{column.say.zh}{words.zh}", f"{column.say.en or column.say.zh}: {words.en}")
    if counted is None:
        return FigureCell(words, "—", Say("本项不按期", "not by periods"))
    every = [one for one in (*counted.cities, *counted.bases) if one.count]
    twice, once = [one for one in every if one.count > 1], [one for one in every if one.count == 1]
    names = "、".join(one.name for one in twice[:3]) + (" 等" if len(twice) > 3 else "")
    rest = Say(f"另有 {len(once)} 个近一期未按要求", f"{len(once)} more in the last period") if once else Say("")
    note = Say(
        "；".join(part for part in (names, rest.zh) if part), "; ".join(part for part in (names, rest.en) if part)
    )
    cite = counted.reading.cite
    return FigureCell(
        words,
        str(len(twice)),
        note,
        "red" if twice else ("amber" if once else ""),
        chips=(chip_of(cite),) if cite else (),
    )


def _filters(found: Board, request: HttpRequest) -> tuple[Filter, ...]:
    periods = dict.fromkeys(column.of_period for column in found.columns)
    options = (("", Say("全部", "All")), *((p, period_words(p)) for p in periods))
    columns = tuple((h.key, Say(of_the(short_period(h.of_period).zh, h.say.zh), h.say.en)) for h in found.columns)
    return (
        Filter("period", Say("期间", "Period"), options, request.GET.get("period", "")),
        Filter("c", Say("看", "Show"), columns, found.focus.key if found.focus else ""),
    )


def _counted(found: Board) -> Column | None:
    """The column whose periods are counted in a row: the one in focus, else the first that has several in a year."""
    several = [one for one in found.columns if not one.articles and not one.link and "-" in one.period]
    shortest = sorted(several, key=lambda one: "-H" in one.period)  # quarters and months before half years
    return next((one for one in several if one == found.focus), shortest[0] if shortest else None)


def _streaks(actor: Actor, found: Board, today: date) -> Streaks | None:
    column = _counted(found)
    if column is None:
        return None
    duty = without_texts(visible_to(actor).filter(pk=column.duty_id), "version").first()
    version = duty.version if duty else version_named(column.pack_id)
    return streaks(actor, version, column.rule, today) if version else None


def _drill(actor: Actor, found: Board, row: str, counted: Streaks | None, today: date) -> dict[str, Any]:
    """The chosen cell, one duty after the other; and who was reminded of what the board shows."""
    line = next((one for one in found.lines if one.key == row), None)
    cell = line.cells.get(found.focus.key) if line and found.focus else None
    shown = cell.duties if cell else [d for one in found.lines for c in one.cells.values() for d in c.duties]
    record = record_of(room=ROOM, kind="duty", keys=[str(duty.pk) for duty in shown])
    bases = {one.key: one for one in (*counted.bases, *counted.cities)} if counted else {}
    legs = {one.key: one for one in counted.legs} if counted else {}
    ones = [_one(duty, bases, legs, today) for duty in cell.duties] if cell else []
    late = bool(cell and of_others(actor, to_remind([cell], today)))
    return {"chosen": line if cell else None, "ones": ones, "reminded": _by_day(record, today), "remind_cell": late}


def _one(duty: Duty, counted: dict[str, Streak], legs: dict[str, Streak], today: date) -> One:
    due = due_day_of(duty)
    lines = [Say(f"期限 {due}" if due else "期限未定", f"due {due}" if due else "day not decided")]
    if duty.first_filed_on:
        lines.append(Say(f"{duty.first_filed_on:%m-%d} 首次报送", f"first filed {duty.first_filed_on:%m-%d}"))
    if duty.cells_owed:
        lines.append(
            Say(f"已填 {duty.cells_filled} / {duty.cells_owed} 格", f"{duty.cells_filled} of {duty.cells_owed} cells")
        )
    if duty.articles_owed:
        done = articles_words(duty)
        lines.append(Say(f"信息 {done.zh}", f"articles {done.en}"))
    streak = counted.get(str(duty.base_id)) or counted.get(duty.debtor_area)
    words = Say("")
    if streak and streak.count:
        periods = "、".join(period_words(p).zh for p in streak.periods)
        words = Say(
            f"连续 {streak.count} 期未按要求：{periods}", f"{streak.count} in a row: {', '.join(streak.periods)}"
        )
    own = legs.get(str(duty.base_id))
    if own and own.count:
        lines.append(
            Say(
                f"基地自己连续 {own.count} 期没有按时提供",
                f"the base itself: {own.count} in a row not supplied in time",
            )
        )
    return One(duty, duty.about_zh or duty.debtor_zh, badge_of(duty, today), tuple(lines), words)


def _by_day(record: Sequence[Reminded], today: date) -> list[tuple[str, Say, Say]]:
    """Reminders by day and sort: on which day, by whom or by itself, how many people and how many have read."""
    grouped: dict[tuple[date, str, str], list[Reminded]] = defaultdict(list)
    for one in record:
        grouped[one.day, one.rung, one.sender].append(one)
    found = []
    for (day, rung, sender), letters in list(grouped.items())[:6]:
        how = (
            Say(f"自动 T{rung}" if rung not in {"", "0"} else "自动 当日", f"automatic T{rung}")
            if not sender
            else Say(sender)
        )
        people = {one.person: one.read_at for one in letters}
        unread = [name for name, read in people.items() if read is None]
        words = Say(
            f"{len(people)} 人，已读 {len(people) - len(unread)}",
            f"{len(people)} people, {len(people) - len(unread)} have read",
        )
        if unread:
            words = Say(
                f"{words.zh}，未读 {len(unread)}（{'、'.join(unread[:3])}）",
                f"{words.en}; unread: {', '.join(unread[:3])}",
            )
        found.append((short(day, today), how, words))
    return found


@writes
@actor_required
def remind(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Remind all who miss: of the whole board, of one row, or of one cell, as it stands when the button is pressed."""
    today = today_of(request)
    found, row = _asked(request, actor, today)
    lines = [line for line in found.lines if line.key == row] if row else list(found.lines)
    column = request.POST.get("c", "") if row and request.POST.get("cell") else ""
    cells = [cell for line in lines for key, cell in line.cells.items() if not column or key == column]
    cells += [] if row else [found.before]
    duties = of_others(actor, to_remind(cells, today) if column else _late(cells, today))
    acts = services.remind(
        actor=actor, duties=[duty.pk for duty in duties], on=today, at=now_of(request), once_key=once_of(request)
    )
    names = list(dict.fromkeys(name for act in acts for name in act.detail_json["to"]))
    zh = "、".join(names[:6]) + (f" 等 {len(names)} 处" if len(names) > 6 else "")
    en = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    done(request, Say(f"已催办 {len(acts)} 项：{zh}。", f"Reminded of {len(acts)}: {en}."))
    return redirect(board_link(c=request.POST.get("c", ""), row=row))


@reads
@actor_required
def waiting(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What of this room waits for me, the nearest day first."""
    today = today_of(request)
    found = work_list(actor, on=today, room=ROOM, page=_page(request))
    pressing = at_once(actor, room=ROOM) if found.page == 1 else ()
    context = {
        "tabs": tabs("waiting", actor),
        "groups": groups_of(found.rows, today, pressing),
        "found": found,
        "next": found.page + 1,
    }
    return page(request, "desk/returns/waiting.html", context, room=ROOM)


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 5 else 1
