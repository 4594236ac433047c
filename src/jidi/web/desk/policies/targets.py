"""What a decision may be limited to: rounds, years, areas, cases. Rooms above policies name their rounds and cases.

A room's pages register a source when they load: ``register_targets(Scope.ROUND, source)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from jidi.accounts.acting import Actor
from jidi.accounts.codes import contains, span
from jidi.accounts.enums import Tier
from jidi.accounts.models import Division
from jidi.common.say import Say
from jidi.web.desk.policies.points import SCOPE_WORDS
from jidi.web.shared.language import Words
from jidi.web.shared.parts import Link
from policycore.open_points import Scope
from policycore.pack import Pack

Source = Callable[[Actor, str, date], Iterable[tuple[str, Words]]]
"""Given an actor, the id of a pack and a day: keys of rounds (or cases) the actor may see, each with its words."""

_sources: dict[Scope, Source] = {}


@dataclass(frozen=True, slots=True)
class Reach:
    """One group of the reaches a decision may have: what they are, and each as ``scope:target`` with its words."""

    name: Say
    options: tuple[tuple[str, Words], ...]


def register_targets(scope: Scope, source: Source) -> None:
    """Let a room name what decisions of this reach may be limited to. Registering again replaces."""
    _sources[scope] = source


Waiting = Callable[[Actor, str, date], dict[str, list[Link]]]
"""Given an actor, the id of a pack and a day: the points open rounds still wait for, each with the ways to decide them."""
_waiting: list[Waiting] = []


def register_waiting(source: Waiting) -> None:
    """Let a room say which points its rounds wait for. Registering again replaces."""
    _waiting[:] = [source]


def undecided_in_rounds(actor: Actor, pack_id: str, on: date) -> dict[str, list[Link]]:
    """The points that are undecided for open rounds the actor knows of, decided for others as they may be."""
    return {name: links for source in _waiting for name, links in source(actor, pack_id, on).items()}


def reaches_for(actor: Actor, pack: Pack, scopes: Iterable[Scope], on: date) -> list[Reach]:
    """Everything a decision of these reaches may be limited to, the widest first; empty groups are left out."""
    found = [Reach(SCOPE_WORDS[scope], tuple(_options(actor, pack, scope, on))) for scope in scopes]
    return [group for group in found if group.options]


def _options(actor: Actor, pack: Pack, scope: Scope, on: date) -> Iterator[tuple[str, Words]]:
    if scope is Scope.PACK:
        yield f"{scope.value}:", SCOPE_WORDS[scope]
    elif scope is Scope.YEAR:
        yield from ((f"{scope.value}:{year}", str(year)) for year in range(on.year - 1, on.year + 3))
    elif scope is Scope.AREA:
        area = actor.area_code if contains(pack.header.area, actor.area_code) else pack.header.area
        first, last = span(area)
        rows = Division.objects.filter(pk__gte=first, pk__lte=last, tier__in=_AREAS, is_virtual=False).order_by("pk")
        yield from ((f"{scope.value}:{row.pk}", f"{row.name} {row.pk}") for row in rows)
    elif scope in _sources:
        yield from ((f"{scope.value}:{key}", words) for key, words in _sources[scope](actor, pack.id, on))


_AREAS = (Tier.CITY, Tier.COUNTY)
