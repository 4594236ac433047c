"""Drawing § chips and dashed chips, and making a chip of what a service cited.

A chip is a ``<details>``, so it must not stand inside ``<p>``: a paragraph ends where one begins.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jidi.common.say import Basis, Cite, Say
from jidi.web.shared.language import Words, choose, spoken
from jidi.web.shared.parts import NOTHING, Chip, ChipKind, Dash, Reason

ARTICLE_VIEW = "desk:article"
"""The name of the article page's address, with ``pack`` and ``article``."""
HOUSE_LABEL = Say("本系统规则", "Rule of this house")

Cited = Chip | Dash | Cite | None


def article_address(pack: str, article: str) -> str:
    """Where the article page stands, "" while the site has none."""
    try:
        return reverse(ARTICLE_VIEW, kwargs={"pack": pack, "article": article})
    except NoReverseMatch:
        return ""


def chip_of(
    cite: Cite, *, gist: Words = NOTHING, source: Words = NOTHING, reasons: Iterable[Reason] = (), original: str = ""
) -> Chip:
    """Make the chip of a citation: an article with its page, another act, or the house with the rule as its gist."""
    reasons = tuple(reasons)
    if cite.basis is Basis.HOUSE:
        return Chip(HOUSE_LABEL, ChipKind.HOUSE, gist if spoken(gist) else _house_rule(cite.printed), source, reasons)
    if cite.basis is Basis.LAW:
        return Chip(cite.printed, ChipKind.LAW, gist, source, reasons, original=original)
    href = article_address(cite.pack, cite.article)
    return Chip(cite.printed, ChipKind.ARTICLE, gist, source, reasons, href, original)


def _house_rule(printed: Say) -> Say:
    """The rule itself, without the label before it."""
    zh = printed.zh.removeprefix(HOUSE_LABEL.zh).lstrip("：")
    en = printed.en.removeprefix(HOUSE_LABEL.en).lstrip(": ")
    return Say(zh, en)


def draw(cited: Cited) -> SafeString:
    """Draw a chip: as a layer to open when it has more to say than its label, else as a link or as plain words."""
    if cited is None:
        return SafeString("")
    if isinstance(cited, Cite):
        cited = chip_of(cited)
    if isinstance(cited, Dash):
        return _dash(cited)
    css = "jd-chip jd-chip--house" if cited.kind is ChipKind.HOUSE else "jd-chip"
    label = spoken(cited.label)
    if not (spoken(cited.gist) or cited.reasons or cited.original):
        return _flat(css, "jd-chip--flat", label, cited.href)
    return format_html(
        '<details class="{}"><summary>{}</summary><div class="jd-layer"><div class="jd-layer__head"><b>{}</b>'
        "<span>{}</span></div><div>{}</div>{}{}</div></details>",
        css,
        label,
        label,
        spoken(cited.source),
        spoken(cited.gist),
        _reasons(cited.reasons),
        _links(
            (choose("打开条文页", "Open the article"), cited.href), (choose("原文", "Official text"), cited.original)
        ),
    )


def _dash(dash: Dash) -> SafeString:
    css = "jd-dash jd-dash--open" if dash.open else "jd-dash"
    why = spoken(dash.why)
    if not why:
        return _flat(css, "jd-dash--flat", spoken(dash.label), dash.href)
    return format_html(
        '<details class="{}"><summary>{}</summary><div class="jd-layer"><div>{}</div>{}</div></details>',
        css,
        spoken(dash.label),
        why,
        _links((choose("看这项决定", "See the decision"), dash.href)),
    )


def _flat(css: str, flat: str, label: str, href: str) -> SafeString:
    if href:
        return format_html('<a class="{} {}" href="{}">{}</a>', css, flat, href, label)
    return format_html('<span class="{} {}">{}</span>', css, flat, label)


def _reasons(reasons: tuple[Reason, ...]) -> SafeString:
    if not reasons:
        return SafeString("")
    lines = format_html_join(
        "",
        "<li>{}{}</li>",
        ((spoken(reason.what), _gave(reason)) for reason in reasons),
    )
    title = choose("本案怎么得出", "How this case came to it")
    return format_html('<div class="jd-layer__trace"><b>{}</b><ul>{}</ul></div>', title, lines)


def _gave(reason: Reason) -> SafeString:
    gave = spoken(reason.gave) or (choose("未定", "undetermined") if reason.open else "")
    if not gave:
        return SafeString("")
    return format_html(' → <span class="{}">{}</span>', "jd-layer__open" if reason.open else "jd-strong", gave)


def _links(*links: tuple[str, str]) -> SafeString:
    shown = [(href, text) for text, href in links if href]
    if not shown:
        return SafeString("")
    return format_html('<div class="jd-layer__links">{}</div>', format_html_join("", '<a href="{}">{}</a>', shown))
