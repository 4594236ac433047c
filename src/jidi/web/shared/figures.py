"""Figures as an office writes them: thousands commas, true minus, percent with one decimal and sign, missing = —."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from jidi.common.say import Say

MISSING = "—"
"""A figure that is not there; never 0."""
MINUS = "−"
_TENTH = Decimal("0.1")
_HUNDREDTH = Decimal("0.01")

Figure = Decimal | int | None


def figure(value: Figure, places: int | None = None) -> str:
    """Write a number with thousands commas and a true minus; ``places`` rounds half up, None keeps what is there."""
    if value is None:
        return MISSING
    number = Decimal(value)
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{number:,f}"
    return MINUS + text[1:] if text.startswith("-") else text


def percent(value: Figure) -> str:
    """Write a share given in percent, with one decimal: 85.0%."""
    return MISSING if value is None else f"{figure(Decimal(value), 1)}%"


def change(value: Figure) -> Say:
    """Write a change given in percent, with sign and one decimal; no change is 持平."""
    return _signed(value, _TENTH, "%", "%")


def point_change(value: Figure) -> Say:
    """Write how far two percentages differ, in 百分点."""
    return _signed(value, _HUNDREDTH, " 百分点", " pts")


def _signed(value: Figure, step: Decimal, zh: str, en: str) -> Say:
    if value is None:
        return Say(MISSING, MISSING)
    number = Decimal(value).quantize(step, rounding=ROUND_HALF_UP)
    if not number:
        return Say("持平", "unchanged")
    text = ("+" if number > 0 else "") + figure(number)
    return Say(text + zh, text + en)
