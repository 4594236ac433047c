"""The questions of fact a step asks people: which there are, what was found, and the form to answer one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, QueryDict

from jidi.accounts.acting import Actor, Permit
from jidi.cases.models import Case, CaseAnswer
from jidi.cases.permissions import may_note
from jidi.cases.queries import answers, asked_of_people, vetoes_needing
from jidi.cases.words import of_need
from jidi.common.say import Say
from jidi.web.shared.cited import chips_of
from jidi.web.shared.days import short
from jidi.web.shared.parts import Badge, Chip, State
from policycore.facts import Fact, FactType
from policycore.pack import Pack
from policycore.procedures import Procedure, Step
from policycore.vetoes import Veto

NEED = "need."
YES_NO = (("true", Say("是", "yes")), ("false", Say("否", "no")))


@dataclass(frozen=True, slots=True)
class Need:
    """What a veto that stands by an answer wants written down with it."""

    key: str
    words: Say
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of fact: what was found so far, by whom, and whether this person may answer it now.

    ``needs`` go with an answer by which a veto stands; ``sent`` is what a page sent that was refused.
    """

    fact: Fact
    held: CaseAnswer | None
    may: bool
    chips: tuple[Chip, ...]
    today: date
    needs: tuple[Need, ...] = ()
    sent: QueryDict | None = None

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
        if self.sent is not None:
            return str(self.sent.get("value", ""))
        return "" if self.held is None else _plain(self.held.value)

    @property
    def found(self) -> Say:
        """What was found, in words."""
        if self.held is None:
            return Say("未核", "not checked")
        value = _plain(self.held.value)
        return dict(self.options).get(value, Say(value))

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
    def basis(self) -> str:
        """The evidence that was written."""
        if self.sent is not None:
            return str(self.sent.get("evidence", ""))
        return self.held.evidence if self.held else ""

    @property
    def evidence(self) -> str:
        """What evidence the pack asks for."""
        return "、".join(self.fact.evidence)


def questions(
    case: Case, names: Iterable[str], pack: Pack, actor: Actor, on: date, held: Mapping[str, CaseAnswer] | None = None,
    sent: QueryDict | None = None, sent_for: str = "",
) -> list[Question]:  # fmt: skip
    """The questions of these names, in order, with what was found in the case; ``sent`` for the one that was refused."""
    known = held if held is not None else held_in(case)
    made = []
    for name in dict.fromkeys(names):
        fact = pack.facts[name]
        may, data = isinstance(may_note(actor, case, name, on), Permit), sent if name == sent_for else None
        needs = tuple(_need(pack, need, known, data) for rule in vetoes_needing(case, name) for need in rule.needs)
        made.append(Question(fact, known.get(name), may, chips_of(pack, fact.citation()), on, needs, data))
    return made


def _need(pack: Pack, need: str, held: Mapping[str, CaseAnswer], sent: QueryDict | None) -> Need:
    value = sent.get(f"{NEED}{need}", "") if sent is not None else str(held[need].value) if need in held else ""
    return Need(need, of_need(pack, need), str(value))


def refused_note(request: HttpRequest | None) -> tuple[QueryDict | None, str]:
    """What a page sent as the answer to a question that is drawn again after a refusal, and which question that was."""
    fact = request.resolver_match.kwargs.get("fact") if request is not None and request.resolver_match else None
    return (request.POST, str(fact)) if request is not None and request.method == "POST" and fact else (None, "")


def needs_sent(data: QueryDict) -> dict[str, str]:
    """What a page sent that is to be written down with an answer, by name."""
    return {name.removeprefix(NEED): str(value) for name, value in data.items() if name.startswith(NEED)}


def held_in(case: Case) -> dict[str, CaseAnswer]:
    """What people found in a case, by fact; one query."""
    return {row.fact: row for row in answers(case)}


def of_veto(pack: Pack, rule: Veto) -> list[str]:
    """The questions a veto rests on that people answer (none where it reads a register)."""
    return list(asked_of_people(pack, rule.when))


def of_answers(pack: Pack, step: Step) -> list[str]:
    """The questions a step asks itself: whether it is needed at all, the conditions of its answers."""
    conditions = [step.optional.when] if step.optional else []
    conditions += [answer.when for answer in step.then.values() if answer.when is not None]
    return [name for condition in conditions for name in asked_of_people(pack, condition)]


def of_eligibility(pack: Pack, procedure: Procedure, step: Step) -> list[str]:
    """The questions the right to apply rests on, where a step checks it."""
    if "eligibility" not in step.check or procedure.right == "none":
        return []
    rules = [r for r in pack.eligibility.values() if r.right == procedure.right and r.procedure in {None, procedure.id}]
    return [name for rule in rules for name in asked_of_people(pack, rule.when)]


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


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
