"""Asking a stored verdict again on what was recorded then: the same digest, whatever happened to the data since."""

from __future__ import annotations

from dataclasses import replace

from jidi.cases.models import StoredVerdict
from jidi.cases.queries.missing import skip_verdict
from jidi.cases.queries.situations import place_of
from jidi.cases.recording import calendar_back, read_back
from jidi.policies.queries import pack
from policycore.engine import Situation, right, veto
from policycore.verdict import Verdict


class NoReplayError(ValueError):
    """A verdict on a question this room does not ask."""


def replay(stored: StoredVerdict) -> Verdict:
    """Ask the question of a stored verdict again on the recorded facts, decisions, calendar, day and pinned pack."""
    move = stored.move
    case, recording = move.case, move.recording
    reader, book = read_back(recording.data_json)
    situation = Situation(
        pack=pack(case.version),
        reader=reader,
        decisions=book,
        on=recording.asked_on,
        subject=case.subject,
        kind=case.kind,
        where=replace(place_of(case)),
        calendar=calendar_back(recording.calendar.data_json),
    )
    return _asked(situation, stored.question, case.procedure, move.step)


def holds(stored: StoredVerdict) -> bool:
    """Whether a stored verdict replays to its digest."""
    return replay(stored).digest() == stored.digest


def _asked(situation: Situation, question: str, procedure_id: str, step_id: str) -> Verdict:
    kind, _, name = question.partition(" ")
    if kind == "veto":
        return veto(situation, situation.pack.vetoes[name])
    if kind == "right":
        return right(situation, name, procedure_id)
    step = situation.pack.procedures[procedure_id].step(step_id)
    if kind == "skip" and (found := skip_verdict(situation, step)) is not None:
        return found
    if kind == "answer":
        answer = step.then[name]
        if answer.when is not None:
            return situation.ask(question, answer.when, answer.citation() or step.citation())
    raise NoReplayError(f"{question!r} is no question of a step")
