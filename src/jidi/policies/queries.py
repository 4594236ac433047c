"""Reads of this room: the pack behind a version, which version is in force, decisions, situations, article pages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from jidi.accounts.codes import contains, lineage
from jidi.accounts.queries import living
from jidi.calendars.queries import work_calendar
from jidi.common.quick import Prepared
from jidi.common.reading import read_once
from jidi.facts.registry import reader
from jidi.policies.enums import VersionStatus
from jidi.policies.models import OfficialText, PackVersion, PointDecision
from jidi.policies.values import from_json
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
Row = TypeVar("Row", bound=models.Model)
DECISIONS, PUBLISHED = "decisions", "published-packs"
"""What an act remembers decisions and published packs under (``common.reading``)."""
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


def version_pinned(version_id: int, held: PackVersion | None = None) -> PackVersion:
    """A version by its id, without the texts of its pack; read once in an act, or not at all where ``held`` is it."""

    def read() -> PackVersion:
        if held is not None and held.pk == version_id:
            return held
        return PackVersion.objects.defer("files_json").get(pk=version_id)

    return read_once(("version", version_id), read)


def published_packs() -> list[Pack]:
    """Every published pack, oldest import first. One act reads them once; their texts only where one is not built yet."""
    return read_once((PUBLISHED,), _published)


def _published() -> list[Pack]:
    rows = PackVersion.objects.filter(status=VersionStatus.PUBLISHED).order_by("pk").values_list("pk", "digest")
    return [_packs[digest] if digest in _packs else pack(PackVersion.objects.get(pk=key)) for key, digest in rows]


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

    Areas are narrowed here by division code: a city covers its own counties and no other city's. One act reads them once.
    """
    return read_once((DECISIONS, pack_id, where), lambda: _book(pack_id, where))


def _book(pack_id: str, where: Where | None) -> DecisionBook:
    if where is None:
        rows = tuple(PointDecision.objects.filter(pack_id=pack_id).order_by("entered_at", "id").values_list(*_COLUMNS))
    else:
        targets = {"", where.case, where.round, where.year, *(lineage(where.area) if where.area else ())}
        rows = tuple(_reaching(len(targets))(pack_id, *sorted(targets)))
    return DecisionBook.of(one for one in _decisions(rows) if where is None or _reaches(one, where))


def book_known(pack_id: str, where: Where, at: datetime) -> DecisionBook:
    """The decisions that can reach a place as they were known at a moment: without what was recorded later, and without the
    ends it set. Two queries.

    A decision ends by a later one only, so each known one is open again, and the latest start of them holds.
    """
    later = PointDecision.objects.filter(pack_id=pack_id, entered_at__gt=at).values_list("pk", flat=True)
    unknown = {str(key) for key in later}
    whole = book(pack_id, where)
    if not unknown:
        return whole
    return DecisionBook.of(replace(one, valid_until=None) for one in whole.decisions if one.key not in unknown)


@lru_cache(maxsize=16)
def _reaching(targets: int) -> Prepared[tuple[Any, ...]]:
    """The decisions on a pack that have one of so many targets."""
    return Prepared(
        lambda pack, *named: (
            PointDecision.objects.filter(pack_id=pack, target__in=named)
            .order_by("entered_at", "id")
            .values_list(*_COLUMNS)
        ),
        str,
        *[str] * targets,
    )


def _reaches(decision: Decision, where: Where) -> bool:
    """Whether a decision whose target is one of this place's is limited to it in the way its scope says."""
    here = {Scope.YEAR: where.year, Scope.ROUND: where.round, Scope.CASE: where.case}
    if decision.scope is Scope.PACK:
        return True
    if decision.scope is Scope.AREA:
        return bool(where.area) and decision.target in lineage(where.area)
    return decision.target == here[decision.scope]


_COLUMNS = (
    "point", "value_json", "act", "act_number", "decided_on", "valid_from", "valid_to", "scope", "target",
    "by_organisation", "by_name", "pk", "is_demo",
)  # fmt: skip


@lru_cache(maxsize=64)
def _decisions(rows: tuple[tuple[Any, ...], ...]) -> tuple[Decision, ...]:
    """Rows as the engine reads them; the same rows are read into the same decisions, which nobody changes."""
    return tuple(
        Decision(
            point=point, value=from_json(value), act=act, number=number, decided_on=on, valid_from=begins,
            valid_until=ends - timedelta(days=1) if ends else None, scope=Scope(scope), target=target,
            by=organisation or name, key=str(key), demo=demo,
        )
        for point, value, act, number, on, begins, ends, scope, target, organisation, name, key, demo in rows
    )  # fmt: skip


def without_texts(found: models.QuerySet[Row], *paths: str) -> models.QuerySet[Row]:
    """The same rows with their versions (``version``, ``case__version``), but without the long texts of the packs.

    Packs are kept by digest; the texts are read where one is not built yet.
    """
    return found.select_related(*paths).defer(*(f"{path}__files_json" for path in paths))


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
    return (
        titles | duties | {f.id: history.value if f.type is history else f.source.value for f in whole.facts.values()}
    )


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
