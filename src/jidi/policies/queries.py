"""Reads of this room: the pack behind a version, which version is in force, decisions, situations, article pages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db import models
from django.db.models import Q

from jidi.accounts.codes import contains, lineage
from jidi.accounts.queries import living
from jidi.calendars.queries import work_calendar
from jidi.facts.registry import reader
from jidi.policies.enums import DecisionScope, VersionStatus
from jidi.policies.models import OfficialText, PackVersion, PointDecision
from policycore.calendar import WorkCalendar
from policycore.citation import Rule
from policycore.engine import Situation
from policycore.facts import FactReader, FactSource, FactType, Subject
from policycore.open_points import Decision, DecisionBook, Scope, Where
from policycore.pack import Pack, build_pack
from policycore.pack.checks import cited_by
from policycore.pack.stored import raw_of_texts


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a pack that carries an article out: its section, its id there, the rule."""

    section: str
    key: str
    rule: Rule


T = TypeVar("T")
_KEPT = 32
_packs: OrderedDict[str, Pack] = OrderedDict()
_carriers: OrderedDict[str, dict[str, tuple[Element, ...]]] = OrderedDict()


class PackChangedError(RuntimeError):
    """The stored texts of a version no longer give its digest: somebody changed them by hand."""


def pack(version: PackVersion) -> Pack:
    """The pack of a version, built from its stored texts; kept by digest.

    Raises PackChangedError when the texts were changed behind the product's back.
    """
    return _kept(_packs, version.digest, lambda: _built(version))


def _built(version: PackVersion) -> Pack:
    built = build_pack(raw_of_texts(version.files))
    if built.digest != version.digest:
        raise PackChangedError(f"{version}: the stored files give another digest; restore them from the import")
    return built


def _kept(cache: OrderedDict[str, T], digest: str, make: Callable[[], T]) -> T:
    """Give what is kept for a digest, else make and keep it; the oldest goes when there are too many."""
    found = cache.get(digest)
    if found is None:
        found = cache[digest] = make()
        while len(cache) > _KEPT:
            cache.popitem(last=False)
    return found


def version_named(pack_id: str, version_no: int | None = None) -> PackVersion | None:
    """A version by pack and number, the latest one without a number."""
    found = PackVersion.objects.filter(pack_id=pack_id)
    if version_no is not None:
        found = found.filter(version_no=version_no)
    return found.order_by("-version_no").first()


def version_in_force(name: str, area_code: str, on: date) -> PackVersion | None:
    """The published version of a pack or scheme in force for an area on a day; the one of the nearest area wins."""
    found = PackVersion.objects.filter(
        living(on, "", "in_force_from", "in_force_to"),
        Q(pack_id=name) | Q(scheme=name),
        status=VersionStatus.PUBLISHED,
        area_code__in=lineage(area_code),
    )
    return found.order_by("-area_code", "-in_force_from", "-published_at", "-pk").first()


def versions_in_force(area_code: str, on: date) -> models.QuerySet[PackVersion]:
    """All versions in force for an area on a day."""
    return PackVersion.objects.filter(
        living(on, "", "in_force_from", "in_force_to"),
        status=VersionStatus.PUBLISHED,
        area_code__in=lineage(area_code),
    )


def decisions(pack_id: str, point: str = "") -> models.QuerySet[PointDecision]:
    """Every decision ever taken on a pack's points, oldest first: the one history of them all."""
    found = PointDecision.objects.filter(pack_id=pack_id)
    return (found.filter(point=point) if point else found).order_by("point", "valid_from", "id")


def book(pack_id: str, where: Where | None = None) -> DecisionBook:
    """The decisions on a pack's points for the engine; with ``where`` only those that can reach that place.

    Areas are narrowed here by division code: a city covers its own counties and no other city's.
    """
    found = PointDecision.objects.filter(pack_id=pack_id)
    if where is not None:
        found = found.filter(
            Q(scope=DecisionScope.PACK)
            | Q(scope=DecisionScope.YEAR, target=where.year)
            | Q(scope=DecisionScope.ROUND, target=where.round)
            | Q(scope=DecisionScope.CASE, target=where.case)
            | Q(scope=DecisionScope.AREA, target__in=lineage(where.area) if where.area else ())
        )
    return DecisionBook.of(as_decision(row) for row in found.order_by("entered_at", "id"))


def as_decision(row: PointDecision) -> Decision:
    """A stored decision as the engine reads it."""
    return Decision(
        point=row.point,
        value=row.value,
        act=row.act,
        number=row.act_number,
        decided_on=row.decided_on,
        valid_from=row.valid_from,
        valid_until=row.valid_to - timedelta(days=1) if row.valid_to else None,
        scope=Scope(row.scope),
        target=row.target,
        by=row.by_organisation or row.by_name,
        key=str(row.pk),
        demo=row.is_demo,
    )


def situation(
    version: PackVersion,
    subject: Subject,
    on: date,
    where: Where | None = None,
    kinds: frozenset[str] | None = None,
    *,
    kind: str = "",
    facts: FactReader | None = None,
    decided: DecisionBook | None = None,
    batch: Sequence[Subject] = (),
    calendar: WorkCalendar | None = None,
) -> Situation:
    """A situation of the engine on this site's facts, calendar and decisions (others may be given for a rehearsal).

    ``kind`` is the kind of the pack the subject applied as, where it said so.
    """
    place, whole = where or Where(), pack(version)
    return Situation(
        pack=whole,
        reader=facts or reader(sources_of(whole)),
        decisions=decided if decided is not None else book(version.pack_id, place),
        on=on,
        subject=subject,
        where=place,
        calendar=calendar or work_calendar(),
        kinds=kinds,
        kind=kind,
        batch=batch,
    )


def sources_of(whole: Pack) -> dict[str, str]:
    """Which source serves each fact of a pack; the history of applications is one of its own, whatever it is called.

    A title is a fact too, under its own id, whether the pack lists it among its facts or not; and so is a duty.
    """
    history = FactType.APPLICATIONS
    titles = dict.fromkeys(whole.header.titles, FactSource.TITLES.value)
    duties = dict.fromkeys(whole.obligations, FactSource.OBLIGATIONS.value)
    return titles | duties | {f.id: history.value if f.type is history else f.source.value for f in whole.facts.values()}


def what_carries_out(whole: Pack, article_id: str) -> tuple[Element, ...]:
    """The elements that cite an article (its own id, not its parts), in the order of the pack."""
    return _kept(_carriers, whole.digest, lambda: _by_article(whole)).get(article_id, ())


def _by_article(whole: Pack) -> dict[str, tuple[Element, ...]]:
    found: dict[str, list[Element]] = {}
    for section, key, rule in whole.elements():
        for article in dict.fromkeys(cited_by(rule)):
            found.setdefault(article, []).append(Element(section, key, rule))
    return {article: tuple(elements) for article, elements in found.items()}


def official_text(pack_id: str, article_id: str) -> OfficialText | None:
    """The official words of an article, where the site imported them."""
    return OfficialText.objects.filter(pack_id=pack_id, article=article_id).first()


def covers(version: PackVersion, area_code: str) -> bool:
    """Whether a version is made for an area."""
    return contains(version.area_code, area_code)


def visible_to(_actor: object) -> models.QuerySet[PackVersion]:
    """Policies are public to everybody who can log in; drafts too, so that they can be read before they bind."""
    return PackVersion.objects.all()


def in_order(versions: Iterable[PackVersion]) -> list[PackVersion]:
    """Versions newest in force first, drafts before them."""
    return sorted(versions, key=lambda v: (v.in_force_from or date.max, v.version_no), reverse=True)
