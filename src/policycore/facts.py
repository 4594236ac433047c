"""Facts: the declared vocabulary rules speak in, and the one protocol they are read through."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Protocol, Self

from pydantic import Field, model_validator

from .citation import Rule, Slug, Strict, Words
from .formula.check import Declared
from .say import Say
from .units import UNITS, Quantity
from .verdict import Lack, LackKind, Missing

CYCLES: Final = ("once", "year", "half", "quarter", "month")


class FactType(StrEnum):
    """What sort of thing a fact is."""

    NUMBER = "number"
    FLAG = "flag"
    FINDING = "finding"
    DOCUMENT = "document"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    TABLE = "table"
    TITLE = "title"
    APPLICATIONS = "applications"
    STATUSES = "statuses"
    RELATION = "relation"
    POPULATION = "population"


class FactSource(StrEnum):
    """Who supplies a fact."""

    ANSWER = "answer"
    FILING = "filing"
    REGISTER = "register"
    TITLES = "titles"
    CASES = "cases"
    OBLIGATIONS = "obligations"
    FINDING = "finding"
    DOCUMENTS = "documents"
    TRADE = "trade"
    FUNDS = "funds"
    ASSESSMENT = "assessment"
    OUTSIDE = "outside"


class Column(Strict):
    """A column of a table fact. ``kinds`` is the set its values come from: their words and what may be compared with."""

    zh: str = ""
    en: str = ""
    type: FactType = FactType.TEXT
    unit: str = ""
    choices: tuple[str, ...] | dict[Slug, Words] = ()
    kinds: Slug | None = None

    def declared(self) -> Declared:
        """Return the column as a formula sees it."""
        dimension = UNITS[self.unit].dimension if self.type is FactType.NUMBER else ""
        return Declared(self.type.value, dimension, choices=tuple(self.choices))

    def typed(self, value: Any) -> Any:
        """Return a plain value as a value of the formula language (an amount gets the column's unit)."""
        return _amount(value, self.unit) if self.type is FactType.NUMBER else value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.unit not in UNITS:
            raise ValueError(f"unit: found {self.unit!r}; allowed: {', '.join(u for u in UNITS if u)}")
        if self.type is FactType.CHOICE and not self.choices:
            raise ValueError("a column of type: choice needs choices: [one, another]")
        if self.kinds and (self.type is not FactType.TEXT or self.choices):
            raise ValueError("kinds: names the set a column of type: text takes its values from, without choices")
        return self


def _amount(value: Any, unit: str) -> Any:
    plain_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Quantity(Decimal(value), UNITS[unit]) if plain_number else value


_TITLE_COLUMNS: Final = {
    "from": Column(zh="自", type=FactType.DATE),
    "until": Column(zh="至", type=FactType.DATE),
    "level": Column(zh="级别"),
    "batch": Column(zh="批次", type=FactType.NUMBER),
    "result": Column(zh="结果"),
    "on": Column(zh="日期", type=FactType.DATE),
}
_APPLICATION_COLUMNS: Final = _TITLE_COLUMNS | {"procedure": Column(zh="程序")}
TITLE_ENDS: Final = ("revoked", "transferred", "converted", "given_up")
"""How a title ended where no outcome of a pack says it better: what its ``result`` is then."""


class Fact(Rule):
    """A declared fact: its type, unit and source.

    A fact of ``type: table`` has columns; the one called ``on`` is the day ``WITHIN`` looks at. ``supplier`` is the
    actor who can supply it when it is missing; ``evidence`` lists what a person has to attach; ``sources-in-order``
    says which source counts before which (G15).
    """

    type: FactType
    unit: str = ""
    every: str = "once"
    source: FactSource
    supplier: Slug | None = None
    columns: dict[str, Column] = Field(default_factory=dict)
    choices: tuple[str, ...] | dict[Slug, Words] = ()
    evidence: tuple[str, ...] = ()
    sources_in_order: tuple[FactSource, ...] = ()
    meaning: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.unit not in UNITS:
            raise ValueError(f"unit: found {self.unit!r}; allowed: {', '.join(u for u in UNITS if u)}")
        if self.every not in CYCLES:
            raise ValueError(f"every: found {self.every!r}; allowed: {', '.join(CYCLES)}")
        if self.type is FactType.TABLE and not self.columns:
            raise ValueError("a fact of type: table needs columns: {on: {type: date}, kind: {type: text}, …}")
        if self.columns and self.type not in {FactType.TABLE, FactType.TITLE, FactType.APPLICATIONS}:
            raise ValueError(f"columns belong to type: table, title or applications; this fact is of type: {self.type}")
        if self.choices and self.type is not FactType.CHOICE:
            raise ValueError(f"choices belong to type: choice; this fact is of type: {self.type}")
        if self.unit and self.type is not FactType.NUMBER:
            raise ValueError(f"unit belongs to type: number; this fact is of type: {self.type}")
        if self.type is FactType.CHOICE and not self.choices:
            raise ValueError("a fact of type: choice needs choices: [one, another]")
        return self

    @property
    def _fixed(self) -> dict[str, Column]:
        """The columns titles and applications have without saying so."""
        return _APPLICATION_COLUMNS if self.type is FactType.APPLICATIONS else _TITLE_COLUMNS

    def declared(self) -> Declared:
        """Return the fact as a formula sees it."""
        columns = {name: column.declared() for name, column in self.columns.items()}
        if self.type in {FactType.TITLE, FactType.APPLICATIONS}:
            columns = {name: column.declared() for name, column in self._fixed.items()} | columns
        dimension = UNITS[self.unit].dimension if self.type is FactType.NUMBER else ""
        return Declared(self.type.value, dimension, columns, tuple(self.choices))

    def typed(self, value: Any) -> Any:
        """Return plain data as a value of the formula language: amounts with their unit, rows with every column.

        A column a row does not have is empty (None), which is missing, never no.
        """
        if self.type is FactType.NUMBER:
            return _amount(value, self.unit)
        if self.type in {FactType.TITLE, FactType.APPLICATIONS}:
            return typed_rows(value, self._fixed | self.columns)
        return typed_rows(value, self.columns) if self.type is FactType.TABLE else value


def typed_rows(rows: Any, columns: Mapping[str, Column] = _TITLE_COLUMNS) -> Any:
    """Return the rows of a table (or of a title held over time) with every declared column, amounts with their unit."""
    if not isinstance(rows, list | tuple):
        return rows
    empty = dict.fromkeys(columns)
    return [
        {**empty, **{name: columns[name].typed(v) if name in columns else v for name, v in row.items()}} for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a fact is about: a base, an area, an organisation, a case."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class FactKey:
    """Which fact, of which period (empty: none)."""

    name: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that was read: plain data, and where it comes from."""

    value: Any
    source: str = ""


EVERYBODY: Final = "*"
"""The population of all subjects of one's own sort; a kind with ``population: true`` is picked out of it."""


class FactReader(Protocol):
    """How rules read facts: in bulk, and only read. A name nobody serves is missing, never zero or no."""

    def read_many(
        self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date
    ) -> Mapping[tuple[FactKey, Subject], Known | Missing]:
        """Return each fact of each subject as it stood on ``as_of``."""

    def related(self, subject: Subject, relation: str) -> Sequence[Subject] | Missing:
        """Return the subjects in a relation to one (``city``, ``province``, ``host``, ``parent``)."""

    def population(self, name: str, subject: Subject, within: str) -> Sequence[Subject] | Missing:
        """Return the members of a named population within an area of the subject."""


def missing_fact(name: str, words: Say, supplier: str = "", period: str = "") -> Missing:
    """Make the value of a fact nobody has given."""
    when = f"（{period}）" if period else ""
    zh = f"还没有「{words.zh}」{when}"
    return Missing(
        (Lack(LackKind.FACT, name, Say(zh, f"“{words.en or words.zh}” is not known yet {period}".strip()), supplier),)
    )


@dataclass(frozen=True, slots=True)
class DataFacts:
    """Facts given as data, as worked examples give them: of the subject itself, or of named other subjects."""

    own: Mapping[str, Any]
    subject: Subject
    others: Mapping[str, Mapping[str, Any]]
    relations: Mapping[str, Sequence[str]]
    populations: Mapping[str, Sequence[str]]

    def read_many(
        self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date
    ) -> Mapping[tuple[FactKey, Subject], Known | Missing]:
        """Return what the example says; what it does not say is missing."""
        return {(key, subject): self._one(key, subject) for key in keys for subject in subjects}

    def _one(self, key: FactKey, subject: Subject) -> Known | Missing:
        data = self.own if subject == self.subject else self.others.get(subject.key, {})
        value = data.get(key.name)
        if isinstance(value, dict):  # a value per period; asked for none, or for another, there is none
            value = value.get(key.period, value.get(int(key.period)) if key.period.isdecimal() else None)
        return missing_fact(key.name, Say(key.name), period=key.period) if value is None else Known(value, "example")

    def related(self, subject: Subject, relation: str) -> Sequence[Subject] | Missing:
        """Return the subjects the example puts in a relation."""
        names = self.relations.get(relation)
        return missing_fact(relation, Say(relation)) if names is None else [self._named(name) for name in names]

    def population(self, name: str, subject: Subject, within: str) -> Sequence[Subject] | Missing:
        """Return the members the example lists (the name ``self`` stands for the subject)."""
        names = self.populations.get(name)
        return missing_fact(name, Say(name)) if names is None else [self._named(member) for member in names]

    def _named(self, name: str) -> Subject:
        return self.subject if name == "self" else Subject(self.subject.kind, name)
