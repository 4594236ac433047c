"""Who owes under a rule: the offices, bases and places of a site an obligation of a pack means on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q

from jidi.accounts.codes import contains, lineage, span
from jidi.accounts.models import Organisation
from jidi.accounts.queries import living
from jidi.bases.enums import HolderKind, LinkRole
from jidi.bases.models import Base, BaseLink, TitleHolding
from jidi.policies import queries as policies
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack
from jidi.returns.enums import About
from policycore.actors import Actor, ActorKind
from policycore.engine import Situation
from policycore.engine.schedule import Planned
from policycore.facts import Subject
from policycore.open_points import Scope, Where
from policycore.pack import Pack
from policycore.verdict import Missing

_LEVELS = {"nation": 0, "province": 1, "city": 2, "county": 3}


@dataclass(frozen=True, slots=True)
class Seated:
    """An office or organisation an actor of the pack is: what a level and a debtor are written with."""

    zh: str
    en: str
    area_code: str
    organ: str = ""
    tier: str = ""
    organisation: Organisation | None = None

    @property
    def token(self) -> str:
        """The office as text, the same whoever the organisation is at the time."""
        return f"{self.organ}-{self.tier}-{self.area_code}" if self.organ else f"org-{self.area_code}"


@dataclass(frozen=True, slots=True)
class Owing:
    """One debtor of a rule, about one thing, and where that lies. ``days`` are the days the thing was held from and until."""

    debtor: Seated
    kind: About
    key: str
    zh: str
    area_code: str
    base: Base | None = None

    @property
    def subject(self) -> Subject:
        """What the rule's conditions are asked of."""
        return (
            Subject("area", self.debtor.area_code) if self.kind is About.ITSELF else Subject(self.kind.value, self.key)
        )


Span = tuple[str, date | None, date | None]
"""A title, from which day it was held (None: as long as is on record) and the first day on which it no longer was."""


@dataclass
class Site:
    """The offices, title holders and institutions of a pack's area, each read once."""

    version: PackVersion
    on: date
    spans: dict[tuple[str, str], list[Span]] = field(default_factory=lambda: defaultdict(list))
    situations: dict[tuple[date, str], Situation] = field(default_factory=dict)
    nobody: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Places where a rule finds nobody registered who owes it, by rule."""

    @cached_property
    def pack(self) -> Pack:
        """The pack."""
        return pack(self.version)

    @cached_property
    def offices(self) -> dict[tuple[str, str], list[Organisation]]:
        """The living offices of the area by organ and tier."""
        first, last = span(self.version.area_code)
        rows = Organisation.objects.filter(living(self.on), area_id__gte=first, area_id__lte=last).exclude(organ="")
        found: dict[tuple[str, str], list[Organisation]] = defaultdict(list)
        for row in rows.order_by("area_id", "pk"):
            found[row.organ, row.tier].append(row)
        return found

    @cached_property
    def institutions(self) -> dict[int, Organisation]:
        """The institution that speaks for each base."""
        rows = BaseLink.objects.filter(living(self.on, "", "from_on", "to_on"), role=LinkRole.INSTITUTION)
        found: dict[int, Organisation] = {}
        for row in rows.select_related("organisation").order_by("pk"):
            found.setdefault(row.base_id, row.organisation)
        return found

    @cached_property
    def holders(self) -> dict[tuple[str, str], TitleHolding]:
        """Everybody who held a title of the pack, by kind and key; their days are in ``spans``."""
        first, last = span(self.version.area_code)
        rows = TitleHolding.objects.filter(
            Q(scheme=self.pack.header.scheme) | Q(scheme=""),
            title__in=list(self.pack.header.titles),
            area_code__gte=first,
            area_code__lte=last,
            held_from__isnull=False,
        )
        found: dict[tuple[str, str], TitleHolding] = {}
        for row in rows.select_related("base", "area", "organisation").order_by("area_code", "pk"):
            found.setdefault((row.holder_kind, row.holder_key), row)
            self.spans[row.holder_kind, row.holder_key].append((row.title, row.held_from, row.held_until))
        return found

    def held_on(self, kind: str, key: str, day: date) -> bool:
        """Whether a title of the pack was held on a day."""
        return any(
            (start is None or start <= day) and (end is None or day < end) for _, start, end in self.spans_of(kind, key)
        )

    def spans_of(self, kind: str, key: str) -> list[Span]:
        """The titles somebody held, each with its days."""
        return self.spans.get((kind, key), []) if self.holders else []

    @cached_property
    def deciding(self) -> frozenset[str]:
        """The places for which something of the pack was decided that does not hold for its whole area."""
        rows = policies.decisions(self.pack.id).filter(scope=Scope.AREA.value).order_by()
        return frozenset(rows.values_list("target", flat=True).distinct())

    def decided_for(self, area_code: str) -> str:
        """The nearest place that holds an area and has decisions of its own, else the area of the pack."""
        above = lineage(area_code) if self.deciding else ()
        return next((code for code in above if code in self.deciding), self.version.area_code)

    def situation_on(self, day: date, area: str = "") -> Situation:
        """One situation a day (and place with decisions of its own), for all holders together: facts are read in bulk."""
        key = (day, area or self.version.area_code)
        if key not in self.situations:
            batch = tuple(Subject(kind, name) for kind, name in self.holders)
            where = Where(area=key[1], year=str(day.year))
            subject = Subject("pack", self.pack.id)
            self.situations[key] = policies.situation(self.version, subject, day, where, batch=batch)
        return self.situations[key]

    def is_any_kind(self, kinds: Collection[str], subject: Subject, day: date) -> bool | Missing:
        """Whether a subject is of one of these kinds on a day; what is not known of other kinds does not matter."""
        found: bool | Missing = self.situation_on(day).about(subject).is_any_kind(kinds, subject)
        return found

    def office(self, actor: Actor, area_code: str) -> Seated | None:
        """The office an actor of the pack is for an area; of joint ones the leading one, of meetings who keeps them."""
        if actor.kind not in {ActorKind.OFFICE, ActorKind.JOINT}:
            return self.office(self.pack.actors[actor.kept_by], area_code) if actor.kept_by else None
        assert actor.level is not None
        above = lineage(area_code)
        rows = self.offices.get((actor.organs()[0], actor.level.value), [])
        # The nearest one that holds the area.
        held = sorted((row for row in rows if row.area_id in above), key=lambda row: above.index(row.area_id))
        return _seat_of(held[0]) if held else None

    def stand_in(self, area_code: str) -> Seated | None:
        """Who acts for a base without an institution: the lowest office of the pack's actors that holds its place."""
        actors = [a for a in self.pack.actors.values() if a.kind in {ActorKind.OFFICE, ActorKind.JOINT} and a.level]
        for actor in sorted(actors, key=lambda a: -_LEVELS[a.level.value if a.level else "nation"]):
            found = self.office(actor, area_code)
            if found is not None:
                return found
        return None

    def seat(self, actor_id: str, area_code: str, base: Base | None) -> Seated | None:
        """Where an actor of the pack sits for a place and a base; None where nobody of this site does."""
        actor = self.pack.actors.get(actor_id)
        if actor is None:
            return None
        if actor.kind is not ActorKind.SUBJECT:
            return self.office(actor, area_code)
        own = self.institutions.get(base.pk) if base is not None else None
        return _own_seat(own, base) if own is not None else self.stand_in(area_code)


