"""Editing a value with a shape of its own in rows: forms, checklists, indicator systems, parts of a payment.

Driven by :mod:`policycore.shapes`; knows no point and no key by itself. Works without script: every button posts all
that was typed. The same value as text stays open to whoever writes it; which of the two was changed is noticed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.http import QueryDict
from pydantic import ValidationError

from jidi.common.say import Say
from jidi.policies.bounds import checklist_decided, form_decided, objections_to
from jidi.web.desk.policies.editor.changing import CHANGES, change, path_of
from jidi.web.desk.policies.editor.posted import posted
from jidi.web.desk.policies.editor.preview import Preview, of_checklist, of_form
from jidi.web.desk.policies.editor.rows import Row, blank, from_value, to_value
from jidi.web.desk.policies.editor.told import Wrong, in_words, own_wrongs
from jidi.web.desk.policies.editor.view import Editor, draw
from jidi.web.desk.policies.editor.words import named_in
from jidi.web.desk.policies.form_text import check_form_text, checked_data, text_of
from policycore.decided import Objection
from policycore.open_points import OpenPoint, PointKind
from policycore.pack import Pack
from policycore.shapes import Shape, shape_of

VALUE, WAS, FROM = "value", "e.was", "e.from"
START, USE_ROWS, USE_TEXT, KEEP = "start", "rows", "text", "keep"
EMPTY = Say("还没有填", "nothing is entered yet")
BOTH = Say(
    "上面的行和「以文本填写」里的文本都改了，请选用其中一种",
    "both the rows and the text were changed; choose one of them",
)


@dataclass(frozen=True, slots=True)
class Edited:
    """An editor with what stands in it, its value, and what is wrong with it."""

    editor: Editor
    text: str
    value: Any = None
    wrong: tuple[Wrong, ...] = ()


def shape_for(point: OpenPoint) -> Shape | None:
    """What a point's value is made of, where it is edited in rows."""
    return shape_of(point.kind)


def begin(pack: Pack, point: OpenPoint, value: Any) -> Edited:
    """The editor with a value, or with empty rows."""
    shape = _shape(point)
    head = from_value(shape, value) if value is not None else blank(shape)
    return _rows(pack, point, head, wrong=())


def is_change(do: str) -> bool:
    """Whether a button changes rows and decides nothing."""
    act = do.partition(":")[0]
    return act in CHANGES or act in (START, USE_ROWS, USE_TEXT, KEEP)


def changed(
    pack: Pack, point: OpenPoint, typed: QueryDict, do: str, starts: Mapping[str, Any], on: date
) -> Edited:
    """Carry out a button: rows come, go or move, the text takes their place or they its, or another value is begun from.

    ``keep`` changes nothing: what was typed is shown again. ``starts`` are the values to begin from, by key.
    """
    shape, (act, _, where) = _shape(point), do.partition(":")
    if act == START:
        return begin(pack, point, starts.get(where or typed.get(FROM, "")))
    head = posted(shape, typed) or blank(shape)
    if act == USE_TEXT:
        return _from_text(pack, point, typed.get(VALUE, ""), head, on)
    if act == USE_ROWS:
        return _rows(pack, point, head, wrong=())
    focus = change(shape, head, act, path_of(where))
    if _text_changed(typed) is not None:  # the text stays as typed beside the rows
        return _rows(pack, point, head, wrong=(), focus=focus, text=typed.get(VALUE, ""), was=typed.get(WAS, ""))
    return _rows(pack, point, head, wrong=(), focus=focus)


def read_edited(pack: Pack, point: OpenPoint, typed: QueryDict, uploaded: str | None, on: date) -> Edited:
    """Read what was typed: the rows, or the text where only that was changed or a file was sent. Nothing is lost."""
    shape = _shape(point)
    head, text = posted(shape, typed), _text_changed(typed)
    if uploaded is not None or head is None:
        return _from_text(pack, point, uploaded if uploaded is not None else typed.get(VALUE, ""), head, on)
    if text is None:
        return _judged(pack, point, head, on)
    if _mark(_yaml(shape, head)) != typed.get(WAS, ""):
        return _rows(pack, point, head, wrong=((VALUE, BOTH),), text=text, was=typed.get(WAS, ""), both=True)
    return _from_text(pack, point, text, head, on)


