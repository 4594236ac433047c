"""Tags of forms: the keys every writing form carries, fields, filters, choices, the error summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jidi.common.keys import new_key
from jidi.web.shared.language import Words, choose, spoken
from jidi.web.shared.parts import NOTHING, Choice, Filter, Problem

register = template.Library()

_CLASS_OF: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "jd-area"),
    (forms.Select, "jd-select"),
    (forms.FileInput, "jd-file"),
    (forms.NumberInput, "jd-input jd-input--num"),
    (forms.TextInput, "jd-input"),
)


@register.simple_tag(takes_context=True)
def keys(context: template.Context) -> SafeString:
    """The hidden fields of every form that writes: the CSRF token, and the key that makes two clicks one act."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="once" value="{}">',
        get_token(context["request"]),
        new_key(),
    )


@register.inclusion_tag("jd/parts/field.html")
def field(bound: BoundField, unit: Words = NOTHING, wide: bool = False, hint: Words = NOTHING) -> dict[str, Any]:
    """A field of a Django form: label above, unit beside, hint below, what was found wrong in words at the field."""
    widget = bound.field.widget
    single = isinstance(widget, forms.CheckboxInput)
    described = [f"{bound.id_for_label}-{part}" for part, there in _parts_of(bound, hint) if there]
    attrs: dict[str, Any] = {}
    if not single and not isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        attrs["class"] = next((css for kind, css in _CLASS_OF if isinstance(widget, kind)), "jd-input")
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound,
        "widget": bound.as_widget(attrs=attrs),
        "single": single,
        "many": isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple),
        "unit": unit,
        "wide": wide,
        "hint": spoken(hint) or bound.help_text,
    }


def _parts_of(bound: BoundField, hint: Words) -> tuple[tuple[str, bool], ...]:
    return ("hint", bool(spoken(hint) or bound.help_text)), ("error", bool(bound.errors))


@register.inclusion_tag("jd/parts/errors.html")
def error_summary(
    problems: forms.BaseForm | Iterable[Problem], title: Words = NOTHING, number: str = ""
) -> dict[str, Any]:
    """What has to be changed, on top and in focus; each line leads to its field. Nothing is shown without problems.

    Takes a Django form or problems; ``number`` is what an administrator asks for.
    """
    listed = _of_form(problems) if isinstance(problems, forms.BaseForm) else list(problems)
    heading = spoken(title) or choose("没有存上：{n} 处要改", "Not saved: {n} to change", n=str(len(listed)))
    return {"problems": listed, "heading": heading, "number": number}


def _of_form(form: forms.BaseForm) -> list[Problem]:
    listed = [Problem(str(error)) for error in form.non_field_errors()]
    for bound in form:
        listed.extend(Problem(f"{bound.label}：{error}", bound.id_for_label) for error in bound.errors)
    return listed


@register.inclusion_tag("jd/parts/filters.html")
def filters(of: Sequence[Filter], note: Words = NOTHING) -> dict[str, Any]:
    """Filters as labelled selects; with script a choice is sent at once, without one by the button."""
    return {"filters": of, "note": note}


@register.inclusion_tag("jd/parts/choices.html")
def choices(name: str, of: Sequence[Choice]) -> dict[str, Any]:
    """The answers of an opinion panel; one that cannot be chosen says what is missing."""
    return {"name": name, "choices": of}
