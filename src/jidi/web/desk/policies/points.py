"""Open points in words: what kind of answer is wanted, within which bounds, who decides it, which decision holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.urls import reverse

from jidi.common.say import Say
from jidi.policies.models import PointDecision
from jidi.policies.permissions import decider_of
from jidi.web.desk.policies.labels import actor_say
from jidi.web.desk.policies.values import decided_say, join, number_text, plus
from jidi.web.shared.cited import POINT_VIEW
from jidi.web.shared.parts import Badge, Dash, State
from policycore.open_points import OpenPoint, PointKind, Scope
from policycore.pack import Pack

SCOPE_WORDS: Mapping[Scope, Say] = {
    Scope.PACK: Say("全文件", "the whole document"),
    Scope.YEAR: Say("按年度", "per year"),
    Scope.AREA: Say("按地区", "per area"),
    Scope.ROUND: Say("按轮次", "per round"),
    Scope.CASE: Say("按案", "per case"),
}
KIND_WORDS: Mapping[PointKind, Say] = {
    PointKind.VALUE: Say("一个值", "a value"),
    PointKind.READING: Say("取哪种理解", "which reading"),
    PointKind.WINDOW: Say("一段时限", "a length of time"),
    PointKind.SET: Say("一份名单", "a list"),
    PointKind.WEIGHTS: Say("各项权重，合计 100", "weights that make 100"),
    PointKind.CHECKLIST: Say("材料清单", "a checklist"),
    PointKind.FORM: Say("一张表", "a form"),
    PointKind.CRITERIA: Say("指标体系，权重合计 100", "an indicator system whose weights make 100"),
    PointKind.TRANCHES: Say("拨付批次，比例合计 100%", "parts whose shares make 100%"),
}
TYPE_WORDS: Mapping[str, Say] = {
    "integer": Say("整数", "a whole number"),
    "number": Say("数", "a number"),
    "percent": Say("百分比", "a percentage"),
    "date": Say("日期", "a day"),
    "month-day": Say("每年的一天", "a day of the year"),
    "text": Say("文字", "a text"),
    "flag": Say("是或否", "yes or no"),
    "choice": Say("选一项", "one of the choices"),
    "duration": Say("一段时间", "a length of time"),
}
_SHORT = 14


@dataclass(frozen=True, slots=True)
class PointNow:
    """A point with the decisions on it: those that hold today, and all there ever were, newest first."""

    point: OpenPoint
    living: tuple[PointDecision, ...]
    history: tuple[PointDecision, ...]
    coming: bool = False

    @property
    def decided(self) -> bool:
        """Whether any decision holds today."""
        return bool(self.living)

    def for_round(self, key: str) -> PointNow:
        """The same as one round has it: without what was decided for other rounds only."""
        living = (row for row in self.living if row.scope != Scope.ROUND or row.target == key)
        return replace(self, living=tuple(living))

    @property
    def one(self) -> PointDecision | None:
        """The decision that holds today and reaches furthest, the latest among equals."""
        return self.living[0] if self.living else None


def points_now(pack: Pack, rows: Iterable[PointDecision], on: date) -> dict[str, PointNow]:
    """Every open point of a pack with its decisions, in the order of the pack."""
    found: dict[str, list[PointDecision]] = {}
    for row in rows:
        found.setdefault(row.point, []).append(row)
    widest = list(Scope)[::-1]
    result = {}
    for name, point in pack.open_points.items():
        history = sorted(found.get(name, ()), key=lambda row: (row.valid_from, row.pk), reverse=True)
        living = [row for row in history if holds(row, on)]
        living.sort(key=lambda row: widest.index(Scope(row.scope)))
        coming = any(row.valid_from > on for row in history)
        result[name] = PointNow(point, tuple(living), tuple(history), coming)
    return result


def holds(row: PointDecision, on: date) -> bool:
    """Whether a decision is in force on a day."""
    return row.valid_from <= on and (row.valid_to is None or on < row.valid_to)


def wanted_say(point: OpenPoint) -> Say:
    """What a decision has to supply and within which bounds: 整数，不小于 1，单位 人."""
    parts = [TYPE_WORDS[point.type] if point.kind is PointKind.VALUE else KIND_WORDS[point.kind]]
    if point.choices:
        parts.append(join((Say(one.zh, one.en) for one in point.choices.values()), " / ", " / "))
    parts += bounds_say(point)
    if point.unit:
        parts.append(Say(f"单位 {point.unit}", f"in {point.unit}"))
    return join(parts, "，", ", ")


def bounds_say(point: OpenPoint) -> list[Say]:
    """The bounds of a number, where there are any."""
    low, high = point.min, point.max
    low_text, high_text = (number_text(v, point.unit) if v is not None else "" for v in (low, high))
    if low is not None and high is not None:
        return [Say(f"{low_text} 至 {high_text}", f"{low_text} to {high_text}")]
    if low is not None:
        return [Say(f"不小于 {low_text}", f"at least {low_text}")]
    if high is not None:
        return [Say(f"不大于 {high_text}", f"at most {high_text}")]
    return []


def decider_say(pack: Pack, point: OpenPoint) -> Say:
    """Who decides a point."""
    return actor_say(pack, decider_of(pack, point))


def reach_say(row: PointDecision) -> Say:
    """How far one decision reaches, with its area, year or case. A round is named by its act, which stands beside."""
    words = SCOPE_WORDS[Scope(row.scope)]
    return plus(words, f" {row.target}") if row.target and row.scope != Scope.ROUND else words


def in_force_say(row: PointDecision) -> Say:
    """From when until when a decision holds."""
    if row.valid_to is None:
        return Say(f"{row.valid_from} 起", f"from {row.valid_from}")
    last = row.valid_to - timedelta(days=1)
    return Say(f"{row.valid_from} 至 {last}", f"{row.valid_from} to {last}")


def point_address(pack_id: str, point: str) -> str:
    """Where the page of an open point stands."""
    return reverse(POINT_VIEW, kwargs={"pack": pack_id, "point": point})


def point_badge(now: PointNow) -> Badge:
    """Whether a point is decided."""
    if now.decided:
        return Badge(State.DONE, Say("已定", "decided"))
    if now.coming:
        return Badge(State.WAIT, Say("已定，未起用", "decided, not yet in force"))
    return Badge(State.WATCH, Say("未定", "undecided"))


def dash_of(pack: Pack, now: PointNow) -> Dash:
    """The dashed chip of a point beside the rule that needs it."""
    href = point_address(pack.id, now.point.id)
    name, row = now.point.say, now.one
    if row is None:
        label = Say(f"{name.zh}：未定", f"{name.en or name.zh}: undecided")
        who = decider_say(pack, now.point)
        why = plus(now.point.why.say, Say(f" 由{who.zh}决定。", f" Decided by: {who.en or who.zh}."))
        return Dash(label, why, href, open=True)
    value = decided_say(pack, now.point, row.value)
    told = value if len(value.zh) <= _SHORT else Say(f"{row.decided_on} 定", f"decided {row.decided_on}")
    act = " ".join(part for part in (row.act, row.act_number) if part)
    why = Say(
        f"{value.zh}。{reach_say(row).zh}，依据{act}，{row.decided_on}。{'演示决定。' if row.is_demo else ''}",
        f"{value.en or value.zh}. {reach_say(row).en}, by {act}, {row.decided_on}."
        f"{' A decision of the demo.' if row.is_demo else ''}",
    )
    return Dash(Say(f"{name.zh}：{told.zh}", f"{name.en or name.zh}: {told.en or told.zh}"), why, href)
