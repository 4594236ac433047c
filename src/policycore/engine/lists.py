"""Lists: how many may pass, in which order, and why a line moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..facts import Subject
from ..preferences import Preference
from ..quotas import Quota
from ..units import Quantity
from ..verdict import Truth, Verdict
from .rules import preferred
from .situation import Situation


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a ranked list: its place, its points, and the preferences that set it before its equals."""

    subject: Subject
    place: int
    points: Decimal | None
    tied_with: int
    preferences: tuple[Verdict, ...]
    undetermined: tuple[Verdict, ...]


def quota(situation: Situation, rule: Quota) -> Verdict:
    """Return how many may pass; a quota left open is undetermined and names who sets it."""
    found = situation.ask(f"quota {rule.id}", rule.to, rule.citation(), rule.strength.value)
    value = found.value
    if isinstance(value, Quantity):
        value = int(value.amount)
    detail = {"limits": rule.limits, "per": rule.per, "zero": rule.zero, "at": rule.at or ""}
    return Verdict(
        found.question, value, "limits", found.citation, found.strength, found.trace, found.lacks, found.facts,
        found.decisions, detail,
    )  # fmt: skip


def ranked(
    situation: Situation, procedure_id: str, step_id: str, candidates: Sequence[tuple[Subject, Decimal | None]]
) -> list[Line]:
    """Order candidates at a step: by points, then by the pack's preferences for that step, ties kept and counted.

    A preference that ``breaks: order`` goes before the points. Those without points come last among their equals.
    """
    rules = preferences_at(situation, procedure_id, step_id)
    judged = [(subject, points, _judge(situation, subject, rules)) for subject, points in candidates]
    judged = _ordered(situation, judged, rules)
    margin = _margin(situation, rules)
    lines: list[Line] = []
    for place, (subject, points, verdicts) in enumerate(judged, 1):
        equals = [j for j in judged if j[0] != subject and _equal(j[1], points, margin)]
        stands = tuple(v for v in verdicts if v.value is Truth.YES)
        unknown = tuple(v for v in verdicts if v.value is Truth.UNDETERMINED)
        lines.append(Line(subject, place, points, len(equals), stands, unknown))
    return lines


_Judged = tuple[Subject, Decimal | None, list[Verdict]]


def _ordered(situation: Situation, judged: list[_Judged], rules: Sequence[Preference]) -> list[_Judged]:
    """Sort by ``breaks: order``, then points, then ``breaks: ties`` among those whose points count as equal."""
    judged = sorted(judged, key=lambda item: _sort_key(item[1], item[2], rules))
    margin = _margin(situation, rules)
    if not margin:
        return judged
    # Groups of equals: each begins at its best and holds whoever is within the margin of that best, so that a chain of
    # small differences never makes the first and the last of a list equal.
    ordered: list[_Judged] = []
    while judged:
        best = judged[0]
        group = [j for j in judged if _ordering(j, rules) == _ordering(best, rules) and _near(best[1], j[1], margin)]
        ordered += sorted(group, key=lambda item: _tie_key(item[2], rules))
        judged = [j for j in judged if j not in group]
    return ordered


def _margin(situation: Situation, rules: Sequence[Preference]) -> Decimal:
    margins = [situation.settled(r.equal_within) for r in rules if r.breaks == "ties" and r.equal_within]
    return max((m.base for m in margins if isinstance(m, Quantity)), default=_plain(margins))


def _plain(margins: Sequence[object]) -> Decimal:
    return max((Decimal(m) for m in margins if isinstance(m, int | Decimal)), default=Decimal(0))


def _near(best: Decimal | None, points: Decimal | None, margin: Decimal) -> bool:
    return best == points if best is None or points is None else best - points <= margin


def _equal(one: Decimal | None, other: Decimal | None, margin: Decimal) -> bool:
    return one == other if one is None or other is None else abs(one - other) <= margin


def _ordering(item: _Judged, rules: Sequence[Preference]) -> tuple[bool, ...]:
    return tuple(v.value is not Truth.YES for v, r in zip(item[2], rules, strict=True) if r.breaks == "order")


def _tie_key(verdicts: Sequence[Verdict], rules: Sequence[Preference]) -> tuple[bool, ...]:
    return tuple(v.value is not Truth.YES for v, r in zip(verdicts, rules, strict=True) if r.breaks == "ties")


def preferences_at(situation: Situation, procedure_id: str, step_id: str) -> list[Preference]:
    """Return the preferences that apply at a step, in written order."""
    return [
        p
        for p in situation.pack.preferences.values()
        if p.breaks and p.at == step_id and p.procedure in {None, procedure_id}
    ]


def _judge(situation: Situation, subject: Subject, rules: Sequence[Preference]) -> list[Verdict]:
    here = situation.about(subject)
    return [preferred(here, rule) for rule in rules]


def _sort_key(points: Decimal | None, verdicts: Sequence[Verdict], rules: Sequence[Preference]) -> tuple[object, ...]:
    first = [v.value is not Truth.YES for v, r in zip(verdicts, rules, strict=True) if r.breaks == "order"]
    ties = [v.value is not Truth.YES for v, r in zip(verdicts, rules, strict=True) if r.breaks == "ties"]
    return (*first, points is None, -(points or Decimal(0)), *ties)
