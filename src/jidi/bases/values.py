"""What callers hand to the services of this room: plain values, and the keys made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Permit
from jidi.accounts.enums import Tier
from jidi.accounts.models import Division, Organisation
from jidi.audit.who import Who
from jidi.bases.enums import Exactness, HolderKind, HostKind, TitleAct
from jidi.bases.models import Base, TitleHolding
from jidi.common.digests import digest
from jidi.common.texts import comparable

_HS = re.compile(r"^\d{2,10}$")
_BETWEEN = re.compile(r"[、，,;；/]")


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, and when: a person with a permit, or the system at an import (no ``by_id``)."""

    who: Who
    at: datetime
    by_id: int | None = None

    @classmethod
    def of(cls, permit: Permit, at: datetime) -> Hand:
        """The hand of somebody with a permit."""
        return cls(permit.actor.who, at, permit.actor.person_id)


@dataclass(frozen=True, slots=True)
class HostAt:
    """What a base sits in: its kind, the division that holds it, its name in words, its organisation if there is one."""

    kind: HostKind
    area: Division
    words: str = ""
    organisation: Organisation | None = None

    @property
    def named(self) -> str:
        """The host in words; a division is called by its own name unless the source says otherwise."""
        return self.words or (self.organisation.name if self.organisation else self.area.name)

    @property
    def key(self) -> str:
        """What makes two hosts the same one, whatever they are called: organisation, code, or code and name."""
        if self.organisation is not None:
            return f"organisation:{self.organisation.pk}"
        return f"area:{self.area.pk}" if self.kind == HostKind.DIVISION else f"{self.area.pk}:{comparable(self.named)}"


@dataclass(frozen=True, slots=True)
class ProductNamed:
    """A product by name, with the beginnings of the HS codes it falls under (two to ten digits each)."""

    name: str
    hs_prefixes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wrong = [prefix for prefix in self.hs_prefixes if not _HS.match(prefix)]
        if wrong:
            raise ValueError(f"an HS prefix has two to ten digits, found {', '.join(wrong)}")


def products_in(text: str) -> tuple[ProductNamed, ...]:
    """Read products from a text like 甲、乙; each once, in the written order."""
    names = (part.strip() for part in _BETWEEN.split(text))
    return tuple(ProductNamed(name) for name in dict.fromkeys(name for name in names if name))


def product_key(products: Iterable[ProductNamed]) -> str:
    """What makes two sets of products the same: the names, in any order; empty for none stated."""
    return "+".join(sorted(comparable(product.name) for product in products))


def living_key(scheme: str, host_key: str, products: str) -> str:
    """The key at most one living base of a scheme, host and set of products has."""
    return digest([scheme, host_key, products])


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a title, with the area that fences it."""

    kind: HolderKind
    key: str
    area_code: str

    @classmethod
    def base(cls, base: Base) -> Holder:
        """A base as a holder."""
        return cls(HolderKind.BASE, str(base.pk), base.area_id)

    @classmethod
    def area(cls, division: Division) -> Holder:
        """A county, city or province as a holder."""
        return cls(HolderKind.AREA, division.pk, division.pk)

    @classmethod
    def organisation(cls, organisation: Organisation) -> Holder:
        """An organisation (a park, an enterprise) as a holder."""
        return cls(HolderKind.ORGANISATION, str(organisation.pk), organisation.area_id)

    @classmethod
    def of(cls, holding: TitleHolding) -> Holder:
        """The holder of a title."""
        return cls(HolderKind(holding.holder_kind), holding.holder_key, holding.area_code)

    @property
    def columns(self) -> dict[str, Any]:
        """The foreign key of ``TitleHolding`` this holder fills."""
        column = {HolderKind.BASE: "base_id", HolderKind.AREA: "area_id"}.get(self.kind, "organisation_id")
        return {column: self.key}


@dataclass(frozen=True, slots=True)
class TitleNamed:
    """A title as a pack (or a list imported) names it: scheme, id, tier, its words, and which of several of that id."""

    scheme: str
    title: str
    tier: Tier
    name: str
    kind: str = ""

    @classmethod
    def of(cls, holding: TitleHolding) -> TitleNamed:
        """The title of a stored row."""
        return cls(holding.scheme, holding.title, Tier(holding.tier), holding.title_name, holding.kind)

    def living_key(self, holder: Holder) -> str:
        """The key an open title of this holder has."""
        return f"{self.scheme}|{self.title}|{self.kind}|{holder.kind}|{holder.key}"


@dataclass(frozen=True, slots=True)
class When:
    """A day, how exactly it is known, and what is printed. What is only a month or year is its last day."""

    on: date
    exact: Exactness = Exactness.DAY
    words: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """The act a decision was issued as: title, number, day, issuer."""

    title: str = ""
    number: str = ""
    on: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """By what an event was decided: pack and version, article ids, the case it came from, a source and a reason."""

    pack: str = ""
    pack_version: int | None = None
    cites: tuple[str, ...] = ()
    case_key: str = ""
    source: str = ""
    reason: str = ""
    paper: Paper = field(default_factory=Paper)

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of ``TitleEvent`` this fills."""
        return {
            "pack": self.pack,
            "pack_version": self.pack_version,
            "cites": ",".join(self.cites),
            "case_key": self.case_key,
            "source": self.source,
            "reason": self.reason,
            "act_title": self.paper.title,
            "act_number": self.paper.number,
            "act_on": self.paper.on,
            "act_by": self.paper.by,
        }


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to a title: the act, its day, its basis, and the further columns of ``TitleEvent`` it fills."""

    act: TitleAct
    when: When
    basis: Basis
    more: dict[str, Any] = field(default_factory=dict)
