"""The words of a name that a formula uses: a fact, a set, a point, a duty, a title; else a column, a member, a choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ..facts import Column, Fact
from ..say import Say
from .model import Pack

_KNOWN: Final = {
    "county": Say("县区", "county"),
    "city": Say("本市", "city"),
    "province": Say("本省", "province"),
    "nation": Say("全国", "nation"),
    "host": Say("承载地", "host"),
    "parent": Say("上级", "parent"),
    "helper": Say("帮扶方", "helper"),
    "missed": Say("漏报", "missed"),
    "late": Say("迟报", "late"),
    "filed": Say("已报", "filed"),
    "accepted": Say("已审", "accepted"),
    "returned": Say("退回", "returned"),
    "waived": Say("免报", "waived"),
    "due": Say("待报", "due"),
    "done-elsewhere": Say("已在他处办理", "done elsewhere"),
    "base": Say("基地", "base"),
    "institution": Say("服务机构", "institution"),
    "enterprise": Say("企业", "enterprise"),
    "from": Say("自", "from"),
    "until": Say("至", "until"),
    "level": Say("级别", "level"),
    "batch": Say("批次", "batch"),
    "result": Say("结果", "result"),
    "on": Say("日期", "day"),
    "revoked": Say("取消命名", "revoked"),
    "transferred": Say("已转移", "transferred"),
    "converted": Say("已转为新称号", "converted"),
    "given_up": Say("已退出", "given up"),
    "name": Say("名称", "name"),
}
"""Relations, states and columns the language itself knows, and whose things are."""

_LEVELS: Final = {
    "national": Say("国家级", "national"),
    "nation": Say("国家级", "national"),
    "provincial": Say("省级", "provincial"),
    "province": Say("省级", "provincial"),
    "city": Say("市级", "city"),
    "county": Say("县级", "county"),
}


def words_of(pack: Pack, name: str) -> Say:
    """Return how a name is shown to people; a name nobody declares reads as itself.

    ``table.column`` asks for a column of one table, ``column=value`` for a value as that column calls it,
    ``table.column=value`` as the column of that table does.
    """
    if "=" in name:
        return _of_column(pack, name) or Say(name, name)
    if "." in name:
        return _of_table(pack, name) or Say(name, name)
    return _declared(pack, name) or _inner(pack, name) or _KNOWN.get(name) or _choice(pack, name) or _late(pack, name)


def _declared(pack: Pack, name: str) -> Say | None:
    fact = pack.facts.get(name) or pack.facts.get(pack.chinese_facts.get(name, ""))
    if fact is not None:
        return fact.say
    for section in ("sets", "open_points", "kinds", "obligations", "scoring", "registers"):
        found = pack.section(section).get(name)
        if found is not None:
            said: Say = found.say
            return said
    title = pack.header.titles.get(name)
    return Say(title.zh, title.en) if title is not None else None


def _inner(pack: Pack, name: str) -> Say | None:
    return _column(pack, name) or _member(pack, name)


def _late(pack: Pack, name: str) -> Say:
    """What a name is where nothing nearer is called so: a field, a criterion, an outcome, an actor."""
    fields = [field for form in pack.forms.values() for field in form.fields()]
    cells = [*fields, *(column for field in fields for column in field.columns)]
    said = next((Say(cell.zh, cell.en) for cell in cells if cell.id == name), None)
    leaves = (leaf for criteria in pack.criteria.values() for leaf in criteria.leaves)
    said = said or next((leaf.say for leaf in leaves if leaf.id == name), None)
    outcome, actor = pack.outcomes.get(name), pack.actors.get(name)
    return said or (outcome.say if outcome else None) or (actor.say if actor else None) or Say(name, name)


def _of_table(pack: Pack, name: str) -> Say | None:
    """``table.column``: a column of a table of facts, or of a table of a form."""
    table, _, column = name.partition(".")
    if table in pack.facts and column in pack.facts[table].columns:
        found = pack.facts[table].columns[column]
        return Say(found.zh, found.en or column) if found.zh else None
    fields = (field for form in pack.forms.values() for field in form.fields() if table in (field.id, field.zh))
    return next((Say(cell.zh, cell.en) for field in fields for cell in field.columns if cell.id == column), None)


def _of_column(pack: Pack, name: str) -> Say | None:
    """``column=value``: the level of a title, the result of a procedure, a member of the set the column takes from."""
    place, _, value = name.partition("=")
    table, _, column = place.rpartition(".")
    facts = [pack.facts[table]] if table in pack.facts else [] if table else list(pack.facts.values())
    columns = [fact.columns[column] for fact in facts if column in fact.columns]
    alone = pack.facts.get(column) if not table else None
    found = _one_of(word for c in (*columns, *([alone] if alone else ())) for word in _called(pack, c, value))
    if found is None and column == "level":
        return _LEVELS.get(value)
    return next(_results(pack, value), None) if found is None and column == "result" else found


def _called(pack: Pack, of: Column | Fact, value: str) -> Iterator[tuple[str, str]]:
    """What a column or a fact calls a value: the words of its choices, or of the set its values come from."""
    kinds = of.kinds if isinstance(of, Column) else None
    members = pack.sets[kinds].members if kinds in pack.sets else {}
    words = of.choices.get(value) if isinstance(of.choices, dict) else members.get(value)
    if words is not None:
        yield words.zh, words.en


def _results(pack: Pack, value: str) -> Iterator[Say]:
    if value in pack.outcomes:
        yield pack.outcomes[value].say
    for procedure in pack.procedures.values():
        if value in procedure.ends:
            yield Say(procedure.ends[value].zh, procedure.ends[value].en)


def _one_of(found: Iterable[tuple[str, str]]) -> Say | None:
    """The words everybody uses; none where they differ: a wrong word is worse."""
    said = set(found)
    return Say(*said.pop()) if len(said) == 1 else None


def _column(pack: Pack, name: str) -> Say | None:
    columns = (fact.columns.get(name) for fact in pack.facts.values())
    return next((Say(column.zh, column.en or name) for column in columns if column and column.zh), None)


def _member(pack: Pack, name: str) -> Say | None:
    """The words of a member, where every set that has it calls it the same; else none: a wrong word is worse."""
    return _one_of((m.zh, m.en) for m in (named.members.get(name) for named in pack.sets.values()) if m)


def _choice(pack: Pack, name: str) -> Say | None:
    """The words of a choice, where every open point that offers it calls it the same; else none, as with members."""
    offered = (point.choices.get(name) for point in pack.open_points.values() if point.choices)
    return _one_of((choice.zh, choice.en) for choice in offered if choice)
