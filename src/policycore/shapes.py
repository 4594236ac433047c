"""What a decision with a shape of its own is made of: rows of cells, read from the models that check it, with their words.

A page that edits a form, a checklist, an indicator system or the parts of a payment draws what stands here and knows no
key by itself. What a model holds and nobody fills in by hand (formulas, checks, indicators) is *kept*: it goes along
unchanged and is shown.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from typing import Any, Final, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from .citation import Words
from .criteria import CriteriaSet, Criterion
from .decided import Parts
from .forms import Check, Checklist, ChecklistItem, Form, FormField, Section
from .formula import Formula
from .funding import Tranche
from .open_points import PointKind
from .say import Say
from .units import UNITS


class CellKind(StrEnum):
    """How a cell is filled in: ``list`` holds texts one a line, ``lines`` named choices, ``amount`` a number or a percentage."""

    TEXT = "text"
    LONG = "long"
    WHOLE = "whole"
    FLAG = "flag"
    CHOICE = "choice"
    SEVERAL = "several"
    LIST = "list"
    LINES = "lines"
    AMOUNT = "amount"


class Refers(StrEnum):
    """What a cell names that is declared elsewhere: in the pack, or in the value itself."""

    NOTHING = ""
    KINDS = "kinds"
    ARTICLES = "articles"
    RECORDS = "records"
    FIGURES = "figures"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing a person fills in: its key, its words, what it takes, and what stands there when nothing is written.

    ``choices`` are the values of ``of`` (an enumeration) for a choice; ``beside`` cells are needed seldom and stand
    folded; ``when`` are the values of another cell it belongs to; ``percent`` amounts are parts of the whole.
    """

    key: str
    say: Say
    kind: CellKind
    required: bool = False
    default: str = ""
    choices: tuple[str, ...] = ()
    of: type[Enum] | None = None
    refers: Refers = Refers.NOTHING
    beside: bool = False
    when: tuple[str, tuple[str, ...]] | None = None
    hint: Say = Say("")
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A list inside a value: what it is called, what one of them is called, what each is made of.

    ``by_id``: the value holds them as a mapping by their ids. ``named_in``: they stand beside the rows they are shown in,
    and name those by this key. ``fixed``: they are only kept or dropped.
    """

    key: str
    say: Say
    one: Say
    prefix: str
    model: type[BaseModel]
    cells: tuple[Cell, ...] = ()
    rows: tuple[Rows, ...] = ()
    by_id: bool = False
    named_in: str = ""
    fixed: bool = False
    when: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """What has to come together over the rows: which cell of which list is added up, and to how much (None: only shown)."""

    rows: str
    key: str
    say: Say
    total: Decimal | None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A whole value: the cells of its head, its lists, the sums over them. ``list_key``: what a bare list stands under."""

    kind: PointKind
    model: type[BaseModel]
    cells: tuple[Cell, ...]
    rows: tuple[Rows, ...]
    sums: tuple[Sum, ...] = ()
    list_key: str = ""

    def lists(self) -> Iterator[Rows]:
        """Yield every list in it, outer ones first."""
        waiting = list(self.rows)
        while waiting:
            one = waiting.pop(0)
            yield one
            waiting += one.rows


@dataclass(frozen=True, slots=True)
class _Told:
    """What a key is called and how it is offered."""

    zh: str
    en: str
    refers: Refers = Refers.NOTHING
    beside: bool = False
    when: tuple[str, tuple[str, ...]] | None = None
    hint: Say = Say("")
    kind: CellKind | None = None
    percent: bool = False


_NAME = _Told("名称", "Name")
_ENGLISH = _Told("英文名称", "Name in English", beside=True)
_FIGURES: Final = ("number", "integer", "percent", "named-count", "derived")
_WITH_COLUMNS: Final = ("table", "named-count")

