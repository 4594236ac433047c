"""The registry of fact readers, and the one reader composed of them.

A room registers a reader for names of its own, or for a *source* a pack declares for its facts (``filing``, ``answer``),
as packs name their facts themselves. Readers only read, and in bulk. What nobody serves is missing, never zero or no.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from policycore.facts import FactKey, FactReader, Known, Subject
from policycore.say import Say
from policycore.verdict import Lack, LackKind, Missing

Facts = Mapping[tuple[FactKey, Subject], Known | Missing]
Related = Callable[[Subject, str], Sequence[Subject] | Missing]
Population = Callable[[str, Subject, str], Sequence[Subject] | Missing]


class Reads(Protocol):
    """What a room registers: it reads the facts it owns, as they stood on a day, for many subjects at once."""

    def read_many(self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date) -> Facts:
        """Return the facts it knows; a pair it leaves out is missing."""
        ...


@dataclass(slots=True)
class Registry:
    """Who reads what. The site has one (the functions below); a test may make its own."""

    names: dict[str, Reads] = field(default_factory=dict)
    sources: dict[str, Reads] = field(default_factory=dict)
    relations: dict[tuple[str, str], Related] = field(default_factory=dict)
    populations: dict[tuple[str, str], Population] = field(default_factory=dict)

    def register(self, names: Iterable[str], reader: Reads) -> None:
        """Register a reader for facts by name. Raises ValueError for a name another reader serves."""
        for name in names:
            _enter(self.names, name, reader)

    def register_source(self, source: str, reader: Reads) -> None:
        """Register a reader for all facts a pack declares with this source and no name of their own serves."""
        _enter(self.sources, source, reader)

    def register_relation(self, subject_kind: str, relations: Iterable[str], related: Related) -> None:
        """Register who knows the subjects in a relation to one of a kind (``city`` of an area)."""
        for relation in relations:
            _enter(self.relations, (subject_kind, relation), related)

    def register_population(self, subject_kind: str, names: Iterable[str], population: Population) -> None:
        """Register who knows the members of a population, asked for a subject of a kind (``counties`` for an area)."""
        for name in names:
            _enter(self.populations, (subject_kind, name), population)

    def reader(self, declared: Mapping[str, str] | None = None) -> FactReader:
        """Compose the one reader. ``declared`` says for the facts of a pack which source each has."""
        return _Composed(self, declared or {})


@dataclass(frozen=True, slots=True)
class _Composed:
    registry: Registry
    declared: Mapping[str, str]

    def read_many(self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date) -> Facts:
        """Ask each reader once for all its facts of all the subjects."""
        asked: dict[int, tuple[Reads, list[FactKey]]] = {}
        for key in keys:
            reader = self._reader_of(key.name)
            if reader is not None:
                asked.setdefault(id(reader), (reader, []))[1].append(key)
        found: dict[tuple[FactKey, Subject], Known | Missing] = {}
        for reader, its_keys in asked.values():
            found.update(reader.read_many(its_keys, subjects, as_of))
        return {(key, subject): found.get((key, subject)) or self._absent(key) for key in keys for subject in subjects}

    def related(self, subject: Subject, relation: str) -> Sequence[Subject] | Missing:
        """Ask the room that knows this relation."""
        related = self.registry.relations.get((subject.kind, relation))
        return related(subject, relation) if related else not_here(relation)

    def population(self, name: str, subject: Subject, within: str) -> Sequence[Subject] | Missing:
        """Ask the room that knows this population."""
        population = self.registry.populations.get((subject.kind, name))
        return population(name, subject, within) if population else not_here(name)

    def _reader_of(self, name: str) -> Reads | None:
        found = self.registry.names.get(name)
        return found or self.registry.sources.get(self.declared.get(name, ""))

    def _absent(self, key: FactKey) -> Missing:
        if self._reader_of(key.name) is None:
            return not_here(key.name)
        zh, en = (f"（{key.period}）", f" for {key.period}") if key.period else ("", "")
        return _missing(key.name, f"没有「{key.name}」{zh}的记录。", f"There is no record of {key.name!r}{en}.")


def not_here(name: str) -> Missing:
    """What nobody serves yet: missing, with the words for it."""
    return _missing(name, f"「{name}」在本系统尚未办理。", f"{name!r} is not carried out here yet.")


def _missing(name: str, zh: str, en: str) -> Missing:
    return Missing((Lack(LackKind.FACT, name, Say(zh, en)),))


def _enter(table: dict[Any, Any], key: object, value: object) -> None:
    if table.setdefault(key, value) is not value:
        raise ValueError(f"{key!r} is already served by another room")


site = Registry()
"""The registry of this site."""

register = site.register
register_source = site.register_source
register_relation = site.register_relation
register_population = site.register_population
reader = site.reader
