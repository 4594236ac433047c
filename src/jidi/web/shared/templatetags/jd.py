"""The tags of the pages. Each takes words or a part of ``jidi.web.shared.parts`` and escapes what it shows.

    {% t "中文" "English" %} · {{ thing|say }} · {% chip cite %} · {% badge state %} · {% icon "name" %}
    {% stepbar steps %} · {% missing_list items closing %} · {% timeline entries %} · {% diff rows %} · {% worklist groups %}
    {% due on %} · {% figure value unit %} · {% panel "标题" "Title" %}…{% endpanel %} · {% empty … %} · {% pager page %}

Tags of forms stand in ``jdforms``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jidi.common.clock import clock
from jidi.common.links import is_web_address
from jidi.web.shared import chips, days, differences, figures
from jidi.web.shared.language import Words, choose, spoken
from jidi.web.shared.marks import Shape, draw
from jidi.web.shared.parts import (
    NOTHING,
    Badge,
    Chip,
    Dash,
    DiffRow,
    FigureCell,
    Finding,
    Link,
    MissingItem,
    Row,
    Severity,
    StepCell,
    Tab,
    TimelineEntry,
    WorkGroup,
)
from jidi.web.shared.worklist import draw as draw_worklist

register = template.Library()


# --- words, dates, figures -----------------------------------------------------------------------------------------


@register.simple_tag
def t(zh: str, en: str = "", **values: Any) -> str:
    """The one of two texts for the reader; ``{name}`` in them takes the value of that name."""
    return choose(zh, en, **values)


@register.filter
def outlink(text: str) -> str:
    """An address somebody typed: a link where it is one of the web, else the text as it stands."""
    if not is_web_address(text):
        return text
    return format_html('<a href="{}" rel="noreferrer nofollow">{}</a>', text.strip(), text)


@register.filter
def say(thing: Any) -> str:
    """The text of a thing in the reader's language."""
    return spoken(thing)


@register.filter
def heading(text: str) -> str:
    """A sentence as a heading: without its full stop."""
    return text.rstrip("。.")


@register.simple_tag
def figure(value: Decimal | int | None, unit: Words = NOTHING, places: int | None = None) -> SafeString:
    """A figure with thousands commas and a true minus, its unit after it; missing is —."""
    after = f" {spoken(unit)}" if spoken(unit) and value is not None else ""
    return format_html('<span class="jd-num">{}{}</span>', figures.figure(value, places), after)


@register.filter
def moment(at: datetime | None) -> str:
    """A moment as 2026-10-09 17:42, Beijing time; nothing is —."""
    return days.moment(at) if at else figures.MISSING


@register.filter
def day(on: date | None) -> str:
    """A day as 2026-10-09; nothing is —."""
    return f"{on:%Y-%m-%d}" if on else figures.MISSING


@register.simple_tag(takes_context=True)
def due(
    context: template.Context, on: date | None, left: Words | None = NOTHING, dash: Dash | None = None
) -> SafeString:
    """A due day with what is left until it, red when it is past, with its dashed chip when it may still move.

    ``left`` overrides the count of calendar days, for clocks that count working days; None says that nothing runs any
    more: then the day stands alone and is never red. Today is the page's ``today``.
    """
    if on is None:
        return format_html('<span class="jd-when">{}</span>', figures.MISSING)
    today = context.get("today") or clock.today()
    css = "jd-when jd-when--late" if on < today and left is not None else "jd-when"
    words = "" if left is None else spoken(left) or spoken(days.left(on, today))
    small = format_html("<small>{}</small>", words) if words else ""
    return format_html(
        '<span class="{}"><time datetime="{}">{}</time>{}</span>{}',
        css,
        on.isoformat(),
        days.short(on, today),
        small,
        chips.draw(dash),
    )


# --- marks ---------------------------------------------------------------------------------------------------------


@register.simple_tag
def chip(*cited: chips.Cited) -> SafeString:
    """One § chip (or dashed chip) for each thing given: a chip, a dash, or what a service cited."""
    return format_html_join(" ", "{}", ((chips.draw(one),) for one in cited if one is not None))


