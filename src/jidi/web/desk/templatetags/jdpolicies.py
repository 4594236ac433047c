"""Tags of 政策库: rules in sentences, marks alone, what a rule rests on, fields that were found wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jidi.common.say import Say
from jidi.web.shared.chips import draw as draw_chip
from jidi.web.shared.cited import chips_of
from jidi.web.shared.language import spoken
from jidi.web.shared.marks import draw
from jidi.web.shared.parts import Badge
from policycore.citation import Rule

register = template.Library()

_STEP_IN = "· "


@register.simple_tag
def mark(badge: Badge) -> SafeString:
    """The mark of a state alone, with its word for those who listen and for a resting pointer."""
    word = spoken(badge.word)
    return format_html(
        '<span class="jd-mark-{}" title="{}">{}<span class="jd-hidden">{}</span></span>',
        badge.state,
        word,
        draw(badge.shape),
        word,
    )


@register.simple_tag
def rule_lines(lines: Iterable[Say]) -> SafeString:
    """A rule in sentences, one a line; those that belong to the one above stand further in."""
    return format_html_join("", '<div class="jd-rule jd-rule--{}">{}</div>', (_depth(spoken(line)) for line in lines))


def _depth(text: str) -> tuple[int, str]:
    depth = 0
    while text.startswith(_STEP_IN) and depth < 3:
        text, depth = text.removeprefix(_STEP_IN), depth + 1
    return depth, text.removeprefix(_STEP_IN)


@register.simple_tag
def said_list(parts: Iterable[Say]) -> SafeString:
    """Several sentences, one a line."""
    return format_html_join("", '<div class="jd-said">{}</div>', ((spoken(part),) for part in parts))


@register.simple_tag
def said_strong(parts: Iterable[Say]) -> SafeString:
    """What is expected: the first in bold, the rest below it."""
    said = [spoken(part) for part in parts]
    if not said:
        return SafeString("")
    first = format_html("<b>{}</b>", said[0])
    rest = format_html_join("", '<div class="jd-said">{}</div>', ((one,) for one in said[1:]))
    return format_html("{}{}", first, rest)


@register.simple_tag
def basis(policy: Any, rule: Rule) -> SafeString:
    """What a rule rests on, as chips."""
    return format_html_join(" ", "{}", ((draw_chip(chip),) for chip in chips_of(policy.pack, rule.citation())))


@register.simple_tag
def wrong(typed: Any, name: str) -> SafeString:
    """Marks a field in which something was found wrong."""
    return SafeString(' aria-invalid="true"') if name in typed.wrong else SafeString("")


@register.simple_tag
def wrong_id(typed: Any, prefix: str, name: object) -> SafeString:
    """The same for a field of a row."""
    return wrong(typed, f"{prefix}{name}")


@register.filter
def slug(place: str) -> str:
    """A place in a pack as the id of its row."""
    return place.replace("/", "-")