OFFERED: Final[Mapping[type[BaseModel], Mapping[str, _Told]]] = {
    ChecklistItem: {
        "zh": _NAME,
        "required": _Told("必交", "Required"),
        "help": _Told("说明", "Note", hint=Say("如：盖章、近一年的", "like: stamped, of the last year")),
        "at-least": _Told("至少几份", "Files at least"),
        "formats": _Told("收哪种文件", "Kinds of file", beside=True, hint=Say("都不选：各种都收", "none chosen: every kind")),
        "only": _Told("只向哪类主体要", "Only of these kinds", refers=Refers.KINDS, beside=True,
                      hint=Say("都不选：都要交", "none chosen: of all")),
        "en": _ENGLISH,
    },
    Form: {"zh": _Told("表名", "Name of the form"), "en": _ENGLISH},
    Section: {
        "zh": _NAME,
        "en": _ENGLISH,
        "years-called": _Told("各年的栏名，一行一个", "Heads of the years, one a line", beside=True, kind=CellKind.LIST),
        "cite": _Told("对应条文", "Article", refers=Refers.ARTICLES, beside=True, kind=CellKind.CHOICE),
    },
    FormField: {
        "zh": _NAME,
        "kind": _Told("填什么", "Kind"),
        "unit": _Told("单位", "Unit", refers=Refers.UNITS, kind=CellKind.CHOICE),
        "years": _Told("连填几年", "Years"),
        "required": _Told("必填", "Required"),
        "choices": _Told("选项，一行一个", "Choices, one a line", when=("kind", ("choice",))),
        "of-which": _Told("其中项，属于", "Part of", refers=Refers.FIGURES, beside=True, kind=CellKind.CHOICE),
        "help": _Told("填写说明", "Note", beside=True),
        "help-en": _Told("英文说明", "Note in English", beside=True),
        "en": _ENGLISH,
        "scale": _Told("小数位", "Decimals", beside=True),
        "max-length": _Told("最多字数", "Most characters", beside=True),
        "known": _Told("自动带出", "Brought in from", beside=True),
        "afresh": _Told("每次重填，不带出", "Never brought in", beside=True),
    },
    Words: {"zh": _Told("组名", "Name of the group"), "en": _ENGLISH},
    Criterion: {
        "zh": _NAME,
        "maximum": _Told("满分", "Full mark"),
        "weight": _Told("权重", "Weight"),
        "looks-at": _Told("对照看哪些登记", "Records it looks at", refers=Refers.RECORDS, beside=True),
        "en": _ENGLISH,
    },
    Tranche: {"zh": _NAME, "share": _Told("比例", "Share", percent=True)},
}  # fmt: skip
"""What is filled in by hand, by model, in the order it is asked. Whatever else a model has is in ``KEPT``."""

KEPT: Final[Mapping[type[BaseModel], Mapping[str, Say]]] = {
    ChecklistItem: {},
    Form: {
        "only": Say("只给哪类主体", "only for kinds"), "about": Say("填的是谁的", "about"), "every": Say("多久一次", "every"),
        "years-end": Say("年份止于", "years end"), "adds": Say("可以增加", "adds"), "cite": Say("依据", "article"),
        "basis": Say("依据", "basis"), "rule": Say("规则", "rule"), "act": Say("依据文件", "act"), "strength": Say("力度", "strength"),
    },
    Section: {},
    FormField: {
        "formula": Say("算法", "formula"), "indicator": Say("统计指标", "indicator"), "inferred": Say("表上没有、由本系统补的", "inferred"),
        "defined": Say("含义由待定项定", "defined by"), "rows-are": Say("每行是", "rows are"), "row-key": Say("每行以哪列为名", "row named by"),
        "aggregate": Say("汇总方式", "summed up by"), "weight": Say("加权", "weighted by"),
        "digits": Say("编码至少几位", "digits of a code at least"),
    },
    Check: {
        "zh": Say("名称", "name"), "en": Say("英文名称", "name in English"), "must": Say("须满足", "must hold"),
        "severity": Say("强度", "severity"), "tolerance": Say("允许误差", "tolerance"), "evidence": Say("凭据", "evidence"),
        "cite": Say("依据", "article"), "basis": Say("依据", "basis"), "rule": Say("规则", "rule"), "act": Say("依据文件", "act"),
    },
    CriteriaSet: {
        "zh": Say("名称", "name"), "en": Say("英文名称", "name in English"), "cite": Say("依据", "article"),
        "basis": Say("依据", "basis"), "rule": Say("规则", "rule"), "act": Say("依据文件", "act"), "strength": Say("力度", "strength"),
        "open": Say("待定项", "open"),
    },
    Words: {},
    Criterion: {
        "computed": Say("自动算", "computed"), "cite": Say("依据", "article"), "basis": Say("依据", "basis"),
        "rule": Say("规则", "rule"), "act": Say("依据文件", "act"), "strength": Say("力度", "strength"),
    },
    Parts: {},
    Tranche: {"gate": Say("拨付前提", "condition")},
}  # fmt: skip
"""What goes along unchanged, by model, with the words it is shown by."""


def shape_of(kind: PointKind) -> Shape | None:
    """Return what a decision on points of this kind is made of; None for kinds without rows."""
    return _SHAPES.get(kind)


def cells_of(model: type[BaseModel]) -> tuple[Cell, ...]:
    """Return the cells of a model that people fill in, as its fields say them."""
    return tuple(_cell(key, told, _field(model, key)) for key, told in OFFERED.get(model, {}).items())


def words_of_key(model: type[BaseModel], key: str) -> Say:
    """Return what a key of a model is called, the key itself where nobody needs to read it."""
    told = OFFERED.get(model, {}).get(key)
    return Say(told.zh, told.en) if told else KEPT.get(model, {}).get(key, Say(key))


