"""Where a thing of the agenda has its page. The one table from (room, kind) to the name of a view.

A thing whose page is not built, or that its room does not open to a person alone, has no address: its line is then plain.
"""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, reverse

VIEWS: dict[tuple[str, str], str] = {
    ("cases", "case"): "desk:case-place",
    ("cases", "opinion"): "desk:case-place",
    ("applications", "round-points"): "desk:round-points",
    ("panels", "panel"): "desk:review-panel",
    ("bases", "base"): "desk:base",
    ("policies", "point"): "desk:open-point",
    ("publicity", "objection"): "desk:case-place",
    ("returns", "duty"): "desk:duty",
    ("returns", "question"): "desk:duty",
    ("returns", "release"): "desk:duty",
    ("returns", "article"): "desk:news-page",
    ("returns", "urgent"): "desk:news-page",
}
FIRST = frozenset({("publicity", "objection")})
"""Things that have their page with what the first part of their key names."""


def address_of(room: str, kind: str, key: str) -> str:
    """The address of the page of a thing, "" where it has none."""
    view = VIEWS.get((room, kind))
    if (room, kind) in FIRST:
        key = key.partition(":")[0]
    return _address(settings.ROOT_URLCONF, view, key) if view else ""


@lru_cache(maxsize=4096)
def _address(urlconf: str, view: str, key: str) -> str:
    try:
        return reverse(view, urlconf, args=key.split(":"))
    except NoReverseMatch:
        return ""
