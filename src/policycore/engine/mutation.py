"""Mutation testing of a pack: which element a worked example proves, and which none does.

An element is *proven* when at least one of its mutants loads and every one that loads makes a named worked example fail.
A mutant that does not load proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ..calendar import WorkCalendar
from ..pack.loader import Raw, build_pack
from ..pack.model import Example, Pack
from ..pack.problems import PackError
from .examples import run_example
from .mutants import Mutant, mutants, places


@dataclass(slots=True)
class Proof:
    """What is known of one element: the examples that catch its mutants, and the mutants nothing caught."""

    section: str
    element: str
    caught: list[tuple[str, str]] = field(default_factory=list)
    survived: list[str] = field(default_factory=list)
    not_loading: list[str] = field(default_factory=list)

    @property
    def proven(self) -> bool:
        """Tell whether every mutant that loads was caught, and there was one."""
        return bool(self.caught) and not self.survived

    @property
    def proven_by(self) -> list[str]:
        """The names of the examples that caught a mutant, each once."""
        return list(dict.fromkeys(name for _, name in self.caught))


def prove(
    raw: Raw,
    calendar: WorkCalendar,
    *,
    only: Callable[[str, str], bool] | None = None,
    progress: Callable[[Mutant], None] | None = None,
) -> list[Proof]:
    """Try every mutant of a pack against its examples and return a proof per element, in written order."""
    pack = build_pack(raw)
    proofs = {(section, element): Proof(section, element) for section, element, _, _ in places(raw, pack)}
    for mutant in mutants(raw, pack):
        if only is not None and not only(mutant.section, mutant.element):
            continue
        if progress is not None:
            progress(mutant)
        _try(mutant, proofs[mutant.section, mutant.element], pack, calendar)
    return [p for p in proofs.values() if only is None or only(p.section, p.element)]


def _try(mutant: Mutant, proof: Proof, pack: Pack, calendar: WorkCalendar) -> None:
    try:
        changed = build_pack(mutant.raw)
    except PackError:
        proof.not_loading.append(mutant.what)
        return
    caught = next((e.name for e in _likeliest(pack, proof) if not run_example(changed, e, calendar).passed), None)
    if caught is None:
        proof.survived.append(mutant.what)
    else:
        proof.caught.append((mutant.what, caught))


def _likeliest(pack: Pack, proof: Proof) -> Iterable[Example]:
    """Order the examples so that the one that will catch a mutant comes early; every example is still tried."""
    before = {name for _, name in proof.caught}
    words = set(proof.element.split("/"))

    def rank(example: Example) -> int:
        if example.name in before:
            return 0
        named = {str(v) for v in example.ask.values() if isinstance(v, str)}
        return 1 if words <= named else (2 if words & named else 3)

    return sorted(pack.examples, key=rank)
