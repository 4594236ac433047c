"""What rooms above require before a case of theirs moves, and what forbids a person to act on it.

A room registers when the site starts. The same functions feed the page (还差什么) and the guard, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from jidi.common.say import Cite, Say

if TYPE_CHECKING:
    from jidi.accounts.acting import Actor
    from jidi.cases.models import Case
    from policycore.procedures import Step


@dataclass(frozen=True, slots=True)
class MissingItem:
    """One thing that stands in the way of an answer: what, by which article, where to see to it.

    ``link`` names the place (``field:ID``, ``document:ID``, ``note:NEED``, ``record:KEY``, ``fact:NAME``, ``point:ID``,
    ``decision:POINT``); ``code`` is a short stable word for it.
    """

    say: Say
    cite: Cite
    link: str = ""
    code: str = ""


Requires = Callable[["Case", "Step", str, date], Iterable[MissingItem]]
Forbids = Callable[["Case", "Actor"], Say | None]


@dataclass(frozen=True, slots=True)
class _Asked:
    function: Requires
    right: str
    subject_kind: str
    step_kind: str

    def concerns(self, case: Case, step: Step, right: str) -> bool:
        return (
            self.right in {"", right}
            and self.subject_kind in {"", case.subject_kind}
            and self.step_kind in {"", step.kind.value}
        )


_required: list[_Asked] = []
_forbidding: list[Forbids] = []


def require_for(function: Requires, *, right: str = "", subject_kind: str = "", step_kind: str = "") -> None:
    """Register what must be there before an answer: for procedures of a right, cases about a kind of subject, a kind of
    step. The function gets (case, step, answer, day) and gives what is missing; it only reads."""
    entry = _Asked(function, right, subject_kind, step_kind)
    if entry not in _required:
        _required.append(entry)


def conflict_for(function: Forbids) -> None:
    """Register what forbids a person to act on a case (an interest): it gives the reason, or None."""
    if function not in _forbidding:
        _forbidding.append(function)


def required(case: Case, step: Step, answer: str, right: str, on: date) -> list[MissingItem]:
    """Everything the rooms above still miss for an answer."""
    return [
        item
        for entry in _required
        if entry.concerns(case, step, right)
        for item in entry.function(case, step, answer, on)
    ]


def forbidden(case: Case, actor: Actor) -> Say | None:
    """Why a person may not act on a case, or None."""
    return next((say for function in _forbidding if (say := function(case, actor)) is not None), None)


@dataclass(slots=True)
class Registered:
    """The state of the registry, to be put back after a test."""

    required: list[_Asked]
    forbidding: list[Forbids]


def snapshot() -> Registered:
    """What is registered now."""
    return Registered(list(_required), list(_forbidding))


def restore(state: Registered) -> None:
    """Put back what was registered."""
    _required[:], _forbidding[:] = state.required, state.forbidding
