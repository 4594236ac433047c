"""What the cells of an editor offer to choose from, in words: values of the core, and what the pack and the value declare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from jidi.common.say import Say
from jidi.web.desk.policies.form_text import FIELD_WORDS
from jidi.web.desk.policies.labels import any_say
from jidi.web.desk.policies.editor.rows import Row
from policycore.forms import FORMAT_WORDS, FieldKind, KnownFrom, PaperFormat
from policycore.pack import Pack
from policycore.shapes import Cell, CellKind, Refers

Option = tuple[str, Say]

KNOWN_WORDS: Mapping[KnownFrom, Say] = {
    KnownFrom.BASE_NAME: Say("基地名称", "name of the base"),
    KnownFrom.BASE_AREA: Say("基地所在地", "area of the base"),
    KnownFrom.BASE_PRODUCTS: Say("基地主要产品", "products of the base"),
    KnownFrom.BASE_HS_CODES: Say("基地产品的海关编码", "HS codes of the base"),
    KnownFrom.BASE_HOST: Say("基地坐落的园区、企业", "host of the base"),
    KnownFrom.BASE_PLAN: Say("基地发展规划", "plan of the base"),
    KnownFrom.BASE_PLAN_UNTIL: Say("规划到哪天", "last day of the plan"),
    KnownFrom.ORGANISATION_NAME: Say("填报单位", "organisation that fills it in"),
    KnownFrom.PERSON_NAME: Say("填报人", "person who fills it in"),
    KnownFrom.PERSON_PHONE: Say("填报人电话", "their telephone"),
}
ENUM_WORDS: Mapping[type[Enum], Mapping[Enum, Say]] = {
    FieldKind: FIELD_WORDS,  # type: ignore[dict-item]
    KnownFrom: KNOWN_WORDS,  # type: ignore[dict-item]
    PaperFormat: FORMAT_WORDS,  # type: ignore[dict-item]
}
VALUE_WORDS: Mapping[str, Say] = {
    "house": Say("本系统规则", "a rule of this house"),
    "law": Say("其他文件", "another act"),
    "case": Say("案卷", "the case"),
    "base": Say("基地", "the base"),
    "enterprise": Say("企业", "the enterprise"),
    "once": Say("一次", "once"),
    "year": Say("每年", "each year"),
    "half": Say("每半年", "each half-year"),
    "quarter": Say("每季度", "each quarter"),
    "month": Say("每月", "each month"),
    "period": Say("本期", "its own period"),
    "last-ended": Say("开表时已过完的最后一年", "the last year that had ended"),
    "sum": Say("相加", "added up"),
    "mean": Say("加权平均", "averaged by a weight"),
    "none": Say("不汇总", "not summed up"),
    "must": Say("强制", "must"),
}
"""Values that go along unchanged, in words."""
NOTHING = Say("（无）", "(none)")
NO_UNIT = Say("（无单位）", "(no unit)")
_FIGURES = frozenset({FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.NAMED_COUNT, FieldKind.DERIVED})


@dataclass(frozen=True, slots=True)
class Named:
    """What may be named in a value: of the pack, and the figures of the form itself (id, name) as typed."""

    pack: Pack
    figures: tuple[tuple[str, str], ...] = ()


def named_in(pack: Pack, head: Row) -> Named:
    """What the cells of a value may name."""
    fields = [row for section in head.rows.get("sections", ()) for row in section.rows.get("fields", ())]
    figures = tuple((one.id, one.name) for one in fields if one.id and one.cells.get("kind") in set(_FIGURES))
    return Named(pack, figures)


def options_of(cell: Cell, row: Row, named: Named) -> tuple[Option, ...]:
    """What a cell offers, with what stands in it although it is offered no longer."""
    found = _REFERRED[cell.refers](cell, row, named)
    chosen = row.cells.get(cell.key, "").split("\n") if cell.kind is CellKind.SEVERAL else [row.cells.get(cell.key, "")]
    known = {value for value, _ in found}
    gone = [(one, _gone(cell, one)) for one in chosen if one and one not in known]
    empty = [] if cell.kind is CellKind.SEVERAL or cell.required or "" in known else [("", NOTHING)]
    if cell.of is not None and cell.default:
        empty = []
    return (*empty, *found, *gone)


def _gone(cell: Cell, value: str) -> Say:
    if cell.refers is Refers.FIGURES:
        return Say("（已删去的栏目）", "(a field that is gone)")
    return Say(value)


def word_of(cell: Cell, value: str) -> Say:
    """A value of an enumeration in words."""
    words = ENUM_WORDS.get(cell.of, {}) if cell.of else {}
    return next((said for one, said in words.items() if one.value == value), Say(value))


def _own(cell: Cell, row: Row, named: Named) -> list[Option]:
    offered = [one for one in cell.choices if one != FieldKind.DERIVED or "formula" in row.kept]
    return [(one, word_of(cell, one)) for one in offered]


def _units(cell: Cell, row: Row, named: Named) -> list[Option]:
    return [(one, Say(one) if one else NO_UNIT) for one in cell.choices if not one.isascii() or one in ("", "%")]


def _articles(cell: Cell, row: Row, named: Named) -> list[Option]:
    return [(key, Say(one.printed, one.printed)) for key, one in named.pack.articles.items()]


def _kinds(cell: Cell, row: Row, named: Named) -> list[Option]:
    return [(key, one.say) for key, one in named.pack.kinds.items()]


def _records(cell: Cell, row: Row, named: Named) -> list[Option]:
    written = {name for block in named.pack.criteria.values() for leaf in block.leaves for name in leaf.looks_at}
    names = dict.fromkeys([*named.pack.registers, *sorted(written)])
    return [(one, any_say(named.pack, one)) for one in names]


def _figures(cell: Cell, row: Row, named: Named) -> list[Option]:
    return [(one, Say(name)) for one, name in named.figures if name and one != row.id]


_REFERRED: Mapping[Refers, Callable[[Cell, Row, Named], list[Option]]] = {
    Refers.NOTHING: _own,
    Refers.UNITS: _units,
    Refers.ARTICLES: _articles,
    Refers.KINDS: _kinds,
    Refers.RECORDS: _records,
    Refers.FIGURES: _figures,
}
