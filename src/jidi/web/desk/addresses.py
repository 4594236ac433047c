"""Where a thing of the agenda has its page. The one table from (room, kind) to the name of a view.

A thing whose page is not built, or that its room does not open to a person alone, has no address: its line is then plain.
"""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

VIEWS: dict[tuple[str, str], str] = {
    ("cases", "case"): "desk:matter",
    ("cases", "opinion"): "desk:matter",
    ("panels", "panel"): "desk:review-panel",
    ("bases", "base"): "desk:base",
    ("policies", "point"): "desk:open-point",
}


def address_of(room: str, kind: str, key: str) -> str:
    """The address of the page of a thing, "" where it has none."""
    view = VIEWS.get((room, kind))
    if view is None:
        return ""
    try:
        return reverse(view, args=key.split(":"))
    except NoReverseMatch:
        return ""
