"""Questions about what a pack declares: sets, actors, open points, criteria, forms, facts, kinds, records, its head."""

from __future__ import annotations

from ..open_points import OpenOr
from ..pack.model import HeaderValue, Replaces
from ..verdict import Missing, Truth, all_lacks, plain_data
from . import duties
from .asking import Answer, Ask, QuestionError, entry, of_verdict, shown
from .form_findings import form_findings, whole_form
from .situation import Situation


def _set(situation: Situation, ask: Ask) -> Answer:
    rule = entry(situation, "sets", ask, "set")
    members = situation.members(rule.id)
    cite, strength = list(rule.citation().articles), rule.strength.value
    if isinstance(members, Missing):
        return {"value": Truth.UNDETERMINED.value, "lacks": [lack.name for lack in members.lacks], "cite": cite,
                "strength": strength}  # fmt: skip
    member = ask.get("member")
    named = bool(rule.members.get(member) and rule.members[member].named)
    words = rule.members[member].zh if member in rule.members else ""
    return {"value": Truth.of(member in members).value, "size": len(members), "named": named, "words": words, "cite": cite,
            "members": sorted(members), "strength": strength}  # fmt: skip


def _actor(situation: Situation, ask: Ask) -> Answer:
    rule = entry(situation, "actors", ask, "actor")
    panel = rule.panel
    points = [v.open for v in (panel.size, panel.sits) if isinstance(v, OpenOr) and v.open] if panel else []
    begun = rule.from_ is None or rule.from_ <= situation.on
    words = rule.meeting or rule.outside or rule.third_party
    return {
        "value": Truth.of(begun and (rule.until is None or situation.on < rule.until)).value,
        "kind": rule.kind.value,
        "level": rule.level.value if rule.level else "",
        "organs": list(rule.organs()),
        "kept-by": rule.kept_by or "",
        "called": words.zh if words else rule.zh,
        "subject": rule.subject or "",
        "duties": list(rule.duties),
        "needs": list(rule.needs),
        "set": rule.set or "",
        "dissent": rule.if_they_differ.open if rule.if_they_differ else "",
        "lacks": [lack.name for lack in all_lacks(situation.decision(p) for p in points)],
        "strength": rule.strength.value,
        "cite": list(rule.citation().articles),
    }


def _open(situation: Situation, ask: Ask) -> Answer:
    rule = entry(situation, "open_points", ask, "open")
    problems = rule.problems_with(ask["value"]) if "value" in ask else []
    return {
        "value": Truth.of(not problems).value,
        "decider": situation.pack.header.issuer if rule.decider == "issuer" else rule.decider,
        "scope": rule.scope.value,
        "kind": rule.kind.value,
        "type": rule.type,
        "unit": rule.unit,
        "choices": sorted(rule.choices or {}),
        "because": [p.zh for p in problems],
        "strength": rule.strength.value,
        "cite": list(rule.citation().articles),
    }


def _decided(situation: Situation, ask: Ask) -> Answer:
    rule = entry(situation, "open_points", ask, "decided")
    value = situation.decision(rule.id)
    if isinstance(value, Missing):
        return {"value": Truth.UNDETERMINED.value, "lacks": [rule.id]}
    return {"value": plain_data(value), "cite": list(rule.citation().articles)}


def _criteria(situation: Situation, ask: Ask) -> Answer:
    """The leaves; those of criteria left open are what was decided, and undetermined until then."""
    declared = entry(situation, "criteria", ask, "criteria")
    rule = situation.criteria(declared.id)
    if isinstance(rule, Missing):
        lacks = [lack.name for lack in rule.lacks]
        said = {"cite": list(declared.citation().articles), "strength": declared.strength.value}
        return {"value": Truth.UNDETERMINED.value, "lacks": lacks, **said}
    groups: dict[str, list[str]] = {}
    for leaf in rule.leaves:
        groups.setdefault(leaf.group or "", []).append(leaf.id)
    return {
        "value": [leaf.id for leaf in rule.leaves],
        "groups": groups,
        "words": {leaf.id: leaf.zh for leaf in rule.leaves},
        "scales": {leaf.id: leaf.maximum.text for leaf in rule.leaves if leaf.maximum is not None},
        "weights": {leaf.id: leaf.weight.text for leaf in rule.leaves if leaf.weight is not None},
        "computed": {leaf.id: leaf.computed.text for leaf in rule.leaves if leaf.computed is not None},
        "of-group": {leaf.id: leaf.group or "" for leaf in rule.leaves},
        "cites": {leaf.id: list(leaf.citation().articles) for leaf in rule.leaves},
        "strengths": {leaf.id: leaf.strength.value for leaf in rule.leaves},
        "cite": list(rule.citation().articles),
        "strength": rule.strength.value,
    }


