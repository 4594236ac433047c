"""What stands around a form's return: the facts of its subject, the figures of others, of the areas above.

The fields of a form are facts of the form. Whatever else its formulas name is asked of the reader behind it, about the
subject the return is about.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..facts import DataFacts, FactKey, FactReader, Known, Subject
from ..forms import Form
from ..formula.evaluate import Env, evaluate
from ..formula.tree import Node
from ..pack.model import Pack
from ..verdict import Missing
from .situation import Situation

Read = dict[tuple[FactKey, Subject], Known | Missing]


@dataclass(frozen=True, slots=True)
class FormReader:
    """Reads the fields of a return as filled in, the same fields of others as they were filed, and the subject's other facts.

    ``behind`` knows ``whose`` return it is; ``filed`` gives the name under which the figures of a field are filed.
    """

    own: DataFacts
    behind: FactReader
    whose: Subject
    filed: Mapping[str, str]
    memo: dict[Any, Any] = field(default_factory=dict)

    def read_many(self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date) -> Read:
        """Return each fact of each subject; what was read behind is not read twice."""
        form = self.own.subject
        found: Read = {}
        asked: dict[tuple[FactKey, Subject], tuple[FactKey, Subject]] = {}
        for key in keys:
            for subject in subjects:
                if subject == form and key.name in self.filed:
                    found.update(self.own.read_many([key], [form], as_of))
                elif subject == form:
                    asked[key, subject] = (key, self.whose)
                else:
                    asked[key, subject] = (FactKey(self.filed.get(key.name, key.name), key.period), subject)
        new = [pair for pair in asked.values() if (as_of, pair) not in self.memo]
        if new:
            wanted = list(dict.fromkeys(subject for _, subject in new))
            read = self.behind.read_many(list(dict.fromkeys(key for key, _ in new)), wanted, as_of)
            self.memo.update({(as_of, pair): value for pair, value in read.items()})
        return found | {pair: self.memo[as_of, there] for pair, there in asked.items()}

    def related(self, subject: Subject, relation: str) -> Sequence[Subject] | Missing:
        """Return the subjects in a relation to the one the return is about."""
        there = self.whose if subject == self.own.subject else subject
        key = ("related", there, relation)
        if key not in self.memo:
            self.memo[key] = self.behind.related(there, relation)
        found: Sequence[Subject] | Missing = self.memo[key]
        return found

    def population(self, name: str, subject: Subject, within: str) -> Sequence[Subject] | Missing:
        """Return the members of a population as the register has them; the subject of the return stands for itself."""
        there = self.whose if subject == self.own.subject else subject
        area = self.related(subject, within) if within else ()
        key = ("population", name, there.kind, within, area if isinstance(area, Missing) else tuple(area))
        if key not in self.memo:
            self.memo[key] = self.behind.population(name, there, within)
        found = self.memo[key]
        return found if isinstance(found, Missing) else tuple(self.own.subject if m == self.whose else m for m in found)


def names_filed(pack: Pack, form: Form, of: Mapping[str, str]) -> dict[str, str]:
    """Return by every name of a field (id, label, the fact called alike) the one its figures are filed under (``of`` by id)."""
    found: dict[str, str] = {}
    for one in form.fields():
        filed = of.get(one.id, one.id)
        found |= dict.fromkeys((one.id, one.zh, pack.chinese_facts.get(one.zh, one.zh)), filed)
    return found


@dataclass(frozen=True, slots=True)
class SituationAround:
    """What stands around a return, as a situation knows it (see :class:`policycore.formula.book.Around`)."""

    situation: Situation
    memo: dict[Any, Any] = field(default_factory=dict)

    @property
    def me(self) -> Subject:
        """Whose return it is, as others know it."""
        reader = self.situation.reader
        return reader.whose if isinstance(reader, FormReader) else self.situation.subject

    def figure(self, field: str, period: str, whose: Any) -> Any:
        """Return the figure of a field: of a member, or of whom a relation names; Missing when nobody filed it."""
        if isinstance(whose, str):
            found = self.situation.related(self.situation.subject, whose)
            if isinstance(found, Missing) or not found:
                return None
            whose = found[0]
        return self.situation.fact(field, period, whose)

    def members(self, population: str, within: str) -> tuple[Any, ...] | None:
        """Return the members of a population; None when they are not known."""
        found = self.situation.population(population, self.situation.subject, within)
        if isinstance(found, Missing):
            return None
        return tuple(self.me if one == self.situation.subject else one for one in found)

    def known(self, node: Node) -> Any:
        """Return what the system says to a question about the subject."""
        here = self.situation
        return evaluate(node, Env(here, here.subject, here.period, quiet=True))