def keys_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a model by the keys they are written under."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _field(model: type[BaseModel], key: str) -> FieldInfo:
    return _fields(model)[key]


@cache
def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return keys_of(model)


def _cell(key: str, told: _Told, info: FieldInfo) -> Cell:
    kind = told.kind or _kind_of(info.annotation, key)
    enum = _enum_in(info.annotation)
    choices = tuple(str(one.value) for one in enum) if enum else ()
    if told.refers is Refers.UNITS:
        choices = tuple(UNITS)
    return Cell(
        key, Say(told.zh, told.en), kind, info.is_required(), _default(info, kind), choices, enum, told.refers,
        told.beside, told.when, told.hint, told.percent,
    )  # fmt: skip


def _default(info: FieldInfo, kind: CellKind) -> str:
    found = None if info.is_required() else info.get_default(call_default_factory=True)
    if kind is CellKind.FLAG:
        return "yes" if found else ""
    if found is None or kind in (CellKind.LINES, CellKind.SEVERAL, CellKind.LIST):
        return ""
    return str(found.value) if isinstance(found, Enum) else str(found)


def _kind_of(annotation: Any, key: str) -> CellKind:
    inner = _without_none(annotation)
    if _enum_in(inner):
        return CellKind.SEVERAL if get_origin(inner) is tuple else CellKind.CHOICE
    if isinstance(inner, type) and issubclass(inner, Formula):
        return CellKind.AMOUNT
    plain = {bool: CellKind.FLAG, int: CellKind.WHOLE, tuple: CellKind.SEVERAL, dict: CellKind.LINES}
    found = plain.get(get_origin(inner) or inner)
    return found or (CellKind.LONG if key.startswith("help") else CellKind.TEXT)


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in {Union, types.UnionType}:
        inner = [one for one in get_args(annotation) if one is not type(None)]
        return inner[0] if len(inner) == 1 else annotation
    return annotation


def _enum_in(annotation: Any) -> type[Enum] | None:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    return next((found for found in map(_enum_in, get_args(annotation)) if found), None)


def _rows(
    key: str, words: tuple[str, str, str, str], prefix: str, model: type[BaseModel], *inner: Rows, **more: Any
) -> Rows:
    offered = more.pop("offered", None)
    cells = () if more.get("fixed") else tuple(c for c in cells_of(model) if offered is None or c.key in offered)
    return Rows(key, Say(words[0], words[1]), Say(words[2], words[3]), prefix, model, cells, inner, **more)


_COLUMN = ("各列", "Columns", "列", "column")
_OF_COLUMN: Final = ("zh", "kind", "unit", "required", "choices", "help", "en")
_COLUMNS = _rows("columns", _COLUMN, "column", FormField, offered=_OF_COLUMN, when=("kind", _WITH_COLUMNS))
_FIELDS = _rows("fields", ("栏目", "Fields", "栏", "field"), "field", FormField, _COLUMNS)
_CHECKS = _rows("checks", ("核对规则", "Checks", "条核对规则", "check"), "check", Check, fixed=True)
_LEAVES = _rows("leaves", ("指标", "Criteria", "项指标", "criterion"), "criterion", Criterion, named_in="group")
_HUNDRED = Decimal(100)
_SHAPES: Final[Mapping[PointKind, Shape]] = {
    PointKind.CHECKLIST: Shape(
        PointKind.CHECKLIST, Checklist, (),
        (_rows("items", ("材料", "Documents", "份材料", "document"), "item", ChecklistItem),), list_key="items",
    ),
    PointKind.FORM: Shape(
        PointKind.FORM, Form, cells_of(Form),
        (_rows("sections", ("部分", "Parts", "部分", "part"), "section", Section, _FIELDS), _CHECKS),
    ),
    PointKind.CRITERIA: Shape(
        PointKind.CRITERIA, CriteriaSet, (),
        (_rows("groups", ("分组", "Groups", "组", "group"), "group", Words, _LEAVES, by_id=True),),
        (Sum("leaves", "weight", Say("权重合计", "Weights together"), _HUNDRED),
         Sum("leaves", "maximum", Say("满分合计", "Full marks together"), None)), list_key="leaves",
    ),
    PointKind.TRANCHES: Shape(
        PointKind.TRANCHES, Parts, (),
        (_rows("parts", ("拨付批次", "Parts of the money", "批", "part"), "part", Tranche),),
        (Sum("parts", "share", Say("比例合计", "Shares together"), _HUNDRED, percent=True),), list_key="parts",
    ),
}  # fmt: skip

__all__ = [
    "KEPT",
    "OFFERED",
    "Cell",
    "CellKind",
    "Refers",
    "Rows",
    "Shape",
    "Sum",
    "cells_of",
    "keys_of",
    "shape_of",
    "words_of_key",
]
