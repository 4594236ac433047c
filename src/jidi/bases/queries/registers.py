"""What is on record: entries in force, checklists, and which registers the pack in force flags as empty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models
from django.db.models import Q

from jidi.accounts.readers import area_above
from jidi.bases.enums import Answer
from jidi.bases.models import Base, RegisterEntry
from jidi.common.say import Cite, Say
from jidi.policies.actors import cite_of
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack, situation
from policycore.engine import answer
from policycore.facts import FactSource, Subject
from policycore.pack import Pack
from policycore.pack.register_checks import kinds_meant
from policycore.registers import Register, RegisterKind

OF_BASE = frozenset({"base", "association"})
"""Registers shown with a base: its own, and what associations do for it. The others belong to a place."""


@dataclass(frozen=True, slots=True)
class Part:
    """A register of the pack with its entries: what it is, by which article, what is on record, and a flag."""

    rule: Register
    say: Say
    cite: Cite
    entries: tuple[RegisterEntry, ...] = ()
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """A base without what the document asks for: the register it lacks, and the article that asks."""

    base_id: int
    register: str
    say: Say
    cite: Cite


@dataclass(slots=True)
class ChecklistLine:
    """A line of the honesty checklist of a year: the base's own answer, and how its enterprises stand."""

    kind: str
    say: Say
    own: RegisterEntry | None = None
    enterprises: dict[str, int] = field(default_factory=dict)

    @property
    def rolled_up(self) -> str:
        """The answer of all together: one 不符合 anywhere is 不符合; without any answer it stays open."""
        given = [*(answer for answer, count in self.enterprises.items() if count), self.own.answer if self.own else ""]
        if Answer.NO in given:
            return Answer.NO
        if Answer.UNKNOWN in given or not any(given):
            return Answer.UNKNOWN
        return Answer.YES


def in_force(entries: models.QuerySet[RegisterEntry]) -> models.QuerySet[RegisterEntry]:
    """The entries that stand: nothing supersedes them, and they are not withdrawn."""
    return entries.filter(successor__isnull=True, withdrawn=False)


def entries_about(base: Base) -> models.QuerySet[RegisterEntry]:
    """What stands on record about a base, with who runs it and who entered it."""
    return in_force(base.entries.all()).select_related("organisation", "entered_by").order_by("register", "on", "id")


def entries_of_place(area_code: str) -> models.QuerySet[RegisterEntry]:
    """What stands on record about a place itself."""
    return in_force(RegisterEntry.objects.filter(area_id=area_code)).select_related("organisation", "entered_by")


def history_of(entry: RegisterEntry) -> list[RegisterEntry]:
    """An entry with all it superseded, newest first."""
    found = [entry]
    while found[-1].supersedes_id is not None:
        earlier = found[-1].supersedes
        assert earlier is not None
        found.append(earlier)
    return found


def kinds_read(whole: Pack) -> frozenset[str]:
    """The registers a pack's rules read (its facts of ``source: register``) and its criteria look at."""
    names = {fact.id for fact in whole.facts.values() if fact.source is FactSource.REGISTER}
    names |= {name for criteria in whole.criteria.values() for leaf in criteria.leaves for name in leaf.looks_at}
    ruled = {whole.registers[name].register_.value for name in names if name in whole.registers}
    return frozenset(ruled | {kind.value for name in names for kind in kinds_meant(name)})


def looked_at(version: PackVersion, base: Base, names: Iterable[str]) -> list[Part]:
    """The registers of a pack that these names mean, with what stands on record: about the base itself, and about the
    places it lies in for a register of a place; in the order of the pack. A fixed number of queries."""
    whole, wanted = pack(version), set(names)
    meant = {kind for name in wanted if name not in whole.registers for kind in kinds_meant(name)}
    rules = [rule for rule in whole.registers.values() if rule.id in wanted or rule.register_ in meant]
    if not rules:
        return []
    areas = {rule.of: area_above(base.area_id, rule.of) for rule in rules if rule.of not in OF_BASE}
    about = Q(base=base) | Q(area_id__in=[code for code in areas.values() if code])
    entries = list(
        in_force(RegisterEntry.objects.filter(about)).select_related("organisation").order_by("-on", "-year", "-id")
    )

    def own(rule: Register) -> tuple[RegisterEntry, ...]:
        code = areas.get(rule.of)
        here = (e for e in entries if (e.base_id == base.pk if rule.of in OF_BASE else e.area_id == code))
        return tuple(entry for entry in here if _belongs(entry, rule, whole))

    return [Part(rule, rule.say, cite_of(whole, rule.citation()), own(rule)) for rule in rules]


def superseded_since(
    base: Base | None, area_codes: Iterable[str], kinds: Iterable[str], since: datetime
) -> list[RegisterEntry]:
    """What was corrected, ended or withdrawn since a moment, newest first: the entries that supersede, of these registers,
    about a base and the places around it; one query."""
    about = Q(area_id__in=list(area_codes))
    if base is not None:
        about |= Q(base=base)
    found = RegisterEntry.objects.filter(
        about, register__in=list(kinds), entered_at__gt=since, supersedes__isnull=False
    )
    return list(found.select_related("supersedes", "entered_by", "base", "area").order_by("-entered_at", "-id"))


