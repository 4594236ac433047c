"""Which open points a rule needs, which rules need a point, and what each reading of a doubtful text means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from jidi.common.say import Say
from jidi.web.desk.policies.labels import Label, label_in
from jidi.web.desk.policies.sentences import node_said, words_near
from policycore.citation import Rule
from policycore.formula import Formula
from policycore.formula.tree import Call, Name, Reading, walk
from policycore.open_points import OpenPoint
from policycore.pack import Pack

Wanted = Callable[[Any], bool]


def points_in(rule: Rule) -> tuple[str, ...]:
    """The open points a rule refers to, each once, in written order (those of nested steps and criteria excluded)."""
    found: list[str] = []
    for thing in _inside(rule):
        if isinstance(thing, Formula):
            found += _in_formula(thing)
        else:
            point = getattr(thing, "open", None)
            found += [point] if isinstance(point, str) else []
    return tuple(dict.fromkeys(found))


def rules_needing(pack: Pack, point: str) -> list[tuple[str, str, Rule]]:
    """The rules of a pack that need a point, in written order, as (section, key, rule)."""
    return [
        (section, key, rule)
        for section, key, rule in pack.elements()
        if section != "open_points" and point in points_in(rule)
    ]


def readings_in_words(pack: Pack, point: OpenPoint) -> dict[str, list[Say]]:
    """What each reading of a point means in the rules that hang on it, in words."""
    found: dict[str, list[Say]] = {}
    for _, _, rule in rules_needing(pack, point.id):
        for formula in (thing for thing in _inside(rule) if isinstance(thing, Formula)):
            for node in walk(formula.node):
                if isinstance(node, Reading) and node.point == point.id:
                    for choice, inner in node.choices:
                        found.setdefault(choice, []).append(node_said(pack, inner))
    return found


def _in_formula(formula: Formula) -> list[str]:
    found = []
    for node in walk(formula.node):
        if isinstance(node, Reading):
            found.append(node.point)
        elif isinstance(node, Call) and node.function == "OPEN" and isinstance(node.args[0], Name):
            found.append(node.args[0].name)
    return found


def _inside(thing: Any, *, top: bool = True) -> Iterator[Any]:
    """A rule's own parts and formulas, without the rules nested in it."""
    if isinstance(thing, Formula):
        yield thing
    elif isinstance(thing, BaseModel) and (top or not isinstance(thing, Rule)):
        yield thing
        for attribute in type(thing).model_fields:
            yield from _inside(getattr(thing, attribute), top=False)
    elif isinstance(thing, Mapping):
        for item in thing.values():
            yield from _inside(item, top=False)
    elif isinstance(thing, list | tuple):
        for item in thing:
            yield from _inside(item, top=False)


def label_beside(pack: Pack, rule: Rule) -> Label:
    """The words of names beside a rule: what the sets and tables its formulas and keys name call them comes first."""
    near: dict[str, Say] = {}
    for thing in _inside(rule):
        if isinstance(thing, Formula):
            near |= {word: said for word, said in words_near(pack, thing.node).items() if word not in near}
    for name in (getattr(rule, "kinds", None), getattr(rule, "operators", None), rule.id):
        if isinstance(name, str) and name in pack.sets:
            for member, words in pack.sets[name].members.items():
                near.setdefault(member, Say(words.zh, words.en))
    usual = label_in(pack)
    return lambda word: near.get(word) or usual(word)
