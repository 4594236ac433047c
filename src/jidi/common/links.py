"""Addresses a person gives: kept and shown as links only where a browser may follow them without harm."""

from __future__ import annotations

from urllib.parse import urlsplit

SCHEMES = frozenset({"http", "https"})
"""What a link may begin with. Anything else (``javascript:``, ``data:``, a path of a disk) is text, never a link."""


def is_web_address(text: str) -> bool:
    """Whether a text is an address of the web: http or https, with a host, in one piece."""
    asked = text.strip()
    if any(one.isspace() or not one.isprintable() for one in asked):
        return False
    try:
        parts = urlsplit(asked)
        return parts.scheme.lower() in SCHEMES and bool(parts.hostname)
    except ValueError:
        return False
