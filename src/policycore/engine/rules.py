"""Verdicts on single rules: vetoes, eligibility, preferences, grounds, targets, kinds; and on a right as a whole.

The strength of the text decides what follows: ``must`` stops, ``in-principle`` passes with a reason, ``may`` proposes,
``encourage`` and ``strive`` never stop anything.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ..calendar import add_months
from ..citation import Rule, Strength
from ..eligibility import Eligibility
from ..formula import Value
from ..formula.calls_rows import stands
from ..grounds import Ground
from ..preferences import Preference
from ..targets import Target
from ..units import duration
from ..verdict import Missing, Truth, Verdict, all_lacks
from ..vetoes import Veto
from .situation import Situation

_IF_IT_STANDS = {Strength.MUST: "stops", Strength.IN_PRINCIPLE: "stops-unless-accepted", Strength.MAY: "proposes"}
_IF_IT_FAILS = {Strength.MUST: "stops", Strength.IN_PRINCIPLE: "passes-with-reason"}


def veto(situation: Situation, rule: Veto) -> Verdict:
    """Tell whether a veto stands, and what that does; undetermined asks for what is missing."""
    found = situation.ask(f"veto {rule.id}", rule.when, rule.citation(), rule.strength.value)
    stands = _IF_IT_STANDS.get(rule.strength, "nothing")
    return replace(
        found, effect=_effect(found, stands, "nothing"), detail={"needs": list(rule.needs), "at": list(rule.at)}
    )


def eligible(situation: Situation, rule: Eligibility) -> Verdict:
    """Tell whether a condition on a right is met, and what follows when it is not."""
    other = _of_other_kind(situation, rule.only)
    if other is not None:
        effect = "asks" if other.lacks else "not-applicable"
        value = Truth.UNDETERMINED if other.lacks else Truth.YES
        return Verdict(f"eligibility {rule.id}", value, effect, rule.citation(), rule.strength.value, lacks=other.lacks)
    found = situation.ask(f"eligibility {rule.id}", rule.when, rule.citation(), rule.strength.value)
    fails = _IF_IT_FAILS.get(rule.strength, "nothing")
    detail = {"right": rule.right, "accepted-by": rule.accepted_by or ""}
    return replace(found, effect=_effect(found, "passes", fails), detail=detail)


def preferred(situation: Situation, rule: Preference) -> Verdict:
    """Tell whether a preference (or a bar) applies to the subject."""
    found = situation.ask(f"preference {rule.id}", rule.when, rule.citation(), rule.strength.value)
    applies = (
        f"forbids-{rule.forbids}"
        if rule.forbids
        else {"ties": "first-among-equals", "order": "first"}[rule.breaks or ""]
    )
    if rule.forbids and rule.strength is not Strength.MUST:
        applies = "nothing"
    return replace(
        found,
        effect=_effect(found, applies, "nothing"),
        detail={"at": rule.at or "", "procedure": rule.procedure or ""},
    )


def ground(situation: Situation, rule: Ground) -> Verdict:
    """Tell whether a ground stands. It only ever proposes; a person decides."""
    other = _of_other_kind(situation, rule.only)
    if other is not None:
        effect = "asks" if other.lacks else "not-applicable"
        value = Truth.UNDETERMINED if other.lacks else Truth.NO
        return Verdict(f"ground {rule.id}", value, effect, rule.citation(), rule.strength.value, lacks=other.lacks)
    if rule.after:
        early = _too_early(situation, rule)
        if early is not None:
            return early
    found = situation.ask(f"ground {rule.id}", rule.when, rule.citation(), rule.strength.value)
    detail: dict[str, object] = {"proposes": rule.proposes}
    lacks = found.lacks
    if rule.counts_against:
        against = situation.decision(rule.counts_against.open)
        lacks = all_lacks([found, against])
        detail["counts-against"] = str(against) if not all_lacks([against]) else "undecided"
    if rule.warns_at is not None:
        warning = situation.ask("warning", rule.warns_at, rule.citation())
        detail["warns"] = str(warning.value)
    found = replace(found, value=Truth.UNDETERMINED) if lacks and not found.lacks else found
    return replace(found, lacks=lacks, effect=_effect(found, "proposes", "nothing"), detail=detail)


def _too_early(situation: Situation, rule: Ground) -> Verdict | None:
    """Return the answer while the title has not been held long enough (``after``), or nobody knows since when; else None.

    The time runs from the day the title held now began, and is over on the same day so many months or years later.
    """
    title = rule.since or next(iter(situation.pack.header.titles))
    blank = Verdict(f"ground {rule.id}", Truth.NO, "nothing", rule.citation(), rule.strength.value)
    rows = situation.fact(title, "", situation.subject)
    if isinstance(rows, Missing):
        return replace(blank, value=Truth.UNDETERMINED, effect="asks", lacks=rows.lacks)
    held = [row["from"] for row in rows if stands(row, situation.on, current=True) and row.get("from")]
    if not held:
        return replace(blank, detail={"proposes": rule.proposes})
    length, begun = duration(rule.after), min(held)
    count = int(length.base)
    due = add_months(begun, count) if length.unit.dimension == "months" else begun + timedelta(days=count)
    early = replace(blank, detail={"proposes": rule.proposes, "not-before": due})
    return early if situation.on < due else None


def target(situation: Situation, rule: Target) -> Verdict:
    """Tell whether a target is met; a target is striven for and never stops anything."""
    if rule.met is not None:
        found = situation.ask(f"target {rule.id}", rule.met, rule.citation(), rule.strength.value)
    elif rule.what is not None:
        found = situation.ask(f"target {rule.id}", rule.what, rule.citation(), rule.strength.value)
    else:
        found = Verdict(f"target {rule.id}", Truth.UNDETERMINED, citation=rule.citation(), strength=rule.strength.value)
    detail = {
        "by": rule.by,
        "direction": rule.direction,
        "base": rule.base.model_dump(by_alias=True, exclude_none=True) if rule.base else {},
        "reach": rule.reach.text if isinstance(rule.reach, Value) else "",
    }
    return replace(found, effect="nothing", detail=detail)


def right(situation: Situation, name: str, procedure: str | None = None) -> Verdict:
    """Tell whether the subject has a right (apply, recommend, receive) now: eligibility and bars together, all reasons."""
    pack = situation.pack
    rules: list[Rule] = [r for r in pack.eligibility.values() if r.right == name and r.procedure in {None, procedure}]
    rules += [r for r in pack.preferences.values() if r.forbids == name and r.procedure in {None, procedure}]
    verdicts = [eligible(situation, r) if isinstance(r, Eligibility) else preferred(situation, r) for r in rules]  # type: ignore[arg-type]
    against = [v for v in verdicts if v.effect == "stops" or v.effect.startswith("forbids")]
    open_ = [v for v in verdicts if v.effect == "asks"]
    value = Truth.NO if against else (Truth.UNDETERMINED if open_ else Truth.YES)
    named = against or open_ or verdicts
    articles = tuple(dict.fromkeys(a for v in named for a in v.citation.articles))
    citation = named[0].citation if named else Verdict("", "").citation
    return Verdict(
        f"right {name}",
        value,
        "stops" if against else ("asks" if open_ else "passes"),
        replace(citation, articles=articles) if named else citation,
        trace=tuple(line for v in named for line in v.trace),
        lacks=all_lacks(open_),
        facts=tuple(f for v in verdicts for f in v.facts),
        decisions=tuple(d for v in verdicts for d in v.decisions),
    )


def _effect(found: Verdict, yes: str, no: str) -> str:
    if found.value is Truth.UNDETERMINED:
        return "nothing" if yes == no == "nothing" or (yes == "nothing" and no == "nothing") else "asks"
    return yes if found.value is Truth.YES else no


def _of_other_kind(situation: Situation, kinds: tuple[str, ...]) -> Missing | None:
    """Return None when a rule limited to some kinds looks at the subject; else what it would take to know.

    Without a lack the subject is of another kind. A kind nobody knows never counts as another one.
    """
    if not kinds:
        return None
    own = situation.is_any_kind(kinds, situation.subject)
    if isinstance(own, Missing):
        return own
    return None if own else Missing(())