def superseded_before(
    base: Base,
    area_codes: Iterable[str],
    kinds: Iterable[str],
    until: datetime,
    since: date | None,
    tiers: Iterable[str],
) -> list[RegisterEntry]:
    """What was corrected, ended or withdrawn by these levels up to a moment, newest first; one query.

    Of these registers, about a base and the places around it; of what happened on or after ``since`` (None: whenever), by
    the day that stood there before the change, and of what had no day.
    """
    about = Q(area_id__in=list(area_codes)) | Q(base=base)
    found = RegisterEntry.objects.filter(
        about, register__in=list(kinds), entered_at__lte=until, supersedes__isnull=False, tier__in=list(tiers)
    )
    if since is not None:
        found = found.filter(Q(supersedes__on__isnull=True) | Q(supersedes__on__gte=since))
    return list(found.select_related("supersedes", "entered_by", "base", "area").order_by("-entered_at", "-id"))


def current(entries: Iterable[RegisterEntry], on: date) -> list[RegisterEntry]:
    """Of standing entries those that hold on a day: begun, and not over."""
    return [e for e in entries if (e.on is None or e.on <= on) and (e.until is None or on < e.until)]


def parts_of_base(version: PackVersion, base: Base, on: date) -> list[Part]:
    """The registers of the pack in force with what is on record about a base; one query."""
    return _parts(version, OF_BASE, Subject("base", str(base.pk)), list(entries_about(base)), on)


def parts_of_place(version: PackVersion, area_code: str, tier: str, on: date) -> list[Part]:
    """The registers of the pack in force about a place of a level (``city``, ``province``); one query."""
    entries = list(entries_of_place(area_code))
    return _parts(version, frozenset({tier}), Subject("area", area_code), entries, on)


def _parts(
    version: PackVersion, of: frozenset[str], subject: Subject, entries: Sequence[RegisterEntry], on: date
) -> list[Part]:
    whole = pack(version)
    found = []
    for rule in whole.registers.values():
        if rule.of not in of:
            continue
        own = tuple(entry for entry in entries if _belongs(entry, rule, whole))
        flagged = rule.of != "association" and not current(own, on) and _flags(version, rule, subject, on)
        found.append(Part(rule, rule.say, cite_of(whole, rule.citation()), own, flagged))
    return found


def _belongs(entry: RegisterEntry, rule: Register, whole: Pack) -> bool:
    """Whether an entry belongs under a register: entered under it, or under one another version called otherwise."""
    if entry.register != rule.register_:
        return False
    # Entered under another version, or before any: it stands where its kind is known.
    known_rule = entry.rule in whole.registers and whole.registers[entry.rule].register_ == entry.register
    if known_rule:
        return entry.rule == rule.id
    named = whole.sets.get(rule.kinds or "")
    return named is None or not named.members or entry.kind_key in named.members


def _flags(version: PackVersion, rule: Register, subject: Subject, on: date) -> bool:
    """What the pack says of a register without entry: it flags where the text says must, else it only lists."""
    told = answer(situation(version, subject, on), {"register": rule.id})
    return bool(told["effect"] == "flags")


def flags_of(version: PackVersion, base_ids: Sequence[int], on: date) -> list[Flag]:
    """Which of many bases lack what the pack asks of a base: one query for the entries, however many bases."""
    whole = pack(version)
    if not base_ids:
        return []
    probe = Subject("base", str(base_ids[0]))
    asked = [rule for rule in whole.registers.values() if rule.of == "base" and _flags(version, rule, probe, on)]
    held: dict[int, list[RegisterEntry]] = defaultdict(list)
    kinds = {rule.register_ for rule in asked}
    holds = (Q(on__isnull=True) | Q(on__lte=on)) & (Q(until__isnull=True) | Q(until__gt=on))
    for entry in in_force(RegisterEntry.objects.filter(holds, base_id__in=base_ids, register__in=kinds)):
        held[entry.base_id or 0].append(entry)
    return [
        Flag(base_id, rule.id, rule.say, cite_of(whole, rule.citation()))
        for base_id in base_ids
        for rule in asked
        if not any(_belongs(entry, rule, whole) for entry in held[base_id])
    ]


def checklist(version: PackVersion, base: Base, year: int) -> list[ChecklistLine]:
    """The honesty checklist of a base for a year: each line of the pack, own answer, and the enterprises rolled up."""
    whole = pack(version)
    lines: dict[str, ChecklistLine] = {}
    for rule in whole.registers.values():
        if rule.register_ is RegisterKind.HONESTY and rule.kinds in whole.sets:
            for key, member in whole.sets[rule.kinds or ""].members.items():
                lines.setdefault(key, ChecklistLine(key, Say(member.zh, member.en)))
    found = in_force(base.entries.filter(register=RegisterKind.HONESTY, year=year))
    for entry in found.select_related("organisation", "entered_by").order_by("id"):
        line = lines.setdefault(entry.kind_key, ChecklistLine(entry.kind_key, Say(entry.kind_name)))
        if entry.organisation_id is None and not entry.organisation_name:
            line.own = entry
        else:
            line.enterprises[entry.answer] = line.enterprises.get(entry.answer, 0) + 1
    return list(lines.values())
