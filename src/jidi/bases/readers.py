"""What rules may ask this room: titles held over time, what is on record, and where a base sits.

Packs name their facts themselves, so the readers serve a *source*: every fact a pack declares with ``source: titles`` is
the id of a title, every one with ``source: register`` names a register (its kind, or the id a pack gives it).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Q

from jidi.accounts.codes import NATION, span
from jidi.accounts.readers import area_above
from jidi.bases.enums import HolderKind
from jidi.bases.models import Base, RegisterEntry, TitleHolding
from jidi.bases.queries.registers import in_force
from jidi.bases.queries.titles import events_by_holding
from jidi.bases.states import in_order, replay
from jidi.common.clock import day_of
from jidi.policies.queries import published_packs
from policycore.facts import EVERYBODY, FactKey, FactSource, Known, Subject
from policycore.pack.register_checks import kinds_meant
from policycore.say import Say
from policycore.verdict import Lack, LackKind, Missing

LEVELS: Final = {"nation": "national", "province": "provincial", "city": "city", "county": "county"}
"""The words rules use for the level of a title."""
_COLUMN: Final = {HolderKind.BASE: "base_id", HolderKind.AREA: "area_id", HolderKind.ORGANISATION: "organisation_id"}

Facts = dict[tuple[FactKey, Subject], Known | Missing]


class Titles:
    """Titles by id, as rows: from, until, level, batch, result, on, kind, name. Announced ones are not held and left out."""

    def read_many(self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date) -> Facts:
        """Read titles of many subjects as they stood on a day; three queries, however many.

        Those of a place are the ones held in it: by itself, by places inside it, by bases and organisations there.
        """
        known = [subject for subject in subjects if subject.kind in _COLUMN]
        places = {subject: span(subject.key) for subject in known if subject.kind == HolderKind.AREA}
        titles = _titles_of_facts({key.name for key in keys})
        names = set(titles.values())
        holdings = list(TitleHolding.objects.filter(_held_by(known), title__in=names).order_by("id"))
        events = events_by_holding(holdings)
        rows: dict[tuple[str, Subject], list[dict[str, Any]]] = defaultdict(list)
        for held in holdings:
            row = _title_row(held, events[held.pk], as_of)
            if row is None:
                continue
            for subject, (first, last) in places.items():
                if first <= held.area_code <= last:
                    rows[held.title, subject].append(row)
            if held.holder_kind != HolderKind.AREA:
                rows[held.title, Subject(held.holder_kind, held.holder_key)].append(row)
        # On the register nobody holds a title by silence: no row is a known "none", not something missing.
        return {
            (key, subject): Known(rows.get((titles[key.name], subject), []), "titles")
            for key in keys
            for subject in known
        }


def _titles_of_facts(names: set[str]) -> dict[str, str]:
    """The id of the title each fact means: its own name, or the title whose header says ``fact:`` so."""
    packs = published_packs()
    spoken = {title.fact: key for whole in packs for key, title in whole.header.titles.items() if title.fact}
    return {name: spoken.get(name, name) for name in names}


def _title_row(held: TitleHolding, events: Sequence[Any], as_of: date) -> dict[str, Any] | None:
    then = replay(in_order(events), as_of)
    if then.held_from is None:
        return None
    return {
        "from": then.held_from,
        "until": then.held_until,
        "level": LEVELS.get(held.tier, held.tier),
        "batch": then.batch,
        "result": then.result,
        "on": then.held_from,
        "kind": held.kind,
        "name": then.title_name,
    }


def _held_by(subjects: Sequence[Subject]) -> Q:
    wanted = Q()
    for kind, column in _COLUMN.items():
        keys = [subject.key for subject in subjects if subject.kind == kind]
        if kind == HolderKind.AREA:
            for first, last in map(span, keys):
                wanted |= Q(area_code__gte=first, area_code__lte=last)
        elif keys:
            wanted |= Q(**{f"{column}__in": keys})
    return wanted or Q(pk__in=())


class Registers:
    """Registers as tables, one row an entry that stands: kind, grade, whose, on, until, year, amount, answer, …"""

    def read_many(self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date) -> Facts:
        """Read registers about many bases and places as they stood on a day; one query.

        A register of a base that is here has no entries rather than being missing; one of anything else is missing.
        """
        names = {key.name: frozenset(kind.value for kind in kinds_meant(key.name)) for key in keys}
        ruled = _rules_of_packs() if not all(names.values()) else frozenset()
        known = [subject for subject in subjects if subject.kind in (HolderKind.BASE, HolderKind.AREA)]
        rows: dict[Subject, list[RegisterEntry]] = defaultdict(list)
        for entry in _entries(known, as_of):
            kind = HolderKind.BASE if entry.base_id else HolderKind.AREA
            rows[Subject(kind, str(entry.base_id or entry.area_id))].append(entry)
        found: Facts = {}
        for key in keys:
            for subject in known:
                if names[key.name] or key.name in ruled:
                    mine = [e for e in rows[subject] if _is(e, key.name, names[key.name], key.period)]
                    found[key, subject] = Known([_row(entry) for entry in mine], "register")
        return found


def _rules_of_packs() -> frozenset[str]:
    """The ids published packs give their registers."""
    return frozenset(rule for whole in published_packs() for rule in whole.registers)


def _entries(subjects: Sequence[Subject], as_of: date) -> Sequence[RegisterEntry]:
    bases = [subject.key for subject in subjects if subject.kind == HolderKind.BASE]
    areas = [subject.key for subject in subjects if subject.kind == HolderKind.AREA]
    begun = Q(on__isnull=True) | Q(on__lte=as_of)
    about = Q(base_id__in=bases) | Q(area_id__in=areas)
    return list(in_force(RegisterEntry.objects.filter(about, begun)).order_by("on", "id"))


def _is(entry: RegisterEntry, name: str, kinds: frozenset[str], period: str) -> bool:
    if period and str(entry.year or (entry.on.year if entry.on else "")) != period:
        return False
    return entry.register in kinds if kinds else entry.rule == name


def _row(entry: RegisterEntry) -> dict[str, Any]:
    return {
        "kind": entry.kind_key,
        "named": entry.kind_name,
        "operator": entry.operator_key,
        "name": entry.name,
        "grade": entry.grade,
        "whose": entry.whose,
        "on": entry.on,
        "from": entry.on,
        "until": entry.until,
        "year": entry.year,
        "amount": entry.amount,
        "unit": entry.unit,
        "served": entry.how_many,
        "staff": entry.staff,
        "state": entry.state,
        "answer": entry.answer,
        "in-charge": entry.person,
        "organisation": entry.organisation_name,
        "document": entry.document_no or entry.document_title,
        "entered": day_of(entry.entered_at),
    }


def related(subject: Subject, relation: str) -> Sequence[Subject] | Missing:
    """What a base sits in or is helped by: ``host``, ``county``, ``city``, ``province``, ``parent``, ``helper``."""
    base = Base.objects.filter(pk=subject.key).first() if subject.key.isdigit() else None
    if base is None:
        return _missing(relation, Say("这个基地不在登记中", "this base is not on the register"))
    if relation == "helper":
        helper = base.helpers.filter(to_on__isnull=True, corrected_at__isnull=True).first()
        return [Subject("area", helper.area_id)] if helper and helper.area_id else []
    if relation == "host":
        host = base.hosts.filter(to_on__isnull=True, corrected_at__isnull=True).first()
        if host is not None and host.organisation_id:
            return [Subject("organisation", str(host.organisation_id))]
        return [Subject("area", base.area_id)]
    code = area_above(base.area_id, relation)
    return [Subject("area", code)] if code else []


def population(name: str, subject: Subject, within: str) -> Sequence[Subject] | Missing:
    """Everybody of the sort of a base: the living bases of the nation, or within the area a base lies in."""
    scope = NATION
    if within:
        above = related(subject, within)
        if isinstance(above, Missing) or not above or above[0].kind != HolderKind.AREA:
            return _missing(name, Say("这个基地没有对应的区域", "this base lies in no such area"))
        scope = above[0].key
    first, last = span(scope)
    rows = Base.objects.filter(area__gte=first, area__lte=last, ended_on__isnull=True)
    return [Subject(HolderKind.BASE.value, str(pk)) for pk in rows.order_by("pk").values_list("pk", flat=True)]


def _missing(name: str, say: Say) -> Missing:
    return Missing((Lack(LackKind.FACT, name, say),))


TITLES, REGISTERS = Titles(), Registers()


def register() -> None:
    """Tell the registry of facts what this room serves. Called when the site starts."""
    from jidi.facts.registry import register_population, register_relation, register_source

    register_source(FactSource.TITLES.value, TITLES)
    register_source(FactSource.REGISTER.value, REGISTERS)
    register_relation("base", ("host", "county", "city", "province", "parent", "helper"), related)
    register_population("base", (EVERYBODY,), population)
