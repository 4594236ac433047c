"""Formulas of a pack as sentences: names in the words of the sets and tables they stand beside, readings line by line."""

from __future__ import annotations

from collections.abc import Mapping

from jidi.common.say import Say
from jidi.web.desk.policies.labels import Label, label_in
from jidi.web.desk.policies.values import plus
from policycore.formula import Formula, say_formula
from policycore.formula.tree import Call, Logic, Name, Node, Reading, walk
from policycore.pack import Pack

NOTHING_MORE: Mapping[str, Say] = {}
_PEOPLE = Say("由人认定并附凭据：", "A person finds, with evidence: ")


def said(pack: Pack, formula: Formula, also: Mapping[str, Say] = NOTHING_MORE) -> Say:
    """A formula as one sentence; ``also`` are names of its own, such as the fields of a form."""
    return node_said(pack, formula.node, also)


def node_said(pack: Pack, node: Node, also: Mapping[str, Say] = NOTHING_MORE) -> Say:
    """A part of a formula as one sentence."""
    near = label_near(pack, node)
    label: Label = lambda word: also.get(word) or near(word)  # noqa: E731 - two lines would say no more
    return say_formula(node, label)


def formula_lines(pack: Pack, formula: Formula | None) -> list[Say]:
    """A condition or value in sentences; each reading of a doubtful text, and each of several conditions, on its own."""
    return _lines(pack, formula.node) if formula is not None else []


def label_near(pack: Pack, node: Node) -> Label:
    """The words of names in a formula: what the sets and tables it speaks of call them comes before what others do."""
    near = words_near(pack, node)
    usual = label_in(pack)
    return lambda word: near.get(word) or usual(word)


def words_near(pack: Pack, node: Node) -> dict[str, Say]:
    """What the sets and tables a formula speaks of call things."""
    near: dict[str, Say] = {}
    for name in (one.name for one in walk(node) if isinstance(one, Name)):
        if name in pack.sets:
            for member, words in pack.sets[name].members.items():
                near.setdefault(member, Say(words.zh, words.en))
        if name in pack.facts:
            for column, told in pack.facts[name].columns.items():
                near.setdefault(column, Say(told.zh or column, told.en))
    return near


def _lines(pack: Pack, node: Node) -> list[Say]:
    if isinstance(node, Reading):
        return _reading(pack, node)
    if isinstance(node, Logic) and any(isinstance(item, Logic | Reading) for item in node.items):
        head = Say("同时满足：", "All of:") if node.op == "and" else Say("满足其一：", "Any of:")
        return [head, *(plus("· ", line) for item in node.items for line in _lines(pack, item))]
    sentence = node_said(pack, node)
    by_people = isinstance(node, Call) and node.function in {"ANSWER", "FOUND"}
    return [plus(_PEOPLE, sentence) if by_people else sentence]


def _reading(pack: Pack, node: Reading) -> list[Say]:
    point = pack.open_points.get(node.point)
    choices = (point.choices if point else None) or {}
    name = point.say if point else Say(node.point)
    lines = [Say(f"按「{name.zh}」的决定，取其一：", f"One of these, as decided on “{name.en or name.zh}”:")]
    for key, inner in node.choices:
        choice = Say(choices[key].zh, choices[key].en) if key in choices else Say(key)
        lines.append(plus("· ", choice, Say("：", ": "), node_said(pack, inner)))
    return lines