@register.filter
def all_chips(cited: Iterable[chips.Cited]) -> SafeString:
    """Chips of a sequence, side by side."""
    return chip(*cited)


@register.simple_tag
def badge(state: Badge | None) -> SafeString:
    """A state word with its mark."""
    if state is None:
        return SafeString("")
    return format_html(
        '<span class="jd-badge jd-badge--{}">{}{}</span>', state.state, draw(state.shape), spoken(state.word)
    )


@register.simple_tag
def shape(name: str) -> SafeString:
    """A mark alone (``check``, ``ring``, …); a word must stand beside it."""
    return draw(Shape(name))


@register.simple_tag
def severity(of: Severity) -> SafeString:
    """The mark and word of a check's severity."""
    return format_html('<span class="jd-sev jd-sev--{}">{}{}</span>', of, draw(of.shape), spoken(of.word))


@register.simple_tag
def kind(word: Words) -> SafeString:
    """An outlined grey tag for a kind (国家级, 义务, 事由); never a state."""
    return format_html('<span class="jd-tag">{}</span>', spoken(word))


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of icons.txt; it always stands beside a word, so it is hidden from those who listen."""
    return format_html(
        '<svg class="jd-icon" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("jd/icons.svg"),
        name,
    )


@register.simple_tag
def button(link: Link, size: str = "") -> SafeString:
    """A link drawn as a button; filled when it is the main one of its panel. ``size``: "" or "small"."""
    css = "jd-btn" + (" jd-btn--main" if link.main else "") + (f" jd-btn--{size}" if size else "")
    return format_html(
        '<a class="{}" href="{}">{}{}</a>', css, link.href, icon(link.icon) if link.icon else "", spoken(link.text)
    )


# --- blocks --------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def panel(
    content: str,
    zh: Words,
    en: str = "",
    *,
    meta: Words = NOTHING,
    chip: Chip | Dash | None = None,
    acts: Iterable[Link] = (),
    kind: str = "",
    name: str = "",
    body: bool = True,
) -> SafeString:
    """A panel with its head. ``body=False`` where a table or list fills it to the edge; ``kind="act"`` frames it blue.

    ``name`` becomes its id; ``acts`` are links at the right of the head, the main one as a filled button.
    """
    title = choose(zh, en) if isinstance(zh, str) else spoken(zh)
    css = f"jd-panel jd-panel--{kind}" if kind else "jd-panel"
    ident = format_html(' id="{}"', name) if name else ""
    return format_html(
        '<section class="{}"{}><div class="jd-panel__head"><h2>{}</h2>{}{}{}</div>{}</section>',
        css,
        ident,
        title,
        format_html('<span class="jd-panel__meta">{}</span>', spoken(meta)) if spoken(meta) else "",
        chips.draw(chip),
        _acts(acts),
        format_html('<div class="jd-panel__body">{}</div>', content) if body else content,
    )


def _acts(acts: Iterable[Link]) -> SafeString:
    drawn = [(button(act, "small") if act.main else _link(act),) for act in acts]
    if not drawn:
        return SafeString("")
    return format_html('<div class="jd-panel__acts">{}</div>', format_html_join("", "{}", drawn))


def _link(link: Link) -> SafeString:
    return format_html('<a href="{}">{}</a>', link.href, spoken(link.text))


@register.inclusion_tag("jd/parts/steps.html")
def stepbar(steps: Sequence[StepCell]) -> dict[str, Any]:
    """The step bar; on a phone done and current steps stand and the rest is said in one line."""
    later = [step for step in steps if step.status == "later"]
    names = choose("、", ", ").join(
        spoken(step.name) + (choose("（视情）", " (if needed)") if step.optional else "") for step in later
    )
    return {"steps": steps, "rest": len(later), "names": names}


@register.inclusion_tag("jd/parts/missing.html")
def missing_list(items: Sequence[MissingItem], closing: Words = NOTHING) -> dict[str, Any]:
    """What is still missing; ``closing`` says in one line what is satisfied."""
    return {"items": items, "closing": closing}


@register.inclusion_tag("jd/parts/timeline.html", takes_context=True)
def timeline(context: template.Context, entries: Iterable[TimelineEntry]) -> dict[str, Any]:
    """The course of events, newest first as given; refused attempts included."""
    today = context.get("today")
    return {"entries": [(days.moment(entry.at, today), entry) for entry in entries]}


@register.inclusion_tag("jd/parts/diff.html")
def diff(rows: Iterable[DiffRow]) -> dict[str, Any]:
    """The table 栏目 / 原 / 现 / 为何改."""
    return {"rows": rows}


@register.simple_tag
def changed(before: str, after: str) -> SafeString:
    """A text with what went struck and what came underlined; an empty former text reads 未填."""
    pieces = differences.inline(before, after)
    if not before and after:
        pieces = [differences.Piece("del", choose("未填", "not filled")), *pieces]
    return format_html_join("", "{}", ((_piece(piece),) for piece in pieces))


def _piece(piece: differences.Piece) -> SafeString | str:
    if piece.kind == "same":
        return piece.text
    return format_html('<{} class="jd-{}">{}</{}>', piece.kind, piece.kind, piece.text, piece.kind)


@register.simple_tag(takes_context=True)
def worklist(context: template.Context, groups: Sequence[WorkGroup]) -> SafeString:
    """A work list grouped by urgency: 期限, 事项, 现在在谁那里, 依据, 下一步."""
    return draw_worklist(groups, context.get("today") or clock.today())


@register.inclusion_tag("jd/parts/findings.html")
def findings(found: Sequence[Finding]) -> dict[str, Any]:
    """Findings of checks, most binding first as given, each with the way to its cell."""
    return {"found": found}


@register.inclusion_tag("jd/parts/figures.html")
def figures_row(cells: Sequence[FigureCell]) -> dict[str, Any]:
    """The row of figures under a title."""
    return {"cells": cells}


@register.inclusion_tag("jd/parts/tabs.html")
def tabs(items: Sequence[Tab], label_zh: str = "本页分栏", label_en: str = "Sections") -> dict[str, Any]:
    """Tabs inside a room or a matter, as links."""
    return {"items": items, "label": choose(label_zh, label_en)}


@register.inclusion_tag("jd/parts/crumbs.html")
def crumbs(links: Sequence[Link], here: Words = NOTHING) -> dict[str, Any]:
    """The way to this page."""
    return {"links": links, "here": here}


@register.inclusion_tag("jd/parts/facts.html")
def facts(rows: Sequence[Row], ruled: bool = False) -> dict[str, Any]:
    """Labels with their values."""
    return {"rows": rows, "ruled": ruled}


@register.inclusion_tag("jd/parts/empty.html")
def empty(
    what: Words, next_line: Words = NOTHING, link: Link | None = None, cited: Chip | Dash | None = None
) -> dict[str, Any]:
    """What stands where nothing is: why it is empty and what comes next."""
    return {"what": what, "next_line": next_line, "link": link, "cited": cited}


@register.inclusion_tag("jd/parts/pager.html", takes_context=True)
def pager(context: template.Context, page: Page) -> dict[str, Any]:
    """Page by number, keeping the filters of the address."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    kept = query.urlencode()
    return {
        "page": page,
        "prefix": f"?{kept}&page=" if kept else "?page=",
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "gap": page.paginator.ELLIPSIS,
    }


_NOTICE_OF_LEVEL = {
    "success": ("done", Shape.CHECK),
    "warning": ("watch", Shape.TRIANGLE),
    "error": ("late", Shape.BAR),
}


@register.simple_tag
def notices(messages: Iterable[Any]) -> SafeString:
    """What was said to the reader since the last page, each as a standing line; never a moving one."""
    lines = ((*_NOTICE_OF_LEVEL.get(one.level_tag, ("info", Shape.DOT)), one) for one in messages)
    return format_html_join(
        "",
        '<div class="jd-notice jd-notice--{}" role="status">{}<div>{}</div></div>',
        ((css, draw(shape), text) for css, shape, text in lines),
    )
