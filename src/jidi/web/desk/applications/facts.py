"""The questions of fact a step asks people: which there are, what was found, and the form to answer one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from jidi.accounts.acting import Actor, Permit
from jidi.cases.models import Case, CaseAnswer
from jidi.cases.permissions import may_note
from jidi.cases.queries import answers
from jidi.common.say import Say
from jidi.web.shared.cited import chips_of
from jidi.web.shared.days import short
from jidi.web.shared.parts import Badge, Chip, State
from policycore.facts import Fact, FactSource, FactType
from policycore.formula import Condition
from policycore.formula.tree import FactRef, Name, walk
from policycore.pack import Pack
from policycore.procedures import Procedure, Step
from policycore.vetoes import Veto

YES_NO = (("true", Say("是", "yes")), ("false", Say("否", "no")))
BY_PEOPLE = frozenset({FactSource.ANSWER, FactSource.FINDING})


@dataclass(frozen=True, slots=True)
class Question:
    """One question of fact: what was found so far, by whom, and whether this person may answer it now."""

    fact: Fact
    held: CaseAnswer | None
    may: bool
    chips: tuple[Chip, ...]
    today: date

    @property
    def options(self) -> tuple[tuple[str, Say], ...]:
        """The values to choose from; none where it is written freely."""
        if self.fact.type in {FactType.FLAG, FactType.FINDING}:
            return YES_NO
        return tuple((choice, Say(choice, choice)) for choice in self.fact.choices)

    @property
    def control(self) -> str:
        """What it is written with where there is nothing to choose from."""
        return {FactType.DATE: "date", FactType.NUMBER: "number"}.get(self.fact.type, "text")

    @property
    def value(self) -> str:
        """What was found, as the form sends it."""
        return "" if self.held is None else _plain(self.held.value)

    @property
    def found(self) -> Say:
        """What was found, in words."""
        if self.held is None:
            return Say("未核", "not checked")
        return dict(self.options).get(self.value, Say(self.value))

    @property
    def badge(self) -> Badge:
        """What was found, as a state word."""
        return Badge(State.WAIT if self.held is None else State.DONE, self.found)

    @property
    def by(self) -> Say:
        """Who found it, when."""
        if self.held is None:
            return Say("")
        text = f"{self.held.who_organisation} {self.held.who_name} {short(self.held.noted_on, self.today)}"
        return Say(text, text)

    @property
    def evidence(self) -> str:
        """What evidence the pack asks for."""
        return "、".join(self.fact.evidence)


def questions(
    case: Case, names: Iterable[str], pack: Pack, actor: Actor, on: date, held: Mapping[str, CaseAnswer] | None = None
) -> list[Question]:
    """The questions of these names, in order, with what was found in the case."""
    known = held if held is not None else held_in(case)
    made = []
    for name in dict.fromkeys(names):
        fact = pack.facts[name]
        may = isinstance(may_note(actor, case, name, on), Permit)
        made.append(Question(fact, known.get(name), may, chips_of(pack, fact.citation()), on))
    return made


def held_in(case: Case) -> dict[str, CaseAnswer]:
    """What people found in a case, by fact; one query."""
    return {row.fact: row for row in answers(case)}


def of_veto(pack: Pack, rule: Veto) -> list[str]:
    """The questions a veto rests on that people answer (none where it reads a register)."""
    return list(_asked(pack, rule.when))


def of_answers(pack: Pack, step: Step) -> list[str]:
    """The questions a step asks itself: whether it is needed at all, the conditions of its answers."""
    conditions = [step.optional.when] if step.optional else []
    conditions += [answer.when for answer in step.then.values() if answer.when is not None]
    return [name for condition in conditions for name in _asked(pack, condition)]


def of_eligibility(pack: Pack, procedure: Procedure, step: Step) -> list[str]:
    """The questions the right to apply rests on, where a step checks it."""
    if "eligibility" not in step.check or procedure.right == "none":
        return []
    rules = [r for r in pack.eligibility.values() if r.right == procedure.right and r.procedure in {None, procedure.id}]
    return [name for rule in rules for name in _asked(pack, rule.when)]


def vetoes_at(pack: Pack, procedure: Procedure, step: Step | None = None) -> list[Veto]:
    """The vetoes of a procedure (of one step, where one is given)."""
    return [
        rule
        for rule in pack.vetoes.values()
        if rule.procedure in {None, procedure.id} and (step is None or not rule.at or step.id in rule.at)
    ]


def read_value(fact: Fact, text: str) -> Any:
    """Read what a form sent for a question; a text that does not fit stays text, and is refused with the reason."""
    if fact.type in {FactType.FLAG, FactType.FINDING}:
        return {"true": True, "false": False}.get(text, text)
    if fact.type is FactType.NUMBER:
        try:
            return Decimal(text)
        except InvalidOperation:
            return text
    if fact.type is FactType.DATE:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _asked(pack: Pack, condition: Condition | None) -> Iterator[str]:
    if condition is None:
        return
    by_words = {fact.zh: fact.id for fact in pack.facts.values() if fact.zh}
    for one in walk(condition.node):
        name = one.name if isinstance(one, Name | FactRef) else ""
        fact = pack.facts.get(by_words.get(name, name))
        if fact is not None and fact.source in BY_PEOPLE:
            yield fact.id


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