def owing(site: Site, planned: Planned) -> Iterator[Owing]:
    """Everybody who owes under a rule, each with what it is about. Whether they did on a day is for titles and conditions.

    A duty of a subject is owed by each base about itself; one about itself of an office by each such office of the area.
    """
    actor = site.pack.actors[planned.debtor]
    if actor.kind is ActorKind.SUBJECT:
        yield from _of_holders(site, planned)
    elif planned.about == "itself":
        for office in _offices_of(site, actor):
            seated = _seat_of(office)
            yield Owing(seated, About.ITSELF, "", seated.zh, office.area_id)
    else:
        yield from _of_holders(site, planned)


def _offices_of(site: Site, actor: Actor) -> Sequence[Organisation]:
    while actor.kind not in {ActorKind.OFFICE, ActorKind.JOINT} and actor.kept_by:
        actor = site.pack.actors[actor.kept_by]
    return site.offices.get((actor.organs()[0], actor.level.value), []) if actor.level else []


_KINDS = {"each-area": HolderKind.AREA, "each-enterprise": HolderKind.ORGANISATION, "each-base": HolderKind.BASE}


def _of_holders(site: Site, planned: Planned) -> Iterator[Owing]:
    own = site.pack.actors[planned.debtor].kind is ActorKind.SUBJECT
    wanted = HolderKind.BASE if own and planned.about == "itself" else _KINDS.get(planned.about)
    for (kind, key), row in site.holders.items():
        if wanted is not None and kind != wanted:
            continue
        base = row.base
        debtor = site.seat(planned.debtor, row.area_code, base)
        if debtor is None:
            site.nobody[planned.rule.id].add(row.area_code)
            continue
        yield Owing(debtor, About(kind), key, _name_of(row), row.area_code, base)


def _name_of(row: TitleHolding) -> str:
    if row.base is not None:
        return row.base.name
    return row.area.name if row.area is not None else (row.organisation.name if row.organisation else "")


def _seat_of(office: Organisation) -> Seated:
    return Seated(office.name, office.name_en, office.area_id, office.organ, office.tier, office)


def _own_seat(own: Organisation, base: Base | None) -> Seated:
    return Seated(own.name, own.name_en, base.area_id if base else own.area_id, organisation=own)


def fits_area(version: PackVersion, area_code: str) -> bool:
    """Whether a place lies in the area of a pack."""
    return contains(version.area_code, area_code)
