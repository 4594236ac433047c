"""How duties are shown: badges, days, chips, tabs, links. Values only."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from jidi.accounts.acting import Actor
from jidi.common.say import Say
from jidi.policies.actors import OWN_WORK
from jidi.returns.enums import DutyState, Status
from jidi.returns.models import Duty
from jidi.returns.permissions import cites_for
from jidi.returns.queries.board import Cell, Column
from jidi.returns.queries.statuses import due_day_of, standing
from jidi.web.desk.nav import address
from jidi.web.shared.chips import chip_of
from jidi.web.shared.days import short
from jidi.web.shared.parts import Badge, Chip, Dash, State, Tab, provisional

ROOM = "returns"
_TABS = (
    ("year", "returns-year", Say("报送日历", "Year")),
    ("board", "returns", Say("完成情况", "Completeness")),
    ("waiting", "returns-waiting", Say("审核", "Review")),
    ("totals", "returns-totals", Say("汇总", "Totals")),
    ("news", "news", Say("信息与文章", "Articles")),
)
SOON = 5


_OWN = {"year", "board", "news"}


def own_tabs(current: str) -> tuple[Tab, ...]:
    """The tabs of those who work for their own organisation: they total nothing and review nobody."""
    words = {"board": Say("我的填报", "My returns")}
    return tuple(
        Tab(words.get(key, said), reverse(f"desk:{view}"), current == key) for key, view, said in _TABS if key in _OWN
    )


def tabs(current: str, actor: Actor | None = None) -> tuple[Tab, ...]:
    """The tabs of the room for a person; analysis stands beside them once its page exists."""
    if actor is not None and actor.duty in OWN_WORK:
        return own_tabs(current)
    found = [Tab(words, reverse(f"desk:{view}"), current == key) for key, view, words in _TABS]
    analysis = address("desk:analysis")
    if analysis:
        found.insert(4, Tab(Say("分析", "Analysis"), analysis))
    return tuple(found)


def badge_of(duty: Duty, on: date) -> Badge:
    """The state word of one duty on a day."""
    now = standing(duty, on)
    if now.status is Status.MISSED:
        if now.final:
            return Badge(State.FINAL, Say("漏报", "missed"))
        return Badge(State.LATE, Say(f"逾期 {now.days} 天", f"{now.days} days overdue"))
    if now.status is Status.RETURNED:
        late = Say(f"退回补正，逾期 {now.days} 天", f"returned, {now.days} days over")
        return Badge(State.LATE, late) if now.days else Badge(State.BACK, Say("退回补正", "returned"))
    if now.status is Status.DUE:
        return _due_badge(duty, on, now.due_on)
    if now.late and now.status in {Status.FILED, Status.ACCEPTED}:
        words = (
            Say("迟报，已审", "late, accepted")
            if now.status is Status.ACCEPTED
            else Say("迟报，待审", "late, to review")
        )
        return Badge(State.LATE, words)
    return _SETTLED[now.status]


def _due_badge(duty: Duty, on: date, due: date | None) -> Badge:
    if on < duty.opens_on:
        return Badge(State.WAIT, Say("未到期", "not open yet"))
    if duty.filler is not None and duty.at > duty.filler:
        return Badge(State.GOING, Say("已提供，待转报", "supplied, to pass on"))
    if duty.extended_to is not None:
        return Badge(State.WATCH, Say(f"延期至 {duty.extended_to:%m-%d}", f"put off to {duty.extended_to:%m-%d}"))
    if due is not None and (due - on).days <= SOON:
        return Badge(State.WATCH, Say(f"未报，还有 {(due - on).days} 天", f"not filed, {(due - on).days} days left"))
    if duty.cells_filled:
        share = duty.cells_filled * 100 // max(duty.cells_owed, 1)
        return Badge(State.GOING, Say(f"填报中 {share}%", f"{share} % filled in"), half=True)
    return Badge(State.WAIT, Say("待报", "to file"))


_SETTLED = {
    Status.FILED: Badge(State.GOING, Say("已报待审", "filed, to review")),
    Status.ACCEPTED: Badge(State.DONE, Say("已审", "accepted")),
    Status.ELSEWHERE: Badge(State.DONE, Say("已在外部办理", "done elsewhere")),
    Status.WAIVED: Badge(State.NONE, Say("豁免", "waived")),
    Status.LAPSED: Badge(State.NONE, Say("不再需要", "no longer owed")),
}


def settled_badge(duty: Duty) -> Badge:
    """The state word of a duty that was handed in or settled, without whether its debtor was late."""
    return _SETTLED[Status(duty.state)]


def cell_badge(cell: Cell | None, column: Column) -> Badge:
    """What one place of the matrix says: 5 / 5 with a tick, 3 / 4 as a watch, how many are over or missed."""
    if cell is None or not cell.duties:
        return Badge(State.NONE, Say("不适用", "n/a"))
    if not cell.owed:
        return Badge(State.NONE, Say("豁免", "waived"))
    back = sum(one.status is Status.RETURNED and one.days <= 0 for one in cell.standings)  # those over stand in over
    wrong = (
        (State.FINAL, cell.final, Say(f"漏 {cell.final}", f"{cell.final} missed")),
        (State.LATE, cell.over, Say(f"欠 {cell.over}", f"{cell.over} over")),
        (State.BACK, back, Say(f"退回 {back}", f"{back} returned")),
    )
    said = [(state, words) for state, many, words in wrong if many]
    if said:
        of = f" / {len(cell.owed)}" if len(cell.owed) > 1 else ""
        zh, en = "，".join(words.zh for _, words in said), ", ".join(words.en for _, words in said)
        return Badge(said[0][0], Say(f"{zh}{of}", f"{en}{of}"))
    words = _counted(cell, column)
    if cell.filed < len(cell.owed):
        return Badge(State.WATCH if cell.soon else State.WAIT, words)
    return Badge(State.DONE if cell.accepted == len(cell.owed) else State.GOING, words)


def _counted(cell: Cell, column: Column) -> Say:
    """So many of so many, never more than are owed: what was handed in beyond it is said beside the ratio."""
    if column.articles and len(cell.owed) == 1:
        return articles_words(cell.owed[0])
    words = f"{cell.filed} / {len(cell.owed)}"
    return Say(words, words)


def articles_words(duty: Duty) -> Say:
    """How many of the articles owed were handed in, and how many more."""
    owed, filed = duty.articles_owed, duty.articles_filed
    ratio, more = f"{min(filed, owed)} / {owed}", filed - owed
    return Say(f"{ratio}，多报 {more} 篇", f"{ratio}, {more} more") if more > 0 else Say(ratio, ratio)


def chips_for(duty: Duty) -> tuple[Chip | Dash, ...]:
    """What a duty rests on, and what is open or provisional about its day."""
    found: list[Chip | Dash] = [chip_of(cite) for cite in cites_for(duty)]
    dash = dash_for(duty)
    return (*found, dash) if dash else tuple(found)


def dash_for(duty: Duty) -> Dash | None:
    """The dashed chip beside its day: undecided, put off, or on an unpublished calendar."""
    if duty.extended_to is not None:
        words = Say(
            f"原期限 {duty.due_on}，延期不是文件的规定。",
            f"due on {duty.due_on} by the text; putting off is no rule of it.",
        )
        return Dash(Say("已延期", "put off"), words)
    if duty.due_on is None and duty.open_zh:
        return Dash(Say("待定项", "open point"), Say(duty.open_zh, duty.open_en), open=True)
    due = due_day_of(duty)
    return provisional(due.year) if duty.provisional and due else None


def filed_words(duty: Duty, on: date) -> Say | None:
    """When it was filed, and by how many days it was late; None while it is owed, or where it never was filed."""
    first, due = duty.first_filed_on, due_day_of(duty)
    if first is None or duty.state not in {DutyState.FILED, DutyState.ACCEPTED, DutyState.ELSEWHERE}:
        return None
    late = (first - due).days if due and first > due else 0
    day = short(first, on)
    return (
        Say(f"{day} 已报，迟报 {late} 天", f"filed {day}, {late} days late")
        if late
        else Say(f"{day} 已报", f"filed {day}")
    )


def due_words(on: date | None) -> Say:
    """A due day as the head of a column has it."""
    return Say(f"{on:%m-%d}", f"{on:%m-%d}") if on else Say("期限未定", "day not decided")


def board_link(**params: str) -> str:
    """The address of the board with something chosen."""
    kept = {key: value for key, value in params.items() if value}
    return reverse("desk:returns") + (f"?{urlencode(kept)}" if kept else "")


def closed(duty: Duty) -> bool:
    """Whether nothing can be done about it any more."""
    return duty.state in {DutyState.WAIVED, DutyState.LAPSED}
