"""Drawing the cells of a form. A thousand of them stand on a page, so they are drawn here and not by includes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jidi.filings.differences import Piece
from jidi.web.shared import days
from jidi.web.shared.formparts import CellState, Control, FormCell, Rival
from jidi.web.shared.language import choose, spoken

_EMPTY = SafeString("")
_NO_FIGURE = re.compile(r"[^0-9.-]")
_LONG = 240
"""Characters from which an area starts taller."""


def draw(cell: FormCell, *, alone: bool = False) -> SafeString:
    """Draw a cell with what belongs below it: its former figure, its error, what others wrote in it.

    ``alone`` leaves the last two to be drawn elsewhere (:func:`below`), where a column is too narrow for words.
    """
    if cell.state is CellState.COMPUTED:
        return _computed(cell)
    if cell.locked:
        return _words(cell)
    if alone:
        return format_html("{}{}", _field(cell), _former(cell))
    return format_html("{}{}{}{}", _field(cell), _former(cell), _error(cell), _rivals(cell))


def below(cells: Sequence[FormCell]) -> SafeString:
    """Draw what is wrong with the cells of a row, and what several people wrote in them."""
    return format_html_join(
        "",
        "{}{}",
        ((_error(cell), _rivals(cell)) for cell in cells if cell.state is not CellState.COMPUTED and not cell.locked),
    )


def _computed(cell: FormCell) -> SafeString:
    inner = marked(cell.pieces) if cell.pieces else spoken(cell.shown) or "—"
    return format_html(
        '<output class="jd-cell jd-cell--computed" id="{}" aria-label="{}">{}</output>',
        cell.id,
        spoken(cell.label),
        inner,
    )


def _words(cell: FormCell) -> SafeString:
    """What cannot be changed here, as text."""
    inner = marked(cell.pieces) if cell.pieces else spoken(cell.shown)
    if not inner:
        inner = format_html('<span class="jd-quiet">{}</span>', choose("未填", "not filled"))
    if cell.control is Control.FIGURE:
        return format_html('<span class="jd-num" id="{}" tabindex="-1">{}</span>{}', cell.id, inner, _former(cell))
    return format_html('<div class="jd-pre" id="{}" tabindex="-1">{}</div>{}', cell.id, inner, _former(cell))


def marked(pieces: Sequence[Piece]) -> SafeString:
    """Draw a text with what went struck and what came underlined; one that was empty reads 未填 before."""
    shown = list(pieces)
    if shown and all(piece.kind == "ins" for piece in shown):
        shown = [Piece("del", choose("未填", "not filled")), *shown]
    return format_html_join("", "{}", ((_piece(piece),) for piece in shown))


def _piece(piece: Piece) -> SafeString | str:
    if piece.kind == "same":
        return piece.text
    return format_html('<{} class="jd-{}">{}</{}>', piece.kind, piece.kind, piece.text, piece.kind)


def _field(cell: FormCell) -> SafeString:
    attributes = format_html(
        'id="{}" name="{}" aria-label="{}" aria-describedby="{}-error"{}{}{}',
        cell.id,
        cell.name,
        _label(cell),
        cell.id,
        format_html(' title="{}"', spoken(cell.source)) if spoken(cell.source) else "",
        SafeString(' aria-invalid="true"') if cell.state is CellState.ERROR else "",
        format_html(' data-example="{}"', cell.example) if cell.example else "",
    )
    if cell.control is Control.AREA:
        # The line break after the tag is eaten by browsers; without it a text that begins with one would lose it.
        return format_html(
            '<textarea class="jd-area{}" rows="{}" {}>\n{}</textarea>',
            _mods(cell, "jd-area"),
            _rows(cell),
            attributes,
            cell.value,
        )
    if cell.control is Control.SELECT:
        return _select(cell, attributes)
    css = "jd-cell" if cell.control is Control.FIGURE else "jd-cell jd-cell--text"
    keys = SafeString(' inputmode="decimal"') if cell.control is Control.FIGURE else _EMPTY
    return format_html(
        '<input class="{}{}" type="text" value="{}" placeholder="{}" autocomplete="off"{} {}>',
        css,
        _mods(cell, "jd-cell"),
        cell.value,
        _placeholder(cell),
        keys,
        attributes,
    )


def _placeholder(cell: FormCell) -> str:
    if cell.example:
        return choose("如 {e}", "as {e}", e=cell.example)
    return choose("待填", "to fill") if not cell.value and cell.label else ""


def _label(cell: FormCell) -> str:
    label, source = spoken(cell.label), spoken(cell.source)
    return (
        choose("{label}（带出：{source}）", "{label} (brought in: {source})", label=label, source=source)
        if source
        else label
    )


def _mods(cell: FormCell, css: str) -> str:
    return f" {css}--{cell.state}" if cell.state else ""


def _rows(cell: FormCell) -> int:
    lines = cell.value.count("\n") + 1 + len(cell.value) // 60
    return max(3 if cell.limit > _LONG else 2, min(lines + 1, 16))


def _select(cell: FormCell, attributes: SafeString) -> SafeString:
    known = any(value == cell.value for value, _ in cell.options)
    # What was typed elsewhere and fits no choice stays to be seen: nothing is silently taken away.
    own = _EMPTY if known or not cell.value else _option(cell.value, cell.value, True)
    options = format_html_join(
        "", "{}", ((_option(value, spoken(words), value == cell.value),) for value, words in cell.options)
    )
    first = _option("", choose("请选", "choose"), not cell.value)
    return format_html(
        '<select class="jd-cell jd-cell--text{}" {}>{}{}{}</select>',
        _mods(cell, "jd-cell"),
        attributes,
        first,
        own,
        options,
    )


def _option(value: str, words: str, chosen: bool) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', value, SafeString(" selected") if chosen else "", words)


def offered(cell: FormCell) -> SafeString:
    """Draw what a formula gives for a figure people type, with the button that takes it over; nothing once it stands there."""
    follows = spoken(cell.follows)
    if not follows or cell.locked:
        return _EMPTY
    return format_html(
        '<small class="jd-cell__was jd-cell__offer">{} {} '
        '<button class="jd-btn jd-btn--link" type="submit" name="act" value="take:{}={}">{}</button></small>',
        choose("按公式为", "the formula gives"),
        follows,
        cell.address,
        _NO_FIGURE.sub("", follows.replace("−", "-")),
        choose("填入", "Use it"),
    )


def _former(cell: FormCell) -> SafeString:
    offer = offered(cell)
    if not spoken(cell.was):
        return offer
    return offer + format_html('<small class="jd-cell__was">{} {}</small>', choose("原", "was"), spoken(cell.was))


def _error(cell: FormCell) -> SafeString:
    return format_html('<div class="jd-field__error" id="{}-error">{}</div>', cell.id, spoken(cell.error))


def _rivals(cell: FormCell) -> SafeString:
    if not cell.rivals:
        return _EMPTY
    return format_html(
        '<div class="jd-point jd-rivals">{}<ul>{}</ul></div>',
        choose(
            "几个人同时填了这一格，都留着，请选定一个：",
            "Several wrote here at the same time; all is kept, choose one:",
        ),
        format_html_join("", "{}", ((_rival(cell, one),) for one in cell.rivals)),
    )


def _rival(cell: FormCell, one: Rival) -> SafeString:
    when = days.moment(one.at) if one.at else ""
    text = one.text if len(one.text) <= _LONG else one.text[:_LONG] + "…"
    return format_html(
        '<li><span>{} {}：<span class="jd-pre">{}</span></span> '
        '<button class="jd-btn jd-btn--small" type="submit" name="choose" value="{}={}">{}</button></li>',
        one.by,
        when,
        text,
        cell.address,
        one.rev,
        choose("用这一个", "use this one"),
    )
