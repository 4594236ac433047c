"""Tags of filled-in forms: {% filing_form view %}…{% endfiling_form %} to write, {% filing_read view %} to read."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jidi.web.shared.formcells import below as draw_below
from jidi.web.shared.formcells import draw
from jidi.web.shared.formparts import FormCell, FormView, Point, Row
from jidi.web.shared.language import choose, spoken

register = template.Library()


@register.simple_block_tag(takes_context=True)
def filing_form(context: template.Context, content: str, view: FormView) -> str:
    """The form to write in: summary of problems, figures, sections, and at the right the verdict with its findings.

    What the block holds stands at the right below the findings; it is inside the form, so its buttons send it too.
    """
    request = context.get("request")
    values = {"form": view, "aside": content, "today": context.get("today")}
    return render_to_string("jd/form/form.html", values, request=request)


@register.inclusion_tag("jd/form/read.html", takes_context=True)
def filing_read(context: template.Context, view: FormView) -> dict[str, Any]:
    """The form to read: sections with differences and points at their fields."""
    return {"form": view, "today": context.get("today")}


@register.inclusion_tag("jd/form/figures.html")
def filing_figures(view: FormView) -> dict[str, Any]:
    """The five figures: brought in, filled, to fill, to settle, saved."""
    return {"form": view}


@register.inclusion_tag("jd/form/verdict.html")
def filing_verdict(view: FormView) -> dict[str, Any]:
    """The verdict line with the findings below it."""
    return {"form": view}


@register.simple_tag
def cell(of: FormCell) -> SafeString:
    """A cell with what belongs below it."""
    return draw(of)


@register.simple_tag
def cell_alone(of: FormCell) -> SafeString:
    """A cell of a narrow column; what is wrong with it is drawn by ``below``."""
    return draw(of, alone=True)


@register.simple_tag
def below(of: Row) -> SafeString:
    """What is wrong with the cells of a row of figures, in words."""
    return draw_below(of.cells)


@register.simple_tag
def inferred(of: Row) -> SafeString | str:
    """The mark of what the printed form does not say and this system took to be so, with what it is."""
    if not spoken(of.inferred):
        return ""
    words = choose("推断", "inferred")
    return format_html(' <span class="jd-tag" title="{}" tabindex="0">{}</span>', spoken(of.inferred), words)


@register.simple_tag
def points(of: Row) -> SafeString:
    """The points of a return at a field, each with its answer."""
    return format_html_join("", "{}", ((_point(point),) for point in of.points))


def _point(point: Point) -> SafeString:
    links = format_html_join("", ' <a href="{}">{}</a>', ((link.href, spoken(link.text)) for link in point.links))
    answer: SafeString | str = ""
    if spoken(point.answer):
        answer = format_html(
            "<div><b>{}</b>{} {}</div>", choose("答复", "Answer"), _day(spoken(point.answer_on)), spoken(point.answer)
        )
    return format_html(
        '<div class="jd-point"><b>{}</b>{} {}{}{}{}</div>',
        choose("补正点 {n}", "Point {n}", n=str(point.ordinal)),
        _day(spoken(point.on)),
        spoken(point.words),
        answer,
        format_html(' <span class="jd-green">✓ {}</span>', spoken(point.state)) if spoken(point.state) else "",
        links,
    )


def _day(on: str) -> SafeString | str:
    return choose("（{on}）", " ({on})", on=on) if on else ""
