"""The rooms bar: which rooms there are, who sees them, in which order, and how many things wait inside.

A room shows up when its page exists (its address resolves) and the duty of the post may enter it: what one may not
enter is not in the menu, and a room that is not built yet neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from jidi.accounts.acting import Actor
from jidi.accounts.enums import Duty
from jidi.common.say import Say

_OFFICERS = frozenset({Duty.PROVINCE_OFFICER, Duty.CITY_OFFICER})
_LOCAL = frozenset({Duty.COUNTY_OFFICER, Duty.BASE_CLERK})
_OTHER = frozenset({Duty.OTHER_DEPARTMENT})
_ADMINS = frozenset({Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN})
_BUSINESS = frozenset(Duty) - _ADMINS - {Duty.AUDITOR}


@dataclass(frozen=True, slots=True)
class Count:
    """How many things wait in a room, and how many of them are overdue."""

    waiting: int = 0
    overdue: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.waiting + other.waiting, self.overdue + other.overdue)


Counts = Mapping[str, Count]
"""Open work by the room that opened it, as the agenda knows it."""
NO_COUNTS: Counts = {}


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the menu. ``counts`` names the rooms of the agenda whose open work is shown beside it."""

    key: str
    words: Say
    view: str
    duties: frozenset[Duty]
    counts: tuple[str, ...] = ()
    far: bool = False


ROOMS = (
    Room("work", Say("工作台", "My work"), "desk:work", _OFFICERS | _LOCAL | _OTHER | {Duty.CHAMBER}),
    Room("reviews", Say("评审", "Reviews"), "desk:reviews", frozenset({Duty.EXPERT}), ("panels",)),
    Room(
        "pending",
        Say("待决", "To decide"),
        "desk:pending",
        frozenset({Duty.DECIDER}),
        ("applications", "cases", "publicity"),
    ),
    Room(
        "applications",
        Say("申报认定", "Applications"),
        "desk:applications",
        _OFFICERS | _LOCAL | _OTHER,
        ("applications", "cases", "panels", "publicity"),
    ),
    Room("returns", Say("统计填报", "Returns"), "desk:returns", _OFFICERS | _LOCAL | {Duty.ENTERPRISE}, ("returns",)),
    Room("assessments", Say("考核", "Assessment"), "desk:assessments", _OFFICERS, ("assessments",)),
    Room("bases", Say("基地", "Bases"), "desk:bases", _OFFICERS | _LOCAL | {Duty.ENTERPRISE, Duty.CHAMBER}, ("bases",)),
    Room("funds", Say("项目资金", "Funds"), "desk:funds", _OFFICERS | _LOCAL, ("funds",)),
    Room("supervision", Say("督办", "Supervision"), "desk:supervision", _OFFICERS, ("supervision",)),
    Room("trade", Say("监测预警", "Early warning"), "desk:trade", _OFFICERS, ("trade",)),
    Room("policies", Say("政策库", "Policies"), "desk:policies", _BUSINESS, ("policies",)),
    Room("audit", Say("审计", "Audit"), "desk:audit", frozenset({Duty.AUDITOR, Duty.AUDIT_ADMIN})),
    Room("portal", Say("门户", "Portal"), "portal:home", _OFFICERS, far=True),
    Room("system", Say("系统", "System"), "desk:system", _ADMINS, far=True),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A room as it stands in the bar."""

    key: str
    words: Say
    href: str
    count: Count
    current: bool = False
    far: bool = False


def entries(actor: Actor, counts: Counts = NO_COUNTS, current: str = "") -> list[Entry]:
    """The bar for one actor: the rooms their duty may enter and whose page exists."""
    return [
        Entry(room.key, room.words, href, _count(room, counts), room.key == current, room.far)
        for room in ROOMS
        if actor.duty in room.duties and (href := address(room.view))
    ]


def _count(room: Room, counts: Counts) -> Count:
    return sum((counts.get(key, Count()) for key in room.counts), Count())


def address(view: str) -> str:
    """The address of a view, "" while it does not exist."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""
