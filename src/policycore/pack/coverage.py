"""Coverage: for every article what carries it out and which example proves it. Derived, never declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .checks import cited_by
from .model import ArticleStatus, Pack


@dataclass(frozen=True, slots=True)
class Line:
    """One article: its status, the elements that cite it, the examples that prove them, or why nothing does."""

    id: str
    printed: str
    title: str
    status: str
    by: tuple[str, ...]
    proven_by: tuple[str, ...]
    why: str
    row: str

    def as_data(self) -> dict[str, Any]:
        """Return the line as JSON data."""
        return {
            "id": self.id,
            "status": self.status,
            "by": list(self.by),
            "proven_by": list(self.proven_by),
            "why": self.why,
            "row": self.row,
        }


def carried_out_by(pack: Pack) -> dict[str, list[str]]:
    """Return for every article the elements that cite it, as ``section/element`` (open points last: they only declare)."""
    found: dict[str, list[str]] = {article: [] for article in pack.articles}
    ordered = sorted(pack.elements(), key=lambda item: item[0] == "open_points")
    for section, element, rule in ordered:
        for article in dict.fromkeys(cited_by(rule)):
            found.setdefault(article, []).append(f"{section}/{element}")
    for stock in pack.header.stock:
        found.setdefault(stock.cite, []).append(f"pack.yaml/stock/{stock.title}")
    return found


def coverage(pack: Pack, proven: Mapping[str, Sequence[str]]) -> list[Line]:
    """Return a line per article. ``proven`` names for each element the examples that catch its mutants."""
    elements = carried_out_by(pack)
    lines = []
    for article in pack.articles.values():
        by = tuple(elements.get(article.id, ()))
        status = (article.status or ArticleStatus.CARRIED_OUT).value
        if article.status is not None:
            by = ()  # open points may cite an article that nothing carries out yet; they do not carry it out
        names = tuple(dict.fromkeys(name for element in by for name in proven.get(element, ())))
        why = article.why.zh if article.why else ""
        lines.append(Line(article.id, article.printed, article.title.zh, status, by, names, why, article.row))
    return lines


def unproven(lines: Sequence[Line]) -> list[Line]:
    """Return the articles that something carries out but no example proves."""
    return [line for line in lines if line.status == ArticleStatus.CARRIED_OUT.value and not line.proven_by]
