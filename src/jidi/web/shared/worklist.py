"""Drawing a work list. In Python, not by a template: fifty rows of seven values each are the page drawn most often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from django.utils.safestring import SafeString, mark_safe

from jidi.web.shared import chips, days, figures
from jidi.web.shared.language import Words, choose, current, spoken
from jidi.web.shared.parts import WorkGroup, WorkRow

_HEADS = (
    ("期限", "Due"),
    ("事项", "Matter"),
    ("现在在谁那里", "With whom"),
    ("依据", "Basis"),
    ("下一步", "Next step"),
)


def draw(groups: Sequence[WorkGroup], today: date) -> SafeString:
    """The table 期限, 事项, 现在在谁那里, 依据, 下一步, one body for each group. Every value is escaped here."""
    language = current()
    heads = "".join(
        f'<th scope="col"{" class=jd-table__act" if last else ""}>{choose(zh, en)}</th>'
        for zh, en, last in ((*words, words is _HEADS[-1]) for words in _HEADS)
    )
    bodies = "".join(_group(group, today, language) for group in groups)
    return mark_safe(  # noqa: S308 - every value in it went through escape() below
        '<div class="jd-scroll jd-scroll--free"><table class="jd-table jd-table--two jd-table--blocks">'
        f"<thead><tr>{heads}</tr></thead>{bodies}</table></div>"
    )


def _group(group: WorkGroup, today: date, language: str) -> str:
    late = ' class="jd-red"' if group.late else ""
    rows = "".join(_row(row, today, language) for row in group.rows)
    return (
        '<tbody><tr class="jd-table__group"><th scope="rowgroup" colspan="5">'
        f"{_words(group.title, language)} <span{late}>{len(group.rows)}</span></th></tr>{rows}</tbody>"
    )


def _row(row: WorkRow, today: date, language: str) -> str:
    what = _words(row.what, language)
    named = (
        f'<a class="jd-what" href="{escape(row.href)}">{what}</a>'
        if row.href
        else f'<span class="jd-what">{what}</span>'
    )
    return (
        f'<tr><td class="jd-table__fit jd-table__full">{_due(row, today, language)}</td>'
        f'<td class="jd-table__full">{named}{_small(row.why, language)}</td>'
        f'<td class="jd-table__full">{_words(row.holder, language)}{_small(row.holder_note, language)}</td>'
        f"<td>{' '.join(chips.draw(chip, language) for chip in row.chips)}</td>"
        f'<td class="jd-table__act">{_step(row, language)}</td></tr>'
    )


def _due(row: WorkRow, today: date, language: str) -> str:
    if row.due is None:
        return f'<span class="jd-when">{figures.MISSING}</span>'
    late = " jd-when--late" if row.due < today else ""
    left = _words(row.left, language) or _words(days.left(row.due, today), language)
    return (
        f'<span class="jd-when{late}"><time datetime="{row.due.isoformat()}">{days.short(row.due, today)}</time>'
        f"<small>{left}</small></span>{chips.draw(row.dash, language)}"
    )


def _step(row: WorkRow, language: str) -> str:
    if row.step is None:
        return ""
    main = " jd-btn--main" if row.step.main else ""
    href, text = escape(row.step.href), _words(row.step.text, language)
    return f'<a class="jd-btn{main} jd-btn--small" href="{href}" data-next>{text}</a>'


def _small(words: Words, language: str) -> str:
    text = _words(words, language)
    return f"<small>{text}</small>" if text else ""


def _words(words: Words, language: str) -> str:
    return escape(spoken(words, language))
