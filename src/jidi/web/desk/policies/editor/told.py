"""What is wrong with rows, in words: which row and which cell, what is wrong with it. Never a key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jidi.common.say import Say
from jidi.web.desk.policies.editor.posted import name_of
from jidi.web.desk.policies.editor.rows import Row, Written, amount_of, is_amount, lists_at, row_at, rows_at
from jidi.web.desk.policies.editor.words import Named, word_of
from jidi.web.desk.policies.form_text import FIELD_WORDS, in_chinese
from policycore.decided import Objection, Path
from policycore.forms import FieldKind
from policycore.shapes import Cell, CellKind, Refers, Rows, Shape, words_of_key

Wrong = tuple[str, Say]
"""The id of the field on the page, and the sentence."""

_NEEDS = re.compile(r"^a field of kind (\S+) needs (\S+)$")
_HEADS = re.compile(r"^years-called heads (\d+) columns; the fields are of years: (.+)$")
_GONE = re.compile(r"^'[^']+' is no declared fact")
_MISSING = frozenset({"missing", "string_too_short"})
_WHOLE = frozenset({"int_type", "int_parsing", "int_from_float"})
_BOUND = frozenset({"greater_than_equal", "less_than_equal"})


def own_wrongs(shape: Shape, head: Row, named: Named) -> Iterator[Wrong]:
    """What the rows lack that the core does not ask for: a name in every row, amounts that can be read, names that are there.

    That a row has a name is a rule of the house: people see nothing else of it.
    """
    for at, spec in lists_at(shape, head):
        for place, row in enumerate(rows_at(head, at)):
            if row.id or spec.by_id:
                yield from _of_row(shape, head, (*at, place), spec, row, named)


def _of_row(shape: Shape, head: Row, path: Path, spec: Rows, row: Row, named: Named) -> Iterator[Wrong]:
    where = where_say(shape, head, path)
    for cell in spec.cells:
        text, field = row.cells.get(cell.key, "").strip(), name_of(path, cell.key)
        if cell.key == "zh" and row.id and not row.name:
            yield field, _at(where, cell.say, Say("没有写", "is not written"))
        elif cell.kind is CellKind.AMOUNT and text and not is_amount(amount_of(cell, text)):
            yield field, _at(where, cell.say, Say(f"「{text}」不是数，写 20 或 20%", f"“{text}” is no number; write 20 or 20%"))
        elif cell.refers is Refers.FIGURES and text and text not in {one for one, _ in named.figures}:
            what = Say("所属的栏目已经删去或不再是数，另选一个或选「无」", "names a field that is gone; choose another or none")
            yield field, _at(where, cell.say, what)


def in_words(shape: Shape, head: Row, written: Written, wrong: Objection) -> Wrong:
    """What the core objects to, at the row and cell it is about."""
    path, rest = _shown(written, wrong.path)
    spec, row = spec_at(shape, path), row_at(head, path)
    cells = spec.cells if spec else shape.cells
    key = next((str(part) for part in rest if isinstance(part, str)), "")
    cell = next((one for one in cells if one.key == key), None)
    where = where_say(shape, head, path)
    inner = next((one for one in (spec.rows if spec else shape.rows) if one.key == key), None)
    if inner is not None:
        return name_of((*path, key)), _at(where, inner.say, Say(f"至少要有一{inner.one.zh}", f"needs at least one {inner.one.en}"))
    what = _what(wrong, cell)
    if cell is not None:
        return name_of(path, cell.key), _at(where, cell.say, what)
    words = words_of_key(spec.model if spec else shape.model, key) if key and row is not None else Say("")
    return (name_of(path) if path else "value"), _at(where, words, what)


def _shown(written: Written, path: Path) -> tuple[Path, Path]:
    """The row a place in the value belongs to, and what is left of the place inside it."""
    for cut in range(len(path), -1, -1):
        if path[:cut] in written.places:
            return written.places[path[:cut]], path[cut:]
    return (), path


def _what(wrong: Objection, cell: Cell | None) -> Say:
    found = wrong.found
    if wrong.sort in _MISSING:
        return Say("没有写", "is not written")
    if wrong.sort in _WHOLE:
        return Say(f"「{found}」不是整数", f"“{found}” is no whole number")
    if wrong.sort in _BOUND:
        bound = re.findall(r"\d+", wrong.what.en)[-1:] or ["?"]
        low = wrong.sort.startswith("greater")
        return Say(f"{found} 太{'小' if low else '大'}，{'最小' if low else '最大'} {bound[0]}",
                   f"{found} is {'below' if low else 'above'} {bound[0]}")  # fmt: skip
    if wrong.sort in ("enum", "literal_error"):
        said = word_of(cell, str(found)) if cell else Say(str(found))
        return Say(f"「{said.zh}」不在可选的里面", f"“{said.en or said.zh}” is not among the choices")
    return _said(wrong.what)


def _said(what: Say) -> Say:
    """The sentence of a model, with words for its keys."""
    text = what.en.removeprefix("Value error, ")
    if found := _NEEDS.match(text):
        kind, needed = word_of_kind(found[1]), NEEDED.get(found[2], Say(found[2]))
        return Say(f"填的是「{kind.zh}」，还要写{needed.zh}", f"a {kind.en} needs {needed.en}")
    if found := _HEADS.match(text):
        return Say(f"各年的栏名写了 {found[1]} 个，栏目连填的是 {found[2]} 年；两处要一致，或不写栏名", text)
    if _GONE.search(text):
        return Say("用到已删去的栏目；把这一栏加回来，或去掉这条核对规则", "uses a field that is gone; put it back, or drop the check")
    return Say(in_chinese(what.zh.removeprefix("Value error, ").replace("（weight）", "")), what.en)


NEEDED: Mapping[str, Say] = {
    "choices": Say("选项", "choices"),
    "columns": Say("各列", "columns"),
    "formula": Say("算法（只能以文本填写）", "a formula (in the text only)"),
}


def word_of_kind(kind: str) -> Say:
    """A kind of field in words."""
    return FIELD_WORDS[FieldKind(kind)] if kind in set(FieldKind) else Say(kind, kind)


def spec_at(shape: Shape, path: Path) -> Rows | None:
    """What the row at a place is made of; None for the head."""
    lists, found = shape.rows, None
    for part in path:
        if isinstance(part, str):
            found = next((one for one in lists if one.key == part), None)
            if found is None:
                return None
            lists = found.rows
    return found


def where_say(shape: Shape, head: Row, path: Path) -> Say:
    """A row in words, from the outside in: 第 2 部分「企业情况」第 3 栏「出口额」."""
    zh, en = [], []
    for cut in range(2, len(path) + 1, 2):
        spec, row, place = spec_at(shape, path[:cut]), row_at(head, path[:cut]), path[cut - 1]
        if spec is None or row is None or not isinstance(place, int):
            continue
        zh.append(f"第 {place + 1} {spec.one.zh}{f'「{row.name}」' if row.name else ''}")
        en.append(f"{spec.one.en} {place + 1}{f' “{row.name}”' if row.name else ''}")
    return Say("".join(zh), ", ".join(en))


def _at(where: Say, words: Say, what: Say) -> Say:
    zh = "的".join(part for part in (where.zh, words.zh) if part)
    en = ", ".join(part for part in (where.en, words.en) if part)
    return Say(f"{zh}：{what.zh}" if zh else what.zh, f"{en}: {what.en}" if en else what.en)