def _shape(point: OpenPoint) -> Shape:
    found = shape_of(point.kind)
    assert found is not None
    return found


def _judged(pack: Pack, point: OpenPoint, head: Row, on: date) -> Edited:
    """The value of the rows, held against what the core asks of it."""
    shape = _shape(point)
    written = to_value(shape, head)
    wrong = list(own_wrongs(shape, head, named_in(pack, head)))
    own = {field for field, _ in wrong}
    if not any(written.data.get(key) for key in {one.key for one in shape.rows} | {shape.list_key}):
        wrong.append((VALUE, EMPTY))
    else:
        every = _furthest_in(list(objections_to(pack, point, written.data)))
        found = [in_words(shape, head, written, one) for one in every]
        # What is said of the whole (a sum) waits for what cannot be read yet.
        wrong += [one for one in found if one[0] not in own and not (own and one[0] == VALUE)]
    preview = None if wrong else preview_of(pack, point, written.data, on)
    return _rows(pack, point, head, wrong=tuple(wrong), value=written.data, preview=preview)


def _furthest_in(found: list[Objection]) -> list[Objection]:
    """Without what only follows from something further in: a list is called short when what is in it is wrong."""
    return [one for one in found if one.sort != "too_short" or not any(_inside(more, one) for more in found)]


def _inside(one: Objection, outer: Objection) -> bool:
    return len(one.path) > len(outer.path) and one.path[: len(outer.path)] == outer.path


def preview_of(pack: Pack, point: OpenPoint, value: Any, on: date) -> Preview | None:
    """A form or a checklist as those will see it who fill it in; nothing for other kinds and for what cannot be read."""
    try:
        if point.kind is PointKind.FORM:
            return of_form(pack, form_decided(point.id, value), on)
        if point.kind is PointKind.CHECKLIST:
            return of_checklist(checklist_decided(value))
    except (ValidationError, ValueError):
        return None
    return None


def _rows(
    pack: Pack, point: OpenPoint, head: Row, *, wrong: tuple[Wrong, ...], value: Any = None, text: str | None = None,
    was: str = "", **more: Any,
) -> Edited:  # fmt: skip
    shape = _shape(point)
    own = _yaml(shape, head)
    editor = draw(
        pack, shape, head, wrong=[field for field, _ in wrong], was=was or _mark(own), text_open=text is not None, **more
    )
    return Edited(editor, own if text is None else text, value, wrong)


def _from_text(pack: Pack, point: OpenPoint, text: str, head: Row | None, on: date) -> Edited:
    """The value of a text; what is wrong is named with its line, and the rows follow once nothing is."""
    shape = _shape(point)
    rows = head or blank(shape)
    if not text.strip():
        return _rows(pack, point, rows, wrong=((VALUE, EMPTY),), text=text, was=_mark(_yaml(shape, rows)))
    checked = check_form_text(pack, point, text) if point.kind is PointKind.FORM else None
    data, said = (checked.data, [one.say for one in checked.problems]) if checked else checked_data(pack, point, text)
    if said:
        wrong = tuple((VALUE, say) for say in said)
        return _rows(pack, point, rows, wrong=wrong, text=text, was=_mark(_yaml(shape, rows)))
    preview = preview_of(pack, point, data, on)
    return _rows(pack, point, from_value(shape, data), wrong=(), value=data, preview=preview)


def _text_changed(typed: QueryDict) -> str | None:
    """The text, where it differs from what the page showed; None where it does not."""
    text = str(typed.get(VALUE) or "").replace("\r\n", "\n")
    return text if text.strip() and _mark(text) != typed.get(WAS, "") else None


def _yaml(shape: Shape, head: Row) -> str:
    data = to_value(shape, head).data
    return text_of(data) if data else ""


def _mark(text: str) -> str:
    return sha256(text.strip().encode()).hexdigest()[:16]
