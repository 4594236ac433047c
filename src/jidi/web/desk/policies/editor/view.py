"""The rows of a value as a template draws them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jidi.common.say import Say
from jidi.web.desk.policies.editor.changing import BELOW, DOWN, DROP, UP, ADD, neighbour_of, text_of_path
from jidi.web.desk.policies.editor.posted import ID, KEPT, kept_text, name_of
from jidi.web.desk.policies.editor.preview import Preview
from jidi.web.desk.policies.editor.rows import Row, amount_of, is_kept, lists_at, rows_at
from jidi.web.desk.policies.editor.words import VALUE_WORDS, Named, Option, named_in, options_of
from jidi.web.desk.policies.labels import any_say
from jidi.web.desk.policies.sentences import said
from jidi.web.desk.policies.values import join
from policycore.decided import Path
from policycore.formula import Formula, FormulaError
from policycore.formula.condition import Condition, Value
from policycore.pack import Pack
from policycore.shapes import Cell, CellKind, Rows, Shape, Sum, keys_of, words_of_key
from policycore.units import plain


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell with what stands in it."""

    name: str
    cell: Cell
    text: str
    options: tuple[Option, ...] = ()
    wrong: bool = False
    focus: bool = False
    when: str = ""
    adds: str = ""

    @property
    def chosen(self) -> Collection[str]:
        """Which of several are chosen."""
        return set(self.text.split("\n"))

    @property
    def kind(self) -> str:
        """How it is drawn."""
        return self.cell.kind.value


@dataclass(frozen=True, slots=True)
class RowView:
    """A row: its cells, those needed seldom, what goes along and is only shown, its lists, what its buttons send."""

    path: str
    no: int
    title: str
    row_id: tuple[str, str]
    kept: tuple[str, str]
    cells: tuple[CellView, ...]
    beside: tuple[CellView, ...]
    told: tuple[Say, ...]
    lists: tuple[ListView, ...]
    acts: Mapping[str, str]
    here: str
    wrong: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class ListView:
    """A list: its words, its rows, what the button that adds one sends, what comes together in it."""

    spec: Rows
    at: str
    rows: tuple[RowView, ...]
    add: str
    when: str = ""
    sums: tuple[SumView, ...] = ()


@dataclass(frozen=True, slots=True)
class SumView:
    """What comes together over some rows, and how much it must be."""

    say: Say
    key: str
    amount: str
    total: str
    right: bool
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Editor:
    """A whole value to edit. ``text`` is the same as text, ``was`` the mark by which a change of the text is noticed."""

    cells: tuple[CellView, ...]
    beside: tuple[CellView, ...]
    kept: tuple[str, str]
    told: tuple[Say, ...]
    lists: tuple[ListView, ...]
    sums: tuple[SumView, ...]
    was: str = ""
    both: bool = False
    text_open: bool = False
    touched: bool = False
    preview: Preview | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """What rows are drawn with: the pack and the value, what was found wrong, the row to look at."""

    pack: Pack
    shape: Shape
    head: Row
    named: Named
    wrong: Collection[str] = frozenset()
    focus: Path = ()


def draw(pack: Pack, shape: Shape, head: Row, *, wrong: Collection[str] = (), focus: Path = (), **more: Any) -> Editor:
    """Draw rows."""
    with_ = Drawing(pack, shape, head, named_in(pack, head), frozenset(wrong), focus)
    main, beside = _cells(with_, head, (), shape.cells)
    return Editor(
        main, beside, (name_of((), KEPT), kept_text(head)), tuple(_told(with_, head, shape.cells, shape.model)),
        tuple(_list(with_, head, (spec.key,), spec) for spec in shape.rows),
        tuple(_sum(with_, one, None) for one in shape.sums), **more,
    )  # fmt: skip


def _list(with_: Drawing, row: Row, at: Path, spec: Rows) -> ListView:
    rows = tuple(_row(with_, one, (*at, place), spec) for place, one in enumerate(row.rows.get(spec.key, ())))
    when = f"{name_of(at[:-1], spec.when[0])}={'|'.join(spec.when[1])}" if spec.when else ""
    sums = tuple(_sum(with_, one, at) for one in with_.shape.sums if one.rows == spec.key and len(at) > 1)
    return ListView(spec, name_of(at), rows, "" if spec.fixed else f"{ADD}:{text_of_path(at)}", when, sums)


def _row(with_: Drawing, row: Row, path: Path, spec: Rows) -> RowView:
    main, beside = _cells(with_, row, path, spec.cells)
    title = row.name or (_must(with_, row) if spec.fixed else "")
    return RowView(
        text_of_path(path), int(path[-1]) + 1, title, (name_of(path, ID), row.id), (name_of(path, KEPT), kept_text(row)),
        main, beside, () if spec.fixed else tuple(_told(with_, row, spec.cells, spec.model)),
        tuple(_list(with_, row, (*path, inner.key), inner) for inner in spec.rows), _acts(with_, path, spec), name_of(path),
        wrong=name_of(path) in with_.wrong, open=any(one.wrong for one in beside),
    )  # fmt: skip


