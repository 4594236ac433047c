"""Division codes of six digits: what lies within what. Pure."""

from __future__ import annotations

NATION = "000000"
"""The node above the provinces."""


def span(code: str) -> tuple[str, str]:
    """The first and last code an area holds: a province's, a city's, or a county's own.

    Raises ValueError for text that is no code of six digits.
    """
    if len(code) != 6 or not code.isascii() or not code.isdigit():
        raise ValueError(f"{code!r} is no division code of six digits")
    if code == NATION:
        return NATION, "999999"
    if code.endswith("0000"):
        return code, code[:2] + "9999"
    if code.endswith("00"):
        return code, code[:4] + "99"
    return code, code


def contains(outer: str, inner: str) -> bool:
    """Whether ``inner`` is ``outer`` or lies in it. An empty or torn code lies nowhere."""
    if len(inner) != 6 or not outer:
        return False
    first, last = span(outer)
    return first <= inner <= last


def lineage(code: str) -> tuple[str, ...]:
    """The code and the codes above it: county, city, province, nation."""
    above = (code, code[:4] + "00", code[:2] + "0000", NATION)
    return tuple(dict.fromkeys(above))


def common_area(codes: list[str]) -> str:
    """The smallest area that holds all the codes. Raises ValueError for none."""
    if not codes:
        raise ValueError("no codes")
    return next(code for code in lineage(codes[0]) if all(contains(code, other) for other in codes))
