"""What a decision may be limited to: rounds, years, areas, cases. Rooms above policies name their rounds and cases.

A room's pages register a source when they load: ``register_targets(Scope.ROUND, source)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from jidi.accounts.acting import Actor
from jidi.common.say import Say
from jidi.web.shared.language import Words
from policycore.open_points import Scope
from policycore.pack import Pack

Source = Callable[[Actor, str, date], Iterable[tuple[str, Words]]]
"""Given an actor, the id of a pack and a day: keys of rounds (or cases) the actor may see, each with its words."""

_sources: dict[Scope, Source] = {}


@dataclass(frozen=True, slots=True)
class Targets:
    """What is asked for as the target: its name, how it is written, and the ones there are to choose from."""

    name: Say
    hint: Say
    options: tuple[tuple[str, Words], ...] = ()


def register_targets(scope: Scope, source: Source) -> None:
    """Let a room name what decisions of this reach may be limited to. Registering again replaces."""
    _sources[scope] = source


def targets_for(actor: Actor, pack: Pack, scope: Scope, on: date) -> Targets:
    """What a decision on a point of this reach may be limited to."""
    if scope is Scope.YEAR:
        years = tuple((str(year), str(year)) for year in range(on.year - 1, on.year + 3))
        return Targets(Say("年度", "Year"), Say("四位年份", "a year of four digits"), years)
    found = tuple(_sources[scope](actor, pack.id, on)) if scope in _sources else ()
    return Targets(*_WORDS[scope], found)


_WORDS = {
    Scope.PACK: (
        Say("范围", "Target"),
        Say(
            "选了较窄的范围才填：年份、区划代码、轮次编号或案号",
            "only for a narrower reach: a year, area, round or case",
        ),
    ),
    Scope.ROUND: (Say("轮次", "Round"), Say("发布轮次时写的编号，如 designation-2026", "the key it was announced under, such as designation-2026")),
    Scope.AREA: (Say("地区", "Area"), Say("六位区划代码", "a division code of six digits")),
    Scope.CASE: (Say("案号", "Case"), Say("案卷的编号", "the number of the case")),
}
