"""A situation: one subject on one day under one pack, with the facts and decisions it can read.

It is the :class:`policycore.formula.evaluate.Source` of every formula, and it remembers what was read, so that the
verdict can be stored with its facts and replayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ..actors import ActorKind
from ..calendar import WorkCalendar
from ..citation import Citation
from ..criteria import CriteriaSet
from ..decided import criteria_decided
from ..facts import EVERYBODY, FactKey, FactReader, Known, Subject, typed_rows
from ..formula import Formula
from ..formula.evaluate import Env, evaluate, truth
from ..formula.tree import Call, Name
from ..open_points import Decision, DecisionBook, OpenOr, Where
from ..pack.model import Pack
from ..pack.words import words_of
from ..periods import Period
from ..say import Say
from ..units import UNITS, Quantity, duration, unit_named
from ..verdict import DecisionUsed, FactUsed, Lack, LackKind, Missing, Truth, Verdict, plain_data

_NO_CALENDAR = WorkCalendar()


@dataclass(slots=True)
class Situation:
    """Where a question is asked. ``batch`` holds the subjects read together, so that facts come in bulk.

    ``kinds`` fixes the kinds of the subject; ``kind`` is the one it applied as, where it said so.
    """

    pack: Pack
    reader: FactReader
    decisions: DecisionBook
    on: date
    subject: Subject
    where: Where = field(default_factory=Where)
    period: Period | None = None
    calendar: WorkCalendar = _NO_CALENDAR
    kinds: frozenset[str] | None = None
    kind: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    batch: Sequence[Subject] = ()
    facts_used: dict[tuple[str, str, Subject], FactUsed] = field(default_factory=dict)
    decisions_used: dict[str, DecisionUsed] = field(default_factory=dict)
    _read: dict[tuple[FactKey, Subject], Known | Missing] = field(default_factory=dict)
    _shaped: dict[str, tuple[Any, CriteriaSet]] = field(default_factory=dict)

    def about(self, subject: Subject) -> Situation:
        """Return the same situation for another subject, sharing what was read but not what was used."""
        return replace(self, subject=subject, facts_used={}, decisions_used={})

    # what formulas ask for

    def fact(self, name: str, period: str, subject: Any) -> Any:
        """Return a declared fact as a value of the formula language, or Missing with who can supply it."""
        fact_id = name if name in self.pack.facts else self.pack.chinese_facts.get(name, name)
        declared = self.pack.facts.get(fact_id)
        if declared is not None and declared.every == "once":
            period = ""  # it has no period, whatever period is at hand
        key = FactKey(fact_id, period)
        if (key, subject) not in self._read:
            subjects = list(dict.fromkeys([subject, *self.batch]))
            self._read.update(self.reader.read_many([key], subjects, self.on))
        known = self._read[key, subject]
        if isinstance(known, Missing):
            return self._missing_fact(fact_id, period, known)
        self.facts_used[fact_id, period, subject] = FactUsed(
            fact_id, str(subject), period, plain_data(known.value), known.source
        )
        return self._typed(fact_id, known.value)

    def lack_of(self, point: str) -> Missing | None:
        """Return what is missing while nobody has decided an open point; its value is not asked."""
        if self.decisions.find(point, self.on, self.where) is None:
            return Missing((self._undecided(point),))
        return None

    def decision(self, point: str) -> Any:
        """Return the decided value of an open point, or Missing naming who may decide it."""
        found = self.decisions.find(point, self.on, self.where)
        if found is None:
            return Missing((self._undecided(point),))
        self.decisions_used[point] = _used(found)
        return self._decided_value(point, found.value)

    def criteria(self, name: str) -> CriteriaSet | Missing:
        """Return a block of criteria with its leaves; one left open has those its point was decided to have."""
        rule = self.pack.criteria[name]
        if not rule.open:
            return rule
        value = self.decision(rule.open)
        if isinstance(value, Missing):
            return value
        held = self._shaped.get(name)  # read once, however many cases are scored by it
        if held is None or held[0] != value:
            held = self._shaped[name] = (value, criteria_decided(rule, value))
        return held[1]

    def members(self, name: str) -> Any:
        """Return the members of a named set; one left open is what its point was decided to be."""
        named = self.pack.sets[name]
        if named.open:
            return self.decision(named.open)
        today = self.on
        return frozenset(
            key
            for key, member in named.members.items()
            if (member.from_ is None or member.from_ <= today) and (member.until is None or today < member.until)
        )

    def is_kind(self, name: str, subject: Any) -> bool | Missing:
        """Tell whether a subject is of a kind: as was said, else by the kind's condition, else by the title it stands for.

        Of the kinds without a title (who may be a subject) it is the one it applied as, where it said so. A kind with
        neither condition nor title is what whoever applies says; no other kind hangs on it.
        """
        if self.kinds is not None and subject == self.subject:
            return name in self.kinds
        kind = self.pack.kinds[name]
        if self.kind and subject == self.subject and kind.title is None:
            return name == self.kind
        inside = Env(self, subject, quiet=True)
        value: bool | None = None
        if kind.when:
            value = truth(kind.when.node, inside)
        elif kind.title:
            value = truth(Call("HOLDS", (Name(kind.title),)), inside)
        if value is not None:
            return value
        words = Say(f"是否属于「{kind.say.zh}」", f"whether {kind.id}")
        return Missing((Lack(LackKind.FACT, f"kind {kind.id}", words),))

    def kinds_of(self, subject: Any) -> frozenset[str] | Missing:
        """Return all the kinds a subject is of, or Missing while one is not known."""
        found = {name: self.is_kind(name, subject) for name in self.pack.kinds}
        unknown = [value for value in found.values() if isinstance(value, Missing)]
        return unknown[0] if unknown else frozenset(name for name, value in found.items() if value is True)

    def is_any_kind(self, names: Iterable[str], subject: Any) -> bool | Missing:
        """Tell whether a subject is of one of some kinds; a kind nobody knows never counts as another one."""
        found = [self.is_kind(name, subject) for name in names]
        if True in found:
            return True
        return Missing.join(*found) if any(isinstance(one, Missing) for one in found) else False

    def related(self, subject: Any, relation: str) -> Any:
        """Return the subjects in a relation to one."""
        return self.reader.related(subject, relation)

    def population(self, name: str, subject: Any, within: str) -> Any:
        """Return the members of a population, and read their facts together from now on."""
        members = self.reader.population(name, subject, within)
        if isinstance(members, Missing) and name in self.pack.kinds:
            members = self._of_kind(name, subject, within)
        if isinstance(members, Missing):
            return self._missing_population(name, members)
        self.batch = tuple(members)
        return members

    def _of_kind(self, name: str, subject: Any, within: str) -> Sequence[Any] | Missing:
        """Who is of a kind, among everybody of the subject's own sort; one nobody can tell of leaves it open."""
        everybody = self.reader.population(EVERYBODY, subject, within)
        if isinstance(everybody, Missing):
            return everybody
        self.batch = tuple(everybody)
        found = {one: self.is_kind(name, one) for one in everybody}
        unsure = [value for value in found.values() if isinstance(value, Missing)]
        return Missing.join(*unsure) if unsure else [one for one, value in found.items() if value is True]

    def rate(self, source: str, target: str) -> Any:
        """Return an exchange rate given with its source and day, or Missing (G12)."""
        direct = self.rates.get(f"{source}/{target}")
        if direct is not None:
            return direct
        inverse = self.rates.get(f"{target}/{source}")
        if inverse:
            return 1 / inverse
        words = Say(
            f"{source} 折 {target} 的汇率（来源和日期）", f"the rate from {source} to {target}, with source and day"
        )
        return Missing((Lack(LackKind.RATE, f"{source}/{target}", words),))

    def score(self, scheme: str, subject: Any, who: str) -> Any:
        """Return the points of a scheme as a fact (``score:ID`` or ``self-score:ID``)."""
        prefix = "self-score" if who == "self" else "score"
        return self.fact(f"{prefix}:{scheme}", str(self.period or ""), subject)

    def cycle(self, name: str) -> str:
        """Return how often a fact is given; empty when it has no cycle."""
        fact = self.pack.facts.get(name) or self.pack.facts.get(self.pack.chinese_facts.get(name, ""))
        return "" if fact is None or fact.every == "once" else fact.every

    def label(self, name: str) -> Say:
        """Return the words of a fact, set, point, kind, title or duty."""
        return words_of(self.pack, name)

    # making verdicts

    def ask(self, question: str, formula: Formula, citation: Citation, strength: str = "") -> Verdict:
        """Evaluate a formula and return it as a verdict (without effect)."""
        self.facts_used, self.decisions_used = {}, {}
        env = Env(self, self.subject, self.period)
        value = evaluate(formula.node, env)
        if value is None or value is True or value is False:
            value = Truth.of(value)
        return Verdict(
            question,
            Truth.UNDETERMINED if isinstance(value, Missing) else value,
            citation=citation,
            strength=strength,
            trace=tuple(env.trace),
            lacks=tuple(env.lacks) if isinstance(value, Missing) or value is Truth.UNDETERMINED else (),
            facts=tuple(self.facts_used.values()),
            decisions=tuple(self.decisions_used.values()),
        )

    def settled(self, value: OpenOr | Any) -> Any:
        """Return a fixed value, or the decision on the open point it names (Missing when undecided)."""
        if isinstance(value, OpenOr):
            return self.decision(value.open) if value.open else value.value
        return value

    def _missing_fact(self, fact_id: str, period: str, known: Missing) -> Missing:
        fact = self.pack.facts.get(fact_id)
        if fact is None:
            return known
        when = f"（{period}）" if period else ""
        supplier = fact.supplier or ""
        who = self.pack.actors[supplier].say if supplier in self.pack.actors else Say("")
        zh = f"还没有「{fact.say.zh}」{when}" + (f"，由{who.zh}提供" if who.zh else "")
        en = f"“{fact.say.en or fact.id}” {period} is not known yet".replace("  ", " ")
        return Missing((Lack(LackKind.FACT, fact_id, Say(zh, en), supplier),))

    def _missing_population(self, name: str, known: Missing) -> Missing:
        """Whom a rank would count among, by what the pack calls them."""
        kind = self.pack.kinds.get(name)
        if kind is None:
            return known
        zh = f"「{kind.say.zh}」都有哪些，在本系统还没有登记"
        en = f"who all “{kind.say.en or name}” are is not on record here"
        return Missing(tuple(Lack(lack.kind, lack.name, Say(zh, en), lack.supplier) for lack in known.lacks))

    def _undecided(self, point_id: str) -> Lack:
        point = self.pack.open_points[point_id]
        decider = self.pack.header.issuer if point.decider == "issuer" else point.decider
        who = self.pack.actors[decider].say if decider in self.pack.actors else Say(decider)
        zh = f"待定项「{point.say.zh}」还没有决定，可由{who.zh}决定"
        en = f"“{point.say.en or point.id}” is undecided; {who.en or who.zh} may decide it"
        return Lack(LackKind.DECISION, point_id, Say(zh, en), decider)

    def _typed(self, fact_id: str, value: Any) -> Any:
        fact = self.pack.facts.get(fact_id)
        if fact is not None:
            return fact.typed(value)
        if fact_id in self.pack.header.titles:
            return typed_rows(value)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return value
        return Quantity(Decimal(value))

    def _decided_value(self, point_id: str, value: Any) -> Any:
        point = self.pack.open_points.get(point_id)
        if point is not None and point.type == "duration" and isinstance(value, str):
            return duration(value)
        if point is not None and point.type == "percent" and isinstance(value, int | Decimal):
            return Quantity(Decimal(value), UNITS["%"])
        if point is not None and point.unit and isinstance(value, int | Decimal) and not isinstance(value, bool):
            return Quantity(Decimal(value), unit_named(point.unit))
        return value

    def actor_organs(self, actor_id: str) -> tuple[str, ...]:
        """Return the organs whose offices act for an actor (for panels and meetings those of the office that keeps it)."""
        actor = self.pack.actors[actor_id]
        if actor.kind in {ActorKind.OFFICE, ActorKind.JOINT}:
            return actor.organs()
        return self.pack.actors[actor.kept_by].organs() if actor.kept_by else ()


def _used(found: Decision) -> DecisionUsed:
    return DecisionUsed(found.point, plain_data(found.value), found.act, found.number, found.decided_on, found.demo)
