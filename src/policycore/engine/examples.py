"""Running worked examples: facts and decisions as data, one question, the answer compared with what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..calendar import WorkCalendar
from ..facts import DataFacts, Subject
from ..open_points import Decision, DecisionBook
from ..pack.model import Example, Pack
from ..periods import Period
from ..verdict import plain_data
from .asking import QuestionError
from .questions import answer
from .situation import Situation

OWN = Subject("subject", "self")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an example: nothing wrong, or each part that differs (key, expected, found)."""

    example: Example
    differences: tuple[tuple[str, Any, Any], ...] = ()
    error: str = ""

    @property
    def passed(self) -> bool:
        """Tell whether the answer was as expected."""
        return not self.differences and not self.error

    def __str__(self) -> str:
        where = f"{self.example.file}:{self.example.line}: {self.example.name}"
        if self.error:
            return f"{where}: {self.error}"
        parts = "; ".join(f"{key}: expected {wanted!r}, found {found!r}" for key, wanted, found in self.differences)
        return f"{where}: {parts}" if parts else f"{where}: as expected"


def run_examples(pack: Pack, calendar: WorkCalendar, examples: Iterable[Example] | None = None) -> list[Result]:
    """Run worked examples of a pack and return what came of each."""
    return [run_example(pack, example, calendar) for example in (pack.examples if examples is None else examples)]


def run_example(pack: Pack, example: Example, calendar: WorkCalendar) -> Result:
    """Run one worked example."""
    try:
        found = answer(situation_of(pack, example, calendar), example.ask)
    except (QuestionError, KeyError, ValueError) as error:
        return Result(example, error=f"{type(error).__name__}: {error}")
    differences = []
    for key, wanted in example.expect.items():
        got = found.get(key)
        if not _agrees(key, plain_data(wanted), got):
            differences.append((key, plain_data(wanted), got))
    return Result(example, tuple(differences))


def situation_of(pack: Pack, example: Example, calendar: WorkCalendar) -> Situation:
    """Return the situation an example describes."""
    facts = DataFacts(example.facts, OWN, example.others, example.relations, example.populations)
    book = DecisionBook.of(Decision(point, value, act="样例") for point, value in example.decisions.items())
    return Situation(
        pack,
        facts,
        book,
        example.on,
        OWN,
        period=Period.parse(example.period) if example.period else None,
        calendar=calendar,
        kinds=frozenset(example.kinds) if example.kinds is not None else None,
        rates={pair: Decimal(str(rate)) for pair, rate in example.rates.items()},
    )


def _agrees(key: str, wanted: Any, found: Any) -> bool:
    if key == "because" and isinstance(found, Sequence):
        needed = wanted if isinstance(wanted, list) else [wanted]
        return all(any(str(part) in str(line) for line in found) for part in needed)
    if isinstance(wanted, dict) and isinstance(found, dict):
        return all(name in found and _agrees(name, value, found[name]) for name, value in wanted.items())
    return bool(_same(wanted, found))


def _same(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found or {True: "yes", False: "no"}.get(wanted) == found
    if {type(wanted), type(found)} == {int, str}:
        return str(wanted) == str(found)
    return bool(wanted == found)
