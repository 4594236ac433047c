"""Writing down everything a verdict reads, and reading it back, so that the same question gives the same digest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jidi.policies.values import from_json, to_json
from policycore.calendar import WorkCalendar
from policycore.facts import FactKey, FactReader, Known, Subject
from policycore.open_points import Decision, DecisionBook
from policycore.say import Say
from policycore.verdict import Lack, LackKind, Missing, Verdict

Facts = dict[tuple[FactKey, Subject], Known | Missing]
Group = Sequence[Subject] | Missing


@dataclass(slots=True)
class Recorder:
    """A reader that passes every question on and remembers the answer."""

    site: FactReader
    facts: Facts = field(default_factory=dict)
    relations: dict[tuple[Subject, str], Group] = field(default_factory=dict)
    populations: dict[tuple[str, Subject, str], Group] = field(default_factory=dict)

    def read_many(
        self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date
    ) -> Mapping[tuple[FactKey, Subject], Known | Missing]:
        """Read, and remember what was read."""
        found = self.site.read_many(keys, subjects, as_of)
        self.facts.update(found)
        return found

    def related(self, subject: Subject, relation: str) -> Group:
        """Ask, and remember."""
        self.relations[subject, relation] = found = self.site.related(subject, relation)
        return found

    def population(self, name: str, subject: Subject, within: str) -> Group:
        """Ask, and remember."""
        self.populations[name, subject, within] = found = self.site.population(name, subject, within)
        return found


@dataclass(frozen=True, slots=True)
class Recorded:
    """A reader of what was remembered; what was not asked then is missing now."""

    facts: Facts
    relations: dict[tuple[Subject, str], Group]
    populations: dict[tuple[str, Subject, str], Group]

    def read_many(
        self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date
    ) -> Mapping[tuple[FactKey, Subject], Known | Missing]:
        """Return the facts as they were read then."""
        return {(k, s): self.facts.get((k, s), _NOT_ASKED) for k in keys for s in subjects}

    def related(self, subject: Subject, relation: str) -> Group:
        """Return the subjects as they were related then."""
        return self.relations.get((subject, relation), _NOT_ASKED)

    def population(self, name: str, subject: Subject, within: str) -> Group:
        """Return the members as they were then."""
        return self.populations.get((name, subject, within), _NOT_ASKED)


_NOT_ASKED = Missing((Lack(LackKind.FACT, "not-recorded", Say("当时没有读取", "not read at the time")),))


def written(recorder: Recorder, used: Iterable[Decision]) -> str:
    """Write down what was read and which decisions were used, in one fixed form."""
    return to_json({
        "facts": sorted(
            ([k.name, k.period, s.kind, s.key, *_known(v)] for (k, s), v in recorder.facts.items()), key=lambda r: r[:4]
        ),
        "relations": sorted(
            ([s.kind, s.key, name, _group(v)] for (s, name), v in recorder.relations.items()), key=lambda r: r[:3]
        ),
        "populations": sorted(
            ([name, s.kind, s.key, within, _group(v)] for (name, s, within), v in recorder.populations.items()),
            key=lambda r: r[:4],
        ),
        "decisions": [
            [d.point, d.value, d.act, d.number, d.decided_on, d.demo] for d in sorted(used, key=lambda d: d.point)
        ],
    })  # fmt: skip


def read_back(text: str) -> tuple[Recorded, DecisionBook]:
    """Give the reader and the book of decisions that ``written`` wrote down."""
    data = from_json(text)
    facts: Facts = {
        (FactKey(name, period), Subject(kind, key)): _as_known(what, source)
        for name, period, kind, key, what, source in data["facts"]
    }
    relations = {(Subject(kind, key), name): _as_group(group) for kind, key, name, group in data["relations"]}
    populations = {
        (name, Subject(kind, key), within): _as_group(group) for name, kind, key, within, group in data["populations"]
    }
    decisions = [
        Decision(point, value, act, number, decided_on, demo=demo)
        for point, value, act, number, decided_on, demo in data["decisions"]
    ]
    return Recorded(facts, relations, populations), DecisionBook.of(decisions)


def decisions_used(book: DecisionBook, verdicts: Iterable[Verdict], on: date, where: Any) -> list[Decision]:
    """The decisions verdicts used, as they stand in the book, each once."""
    points = {used.point for verdict in verdicts for used in verdict.decisions}
    found = [book.find(point, on, where) for point in sorted(points)]
    return [decision for decision in found if decision is not None]


def calendar_data(calendar: WorkCalendar) -> str:
    """Write down a calendar."""
    return to_json({
        "special": [[day, worked] for day, worked in sorted(calendar.special.items())],
        "published": sorted(calendar.published),
        "edition": calendar.edition,
    })  # fmt: skip


def calendar_back(text: str) -> WorkCalendar:
    """Read a calendar back."""
    data = from_json(text)
    return WorkCalendar(dict(data["special"]), frozenset(data["published"]), data["edition"])


def _known(value: Known | Missing) -> tuple[Any, str]:
    if isinstance(value, Known):
        return {"known": value.value}, value.source
    return {"lacks": _lacks(value)}, ""


def _lacks(value: Missing) -> list[list[str]]:
    return [[lack.kind.value, lack.name, lack.say.zh, lack.say.en, lack.supplier] for lack in value.lacks]


def _missing(rows: Iterable[Sequence[str]]) -> Missing:
    return Missing(tuple(Lack(LackKind(kind), name, Say(zh, en), supplier) for kind, name, zh, en, supplier in rows))


def _as_known(what: Mapping[str, Any], source: str) -> Known | Missing:
    return Known(what["known"], source) if "known" in what else _missing(what["lacks"])


def _group(value: Group) -> dict[str, Any]:
    if isinstance(value, Missing):
        return {"lacks": _lacks(value)}
    return {"members": [[s.kind, s.key] for s in value]}


def _as_group(data: Mapping[str, Any]) -> Group:
    if "lacks" in data:
        return _missing(data["lacks"])
    return tuple(Subject(kind, key) for kind, key in data["members"])