def _form(situation: Situation, ask: Ask) -> Answer:
    form, lacks = whole_form(situation, entry(situation, "forms", ask, "form"))
    found = form_findings(
        situation.pack, form, ask.get("values", {}), situation.on, situation.decisions, situation.period, situation
    )
    return {
        "value": [f"{f.field}: {f.severity.value}" for f in found],
        "fields": [f.id for f in form.fields()],
        "choices": {f.id: dict(f.choices) for f in form.fields() if f.choices},
        "labels": {f.id: f.zh for f in form.fields()},
        "kinds": {f.id: f.kind.value for f in form.fields()},
        "units": {f.id: f.unit for f in form.fields() if f.unit},
        "years": {f.id: f.years for f in form.fields() if f.years > 1},
        "optional": [f.id for f in form.fields() if not f.required],
        "columns": {f.id: [c.id for c in f.columns] for f in form.fields() if f.columns},
        "afresh": [f.id for f in form.fields() if f.afresh],
        "inferred": [f.id for f in form.fields() if f.inferred],
        "years-called": {s.id: list(s.years_called) for s in form.sections if s.years_called},
        "helps": {f.id: f.help for f in form.fields() if f.help},
        "about": form.about,
        "adds": form.adds.open if form.adds else "",
        "lacks": [lack.name for lack in lacks],
        "every": form.every,
        "strength": form.strength.value,
        "cite": list(form.citation().articles),
    }


def _fact(situation: Situation, ask: Ask) -> Answer:
    rule = entry(situation, "facts", ask, "fact")
    value = situation.fact(rule.id, str(ask.get("period", "")), situation.subject)
    return {
        "value": Truth.UNDETERMINED.value if isinstance(value, Missing) else plain_data(value),
        "type": rule.type.value,
        "source": rule.source.value,
        "supplier": rule.supplier or "",
        "columns": list(rule.columns),
        "choices": list(rule.choices),
        "evidence": list(rule.evidence),
        "sources-in-order": [s.value for s in rule.sources_in_order],
        "every": rule.every,
        "unit": rule.unit,
        "cite": list(rule.citation().articles),
        "strength": rule.strength.value,
    }


def _kind(situation: Situation, ask: Ask) -> Answer:
    rule = entry(situation, "kinds", ask, "kind")
    base = {"division": rule.division.value, "title": rule.title or "", "strength": rule.strength.value,
            "cite": list(rule.citation().articles)}  # fmt: skip
    if rule.when is None:
        known = situation.is_kind(rule.id, situation.subject)
        lacks = [lack.name for lack in known.lacks] if isinstance(known, Missing) else []
        value = Truth.UNDETERMINED if isinstance(known, Missing) else Truth.of(known)
        return base | {"value": value.value, "lacks": lacks}
    return of_verdict(situation.ask(f"kind {rule.id}", rule.when, rule.citation(), rule.strength.value)) | base


def _header(situation: Situation, ask: Ask) -> Answer:
    """What the head of the pack says under one key: ``stock``, ``titles``, ``status``, or a value with its place."""
    header, key = situation.pack.header, str(ask["header"])
    if key == "stock":
        counts = {stock.title: stock.count for stock in header.stock}
        return {"value": counts, "cite": list(dict.fromkeys(stock.cite for stock in header.stock))}
    if key == "titles":
        return {"value": {name: title.zh for name, title in header.titles.items()}, "cite": []}
    value = getattr(header, key.replace("-", "_"), None)
    if isinstance(value, HeaderValue):
        decided = situation.decision(value.open) if value.open else value.value
        undecided = isinstance(decided, Missing)
        return {"value": Truth.UNDETERMINED.value if undecided else plain_data(decided), "place": value.place,
                "lacks": [value.open] if undecided else []}  # fmt: skip
    if value is None:
        raise QuestionError(f"header: {key!r} is not written in pack.yaml")
    return {"value": shown(value) if isinstance(value, Replaces) else plain_data(value)}


def _document(situation: Situation, ask: Ask) -> Answer:
    rule = entry(situation, "documents", ask, "document")
    issuers = rule.issued_by[0] if len(rule.issued_by) == 1 else list(rule.issued_by)
    return {"issued-by": issuers, "numbered": rule.numbered, "addressed-to": list(rule.addressed_to), "zh": rule.zh,
            "cite": list(rule.citation().articles), "strength": rule.strength.value}  # fmt: skip


def _measure(situation: Situation, ask: Ask) -> Answer:
    rule = entry(situation, "measures", ask, "measure")
    undecided = all_lacks(situation.settled(v) for v in (*rule.sets.values(), rule.by))
    return {
        "lead": list(rule.lead),
        "with": list(rule.with_),
        "bearer": rule.bearer or "",
        "delivers": list(rule.delivers),
        "by": plain_data(rule.by.value) if rule.by else None,
        "sets": {name: shown(members) for name, members in rule.sets.items()},
        "lacks": [lack.name for lack in undecided],
        "strength": rule.strength.value,
        "cite": list(rule.citation().articles),
    }


def _register(situation: Situation, ask: Ask) -> Answer:
    rule = entry(situation, "registers", ask, "register")
    return of_verdict(duties.register_entry(situation, rule, ask.get("entry")))


DECLARED = {
    "measure": _measure,
    "register": _register,
    "set": _set,
    "actor": _actor,
    "open": _open,
    "decided": _decided,
    "criteria": _criteria,
    "form": _form,
    "fact": _fact,
    "kind": _kind,
    "document": _document,
    "header": _header,
}
