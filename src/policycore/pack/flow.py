"""Whether a procedure holds together: known targets, every step reachable, no dead end."""

from __future__ import annotations

from collections.abc import Iterator

from ..procedures import Procedure, Step
from .problems import allowed_words


def flow_problems(procedure: Procedure) -> Iterator[tuple[str, str, str]]:
    """Yield (step id or empty, key, message) for everything wrong with the way steps lead on."""
    ids = [step.id for step in procedure.steps]
    for step_id in sorted({i for i in ids if ids.count(i) > 1}):
        yield "", "steps", f"two steps are called {step_id!r}; ids are used once"
    targets = [*ids, *(f"end.{end}" for end in procedure.ends)]
    broken = False
    for step in procedure.steps:
        for name, answer in step.then.items():
            if answer.to not in targets:
                broken = True
                yield (
                    step.id,
                    f"then.{name}",
                    f"leads to {answer.to!r}, which is no step and no end; {allowed_words(answer.to, targets)}",
                )
    if procedure.withdraw and procedure.withdraw.to not in targets:
        yield "", "withdraw.to", f"{procedure.withdraw.to!r} is no end; {allowed_words(procedure.withdraw.to, targets)}"
    if broken:
        return
    yield from _unreachable(procedure)
    yield from _dead_ends(procedure)


def next_steps(procedure: Procedure, step: Step) -> set[str]:
    """Return the steps a step's answers lead to (ends excluded)."""
    return {a.to for a in step.then.values() if not a.to.startswith("end.")}


def _unreachable(procedure: Procedure) -> Iterator[tuple[str, str, str]]:
    reached, open_ = set(), [procedure.steps[0].id]
    while open_:
        here = open_.pop()
        if here not in reached:
            reached.add(here)
            open_ += next_steps(procedure, procedure.step(here))
    for step in procedure.steps:
        if step.id not in reached:
            yield step.id, "id", "is never reached from the first step; let an answer lead here, or take it out"
    ends = {a.to[4:] for s in procedure.steps for a in s.then.values() if a.to.startswith("end.")}
    if procedure.withdraw:
        ends.add(procedure.withdraw.to.removeprefix("end."))
    for end in procedure.ends:
        if end not in ends:
            yield "", f"ends.{end}", "is never reached; let an answer lead to it, or take it out"


def _dead_ends(procedure: Procedure) -> Iterator[tuple[str, str, str]]:
    finishing = {s.id for s in procedure.steps if any(a.to.startswith("end.") for a in s.then.values())}
    grown = True
    while grown:
        more = {s.id for s in procedure.steps if next_steps(procedure, s) & finishing} - finishing
        grown = bool(more)
        finishing |= more
    ends = ", ".join(f"end.{end}" for end in procedure.ends)
    for step in procedure.steps:
        if step.id not in finishing:
            yield step.id, "then", f"is a dead end: from here no answers lead to any of {ends}"
