"""Whether each rule that can be true, false or undetermined has a worked example of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..pack.model import Pack
from .examples import Result

# Sections whose rules are conditions, and the word an example asks them by.
ASKED_BY: Final = {
    "vetoes": "veto",
    "eligibility": "eligibility",
    "preferences": "preference",
    "grounds": "ground",
    "targets": "target",
    "obligations": "obligation",
}
ALL: Final = ("yes", "no", "undetermined")


def untried(pack: Pack, results: Sequence[Result]) -> list[tuple[str, list[str]]]:
    """Return the rules for which some value is never expected by a passing example, with those values."""
    seen: dict[str, set[str]] = {}
    for result in results:
        if not result.passed:
            continue
        for section, word in ASKED_BY.items():
            if word in result.example.ask:
                seen.setdefault(f"{section}/{result.example.ask[word]}", set()).add(
                    str(result.example.expect.get("value"))
                )
    gaps = []
    for section in ASKED_BY:
        for rule_id, rule in pack.section(section).items():
            if section == "targets" and getattr(rule, "met", None) is None:
                continue  # a target given as a figure has no truth value
            if section == "obligations" and not (getattr(rule, "when", None) or getattr(rule, "only", ())):
                continue  # owed by whoever holds the title; there is nothing to ask
            lacking = [value for value in ALL if value not in seen.get(f"{section}/{rule_id}", set())]
            if lacking:
                gaps.append((f"{section}/{rule_id}", lacking))
    return gaps