def _acts(with_: Drawing, path: Path, spec: Rows) -> dict[str, str]:
    """What the buttons of a row send; those that would change nothing are left out."""
    place, here, count = int(path[-1]), text_of_path(path), len(rows_at(with_.head, path[:-1]))
    up = place > 0 or neighbour_of(with_.head, path, -1) is not None
    down = place < count - 1 or neighbour_of(with_.head, path, 1) is not None
    offered = ((UP, up), (DOWN, down), (BELOW, not spec.fixed), (DROP, True))
    return {act: f"{act}:{here}" for act, can in offered if can}


def _cells(with_: Drawing, row: Row, path: Path, cells: tuple[Cell, ...]) -> tuple[tuple[CellView, ...], tuple[CellView, ...]]:
    drawn = [_cell(with_, row, path, cell) for cell in cells if not is_kept(cell, row)]
    if drawn and path and path == with_.focus:
        first = drawn[0]
        drawn[0] = CellView(first.name, first.cell, first.text, first.options, first.wrong, True, first.when, first.adds)
    return tuple(one for one in drawn if not one.cell.beside), tuple(one for one in drawn if one.cell.beside)


def _cell(with_: Drawing, row: Row, path: Path, cell: Cell) -> CellView:
    name = name_of(path, cell.key)
    chooses = cell.kind in (CellKind.CHOICE, CellKind.SEVERAL)
    when = f"{name_of(path, cell.when[0])}={'|'.join(cell.when[1])}" if cell.when else ""
    adds = cell.key if any(one.key == cell.key for one in with_.shape.sums) else ""
    options = options_of(cell, row, with_.named) if chooses else ()
    return CellView(name, cell, row.cells.get(cell.key, ""), options, name in with_.wrong, False, when, adds)


# --- sums ------------------------------------------------------------------------------------------------------------


def _sum(with_: Drawing, one: Sum, at: Path | None) -> SumView:
    """What comes together over all rows, or over one list of them."""
    places = [path for path, spec in lists_at(with_.shape, with_.head) if spec.key == one.rows and at in (None, path)]
    rows = [row for path in places for row in rows_at(with_.head, path)]
    spec = next(spec for spec in with_.shape.lists() if spec.key == one.rows)
    cell = next(cell for cell in spec.cells if cell.key == one.key)
    amounts = [amount for row in rows if (amount := _amount(cell, row)) is not None]
    together = sum(amounts, Decimal(0))
    right = one.total is None or together == one.total or (not one.percent and together == 1)
    say = one.say if at is None else Say(one.say.zh.replace("合计", "小计"), one.say.en)
    total = plain(one.total) if one.total is not None and at is None else ""
    return SumView(say, one.key, plain(together), total, right or at is not None, "%" if one.percent else "")


def _amount(cell: Cell, row: Row) -> Decimal | None:
    text = row.cells.get(cell.key, "").strip()
    found = amount_of(cell, text) if text else None
    if isinstance(found, str):
        if not found.endswith("%"):
            return None
        return Decimal(found[:-1]) if cell.percent else Decimal(found[:-1]) / 100
    return Decimal(found) if found is not None else None


# --- what goes along -------------------------------------------------------------------------------------------------


def _told(with_: Drawing, row: Row, cells: tuple[Cell, ...], model: Any) -> Iterator[Say]:
    """What a row keeps, in words."""
    typed = {cell.key for cell in cells if not is_kept(cell, row)}
    formulas = {key for key, info in keys_of(model).items() if _is_formula(info.annotation)}
    for key, value in row.kept.items():
        if key in typed:
            continue
        words, text = words_of_key(model, key), _value_say(with_, value, formula=key in formulas)
        yield Say(f"{words.zh}：{text.zh}", f"{words.en or words.zh}: {text.en or text.zh}")


def _is_formula(annotation: Any) -> bool:
    inner = [annotation, *getattr(annotation, "__args__", ())]
    return any(isinstance(one, type) and issubclass(one, Formula) for one in inner)


def _value_say(with_: Drawing, value: Any, *, formula: bool) -> Say:
    if formula:
        return _sentence(with_, value)
    if isinstance(value, dict):
        zh = value.get("zh") or "；".join(map(str, value.values()))
        return Say(str(zh), str(value.get("en", "")))
    listed = value if isinstance(value, list) else [value]
    return join(VALUE_WORDS.get(str(one)) or any_say(with_.pack, str(one)) for one in listed)


def _sentence(with_: Drawing, raw: Any) -> Say:
    """A formula as a sentence, with the names of the fields as typed."""
    names = {one.id: Say(one.name) for path, _ in lists_at(with_.shape, with_.head) for one in rows_at(with_.head, path) if one.id}
    for model in (Condition, Value):
        try:
            return said(with_.pack, model.read(raw), names)
        except (FormulaError, ValueError, KeyError):
            continue
    return Say(str(raw))


def _must(with_: Drawing, row: Row) -> str:
    return _sentence(with_, row.kept["must"]).zh if "must" in row.kept else row.id


