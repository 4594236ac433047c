"""How values of a form are shown to people."""

from __future__ import annotations

from decimal import Decimal

from jidi.common.say import Say
from jidi.filings.parsing import Reading, Typed, read
from policycore.forms import FormField

_YES, _NO = Say("有", "yes"), Say("无", "no")


def shown(field: FormField, value: Typed, text: str = "") -> Say:
    """Write a value as a page shows it: thousands commas and a true minus, the words of a choice, 有 or 无.

    An empty value is an empty text; ``text`` is shown where the value could not be read.
    """
    if value is None:
        return Say(text, text)
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, Decimal):
        written = f"{value:,f}".replace("-", "−")
        return Say(written, written)
    if isinstance(value, tuple):
        return Say("、".join(value), ", ".join(value))
    if isinstance(value, str) and value in field.choices:
        return Say(field.choices[value], field.choices[value])
    return Say(str(value), str(value))


def shown_text(field: FormField, text: str) -> Say:
    """Write a stored text as a page shows it."""
    reading: Reading = read(field, text)
    return shown(field, reading.value, text)
