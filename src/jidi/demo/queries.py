"""Who can be entered as in the demo: by level, then by city."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from jidi.accounts.codes import span
from jidi.accounts.enums import ADMINISTRATORS, Duty, Tier
from jidi.accounts.models import Appointment, Division, Person
from jidi.accounts.queries import living
from jidi.agenda.addressees import of_person
from jidi.agenda.models import WorkItem
from jidi.common.say import Say
from jidi.panels.enums import PanelState, SeatState
from jidi.panels.models import Seat

LEVELS: tuple[tuple[str, Say], ...] = (
    ("province", Say("省级", "Province")),
    ("city", Say("市级", "Cities")),
    ("county", Say("区县", "Counties")),
    ("base", Say("基地、商会、企业", "Bases, chambers, enterprises")),
    ("expert", Say("评审专家", "Experts")),
    ("administrator", Say("三员", "Administrators")),
)
_OF_TIER = {Tier.PROVINCE: "province", Tier.CITY: "city", Tier.COUNTY: "county"}


@dataclass(frozen=True, slots=True)
class Group:
    """People of one level in one city (``name`` is the city's, empty where the level is not divided)."""

    name: str
    posts: tuple[Appointment, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A level with its people."""

    key: str
    words: Say
    groups: tuple[Group, ...]

    @property
    def total(self) -> int:
        """How many people there are."""
        return sum(len(group.posts) for group in self.groups)


def everybody(on: date) -> list[Level]:
    """Everybody who holds a post on a day, by level; counties by city. Two queries."""
    held = (
        Appointment.objects.filter(living(on, "", "from_on", "to_on"), living(on, "post__"), person__is_active=True)
        .select_related("person", "post__organisation")
        .order_by("post__organisation__area_id", "post__organisation_id", "post_id")
    )
    by_level: dict[str, list[Appointment]] = {}
    for appointment in held:
        by_level.setdefault(level_of(appointment), []).append(appointment)
    cities = dict(Division.objects.filter(Q(tier=Tier.CITY)).values_list("code", "name"))
    return [
        Level(key, words, tuple(_groups(by_level[key], cities if key == "county" else {})))
        for key, words in LEVELS
        if key in by_level
    ]


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody for whom something waits: how many things, and the first of them."""

    held: Appointment
    count: int
    what: Say


def begin_with(levels: list[Level]) -> list[Busy]:
    """Where to begin: at each level whoever has most to do, with the first thing that waits for them.

    What waits for experts stands on no work list but in their seats: what they have to declare on, then what to review.
    """
    waiting = list(
        WorkItem.objects.filter(done_at__isnull=True)
        .order_by("due_on", "id")
        .values_list("addressee", "area_code", "deciders", "what_zh", "what_en")
    )
    found = []
    seats = _of_experts()
    for level in levels:
        every = [
            _at_seats(held, seats.get(held.person_id, ())) if level.key == "expert" else _busy(held, waiting)
            for group in level.groups
            for held in group.posts
        ]
        most = max(every, key=lambda one: one.count, default=None)
        found += [most] if most and most.count else []
    return found


def _busy(held: Appointment, waiting: list[tuple[str, str, bool, str, str]]) -> Busy:
    office = held.post.organisation
    own = {of_person(held.person_id), f"org:{office.pk}"}
    named = f"office:{office.organ}:{office.tier}" if office.organ else ""
    first, last = span(office.area_id)
    decides = held.post.duty == Duty.DECIDER
    mine = [
        Say(zh, en)
        for addressee, area, deciders, zh, en in waiting
        if addressee in own or (addressee == named and first <= area <= last and (deciders or not decides))
    ]
    return Busy(held, len(mine), mine[0] if mine else Say(""))


def _of_experts() -> dict[int, list[Say]]:
    """What waits for each expert, by person: the cases they have not declared on, then those they have not reviewed."""
    sitting = Seat.objects.filter(state=SeatState.SITTING, panel__state=PanelState.SITTING)
    found: dict[int, list[Say]] = {}
    for seat in sitting.select_related("panel", "expert").prefetch_related("declarations", "sheets").order_by("pk"):
        titles = {entry["key"]: entry["title"] for entry in seat.panel.cases_json}
        declared = {one.case_key: one.has_conflict for one in seat.declarations.all()}
        done = {one.case_key for one in seat.sheets.all() if one.submitted_at}
        mine = found.setdefault(seat.expert.person_id, [])
        mine += [
            Say(f"先声明利害关系：{titles[key]}", f"declare first: {titles[key]}")
            for key in titles
            if key not in declared
        ]
        to_review = [key for key, conflict in declared.items() if not conflict and key not in done]
        mine += [Say(f"评审：{titles.get(key, key)}", f"review: {titles.get(key, key)}") for key in to_review]
    return found


def _at_seats(held: Appointment, mine: Sequence[Say]) -> Busy:
    return Busy(held, len(mine), mine[0] if mine else Say(""))


def level_of(appointment: Appointment) -> str:
    """Under which level of the list a post stands."""
    duty, tier = Duty(appointment.post.duty), Tier(appointment.post.organisation.tier)
    if duty in ADMINISTRATORS:
        return "administrator"
    if duty is Duty.EXPERT:
        return "expert"
    return _OF_TIER.get(tier, "base")


def _groups(posts: list[Appointment], cities: dict[str, str]) -> Iterator[Group]:
    found: dict[str, list[Appointment]] = {}
    for appointment in posts:
        code = appointment.post.organisation.area_id[:4] + "00"
        found.setdefault(cities.get(code, ""), []).append(appointment)
    return (Group(name, tuple(held)) for name, held in found.items())


def person_named(key: str) -> Person | None:
    """An active person by their number as text."""
    return Person.objects.filter(pk=int(key), is_active=True).first() if key.isdecimal() and len(key) < 10 else None
