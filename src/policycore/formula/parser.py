"""Reading a formula: text → tree. No ``eval``, no names resolved yet (see :mod:`policycore.formula.check`)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, v_args
from lark.exceptions import VisitError

from ..periods import Period
from ..units import PERCENT, unit_named
from .functions import canonical_name
from .tree import Arith, By, Call, Clause, Compare, FactRef, InSet, Literal, Logic, Minus, Name, Node, Not, Number

# One character for one, so that places in the text stay right.
_FULL_WIDTH: Final = str.maketrans("（），：；＜＞＝＋－＊／％［］｛｝　【】", "(),:;<>=+-*/%[]{} []")
_FULL_WIDTH_DIGITS: Final = str.maketrans("０１２３４５６７８９．", "0123456789.")
_SAME: Final = {"≥": ">=", "≤": "<=", "≠": "<>", "!=": "<>", "−": "-", "×": "*", "÷": "/"}


class FormulaError(ValueError):
    """A formula that cannot be read or does not make sense: what was found, where, what is allowed."""

    def __init__(self, message: str, formula: str, at: tuple[int, int] = (-1, -1)) -> None:
        self.message, self.formula, self.at = message, formula, at
        shown = f" (at: {formula[at[0] : at[1]]!r})" if at[0] >= 0 and formula[at[0] : at[1]].strip() else ""
        super().__init__(f"{message}{shown} in the formula: {formula}")


@cache
def _lark() -> Lark:
    grammar = files("policycore.formula").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def normal_text(formula: str) -> str:
    """Turn full-width punctuation and digits into their plain forms, keeping every place."""
    return formula.translate(_FULL_WIDTH).translate(_FULL_WIDTH_DIGITS)


def parse(formula: str) -> Node:
    """Read a formula; raise :class:`FormulaError` naming the place and what could stand there."""
    text = normal_text(formula)
    if not text.strip():
        raise FormulaError("the formula is empty", formula)
    try:
        node = _Build(formula).transform(_lark().parse(text))
    except UnexpectedInput as error:
        raise _unexpected(error, formula, text) from None
    except VisitError as error:
        if isinstance(error.orig_exc, KeyError | ValueError):
            raise FormulaError(str(error.orig_exc.args[0]), formula, _place(error.obj)) from None
        raise
    assert isinstance(node, Node)
    return node


def _place(tree: Any) -> tuple[int, int]:
    meta = getattr(tree, "meta", None)
    return (-1, -1) if meta is None or meta.empty else (meta.start_pos, meta.end_pos)


_CLOSING: Final = {"(": ")", "[": "]", "{": "}", '"': '"', "“": "”", "「": "」"}
_OPENING: Final = {closing: opening for opening, closing in _CLOSING.items()}


def _unexpected(error: UnexpectedInput, formula: str, text: str) -> FormulaError:
    """Make the error for a text the grammar refuses: what cannot be read there, and what could stand there."""
    accepts = getattr(error, "accepts", None) or getattr(error, "allowed", None) or ()
    expected = sorted(dict.fromkeys(words for token, words in _TOKEN_WORDS.items() if token in accepts))
    token = getattr(error, "token", None)
    if token is not None and token.type == "$END":
        hint = f"; at its end may stand: {', '.join(expected)}" if expected else ""
        return FormulaError(f"the formula breaks off{hint}", formula)
    at = error.pos_in_stream or 0
    closing = _CLOSING.get(text[at])
    if isinstance(error, UnexpectedCharacters) and closing and closing not in text[at + 1 :]:
        return FormulaError(f"the {text[at]} is not closed by {closing}", formula, (at, at + 12))
    if text[at] in _CLOSING.values() and text[:at].count(text[at]) >= text[:at].count(_OPENING[text[at]]):
        return FormulaError(
            f"the {text[at]} closes nothing; {_OPENING[text[at]]} is missing before it", formula, (at, at + 1)
        )
    hint = f"; here may stand: {', '.join(expected)}" if expected else ""
    return FormulaError(f"cannot read {text[at : at + 12]!r}{hint}", formula, (at, at + 12))


_TOKEN_WORDS: Final = {
    "RPAR": ")",
    "COMMA": "a comma",
    "CMP": ">= <= > < = <>",
    "_AND": "AND",
    "_OR": "OR",
    "NUMBER": "a number",
    "NAME": "a name",
    "BRACKET": "[fact]",
    "LPAR": "(",
    "PLUS": "+ -",
    "TIMES": "* /",
}


_RELATIONS: Final = {
    **dict.fromkeys(("本县", "本县区"), "county"),
    "本市": "city",
    "本省": "province",
    "上级": "parent",
    "承载地": "host",
    "帮扶方": "helper",
}


def _relation(name: str) -> str:
    """Return the id of a relation written by either name; a table keeps its label."""
    return _RELATIONS.get(str(name), str(name))


@v_args(meta=True)
class _Build(Transformer[Token, Any]):
    """Turns lark's tree into ours, bottom up. Names and texts keep the punctuation they were written with."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.written = written

    @staticmethod
    def _at(meta: Any) -> tuple[int, int]:
        return (meta.start_pos, meta.end_pos) if not meta.empty else (-1, -1)

    def or_expr(self, meta: Any, items: list[Node]) -> Node:
        return Logic("or", tuple(items), at=self._at(meta))

    def and_expr(self, meta: Any, items: list[Node]) -> Node:
        return Logic("and", tuple(items), at=self._at(meta))

    def negate(self, meta: Any, items: list[Node]) -> Node:
        return Not(items[0], at=self._at(meta))

    def compare(self, meta: Any, items: list[Any]) -> Node:
        return Compare(_SAME.get(items[1], str(items[1])), items[0], items[2], at=self._at(meta))

    def member(self, meta: Any, items: list[Node]) -> Node:
        return InSet(items[0], items[1], at=self._at(meta))

    def arith(self, meta: Any, items: list[Any]) -> Node:
        return Arith(_SAME.get(items[1], str(items[1])), items[0], items[2], at=self._at(meta))

    def minus(self, meta: Any, items: list[Any]) -> Node:
        return Minus(items[-1], at=self._at(meta))

    def grouped(self, meta: Any, items: list[Node]) -> Node:
        return items[0]

    def percent(self, meta: Any, items: list[Token]) -> Node:
        return Number(Decimal(items[0]), PERCENT, at=self._at(meta))

    def quantity(self, meta: Any, items: list[Token]) -> Node:
        return Number(Decimal(items[0]), unit_named(str(items[1])), at=self._at(meta))

    def number(self, meta: Any, items: list[Token]) -> Node:
        return Number(Decimal(items[0]), at=self._at(meta))

    def day(self, meta: Any, items: list[Token]) -> Node:
        try:
            return Literal(date.fromisoformat(str(items[0])), at=self._at(meta))
        except ValueError:
            raise ValueError(f"{items[0]} is no day of the calendar") from None

    def period(self, meta: Any, items: list[Token]) -> Node:
        return Literal(Period.parse(str(items[0])), at=self._at(meta))

    def text(self, meta: Any, items: list[Token]) -> Node:
        return Literal(self.written[meta.start_pos + 1 : meta.end_pos - 1], at=self._at(meta))

    def fact(self, meta: Any, items: list[Token]) -> Node:
        name, _, period = self.written[meta.start_pos + 1 : meta.end_pos - 1].replace("，", ",").partition(",")
        return FactRef(name.strip(), normal_text(period).strip(), at=self._at(meta))

    def name(self, meta: Any, items: list[Token]) -> Node:
        return Name(str(items[0]), at=self._at(meta))

    def argument(self, meta: Any, items: list[Node]) -> Any:
        if len(items) == 1:
            return items[0]
        return [items[0], Clause("where", node=items[1], at=(items[0].at[1], items[1].at[1]))]

    def within_window(self, meta: Any, items: list[Node]) -> Node:
        return Clause("window", node=items[0], other=items[1], at=self._at(meta))

    def within_area(self, meta: Any, items: list[Token]) -> Node:
        return Clause("within", name=_relation(items[0]), at=self._at(meta))

    def among(self, meta: Any, items: list[Any]) -> Node:
        if isinstance(items[0], Node):
            return Clause("among", node=items[0], at=self._at(meta))
        return Clause("among", name=str(items[0]), at=self._at(meta))

    def of_one(self, meta: Any, items: list[Token]) -> Node:
        return Clause("of", name=_relation(items[0]), at=self._at(meta))

    def of_any(self, meta: Any, items: list[Token]) -> Node:
        return Clause("of", name=_relation(items[0]), any_of=True, at=self._at(meta))

    def missing_policy(self, meta: Any, items: list[Token]) -> Node:
        return Clause("missing", name=str(items[0]), at=self._at(meta))

    def each_of_last(self, meta: Any, items: list[Any]) -> Node:
        return Clause("last", name=f"{items[0]} {items[2]}", node=items[1], other=items[3], at=self._at(meta))

    def pick(self, meta: Any, items: list[Any]) -> Any:
        return [("pick", str(key), node) for key, node in zip(items[::2], items[1::2], strict=True)]

    def call(self, meta: Any, items: list[Any]) -> Node:
        function = canonical_name(str(items[0]))
        flat: list[Any] = []
        for item in items[1:]:
            flat.extend(item) if isinstance(item, list) else flat.append(item)
        cases = tuple((key, node) for tag, key, node in (i for i in flat if isinstance(i, tuple)))
        args = tuple(i for i in flat if isinstance(i, Node) and not isinstance(i, Clause))
        clauses = tuple(i for i in flat if isinstance(i, Clause))
        if function == "BY":
            if len(args) != 1 or not cases:
                raise ValueError("BY needs a key and its cases: BY(tax-class, {A: 7 days, B: 12 days})")
            return By(args[0], cases, at=self._at(meta))
        if cases:
            raise ValueError(f"{{…}} belongs to BY, not to {function}")
        return Call(function, args, clauses, at=self._at(meta))
