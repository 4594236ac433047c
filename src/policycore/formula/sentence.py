"""A formula as a sentence, for pages and errors: Chinese first, English beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ..say import Say
from ..units import Quantity, plain
from .functions import FUNCTIONS
from .phrases import phrase
from .tree import (
    Arith,
    AtLeast,
    By,
    Call,
    Clause,
    Compare,
    FactRef,
    InSet,
    Literal,
    Logic,
    Minus,
    Name,
    Node,
    Not,
    Number,
    Reading,
)

Label = Callable[[str], Say]

_CMP: Final = {"=": ("等于", "is"), "<>": ("不等于", "is not"), "<": ("小于", "is below"), ">": ("大于", "is above")}
_CMP_SAME: Final = {"<=": ("不大于", "is at most"), ">=": ("不小于", "is at least")}
_DURATIONS: Final = {
    **dict.fromkeys(("year", "years"), "年"),
    **dict.fromkeys(("month", "months"), "个月"),
    **dict.fromkeys(("day", "days"), "天"),
    **dict.fromkeys(("workday", "workdays"), "个工作日"),
}
_OPEN_WORD: Final = Say("待定项「{0}」的决定", "the decision on “{0}”")


def say_formula(node: Node, label: Label) -> Say:
    """Write a formula as one sentence in both languages; ``label`` gives the words of declared names."""
    return Say(_write(node, label, 0), _write(node, label, 1))


def _write(node: Node, label: Label, tongue: int) -> str:
    near = _beside(node, label) if isinstance(node, Call) else label
    return _WRITERS[type(node)](node, lambda child: _write(child, near, tongue), _words(near, tongue), tongue)


def _beside(node: Call, label: Label) -> Label:
    """The words inside a function over rows: what its table calls its columns and their values comes first.

    A column is asked for as ``table.column``, a value as ``column=value``, inside a table as ``table.column=value``.
    """
    of = node.clause("of")
    first = node.args[0] if node.args else None
    table = of.name if of else first.name if isinstance(first, Name | FactRef) else ""

    def near(word: str) -> Say:
        wanted = f"{table}.{word}"
        said = label(wanted) if "." not in word and word != table else None
        return said if said and said.zh != wanted else label(word)

    return near if table else label


def _words(label: Label, tongue: int) -> Callable[[str], str]:
    return lambda name: label(name).in_language("en" if tongue else "zh")


def _number(node: Number, sub: Any, words: Any, tongue: int) -> str:
    if not tongue and node.unit.name in _DURATIONS:
        return f"{plain(node.amount)} {_DURATIONS[node.unit.name]}"
    return str(Quantity(node.amount, node.unit))


def _literal(node: Literal, sub: Any, words: Any, tongue: int) -> str:
    return str(words(node.value)) if isinstance(node.value, str) else str(node.value)


def _value(beside: Node, node: Node, sub: Any, words: Any) -> str:
    """A word that is compared with a column or a fact: as that one calls its values."""
    word = node.value if isinstance(node, Literal) else node.name if isinstance(node, Name) else None
    if isinstance(word, str) and isinstance(beside, Name | FactRef):
        wanted = f"{beside.name}={word}"
        said = words(wanted)
        if said != wanted:
            return str(said)
    return str(sub(node))


def _name(node: Name, sub: Any, words: Any, tongue: int) -> str:
    said = _period(node.name, tongue)
    return said if said != node.name else str(words(node.name))


_PERIODS: Final = {
    "previous-year": ("上年", "last year"),
    "first-half": ("上半年", "the first half"),
    "second-half": ("下半年", "the second half"),
    "this-period": ("本期", "this period"),
    "previous-period": ("上期", "the period before"),
    "year": ("当年", "the year"),
    "half": ("该半年", "the half-year"),
    "quarter": ("该季度", "the quarter"),
    "month": ("该月", "the month"),
}
_STEPS: Final = {"y": ("年", "year"), "h": ("半年", "half-year"), "q": ("季度", "quarter"), "m": ("月", "month")}


def _period(text: str, tongue: int) -> str:
    head, _, back = text.partition("-")
    if text in _PERIODS:
        return _PERIODS[text][tongue]
    if head.lower() not in _STEPS or (back and not back.isdecimal()):
        return text
    zh, en = _STEPS[head.lower()]
    count = int(back or 0)
    if count < 2:
        return ((f"本{zh}", f"上{zh}")[count], (f"this {en}", f"the {en} before")[count])[tongue]
    return (f"前 {count} {zh}", f"{count} {en}s before")[tongue]


def _fact(node: FactRef, sub: Any, words: Any, tongue: int) -> str:
    name, period = words(node.name), _period(node.period, tongue)
    return (f"{period} {name}".strip(), f"{name} of {period}" if period else name)[tongue]


def _minus(node: Minus, sub: Any, words: Any, tongue: int) -> str:
    return f"−{sub(node.item)}"


def _arith(node: Arith, sub: Any, words: Any, tongue: int) -> str:
    op = {"*": "×", "/": "÷", "-": "−"}.get(node.op, node.op)
    return f"{_side(node, node.left, sub)} {op} {_side(node, node.right, sub, right=True)}"


def _side(node: Arith, side: Node, sub: Any, *, right: bool = False) -> str:
    """Write one side of an operation, in brackets where leaving them out would say something else."""
    loose = isinstance(side, Arith) and side.op in "+-"
    same = isinstance(side, Arith) and right and (node.op == "-" or node.op == "/")
    return f"（{sub(side)}）" if (loose and node.op in "*/") or (same and (node.op == "/" or loose)) else str(sub(side))


def _compare(node: Compare, sub: Any, words: Any, tongue: int) -> str:
    left, right = node.left, node.right
    above_none = node.op == ">" and isinstance(right, Number) and right.amount == 0
    if above_none and isinstance(left, Call) and left.function == "COUNT" and left.args:
        return str(sub(Call("ANY", left.args, left.clauses)))
    word = (_CMP | _CMP_SAME)[node.op][tongue]
    return f"{_value(node.right, node.left, sub, words)} {word} {_value(node.left, node.right, sub, words)}"


def _in_set(node: InSet, sub: Any, words: Any, tongue: int) -> str:
    return f"{sub(node.item)} {('属于', 'is one of')[tongue]} {sub(node.members)}"


def _logic(node: Logic, sub: Any, words: Any, tongue: int) -> str:
    joint = {"and": ("，并且", ", and "), "or": ("，或者", ", or ")}[node.op][tongue]
    parts = [f"（{sub(i)}）" if isinstance(i, Logic) else sub(i) for i in node.items]
    return joint.join(parts)


def _at_least(node: AtLeast, sub: Any, words: Any, tongue: int) -> str:
    items = "；".join(sub(i) for i in node.items) if not tongue else "; ".join(sub(i) for i in node.items)
    return (f"以下至少 {node.count} 条成立：{items}", f"at least {node.count} of: {items}")[tongue]


def _not(node: Not, sub: Any, words: Any, tongue: int) -> str:
    return ("不是：", "not: ")[tongue] + str(sub(node.item))


def _reading(node: Reading, sub: Any, words: Any, tongue: int) -> str:
    colon = ("：", ": ")[tongue]
    choices = ("；", "; ")[tongue].join(f"{words(key)}{colon}{sub(item)}" for key, item in node.choices)
    lead = (f"按待定项「{words(node.point)}」的决定：", f"as decided on “{words(node.point)}”: ")[tongue]
    return lead + choices


def _by(node: By, sub: Any, words: Any, tongue: int) -> str:
    named = ((_value(node.key, Literal(key), sub, words), item) for key, item in node.cases)
    cases = ("；" if not tongue else "; ").join(f"{key} → {sub(item)}" for key, item in named)
    return (f"按{sub(node.key)}：{cases}", f"by {sub(node.key)}: {cases}")[tongue]


def _clause(node: Clause, sub: Any, words: Any, tongue: int) -> str:
    if node.kind == "where":
        return ("其中 ", "where ")[tongue] + str(sub(node.node))
    if node.kind == "window":
        return (f"{sub(node.other)}前 {sub(node.node)}以内", f"within {sub(node.node)} before {sub(node.other)}")[
            tongue
        ]
    if node.kind == "last":
        _, unit = node.name.split()
        zh = {"years": "年", "halves": "个半年", "quarters": "个季度", "months": "个月"}.get(unit.lower(), "期")
        said = (f"近 {sub(node.node)} {zh}中", f"in the last {sub(node.node)} {unit.lower()}")[tongue]
        return f"{said} {sub(node.other)}"
    name = sub(node.node) if node.node is not None else words(node.name)
    return {
        "among": (f"在{name}之中", f"among {name}"),
        "within": (f"以{name}为范围", f"within the {name}"),
        "of": (f"（{name}）", f"of the {name}"),
        "missing": ("", ""),
    }[node.kind][tongue]


def _call(node: Call, sub: Any, words: Any, tongue: int) -> str:
    args = [sub(arg) for arg in node.args]
    clauses = [text for text in (sub(c) for c in node.clauses) if text]
    if node.function in {"ANSWER", "FOUND", "KIND", "SET"} and args:
        return str(args[0])
    if node.function == "OPEN" and args:
        return _OPEN_WORD.in_language("en" if tongue else "zh").format(args[0])
    if node.function in {"HOLDS", "HELD", "APPLIED"}:
        verb = {"HOLDS": ("当日持有", "holds"), "HELD": ("曾有", "has held"), "APPLIED": ("曾申报", "has applied for")}
        of = node.clause("of")
        area = (words(of.name) if not tongue else f"in the {words(of.name)} somebody ") if of else ""
        rest = (f"（{'，'.join(args[1:])}）", f" ({', '.join(args[1:])})")[tongue] if args[1:] else ""
        return f"{area}{verb[node.function][tongue]} {args[0]}{rest}"
    said = phrase(node, args, sub, words, tongue)
    if said:
        return said
    title = FUNCTIONS[node.function].zh if not tongue else FUNCTIONS[node.function].say.en
    inner = ("，" if not tongue else ", ").join([*args, *clauses])
    return f"{title}（{inner}）" if not tongue else f"{title} ({inner})"


_WRITERS: Final[dict[type[Node], Callable[..., str]]] = {
    Number: _number,
    Literal: _literal,
    Name: _name,
    FactRef: _fact,
    Minus: _minus,
    Arith: _arith,
    Compare: _compare,
    InSet: _in_set,
    Logic: _logic,
    AtLeast: _at_least,
    Not: _not,
    Reading: _reading,
    By: _by,
    Clause: _clause,
    Call: _call,
}
