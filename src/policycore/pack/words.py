"""The words of a name that a formula uses: a fact, a set, a point, a duty, a title; else a column, a member, a choice."""

from __future__ import annotations

from typing import Final

from ..say import Say
from .model import Pack

_RELATIONS: Final = {
    "county": Say("县区", "county"),
    "city": Say("本市", "city"),
    "province": Say("本省", "province"),
    "host": Say("承载地", "host"),
    "parent": Say("上级", "parent"),
    "missed": Say("漏报", "missed"),
    "late": Say("迟报", "late"),
    "filed": Say("已报", "filed"),
    "accepted": Say("已审", "accepted"),
    "returned": Say("退回", "returned"),
    "waived": Say("免报", "waived"),
    "due": Say("待报", "due"),
    "done-elsewhere": Say("已在他处办理", "done elsewhere"),
}


def words_of(pack: Pack, name: str) -> Say:
    """Return how a name is shown to people; a name nobody declares reads as itself."""
    fact = pack.facts.get(name) or pack.facts.get(pack.chinese_facts.get(name, ""))
    if fact is not None:
        return fact.say
    for section in ("sets", "open_points", "kinds", "obligations", "scoring"):
        found = pack.section(section).get(name)
        if found is not None:
            return found.say
    title = pack.header.titles.get(name)
    if title is not None:
        return Say(title.zh, title.en)
    return _column(pack, name) or _member(pack, name) or _RELATIONS.get(name) or _choice(pack, name) or Say(name, name)


def _column(pack: Pack, name: str) -> Say | None:
    columns = (fact.columns.get(name) for fact in pack.facts.values())
    return next((Say(column.zh, column.en or name) for column in columns if column and column.zh), None)


def _member(pack: Pack, name: str) -> Say | None:
    """The words of a member, where every set that has it calls it the same; else none: a wrong word is worse."""
    found = {(m.zh, m.en) for m in (named.members.get(name) for named in pack.sets.values()) if m}
    return Say(*found.pop()) if len(found) == 1 else None


def _choice(pack: Pack, name: str) -> Say | None:
    """The words of a choice, where every open point that offers it calls it the same; else none, as with members."""
    offered = (point.choices.get(name) for point in pack.open_points.values() if point.choices)
    found = {(choice.zh, choice.en) for choice in offered if choice}
    return Say(*found.pop()) if len(found) == 1 else None
