"""Drawing § chips and dashed chips, and making a chip of what a service cited.

A chip is a ``<details>``, so it must not stand inside ``<p>``: a paragraph ends where one begins.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from jidi.common.say import Basis, Cite, Say
from jidi.web.shared.language import Words, current, spoken
from jidi.web.shared.parts import NOTHING, Chip, ChipKind, Dash, Reason

ARTICLE_VIEW = "desk:article"
"""The name of the article page's address, with ``pack`` and ``article``."""
HOUSE_LABEL = Say("本系统规则", "Rule of this house")

Cited = Chip | Dash | Cite | None


def article_address(pack: str, article: str) -> str:
    """Where the article page stands, "" while the site has none."""
    return _address(settings.ROOT_URLCONF, pack, article)


@lru_cache(maxsize=4096)
def _address(urlconf: str, pack: str, article: str) -> str:
    try:
        return reverse(ARTICLE_VIEW, urlconf, kwargs={"pack": pack, "article": article})
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
    # The article as it is printed, in both languages: its title is on its page, and a chip is short.
    return Chip(Say(cite.printed.zh, cite.printed.zh), ChipKind.ARTICLE, gist, source, reasons, href, original)


def _house_rule(printed: Say) -> Say:
    """The rule itself, without the label before it."""
    zh = printed.zh.removeprefix(HOUSE_LABEL.zh).lstrip("：")
    en = printed.en.removeprefix(HOUSE_LABEL.en).lstrip(": ")
    return Say(zh, en)


def draw(cited: Cited, language: str = "") -> SafeString:
    """Draw a chip: as a layer to open when it has more to say than its label, else as a link or as plain words.

    A page draws many, so this writes text by hand: every value in it goes through ``_words`` or ``escape``.
    """
    if cited is None:
        return SafeString("")
    if isinstance(cited, Cite):
        cited = chip_of(cited)
    language = language or current()
    if isinstance(cited, Dash):
        return SafeString(_dash(cited, language))
    css = "jd-chip jd-chip--house" if cited.kind is ChipKind.HOUSE else "jd-chip"
    label, gist = _words(cited.label, language), _words(cited.gist, language)
    if not (gist or cited.reasons or cited.original):
        return SafeString(_flat(css, "jd-chip--flat", label, cited.href))
    links = _links(
        (Say("打开条文页", "Open the article"), cited.href),
        (Say("原文", "Official text"), cited.original),
        language=language,
    )
    return SafeString(
        f'<details class="{css}"><summary>{label}</summary><div class="jd-layer"><div class="jd-layer__head">'
        f"<b>{label}</b><span>{_words(cited.source, language)}</span></div><div>{gist}</div>"
        f"{_reasons(cited.reasons, language)}{links}</div></details>"
    )


def _dash(dash: Dash, language: str) -> str:
    css = "jd-dash jd-dash--open" if dash.open else "jd-dash"
    label, why = _words(dash.label, language), _words(dash.why, language)
    if not why:
        return _flat(css, "jd-dash--flat", label, dash.href)
    links = _links((Say("看这项决定", "See the decision"), dash.href), language=language)
    return f'<details class="{css}"><summary>{label}</summary><div class="jd-layer"><div>{why}</div>{links}</div></details>'


def _flat(css: str, flat: str, label: str, href: str) -> str:
    if href:
        return f'<a class="{css} {flat}" href="{escape(href)}">{label}</a>'
    return f'<span class="{css} {flat}">{label}</span>'


def _reasons(reasons: tuple[Reason, ...], language: str) -> str:
    if not reasons:
        return ""
    lines = "".join(f"<li>{_words(reason.what, language)}{_gave(reason, language)}</li>" for reason in reasons)
    title = _words(Say("本案怎么得出", "How this case came to it"), language)
    return f'<div class="jd-layer__trace"><b>{title}</b><ul>{lines}</ul></div>'


def _gave(reason: Reason, language: str) -> str:
    gave = _words(reason.gave, language)
    if reason.open and not gave:
        gave = _words(Say("未定", "undetermined"), language)
    css = "jd-layer__open" if reason.open else "jd-strong"
    return f' → <span class="{css}">{gave}</span>' if gave else ""


def _links(*links: tuple[Say, str], language: str) -> str:
    shown = "".join(f'<a href="{escape(href)}">{_words(text, language)}</a>' for text, href in links if href)
    return f'<div class="jd-layer__links">{shown}</div>' if shown else ""


def _words(words: Words, language: str) -> str:
    return escape(spoken(words, language))
