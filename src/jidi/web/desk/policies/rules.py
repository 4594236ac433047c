"""A rule of a pack in words: what it is called, who acts on it, what it says, which open points it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jidi.common.say import Say
from jidi.web.desk.policies import rules_flow as flow
from jidi.web.desk.policies import rules_words as words
from jidi.policies.wording import SECTION_WORDS
from jidi.web.desk.policies.labels import STRENGTH_WORDS, section_of
from jidi.web.desk.policies.needs import points_in
from policycore.citation import Rule, Strength
from policycore.pack import Pack

Sentences = list[Say]


@dataclass(frozen=True, slots=True)
class Described:
    """A rule as a row of 落到哪里. ``place`` is where it stands in the pack, as ``section/key``."""

    place: str
    kind: Say
    what: Say
    who: Say
    lines: tuple[Say, ...]
    points: tuple[str, ...]
    strength: Say
    rule: Rule | None = None


def describe(pack: Pack, section: str, key: str, rule: Rule) -> Described:
    """Put a rule into words."""
    word = section_of(section, key)
    lines, who = _LINES[word](pack, rule), _WHO[word](pack, rule)
    return Described(
        place=f"{section}/{key}",
        kind=SECTION_WORDS[word],
        what=rule.say,
        who=who,
        lines=tuple(line for line in lines if line.zh),
        points=() if word == "open_points" else points_in(rule),
        strength=STRENGTH_WORDS[rule.strength] if rule.strength is not Strength.MUST else Say(""),
        rule=rule,
    )


def in_reading_order(elements: Iterable[tuple[str, str, Rule]]) -> list[tuple[str, str, Rule]]:
    """Elements with what decides first, then what words mean, then what is left open."""
    order = {name: place for place, name in enumerate(SECTION_WORDS)}
    return sorted(elements, key=lambda item: order[section_of(item[0], item[1])])


_LINES: Mapping[str, Callable[[Pack, Any], Sentences]] = {
    "procedures": flow.procedure,
    "steps": flow.step,
    "obligations": flow.obligation,
    "outcomes": flow.outcome,
    "consequences": flow.consequence,
    "funding": flow.programme,
    "eligibility": words.eligibility,
    "vetoes": words.veto,
    "quotas": words.quota,
    "preferences": words.preference,
    "criteria": words.criteria,
    "leaves": words.criterion,
    "scoring": words.scoring,
    "grounds": words.ground,
    "targets": words.target,
    "measures": words.measure,
    "registers": words.register,
    "documents": words.document,
    "forms": words.form,
    "actors": words.actor,
    "kinds": words.kind,
    "sets": words.named_set,
    "facts": words.fact,
    "open_points": words.open_point,
}
_WHO: Mapping[str, Callable[[Pack, Any], Say]] = {
    **dict.fromkeys(SECTION_WORDS, words.nobody),
    "procedures": flow.who_starts,
    "steps": flow.who_steps,
    "obligations": flow.who_owes,
    "outcomes": flow.who_decides,
    "vetoes": flow.who_checks_vetoes,
    "eligibility": flow.who_checks_eligibility,
    "grounds": flow.who_on_ground,
    "quotas": flow.who_at_step,
    "preferences": flow.who_at_step,
    "measures": words.who_bears,
    "registers": words.who_keeps,
    "documents": words.who_issues,
    "facts": words.who_supplies,
    "open_points": words.who_fills,
    "actors": words.who_is,
}
