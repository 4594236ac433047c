"""Titles, states and places of bases in words and badges."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.urls import reverse

from jidi.accounts.acting import Actor, Denied
from jidi.accounts.enums import Duty, Tier
from jidi.accounts.models import Division
from jidi.bases.enums import Exactness, TitleState
from jidi.bases.models import Base, TitleEvent, TitleHolding
from jidi.common.say import Say, house
from jidi.web.shared.language import Words
from jidi.web.shared.parts import Badge, Link, State

ROOM: Final = "bases"
REGISTER: Final = Say("基地", "Bases")
NO_BUSINESS = house("管理员和审计人员不接触业务内容", "administrators and auditors see no business content")

STATES: Final = {
    TitleState.NONE: (State.NONE, Say("无有效记录", "nothing on record")),
    TitleState.ANNOUNCED: (State.GOING, Say("公示中", "announced")),
    TitleState.HELD: (State.DONE, Say("在册", "held")),
    TitleState.RECTIFYING: (State.WATCH, Say("限期整改", "to rectify")),
    TitleState.SUSPENDED: (State.WATCH, Say("暂停", "suspended")),
    TitleState.NOT_DESIGNATED: (State.NONE, Say("未认定", "not designated")),
    TitleState.REVOKED: (State.FINAL, Say("取消命名", "revoked")),
    TitleState.TRANSFERRED: (State.NONE, Say("已转移", "transferred")),
    TitleState.CONVERTED: (State.NONE, Say("已转为新称号", "converted")),
    TitleState.GIVEN_UP: (State.NONE, Say("已退出", "given up")),
}
TIERS: Final = {
    Tier.NATION: Say("国家级", "National"),
    Tier.PROVINCE: Say("省级", "Provincial"),
    Tier.CITY: Say("市级", "City"),
    Tier.COUNTY: Say("县级", "County"),
    Tier.NONE: Say("其他", "Other"),
}


def require_business(actor: Actor) -> None:
    """Raise Denied for those who see no business: the three administrators, the auditor, and experts."""
    if actor.is_administrator or actor.duty in (Duty.AUDITOR, Duty.EXPERT):
        raise Denied(
            Say(f"{actor.duty.say.zh}的职务不办理基地事务。", f"A {actor.duty.say.en} does not deal with bases."),
            cite=NO_BUSINESS,
            what=Say("您不能打开这一页。", "You cannot open this page."),
        )


def title_badge(held: TitleHolding) -> Badge:
    """A title with its state: 国家级 在册. A recognition of another scheme is called by its own name."""
    group, word = STATES[TitleState(held.state)]
    tier = TIERS[Tier(held.tier)]
    name = Say(held.title_name, held.title_name) if held.kind else tier
    return Badge(group, Say(f"{name.zh} {word.zh}", f"{name.en} {word.en}"))


def title_word(held: TitleHolding) -> Say:
    """What a line of the time line is called: 国家级, or the name of a recognition of another scheme."""
    return Say(held.title_name, held.title_name) if held.kind else TIERS[Tier(held.tier)]


def day_words(event: TitleEvent) -> Words:
    """The day of an event as exactly as it is known: what is printed, a day, a month, a year, not later than."""
    if event.on_words:
        return event.on_words
    on: date = event.on
    written = {
        Exactness.DAY: Say(f"{on:%Y-%m-%d}", f"{on:%Y-%m-%d}"),
        Exactness.MONTH: Say(f"{on:%Y-%m}", f"{on:%Y-%m}"),
        Exactness.YEAR: Say(f"{on:%Y} 年", f"{on:%Y}"),
        Exactness.BY: Say(f"不晚于 {on:%Y-%m-%d}", f"by {on:%Y-%m-%d}"),
        Exactness.ABOUT: Say(f"约 {on:%Y}", f"about {on:%Y}"),
    }
    return written[Exactness(event.exact)]


def place_words(area: Division) -> str:
    """A place with the city it lies in, the larger first. The area has its parent loaded."""
    above = area.parent
    if above is None or above.is_virtual or above.tier != Tier.CITY:
        return area.name
    return f"{above.name} {area.name}"


def base_address(base: Base | int, tab: str = "", anchor: str = "") -> str:
    """The page of a base, one of its tabs, a place on it."""
    query = f"?tab={tab}" if tab else ""
    return (
        reverse("desk:base", args=[base if isinstance(base, int) else base.pk])
        + query
        + (f"#{anchor}" if anchor else "")
    )


def crumbs(base: Base | None = None) -> list[Link]:
    """The way to a page of this room, to one of a base."""
    found = [Link(REGISTER, reverse("desk:bases"))]
    if base is not None:
        city = base.area.parent
        if city is not None and city.tier == Tier.CITY and not city.is_virtual:
            found.append(Link(city.name, f"{reverse('desk:bases')}?area={city.pk}"))
        found.append(Link(base.name, base_address(base)))
    return found


def days_words(from_on: date | None, to_on: date | None) -> Say:
    """From when until when something was so; ``to_on`` is the first day it is no more."""
    if from_on is None and to_on is None:
        return Say("一直如此", "always")
    if to_on is None:
        return Say(f"{from_on} 起", f"since {from_on}")
    if from_on is None:
        return Say(f"至 {to_on} 前", f"until before {to_on}")
    return Say(f"{from_on} 至 {to_on} 前", f"{from_on} until before {to_on}")
