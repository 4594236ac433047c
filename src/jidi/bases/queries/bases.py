"""Bases: who sees which, lists with filters, and everything one page of a base shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.db.models import F, Prefetch, Q

from jidi.accounts.acting import Actor
from jidi.accounts.codes import span
from jidi.accounts.enums import Duty
from jidi.accounts.models import ParkArea
from jidi.accounts.queries import living, within
from jidi.bases.enums import OPEN, TitleState
from jidi.bases.models import (
    Base,
    BaseHelper,
    BaseHost,
    BaseLink,
    BaseName,
    BaseProducts,
    BaseScheme,
    OpeningRecord,
    TitleEvent,
    TitleHolding,
)
from jidi.bases.queries.links import links_of
from jidi.bases.queries.openings import records_of
from jidi.bases.queries.registers import Flag, Part, flags_of, parts_of_base
from jidi.bases.values import Holder
from jidi.common.say import Cite, Say, Unknown
from jidi.policies.actors import cite_of
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack
from policycore.citation import Citation


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of bases is narrowed to; empty: not narrowed. ``area_code`` is a province, city or county."""

    text: str = ""
    area_code: str = ""
    tier: str = ""
    title: str = ""
    state: str = ""
    product: str = ""
    ended: bool = False


def visible_to(actor: Actor, on: date) -> models.QuerySet[Base]:
    """The bases an actor may know of on a day.

    Those of the area they work on (a park that lies in several counties belongs to each), and those their own
    organisation belongs to: as institution, association or enterprise. Nobody else, and neither administrators nor
    auditors, who read the trail and no business.
    """
    if actor.is_administrator or actor.duty == Duty.AUDITOR:
        return Base.objects.none()
    linked = BaseLink.objects.filter(living(on, "", "from_on", "to_on"), organisation_id=actor.organisation_id)
    parks = ParkArea.objects.filter(within(actor, "area_id")).values("park_id")
    hosted = BaseHost.objects.filter(to_on__isnull=True, corrected_at__isnull=True, organisation__in=parks)
    return Base.objects.filter(
        within(actor, "area_id") | Q(pk__in=linked.values("base_id")) | Q(pk__in=hosted.values("base_id"))
    )


def visible_keys(actor: Actor | None, keys: object, on: date) -> set[str]:
    """Of these bases (keys as text) those the actor may see; none for a visitor. One query."""
    if actor is None:
        return set()
    wanted = [int(key) for key in keys if str(key).isdigit()]  # type: ignore[attr-defined]
    return {str(pk) for pk in visible_to(actor, on).filter(pk__in=wanted).values_list("pk", flat=True)}


def base_for(actor: Actor, base_id: int, on: date) -> Base:
    """One base. Raises Unknown where it does not exist or may not be known of: both are answered alike."""
    found = visible_to(actor, on).filter(pk=base_id).select_related("area__parent").first()
    if found is None:
        raise Unknown(Say("个基地", "base"))
    return found


def listed(actor: Actor, filters: Filters, on: date) -> models.QuerySet[Base]:
    """The bases a list shows, each with its open titles (``open_titles``) and the city it lies in, in three queries.

    A filter on title, tier or state asks for one and the same title. Without a state only titles that are open count.
    """
    found = visible_to(actor, on).filter(ended_on__isnull=not filters.ended)
    if filters.area_code:
        first, last = span(filters.area_code)
        found = found.filter(area_id__gte=first, area_id__lte=last)
    if filters.product:
        found = found.filter(product_words__icontains=filters.product)
    if filters.text:
        text = filters.text
        found = found.filter(Q(name__icontains=text) | Q(host_words__icontains=text) | Q(product_words__icontains=text))
    wanted = _titles_wanted(filters)
    if wanted is not None:
        found = found.filter(pk__in=TitleHolding.objects.filter(wanted, base__isnull=False).values("base_id"))
    titles = TitleHolding.objects.filter(state__in=OPEN).order_by("tier", "id")
    return found.select_related("area__parent").prefetch_related(
        Prefetch("titles", queryset=titles, to_attr="open_titles")
    )


