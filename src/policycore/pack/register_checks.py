"""Which register a fact of ``source: register`` reads, and what is wrong where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ..facts import Fact, FactSource, FactType
from ..registers import RegisterKind
from .model import Pack
from .names import leans_on
from .problems import allowed_words

SCALARS: Final = frozenset(
    (
        *(FactType.NUMBER, FactType.FLAG, FactType.FINDING, FactType.DOCUMENT),
        *(FactType.TEXT, FactType.CHOICE, FactType.DATE),
    )
)
"""Facts of one value. A register has rows; one value of a register comes from a room of the site that names it so."""


def kinds_meant(name: str) -> frozenset[RegisterKind]:
    """Return the registers the house keeps that a name means, in singular or plural: ``incidents`` is that of incidents."""
    words = {name, name.removesuffix("s"), f"{name.removesuffix('ies')}y"}
    return frozenset(kind for kind in RegisterKind if kind.value in words)


def registers_known(pack: Pack, others: Sequence[Pack] | None) -> frozenset[str] | None:
    """Return the registers a fact of a pack may be called after; None where a pack that is not at hand may have it."""
    if others is None and leans_on(pack):
        return None
    return frozenset(rule for one in (pack, *(others or ())) for rule in one.registers)


def register_problems(fact: Fact, registers: frozenset[str] | None) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a fact that is read from a register, as (key, message)."""
    if fact.source is not FactSource.REGISTER:
        return
    named = bool(kinds_meant(fact.id)) or fact.id in (registers or ())
    if fact.type in SCALARS and named:
        yield "type", f"found {fact.type}; a register has rows: write type: table, or give the fact another id"
    if fact.type is FactType.TABLE and registers is not None and not named:
        known = [*registers, *(kind.value for kind in RegisterKind)]
        yield "id", f"{fact.id!r} is no register of this pack; {allowed_words(fact.id, known)}"


__all__ = ["SCALARS", "kinds_meant", "register_problems", "registers_known"]
