"""The way up of a duty as the bar of steps shows it: who passes it on by which day, what was done when, which round it is."""

from __future__ import annotations

from datetime import date
from typing import Literal

from jidi.common.say import Say
from jidi.returns.enums import ActKind, DutyState, LevelState
from jidi.returns.models import Act, Level
from jidi.returns.queries.leveldays import again, days_of
from jidi.returns.queries.statuses import settled
from jidi.web.desk.returns.seen import Seen
from jidi.web.desk.returns.words import chips_for
from jidi.web.shared.days import short
from jidi.web.shared.parts import StepCell

_ROUNDS = "零一二三四五六七八九"


def steps(here: Seen) -> list[StepCell]:
    """The levels from the lowest up, and whoever reviews it last."""
    duty = here.duty
    days = days_of(duty, here.levels)
    cells = [_step(here, level, days[level.place]) for level in here.levels]
    last = here.levels[-1]
    if last.to_zh and not last.to_outside:
        done = duty.state == DutyState.ACCEPTED
        current = duty.at == duty.levels_count and not done
        name = Say(f"{last.to_zh}审核", f"{last.to_en or last.to_zh} reviews")
        cells.append(
            StepCell(name, "done" if done else ("current" if current else "later"), Say(last.to_zh, last.to_en))
        )
    return cells


def extended_words(act: Act) -> Say:
    """Until when it was put off, and which days of the levels above moved with it."""
    until, moved = act.detail_json["until"], act.detail_json.get("with", ())
    also = "；".join(f"{who} {was[5:]} 随之改为 {now[5:]}" for who, was, now in moved)
    also_en = "; ".join(f"{who} {was[5:]} moves to {now[5:]}" for who, was, now in moved)
    return Say("；".join(filter(None, (f"延期至 {until}", also))), "; ".join(filter(None, (f"until {until}", also_en))))


def _step(here: Seen, level: Level, due: date | None) -> StepCell:
    duty = here.duty
    verb = (
        Say("提供", "supplies")
        if level.is_leg
        else Say("报送" if level.is_debtor else "转报", "files" if level.is_debtor else "passes on")
    )
    waits = level.first_passed_on is None and level.state == LevelState.WAITING and not settled(duty)
    late = due is not None and here.on > due and waits
    passed = level.state != LevelState.WAITING
    status: Literal["done", "current", "later"] = (
        "done" if passed else ("current" if duty.at == level.place else "later")
    )
    chips = () if level.is_leg else chips_for(duty)[:1]
    return StepCell(
        Say(f"{level.actor_zh}{verb.zh}", f"{level.actor_en or level.actor_zh} {verb.en}"), status,
        Say(level.actor_zh, level.actor_en), tuple(_lines(here, level, due)), _due_words(here, level, due), late,
        chips=chips if level.is_debtor else (),
    )  # fmt: skip


def _lines(here: Seen, level: Level, due: date | None) -> list[Say]:
    lines: list[Say] = []
    if level.first_passed_on:
        lines.append(Say(f"{level.first_passed_on:%m-%d} 已报", f"passed on {level.first_passed_on:%m-%d}"))
        lines += _next_round(here, level)
    if level.state == LevelState.SKIPPED:
        lines.append(Say("未经此级", "not by this level"))
    if level.is_leg:
        lines.append(Say("时间由承担单位自定，不是文件的规定", "its day is the debtor's own, no rule of the text"))
    elif not level.is_debtor and due is not None and level.due_on is not None and due != level.due_on:
        lines.append(
            Say(f"原 {level.due_on:%m-%d}，随下级延期", f"was {level.due_on:%m-%d}, moved with the level below")
        )
    return lines


def _next_round(here: Seen, level: Level) -> list[Say]:
    """What a return that reopened a level asks of it now, or when it passed it on anew."""
    if again(level):
        name = _round(here, level)
        if _corrects(here, level):
            return [Say(f"{name.zh}：按所列各处补正后再报", f"{name.en}: again once the places named are corrected")]
        return [
            Say(f"{name.zh}：补正后再报，本级没有另外的期限", f"{name.en}: again once corrected, no day of its own")
        ]
    if level.passed_on and level.passed_on != level.first_passed_on:
        name = _round(here, level)
        return [Say(f"{name.zh} {level.passed_on:%m-%d} 已报", f"{name.en}: passed on {level.passed_on:%m-%d}")]
    return []


def _corrects(here: Seen, level: Level) -> bool:
    """Whether it is this level that corrects: a return gives its days to whoever filled it in."""
    return level.place == here.duty.filler and here.duty.return_due_on is not None


def _round(here: Seen, level: Level) -> Say:
    """Which round it is for a level: one more than the returns since it first passed it on."""
    first = level.first_passed_on
    count = 1 + sum(act.kind == ActKind.RETURNED and first is not None and act.on >= first for act in here.acts)
    number = _ROUNDS[count] if count < len(_ROUNDS) else str(count)
    return Say(f"第{number}轮", f"round {count}")


def _due_words(here: Seen, level: Level, due: date | None) -> Say:
    if due is not None:
        return Say(f"{short(due, here.on)} 前", f"by {short(due, here.on)}")
    if here.duty.return_due_on is not None and _corrects(here, level):
        back = short(here.duty.return_due_on, here.on)
        return Say(f"补正 {back} 前", f"to be corrected by {back}")
    if again(level):
        own = level.due_on
        return Say(f"首轮 {short(own, here.on)} 前", f"first by {short(own, here.on)}") if own else Say("")
    return Say("期限未定", "day not decided")
