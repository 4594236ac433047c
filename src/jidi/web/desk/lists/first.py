"""The first block of a list's page: the one thing to do now, until when, why, where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jidi.accounts.acting import Denied
from jidi.agenda.queries import clocks_of
from jidi.cases.queries import correction_name
from jidi.cases.words import HAND_BACK
from jidi.common.say import Say
from jidi.web.desk.lists.lines import Line
from jidi.web.desk.lists.place import Place
from jidi.web.desk.lists.workbench import Workbench
from jidi.web.shared.chips import chip_of
from jidi.web.shared.cited import chips_of, dash_of
from jidi.web.shared.days import left, short
from jidi.web.shared.parts import Chip, Dash, Link, provisional
from policycore.calendar import Due
from policycore.engine import limit_of_step
from policycore.procedures import Limit
from policycore.verdict import LackKind, Missing

SOON = 7
"""Days before a due day from which the block says so in amber."""


@dataclass(frozen=True, slots=True)
class Until:
    """Until when a list has to be done: the day, or that nobody has decided it; with what it rests on."""

    day: date | None
    chips: tuple[Chip | Dash, ...]

    def words(self, today: date) -> Say:
        """What is left, in words."""
        return left(self.day, today) if self.day else Say("期限未定", "due day undecided")


@dataclass(frozen=True, slots=True)
class First:
    """The one thing to do now."""

    lead: Say
    what: Say
    why: Say
    step: Link
    tone: str
    chips: tuple[Chip | Dash, ...]


def until_of(place: Place) -> Until | None:
    """Until when the list has to be done; None where the text sets no limit or nothing waits."""
    limit = place.step.limit
    returned = _returned(place)
    if returned is not None:
        return returned
    if limit is None or not place.waiting:
        return None
    found = limit_of_step(place.situation, place.step, min(case.entered_on for case in place.waiting))
    chips: tuple[Chip | Dash, ...] = (*chips_of(place.whole, limit.citation()), *_points(place, limit, found))
    if isinstance(found, Due):
        moving: tuple[Dash, ...] = (provisional(found.day.year),) if found.provisional else ()
        return Until(found.day, (*chips, *moving))
    return Until(None, chips)


def _returned(place: Place) -> Until | None:
    """The first day by which something has to be handed back, where all that waits was returned for correction."""
    name, keys = correction_name(place.step.id), [str(case.pk) for case in place.waiting]
    clocks = [clock for clock in clocks_of("cases", "case", keys) if clock.name == name]
    if not keys or len(clocks) < len(keys):
        return None
    first = min(clocks, key=lambda clock: clock.ends_on)
    moving: tuple[Dash, ...] = (provisional(first.ends_on.year),) if first.provisional else ()
    return Until(first.ends_on, (chip_of(HAND_BACK), *moving))


def _points(place: Place, limit: Limit, found: Due | Missing | None) -> tuple[Dash, ...]:
    point = (limit.by.open if limit.by else None) or (limit.within.open if limit.within else None)
    if not point:
        lacks = found.lacks if isinstance(found, Missing) else ()
        return tuple(dash_of(place.whole, lack.name, None) for lack in lacks if lack.kind is LackKind.DECISION)
    return (dash_of(place.whole, point, place.situation.decisions.find(point, place.on, place.situation.where)),)


def first_of(
    place: Place, lines: Sequence[Line], bench: Workbench | None, until: Until | None, send: Say
) -> First | None:
    """What is to be done now; None where nothing is, or not by this person."""
    if isinstance(place.permit, Denied) or not place.waiting:
        return None
    what, why, step = _now(place, lines, bench, send)
    days = until.words(place.on) if until else None
    lead = Say("等别的机关", "With others") if _waits(place, lines) else Say("现在要办", "Now")
    if days:
        lead = Say(f"{lead.zh} · {days.zh}", f"{lead.en} · {days.en}")
    if until and until.day:
        day = short(until.day, place.on)
        lead = Say(f"{lead.zh}（{day}）", f"{lead.en} ({day})")
    return First(
        lead,
        what,
        why,
        step,
        _tone(place, until),
        until.chips if until else chips_of(place.whole, place.step.citation()),
    )


def _now(place: Place, lines: Sequence[Line], bench: Workbench | None, send: Say) -> tuple[Say, Say, Link]:
    stuck = sum(line.open and line.stuck and not line.stopped for line in lines)
    stopped = sum(line.open and line.stopped for line in lines)
    if place.open_list is not None:
        return _to_answer(place, lines, send, stuck, stopped)
    if stuck:
        what = Say(f"先补齐 {stuck} 件还差的", f"First complete the {stuck} that lack something")
        return (
            what,
            Say("补齐以后再固定名单", "then freeze the list"),
            Link(Say("看还差什么", "See what"), "#waiting", True),
        )
    if stopped and stopped == len(place.waiting):
        what = Say(f"{stopped} 件不能往下办：判断成立，补不齐", f"{stopped} cannot go on: a judgement stands")
        why = Say("退回、请申报单位撤回，或留在这一步", "return it, let it be withdrawn, or leave it at this step")
        return what, why, Link(Say("看怎么办", "See what can be done"), "#waiting", True)
    if bench is not None and place.may_order and not bench.done:
        what = Say("排定名次、选定申报，保存拟定名单", "Put the list in order, choose, save it")
        why = Say("保存以后固定名单，提请决定", "once saved, the list is frozen and decided on")
        return what, why, Link(Say("去排名单", "To the order"), "#order", True)
    what = Say(f"固定名单（{len(place.waiting)} 件）", f"Freeze the list ({len(place.waiting)})")
    then = Say("固定以后逐件答复", "then every line is answered")
    if stopped:
        then = Say(
            f"其中 {stopped} 件不能往下办：退回、撤回，或固定后退出名单",
            f"{stopped} cannot go on: returned, withdrawn, or held back once it is frozen",
        )
    return what, then, Link(Say("去固定", "Freeze"), "#freeze", True)


def _to_answer(place: Place, lines: Sequence[Line], send: Say, stuck: int, stopped: int) -> tuple[Say, Say, Link]:
    """What is to be done on a frozen list."""
    count = len(place.to_answer)
    if _waits(place, lines):
        return _nothing(list(dict.fromkeys(say for line in lines if line.open for say in line.signed.lacking)))
    differing = sum(line.open and line.signed.differs for line in lines)
    if differing:
        what = Say(f"{differing} 件各机关意见不一致", f"On {differing} the offices differ")
        return (
            what,
            Say("先协商一致，再改签", "agree first, then sign again"),
            Link(Say("去看", "See"), "#answers", True),
        )
    why = Say("一次办完，一件不成全部不办", "all in one act, or none")
    if stopped:
        why = Say(f"其中 {stopped} 件不能往下办，先退出名单", f"{stopped} cannot go on; hold them back first")
    if stuck:
        why = Say(f"其中 {stuck} 件现在办不了，先补齐或退出名单", f"{stuck} cannot be answered yet")
    have = list(dict.fromkeys(say for line in lines if line.open for say in line.signed.given))
    if have:
        zh, en = "、".join(say.zh for say in have), ", ".join(say.en or say.zh for say in have)
        what = Say(f"{zh}已签署，请签署这 {count} 件", f"{en} signed; sign these {count}")
        return what, why, Link(Say("去签署", "Sign"), "#answers", True)
    what = Say(f"逐件答复 {count} 件，{send.zh}", f"Answer {count} cases")
    return what, why, Link(Say("去答复", "Answer"), "#answers", True)


def _waits(place: Place, lines: Sequence[Line]) -> bool:
    """Whether this office has signed every open line and others have not."""
    return place.open_list is not None and all(line.signed.waits_for_others for line in lines if line.open)


def _nothing(waiting_for: Sequence[Say]) -> tuple[Say, Say, Link]:
    names = "、".join(say.zh for say in waiting_for) or "其他机关"
    what = Say(f"已签署，等{names}签署", f"Signed; waiting for {', '.join(say.en or say.zh for say in waiting_for)}")
    return what, Say("意见一致才办结", "it goes on once all say the same"), Link(Say("看名单", "The list"), "#answers")


def _tone(place: Place, until: Until | None) -> str:
    if until is None or until.day is None:
        return "calm"
    if until.day < place.on:
        return ""
    return "soon" if (until.day - place.on).days <= SOON else "calm"
