"""Which of the two languages the reader chose, and what to take from a thing that has both."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import get_language

from jidi.common.say import Say

Language = Literal["zh", "en"]
Words = Say | str
"""Text for a page: in both languages, or a name that is the same in both (a person, a file, a number)."""

COOKIE_AGE = 365 * 24 * 3600
"""Seconds the choice of a language is kept (house rule: one year)."""


def current() -> Language:
    """The language of this request: Chinese unless the reader chose English."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def spoken(thing: Any, language: str = "") -> str:
    """The text of a thing in the reader's language, or in the one given (asked once for many texts).

    Takes a ``Say``, anything with ``say`` or with ``zh`` and ``en``, or plain text; None and nothing give "".
    """
    if thing is None:
        return ""
    if isinstance(thing, Say):
        return thing.in_language(language or current()) if thing.en and thing.en != thing.zh else thing.zh
    inner = getattr(thing, "say", None)  # before plain text: the choices of a model are text too
    if isinstance(inner, Say):
        return inner.in_language(language or current())
    if isinstance(thing, str):
        return thing
    if hasattr(thing, "zh"):
        return Say(str(thing.zh), str(getattr(thing, "en", "") or "")).in_language(language or current())
    return str(thing)


def choose(zh: str, en: str = "", **values: Any) -> str:
    """The one of two texts for the reader; ``{name}`` in it is replaced by the value of that name."""
    text = en if current() == "en" and en else zh
    return text.format(**{name: spoken(value) for name, value in values.items()}) if values else text
