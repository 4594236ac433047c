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
    judged.sort(key=lambda item: _sort_key(item[1], item[2], rules))
    lines: list[Line] = []
    for place, (subject, points, verdicts) in enumerate(judged, 1):
        equals = [j for j in judged if j[1] == points and j[0] != subject]
        stands = tuple(v for v in verdicts if v.value is Truth.YES)
        unknown = tuple(v for v in verdicts if v.value is Truth.UNDETERMINED)
        lines.append(Line(subject, place, points, len(equals), stands, unknown))
    return lines


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
