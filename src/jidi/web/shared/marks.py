"""The shapes of the state words, drawn as paths in a square of ten: fonts draw such characters at odd sizes.

A state is told by shape, word and colour together, never by colour alone.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.safestring import SafeString, mark_safe


class Shape(StrEnum):
    """The shapes there are."""

    DASH = "dash"
    RING = "ring"
    HALF = "half"
    DOT = "dot"
    CHECK = "check"
    LEFT = "left"
    TRIANGLE = "triangle"
    BAR = "bar"
    SQUARE = "square"
    DIAMOND = "diamond"


_PATHS = {
    Shape.DASH: '<path d="M0 4.2h9v1.6H0z"/>',
    Shape.RING: '<circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" stroke-width="1.4"/>',
    Shape.HALF: '<circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" stroke-width="1.2"/>'
    '<path d="M5 1.4a3.6 3.6 0 0 0 0 7.2z"/>',
    Shape.DOT: '<circle cx="5" cy="5" r="4.2"/>',
    Shape.CHECK: '<path d="M.9 5.2 2.2 3.9l2 2L7.9 1.7l1.4 1.2-5 5.7z"/>',
    Shape.LEFT: '<path d="M8.6.9v8.2L.9 5z"/>',
    Shape.TRIANGLE: '<path d="M5 .9 9.5 9H.5z"/>',
    Shape.BAR: '<path d="M3.9 0h2.2v10H3.9z"/>',
    Shape.SQUARE: '<path d="M1 1h8v8H1z"/>',
    Shape.DIAMOND: '<path d="M5 0l5 5-5 5-5-5z"/>',
}

_DRAWN = {
    shape: mark_safe(f'<svg class="jd-mark" viewBox="0 0 10 10" aria-hidden="true">{path}</svg>')  # noqa: S308 - constants
    for shape, path in _PATHS.items()
}


def draw(shape: Shape) -> SafeString:
    """The shape as an inline picture in the colour of the text beside it, hidden from those who listen."""
    return _DRAWN[shape]
