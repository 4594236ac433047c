"""基地登记: the list of bases, fifty a page, in the same few queries however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from jidi.accounts.acting import Actor
from jidi.accounts.codes import NATION
from jidi.accounts.enums import Tier
from jidi.accounts.queries import cities_of, counties_of
from jidi.bases.enums import OPEN, TitleState
from jidi.bases.models import Base, TitleHolding
from jidi.bases.permissions import KEEPERS
from jidi.bases.queries.bases import Filters, listed
from jidi.bases.queries.packs import versions_for
from jidi.bases.queries.places import places_above
from jidi.bases.queries.registers import Flag, flags_of
from jidi.common.say import Say
from jidi.web.desk.bases.words import ROOM, STATES, TIERS, base_address, place_words, require_business, title_badge
from jidi.web.desk.http import actor_required, page, reads, today_of
from jidi.web.shared.chips import chip_of
from jidi.web.shared.parts import Badge, Chip, Filter, Link

SIZE: Final = 50
_ASKED_STATES = (TitleState.HELD, TitleState.RECTIFYING, TitleState.SUSPENDED, TitleState.ANNOUNCED, TitleState.REVOKED)
_ALL = ("", Say("全部", "all"))


@dataclass(frozen=True, slots=True)
class Lack:
    """A register the document asks for and nobody has filled in yet, with the article."""

    name: Say
    chip: Chip


@dataclass(frozen=True, slots=True)
class BaseLine:
    """One base of the list."""

    base: Base
    href: str
    place: str
    titles: tuple[Badge, ...]
    recognised: tuple[str, ...]
    since: date | None
    lacks: tuple[Lack, ...]


@reads
@actor_required
def bases(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list of bases an actor may know of, narrowed to what was asked for."""
    require_business(actor)
    on, asked = today_of(request), _asked(request.GET)
    found = listed(actor, asked, on)
    pages = Paginator(found.order_by("area_id", "name", "id"), SIZE)
    shown = pages.get_page(request.GET.get("page"))
    lines = _lines(list(shown), on)
    context = {
        "lines": lines,
        "pager": shown,
        "count": pages.count,
        "counted": _counted(found),
        "filters": _filters(actor, asked),
        "text": asked.text,
        "product": asked.product,
        "narrowed": asked != Filters(),
        "new": Link(Say("新建基地", "New base"), reverse("desk:base-new"), icon="plus")
        if actor.duty in KEEPERS
        else None,
        "places": _places(actor),
    }
    return page(request, "desk/bases/list.html", context, room=ROOM)


def _asked(query: QueryDict) -> Filters:
    tier, state, area = query.get("tier", ""), query.get("state", ""), query.get("area", "")
    return Filters(
        text=query.get("q", "").strip()[:60],
        area_code=area if len(area) == 6 and area.isascii() and area.isdigit() else "",
        tier=tier if tier in Tier.values else "",
        state=state if state in TitleState.values else "",
        product=query.get("product", "").strip()[:60],
        ended=query.get("ended") == "1",
    )


def _lines(bases: Sequence[Base], on: date) -> list[BaseLine]:
    lacks = lacks_of(bases, on)
    return [_line(base, lacks.get(base.pk, ())) for base in bases]


def _line(base: Base, lacks: Sequence[Lack]) -> BaseLine:
    held: list[TitleHolding] = getattr(base, "open_titles", [])
    # A recognition of another scheme is no title of this register: it stands beside as a tag.
    titles = [one for one in held if not one.kind]
    begun = [one.held_from for one in titles if one.held_from]
    # National before provincial, as everywhere.
    order = sorted(titles, key=lambda one: list(TIERS).index(Tier(one.tier)))
    return BaseLine(
        base,
        base_address(base),
        place_words(base.area),
        tuple(title_badge(one) for one in order),
        tuple(one.title_name for one in held if one.kind),
        min(begun) if begun else None,
        tuple(lacks),
    )


def lacks_of(bases: Sequence[Base], on: date) -> dict[int, tuple[Lack, ...]]:
    """What the packs in force ask of bases and is not on record, by base; two queries a pack at most."""
    versions = versions_for(bases, on)
    found: dict[int, tuple[Lack, ...]] = {}
    for version in {version.pk: version for version in versions.values()}.values():
        keys = [base.pk for base in bases if versions.get(base.pk) == version and base.ended_on is None]
        flags: list[Flag] = flags_of(version, keys, on)
        for key in keys:
            found[key] = tuple(Lack(flag.say, chip_of(flag.cite)) for flag in flags if flag.base_id == key)
    return found


def _counted(found: QuerySet[Base]) -> Say:
    """How many of them have which title, in words."""
    # One base may have several titles; each title is counted where it stands.
    rows = TitleHolding.objects.filter(state__in=OPEN, kind="", base__in=found.order_by().values("pk"))
    by_tier = dict(rows.order_by().values_list("tier").annotate(n=Count("base_id", distinct=True)))
    parts = [(TIERS[tier], by_tier[tier]) for tier in TIERS if by_tier.get(tier)]
    without = found.order_by().exclude(pk__in=rows.order_by().values("base_id")).count()
    if without:
        parts.append((Say("没有称号", "without title"), without))
    return Say(
        "，".join(f"{word.zh} {count}" for word, count in parts),
        ", ".join(f"{word.en.lower()} {count}" for word, count in parts),
    )


def _filters(actor: Actor, asked: Filters) -> list[Filter]:
    tiers = [(tier.value, TIERS[tier]) for tier in (Tier.NATION, Tier.PROVINCE)]
    states = [(state.value, STATES[state][1]) for state in _ASKED_STATES]
    found = [Filter("tier", Say("级别", "Level"), (_ALL, *tiers), asked.tier)]
    if areas := _areas(actor):
        found.append(Filter("area", Say("地区", "Area"), (_ALL, *areas), asked.area_code))
    ended = (("", Say("在册", "on the register")), ("1", Say("已退出登记", "taken off")))
    return [
        *found,
        Filter("state", Say("称号状态", "State of title"), (_ALL, *states), asked.state),
        Filter("ended", Say("登记", "Register"), ended, "1" if asked.ended else ""),
    ]


def _areas(actor: Actor) -> list[tuple[str, str]]:
    """The areas below the actor's own: cities of a province, counties of a city."""
    if not actor.covers(actor.area_code) or actor.area_code == NATION:
        return []
    below = cities_of(actor.area_code) if actor.area_code.endswith("0000") else counties_of(actor.area_code)
    found = [(code, name) for code, name in below.order_by("code").values_list("code", "name")]
    return found if len(found) > 1 else []


def _places(actor: Actor) -> list[Link]:
    """The registers of the places the actor works in: plans and measures of the city, of the province."""
    return [Link(place.name, reverse("desk:place", args=[place.pk])) for place in places_above(actor.area_code)]
