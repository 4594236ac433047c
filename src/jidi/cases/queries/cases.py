"""Which cases an actor sees, and what happened in them. ``visible_to`` is the one fence; pages, files and counts use it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import models
from django.db.models import Exists, OuterRef, Q

from jidi.accounts.acting import Actor
from jidi.agenda.addressees import meant_for, seat_named
from jidi.agenda.queries import clocks_of
from jidi.cases.enums import PointState, Sees
from jidi.cases.models import Case, CaseAnswer, ListItem, Move, Opinion, Party, ReturnPoint, StepRecord, StoredVerdict
from jidi.cases.queries.offices import names_of
from jidi.cases.queries.situations import procedure_of
from jidi.common.say import Cite, Say
from jidi.policies.actors import cite_of
from jidi.policies.queries import pack, without_texts
from policycore.procedures import AnswerDoes, Step, StepKind

SEEN: Final = {
    Sees.ALL: Say("全部内容", "everything"),
    Sees.PROGRESS: Say("上报后可见；现只见进度", "once it was forwarded; progress only for now"),
}
"""What an office sees, in words."""


def visible_to(actor: Actor) -> models.QuerySet[Case]:
    """The cases whose whole content an actor sees: offices that have to do with it, in their area, and the applicant.

    Experts, auditors and administrators see none here; an expert sees what they were drawn for through ``panels``.
    """
    return without_texts(Case.objects.filter(_party(actor, Q(sees=Sees.ALL))), "version")


def known_to(actor: Actor) -> models.QuerySet[Case]:
    """The cases an actor knows of, be it by their progress only. Never show content by this one."""
    return without_texts(Case.objects.filter(_party(actor, Q())), "version")


def progress_for(actor: Actor) -> models.QuerySet[Case, dict[str, Any]]:
    """What an actor may know of every case they know of: number, title, step and days; nothing of its content."""
    seen = ("id", "case_no", "title_zh", "title_en", "area_code", "procedure", "round_key", "step", "entered_on")
    return known_to(actor).values(*seen, "opened_on", "ended_on", "end")


def sees_all(actor: Actor, case: Case) -> bool:
    """Whether an actor sees the content of a case."""
    return visible_to(actor).filter(pk=case.pk).exists()


def known(actor: Actor, **named: Any) -> tuple[Case, bool] | None:
    """A case an actor knows of, named by its columns, and whether they see all of it: ``known_to`` and ``sees_all`` at once."""
    parties = Party.objects.filter(meant_for(actor), **{f"case__{column}": value for column, value in named.items()})
    found = list(without_texts(parties, "case__version"))
    return (found[0].case, any(row.sees == Sees.ALL for row in found)) if found else None


def _party(actor: Actor, more: Q) -> Exists:
    return Exists(Party.objects.filter(meant_for(actor), more, case=OuterRef("pk")))


def who_sees(case: Case) -> list[tuple[Say, Say]]:
    """Who sees what of a case, in words: 谁能看到."""
    rows = {seat_named(row.addressee, row.area_code): row for row in case.parties.all()}
    names = names_of(list(rows), case.area_code, case.entered_on)
    return [(names[seat], SEEN[Sees(row.sees)]) for seat, row in rows.items() if names[seat].zh]


def history(case: Case) -> models.QuerySet[Move]:
    """Every move of a case, oldest first, with what each needs to be shown."""
    return Move.objects.filter(case=case).select_related("list_step").prefetch_related("points").order_by("seq")


def last_move(case: Case) -> Move:
    """The move that brought the case where it stands."""
    return Move.objects.filter(case=case).order_by("-seq")[0]


def opinions(case: Case, *, visit: int | None = None) -> models.QuerySet[Opinion]:
    """The opinions given in a case; with ``visit`` those that count at that visit of a step."""
    found = Opinion.objects.filter(case=case)
    return found.filter(visit=visit, is_valid=True) if visit is not None else found


def opinion_standing(case: Case, capacity: str) -> Opinion | None:
    """The opinion that counts for a capacity at the present visit of the step; None while nobody has given one."""
    return Opinion.objects.filter(case=case, visit=case.seq, capacity=capacity, is_valid=True).first()


def answers(case: Case) -> models.QuerySet[CaseAnswer]:
    """What people found in a case, the valid ones."""
    return CaseAnswer.objects.filter(case=case, is_valid=True)


def verdicts(case: Case) -> models.QuerySet[StoredVerdict]:
    """Every verdict that moved a case."""
    return StoredVerdict.objects.filter(move__case=case).select_related("move").order_by("move__seq", "place")


def open_points(case: Case) -> list[ReturnPoint]:
    """The points of the last return that are not settled: what is being corrected, or waits to be looked at."""
    return list(ReturnPoint.objects.filter(case=case, state__in=(PointState.OPEN, PointState.ANSWERED)))


def points_raised(case: Case) -> list[ReturnPoint]:
    """Every point ever raised in a case."""
    return list(ReturnPoint.objects.filter(case=case).select_related("move"))


def unlocked(case: Case) -> frozenset[tuple[str, str]] | None:
    """What may be changed at a filling step: None for everything, else the fields and documents the points name."""
    if case.has_ended or procedure_of(case).step(case.step).kind is not StepKind.FILL:
        return frozenset()
    if not ReturnPoint.objects.filter(case=case).exists():
        return None
    return frozenset((point.target_kind, point.target) for point in open_points(case))


def record_at(case: Case) -> dict[str, Any] | None:
    """The record of the step a case stands at: its own, else that of the open list it is on."""
    own = StepRecord.objects.filter(case=case, visit=case.seq, is_valid=True).first()
    if own is not None:
        return own.data
    item = item_of(case)
    shared = StepRecord.objects.filter(list_step_id=item.list_step_id, is_valid=True).first() if item else None
    return shared.data if shared else None


def record_of_move(move: Move) -> dict[str, Any] | None:
    """The record a move stood on: its own visit's, else its list's."""
    own = StepRecord.objects.filter(case_id=move.case_id, visit=move.seq - 1, is_valid=True).first()
    if own is None and move.list_step_id:
        own = StepRecord.objects.filter(list_step_id=move.list_step_id, is_valid=True).first()
    return own.data if own else None


def item_of(case: Case) -> ListItem | None:
    """The line of a case on the open list of its step, unless it was held back."""
    found = ListItem.objects.filter(
        case=case, visit=case.seq, held_at__isnull=True, moved_at__isnull=True, list_step__closed_at__isnull=True
    )
    return found.select_related("list_step").first()


@dataclass(frozen=True, slots=True)
class StepLine:
    """A cell of the step bar: ``state`` is done, current, skipped or ahead; ``returns`` how often it came back.

    ``correcting`` says that ``due_on`` is the day a return has to be handed back by; ``stopped_on`` since when the time of
    the step stands still because it was returned, ``paused`` how long it did before, in ``unit``.
    """

    id: str
    kind: StepKind
    say: Say
    state: str
    optional: bool
    who: Say
    entered_on: date | None
    left_on: date | None
    due_on: date | None
    provisional: bool
    returns: int
    cite: Cite
    correcting: bool = False
    stopped_on: date | None = None
    paused: int = 0
    unit: str = ""


def correction_name(step: str) -> str:
    """The name of the clock of what was returned to a step for correction."""
    return f"{step}:correction"


def steps(case: Case) -> list[StepLine]:
    """The steps of a case for the step bar: three queries, whatever its length."""
    procedure, whole = procedure_of(case), pack(case.version)
    moves = list(Move.objects.filter(case=case).order_by("seq"))
    clocks = {clock.name: clock for clock in clocks_of("cases", "case", [str(case.pk)])}
    lines = []
    for step in procedure.steps:
        came = [m for m in moves if m.to_step == step.id]
        left = [m for m in moves if m.step == step.id]
        current = not case.has_ended and case.step == step.id
        actor = whole.actors.get(step.actor) if isinstance(step.actor, str) else None
        own, correction = clocks.get(step.id), clocks.get(correction_name(step.id)) if current else None
        clock = correction or own
        lines.append(StepLine(
            id=step.id, kind=step.kind, say=step.say,
            state="current" if current else _state(left), optional=step.may_be_skipped,
            who=actor.say if actor else Say(""),
            entered_on=came[-1].made_on if came else None, left_on=left[-1].made_on if left and not current else None,
            due_on=clock.ends_on if current and clock else (step.limit.until if step.limit else None),
            provisional=bool(current and clock and clock.provisional),
            returns=sum(m.does == AnswerDoes.RETURN for m in came), cite=cite_of(whole, step.citation()),
            correcting=correction is not None, stopped_on=own.stopped_on if own else None, paused=own.paused if own else 0,
            unit=own.unit if own else "",
        ))  # fmt: skip
    return lines


def _state(left: list[Move]) -> str:
    if not left:
        return "ahead"
    return "skipped" if left[-1].answer == "skip" else "done"


def of_subject(subject_kind: str, keys: Iterable[str]) -> models.QuerySet[Case]:
    """The cases of subjects, newest first."""
    return Case.objects.filter(subject_kind=subject_kind, subject_key__in=list(keys)).order_by("-opened_at", "-pk")


def scope_key_of(case: Case, step: Step) -> str:
    """Which list of a list step a case belongs on: its city's, its area's, its round's."""
    kind = step.scope.list if step.scope else ""
    return {"per-city": case.city_code, "per-area": case.area_code, "per-round": case.round_key}.get(kind, "")


def waiting_at(version_pack: str, procedure: str, step: Step, round_key: str, scope_key: str) -> models.QuerySet[Case]:
    """The living cases of a round that stand at a step, of one city or area where the step is listed so."""
    found = Case.objects.filter(
        version__pack_id=version_pack, procedure=procedure, round_key=round_key, step=step.id, ended_at__isnull=True
    )
    scope = step.scope.list if step.scope else ""
    if scope == "per-city":
        found = found.filter(city_code=scope_key)
    elif scope == "per-area":
        found = found.filter(area_code=scope_key)
    return found.select_related("version").order_by("case_no")


def is_case_of(pack_id: str, key: str) -> bool:
    """Whether there is a case of this key (as decisions name it) under a pack."""
    return key.isdecimal() and Case.objects.filter(pk=int(key), version__pack_id=pack_id).exists()
