"""What has to be written down with a veto that stands (``needs`` of the pack): which vetoes want it, what is there already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jidi.cases.models import Case, CaseAnswer
from jidi.cases.queries.situations import pack_of
from policycore.facts import FactSource
from policycore.formula import Condition
from policycore.formula.tree import FactRef, Name, walk
from policycore.pack import Pack
from policycore.vetoes import Veto

BY_PEOPLE: Final = frozenset({FactSource.ANSWER, FactSource.FINDING})


def asked_of_people(pack: Pack, condition: Condition | None) -> Iterator[str]:
    """The questions of fact a condition rests on that people answer, in the order it names them."""
    if condition is None:
        return
    by_words = {fact.zh: fact.id for fact in pack.facts.values() if fact.zh}
    for one in walk(condition.node):
        name = one.name if isinstance(one, Name | FactRef) else ""
        fact = pack.facts.get(by_words.get(name, name))
        if fact is not None and fact.source in BY_PEOPLE:
            yield fact.id


def vetoes_needing(case: Case, fact: str) -> list[Veto]:
    """The vetoes of a case's procedure that want something written down and rest on a question of fact."""
    pack = pack_of(case)
    rules = [rule for rule in pack.vetoes.values() if rule.needs and rule.procedure in {None, case.procedure}]
    return [rule for rule in rules if fact in asked_of_people(pack, rule.when)]


def named_in(case: Case) -> dict[str, str]:
    """What was written down in a case with a veto that stands (the other law, the event), by name."""
    needs = {need for rule in pack_of(case).vetoes.values() for need in rule.needs}
    if not needs:
        return {}
    rows = CaseAnswer.objects.filter(case=case, is_valid=True, fact__in=needs)
    return {row.fact: str(row.value) for row in rows}