def _titles_wanted(filters: Filters) -> Q | None:
    wanted = Q()
    if filters.tier:
        wanted &= Q(tier=filters.tier)
    if filters.title:
        wanted &= Q(title=filters.title)
    if filters.state:
        wanted &= Q(state=filters.state)
    elif filters.tier or filters.title:
        wanted &= Q(state__in=OPEN)
    return wanted or None


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A title with everything that happened to it, voided entries too: one line of the time line."""

    holding: TitleHolding
    events: tuple[TitleEvent, ...]

    @property
    def state(self) -> TitleState:
        """Where it stands."""
        return TitleState(self.holding.state)


@dataclass(frozen=True, slots=True)
class BasePage:
    """Everything the page of a base shows, read in a number of queries that does not grow with what is on record."""

    base: Base
    names: tuple[BaseName, ...]
    hosts: tuple[BaseHost, ...]
    products: tuple[BaseProducts, ...]
    schemes: tuple[BaseScheme, ...]
    helpers: tuple[BaseHelper, ...]
    links: tuple[BaseLink, ...]
    titles: tuple[TitleLine, ...]
    openings: tuple[OpeningRecord, ...]
    version: PackVersion | None = None
    parts: tuple[Part, ...] = ()
    flags: tuple[Flag, ...] = field(default=())


IN_TIME = (F("from_on").asc(nulls_first=True), "id")
"""Dated rows in their order; what was so before the record begins comes first in both databases."""
_TIERS = {"nation": 0, "province": 1, "city": 2, "county": 3}


def page_of(base: Base, version: PackVersion | None, on: date) -> BasePage:
    """Gather the page of a base; ``version`` is the pack in force for it (None: registers are left out)."""
    events = TitleEvent.objects.select_related("entered_by", "voided_by", "other").order_by("on", "id")
    holdings = base.titles.prefetch_related(Prefetch("events", queryset=events))
    # National above provincial, as the time line is drawn.
    ordered = sorted(holdings, key=lambda held: (_TIERS.get(held.tier, 9), held.held_from or date.max, held.pk))
    return BasePage(
        base=base,
        names=tuple(base.names.order_by(*IN_TIME)),
        hosts=tuple(base.hosts.select_related("area", "organisation").order_by(*IN_TIME)),
        products=tuple(base.product_sets.prefetch_related("products").order_by(*IN_TIME)),
        schemes=tuple(base.schemes.order_by(*IN_TIME)),
        helpers=tuple(base.helpers.order_by(*IN_TIME)),
        links=tuple(links_of(base, on)),
        titles=tuple(TitleLine(held, tuple(held.events.all())) for held in ordered),
        openings=tuple(records_of(Holder.base(base))),
        version=version,
        parts=tuple(parts_of_base(version, base, on)) if version else (),
        flags=tuple(flags_of(version, [base.pk], on)) if version else (),
    )


def stock(area_code: str, scheme: str, on: date) -> dict[str, int]:
    """How many holders in an area have each title of a scheme on a day: what an imported stock is checked against."""
    first, last = span(area_code)
    running = Q(held_until__isnull=True) | Q(held_until__gt=on)
    rows = (
        TitleHolding.objects.filter(
            running, scheme=scheme, held_from__lte=on, area_code__gte=first, area_code__lte=last
        )
        .values_list("title")
        .annotate(held=models.Count("pk"))
    )
    return dict(rows.order_by("title"))


@dataclass(frozen=True, slots=True)
class StockLine:
    """A count the document states of what existed at its issue, beside what the register has on a day."""

    title: Say
    stated: int
    held: int
    cite: Cite

    @property
    def agrees(self) -> bool:
        """Whether both are the same."""
        return self.stated == self.held


def stock_check(version: PackVersion, on: date) -> list[StockLine]:
    """The counts the document of a pack states, each beside the register's: whether the opening stock is complete."""
    whole = pack(version)
    held = stock(whole.header.area, whole.header.scheme, on)
    lines = []
    for line in whole.header.stock:
        title = whole.header.titles[line.title]
        cite = cite_of(whole, Citation((line.cite,)))
        lines.append(StockLine(Say(title.zh, title.en), line.count, held.get(line.title, 0), cite))
    return lines
