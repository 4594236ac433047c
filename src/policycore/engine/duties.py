"""Outcomes, consequences, money and records: what each rule gives on a day (obligations: :mod:`.obligations`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from ..calendar import Due, add_months
from ..consequences import Consequence, Does
from ..decided import tranches_decided
from ..funding import Programme, Tranche
from ..open_points import OpenOr
from ..outcomes import Outcome
from ..registers import Register
from ..units import Quantity
from ..verdict import Missing, Truth, Verdict, all_lacks
from .flow import due_of_window
from .situation import Situation


def outcome(situation: Situation, rule: Outcome, event: str = "", started: date | None = None) -> Verdict:
    """Tell what an outcome is called, who decides it, when its clock runs out and what an event makes of it."""
    detail: dict[str, Any] = {
        "zh": rule.zh,
        "decider": rule.decider,
        "ends-title": rule.ends_title or "",
        "may-apply": rule.may_apply,
        "commended": rule.commended,
        "asks": rule.asks.model_dump(by_alias=True, exclude_none=True, mode="json") if rule.asks else {},
    }
    lacks: tuple[Any, ...] = ()
    if rule.clock and started:
        start_missing = situation.settled(rule.clock.starts) if rule.clock.starts else None
        due = due_of_window(situation, rule.clock, started)
        lacks = all_lacks([start_missing, due])
        detail["due"] = due.day.isoformat() if isinstance(due, Due) else None
    follows = rule.then.get(event)
    if follows:
        detail |= {"becomes": follows.becomes or "", "proposes": follows.proposes or ""}
    value = situation.ask(f"outcome {rule.id}", rule.when, rule.citation()).value if rule.when else Truth.YES
    return Verdict(f"outcome {rule.id}", value, "decided-by-person", rule.citation(), rule.strength.value, lacks=lacks,
                   detail=detail)  # fmt: skip


def consequence(situation: Situation, rule: Consequence, decided: date, announced: date | None = None) -> Verdict:
    """Tell which right is lost on the day asked, by whom, and until when."""
    start = announced if rule.from_ == "announcement" else decided
    until: date | None = None
    lacks: tuple[Any, ...] = ()
    if start is not None and rule.for_:
        due = due_of_window(situation, rule.for_, start)
        lacks = all_lacks([due])
        until = due.day if isinstance(due, Due) else None
    if start is not None and rule.length:
        length = situation.settled(rule.length)
        lacks = all_lacks([length])
        if isinstance(length, Quantity):
            until = add_months(start, int(length.base))
    begun = start is not None and start <= situation.on
    lost = begun and (until is None or situation.on <= until)
    value = Truth.UNDETERMINED if lacks else Truth.of(lost)
    binds = rule.strength.value == "must" or rule.does in {Does.ENDS_TITLE, Does.LAPSES}
    effect = ("loses" if binds else "proposes") if value is Truth.YES else "nothing"
    detail = {"does": rule.does.value, "right": rule.right, "of": rule.of, "on": rule.on, "rounds": rule.rounds,
              "until": until.isoformat() if until else None}  # fmt: skip
    return Verdict(
        f"consequence {rule.id}", value, effect, rule.citation(), rule.strength.value, lacks=lacks, detail=detail
    )


def programme(situation: Situation, rule: Programme, direction: str = "") -> Verdict:
    """Tell whether the subject may be paid under a programme, up to how much, and which tranches are open."""
    found = situation.ask(f"programme {rule.id}", rule.for_, rule.citation(), rule.strength.value)
    detail: dict[str, Any] = {"per": rule.per, "directions": list(rule.directions), "reaches": rule.reaches}
    if direction:
        detail["direction"] = Truth.of(direction in rule.directions).value
    amounts = {name: getattr(rule, name) for name in ("amount", "ceiling", "rounds_to", "match")}
    values = {n: situation.ask(n, v, rule.citation()) for n, v in amounts.items() if v is not None}
    lacks = all_lacks([found, *values.values()])
    values = _capped(values, detail)
    for name, verdict in values.items():
        detail[name.replace("_", "-")] = str(verdict.value) if isinstance(verdict.value, Quantity) else None
    parts = _parts(situation, rule)
    if not isinstance(parts, Missing):
        detail["tranches"] = _tranches(situation, rule, values, parts)
    per = situation.settled(rule.ceiling_is_per) if rule.ceiling_is_per else None
    lacks = tuple(dict.fromkeys((*lacks, *all_lacks([parts, per]))))
    effect = {Truth.YES: "may-receive", Truth.NO: "nothing", Truth.UNDETERMINED: "asks"}[found.value]
    return Verdict(found.question, found.value, effect, found.citation, found.strength, found.trace, lacks,
                   found.facts, found.decisions, detail)  # fmt: skip


def _capped(values: dict[str, Verdict], detail: dict[str, Any]) -> dict[str, Verdict]:
    """Cut an amount down to its ceiling (最高, 不超过), and say that it was cut and from what."""
    amount, ceiling = (values[n].value if n in values else None for n in ("amount", "ceiling"))
    if not (isinstance(amount, Quantity) and isinstance(ceiling, Quantity)) or amount.base <= ceiling.base:
        return values
    detail["cut-from"] = str(amount)
    cut = Quantity(ceiling.base / amount.unit.factor, amount.unit)
    return {**values, "amount": replace(values["amount"], value=cut)}


def _parts(situation: Situation, rule: Programme) -> Sequence[Tranche] | Missing:
    """The parts of a payment as written, or as decided."""
    if not isinstance(rule.tranches, OpenOr):
        return rule.tranches
    decided = situation.settled(rule.tranches)
    return decided if isinstance(decided, Missing) else tranches_decided(decided)


def _tranches(
    situation: Situation, rule: Programme, values: dict[str, Verdict], parts: Sequence[Tranche]
) -> list[dict[str, Any]]:
    amount = values.get("amount") or values.get("ceiling")
    rows = []
    for part in parts:
        share = situation.ask(part.id, part.share, rule.citation()).value
        gate = situation.ask(part.id, part.gate, rule.citation()).value if part.gate else Truth.YES
        row: dict[str, Any] = {"id": part.id, "open": str(gate)}
        if amount and isinstance(amount.value, Quantity) and isinstance(share, Quantity):
            row["amount"] = str(_rounded(amount.value, share, values.get("rounds_to")))
        rows.append(row)
    return rows


def _rounded(amount: Quantity, share: Quantity, to: Verdict | None) -> Quantity:
    value = amount.amount * share.base
    if to is not None and isinstance(to.value, Quantity) and to.value.base:
        step = to.value.base / amount.unit.factor
        value = (value / step).to_integral_value(ROUND_DOWN) * step  # never more than granted
    return Quantity(Decimal(value), amount.unit)


def register_entry(situation: Situation, rule: Register, entry: dict[str, Any] | None) -> Verdict:
    """Tell whether an entry fits a register (its kind is one the document names, or another that is named), or what
    the absence of any entry means."""
    named = situation.pack.sets.get(rule.kinds or "")
    members = situation.members(rule.kinds) if rule.kinds else frozenset()
    detail: dict[str, Any] = {"register": rule.register_.value, "keeper": rule.keeper or "", "of": rule.of,
                              "kinds": rule.kinds or "", "operators": rule.operators or ""}  # fmt: skip
    if entry is None:
        flagged = rule.strength.value == "must"
        detail["flag"] = Truth.of(flagged).value
        value, effect = Truth.NO, "flags" if flagged else "lists"
    elif isinstance(members, Missing):
        value, effect = Truth.UNDETERMINED, "asks"
    else:
        value = _fits(named, members, entry) if rule.kinds else Truth.YES
        effect = {Truth.YES: "recorded", Truth.NO: "refused", Truth.UNDETERMINED: "asks"}[value]
    return Verdict(f"register {rule.id}", value, effect, rule.citation(), rule.strength.value,
                   lacks=all_lacks([members]), detail=detail)  # fmt: skip


def _fits(named: Any, members: Any, entry: dict[str, Any]) -> Truth:
    kind = entry.get("kind")
    if kind is None:
        return Truth.UNDETERMINED
    if kind not in members:
        return Truth.NO
    member = named.members.get(kind) if named else None
    if member is not None and member.named and not entry.get("name"):
        return Truth.UNDETERMINED  # 其他 has to be named
    return Truth.YES
