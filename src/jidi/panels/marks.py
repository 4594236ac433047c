"""What a sheet must hold before it can be submitted, and what a panel's sheets come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from jidi.common.say import Say
from policycore.scoring import trimmed_mean

EXTREME = Decimal("0.1")
"""The highest and the lowest tenth of a scale need a reason (rule of the house)."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion as a panel keeps it: id, group, words, scale and its printed article."""

    id: str
    group: Say
    zh: str
    en: str
    maximum: Decimal
    article: str
    printed: str
    weight: Decimal | None = None
    """The share of a hundred it counts, where weights were decided; without them points are added up."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What the panel gave one case: points per criterion, their total, whether trimming was possible, and the opinions."""

    case_key: str
    per_criterion: dict[str, Decimal]
    total: Decimal | None
    sheets: int
    trimmed: bool
    trim_asked: int
    recommended: int
    not_recommended: int

    @property
    def plain_mean_said(self) -> Say | None:
        """What is said where trimming was decided but there are too few scores for it."""
        if not self.trim_asked or self.trimmed:
            return None
        needed = 2 * self.trim_asked + 1
        return Say(
            f"有效评分 {self.sheets} 份，不足 {needed} 份，未去掉最高最低分，按简单平均计",
            f"{self.sheets} sheets, fewer than the {needed} that trimming needs: a plain mean",
        )


def criteria_of(data: Iterable[Mapping[str, Any]]) -> list[Criterion]:
    """Read the criteria a panel was formed with."""
    return [
        Criterion(
            c["id"], Say(c["group"], c.get("group_en", "")), c["zh"], c["en"], Decimal(c["maximum"]), c["article"], c["printed"],
            Decimal(c["weight"]) if c.get("weight") else None,
        )
        for c in data
    ]  # fmt: skip


def read_points(text: str) -> Decimal | None:
    """Read points as people type them; None when it is no number."""
    try:
        value = Decimal(text.strip().translate(str.maketrans("０１２３４５６７８９．", "0123456789.")))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def mark_problems(criteria: Sequence[Criterion], marks: Mapping[str, Mapping[str, str]]) -> list[tuple[str, Say]]:
    """Say what a sheet of scores still lacks: (criterion, sentence). Empty: it can be submitted."""
    found: list[tuple[str, Say]] = []
    for criterion in criteria:
        mark = marks.get(criterion.id, {})
        points = read_points(str(mark.get("points", "")))
        if points is None:
            found.append((criterion.id, Say(f"「{criterion.zh}」还没有打分", f"“{criterion.en}” has no points yet")))
        elif not 0 <= points <= criterion.maximum:
            zh = f"「{criterion.zh}」打了 {points}，须在 0 到 {criterion.maximum} 之间"
            found.append((criterion.id, Say(zh, f"“{criterion.en}”: {points} is not within 0 to {criterion.maximum}")))
        elif is_extreme(points, criterion.maximum) and not str(mark.get("reason", "")).strip():
            zh = f"「{criterion.zh}」打了 {points} 分，处在最高或最低一成，请写理由"
            found.append((criterion.id, Say(zh, f"“{criterion.en}”: {points} is at an extreme; give a reason")))
    return found


def is_extreme(points: Decimal, maximum: Decimal) -> bool:
    """Tell whether points lie in the highest or lowest tenth of the scale."""
    return points >= maximum * (1 - EXTREME) or points <= maximum * EXTREME


def result_of(
    case_key: str, criteria: Sequence[Criterion], sheets: Sequence[tuple[Mapping[str, Any], bool | None]], trim: int
) -> CaseResult:
    """Bring the submitted sheets of one case together: trimmed mean per criterion, then their sum by weight.

    With fewer than ``2 * trim + 1`` sheets nothing is trimmed and the result says so.
    """
    per: dict[str, Decimal] = {}
    trimmed = bool(sheets) and trim > 0
    for criterion in criteria:
        given = [
            p for p in (read_points(str(m.get(criterion.id, {}).get("points", ""))) for m, _ in sheets) if p is not None
        ]
        if not given:
            continue
        mean, enough = trimmed_mean(given, trim)
        per[criterion.id] = mean.quantize(Decimal("0.0001"))
        trimmed = trimmed and enough
    total = _together(criteria, per) if len(per) == len(criteria) and criteria else None
    for_, against = ([r for _, r in sheets].count(v) for v in (True, False))
    return CaseResult(case_key, per, total, len(sheets), trimmed, trim, for_, against)


def _together(criteria: Sequence[Criterion], per: Mapping[str, Decimal]) -> Decimal:
    """Add the points up: by their weights in a hundred where these were decided, else as they are."""
    parts = (per[c.id] * c.weight / 100 if c.weight is not None else per[c.id] for c in criteria)
    return sum(parts, Decimal(0)).quantize(Decimal("0.0001"))
