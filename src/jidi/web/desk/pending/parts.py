"""Which lists wait for those who decide, and the one page that says what there is to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jidi.accounts.acting import Actor, Permit
from jidi.applications import queries
from jidi.cases import queries as cases
from jidi.cases.enums import SKIP
from jidi.cases.models import Case, Move
from jidi.common.say import Refused, Say
from jidi.web.desk.applications.placed import placed_at
from jidi.web.desk.lists import workbench
from jidi.web.desk.lists.place import Place, place_for
from jidi.web.desk.lists.standing import Standing, experts_said, given_by_experts, standings
from jidi.web.shared.cited import chips_of
from jidi.web.shared.figures import figure
from jidi.web.shared.parts import Chip, Dash
from policycore.procedures import AnswerDoes, words_of_answer

LEFT_OUT = Say("略过本步", "left the step out")


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter that waits: the list of a step."""

    place: Place
    count: int
    since: date
    chips: tuple[Chip | Dash, ...]

    @property
    def title(self) -> Say:
        """What it is about."""
        step, round_ = self.place.step.say, self.place.round_
        return Say(f"{round_.zh}　{step.zh}", f"{round_.en or round_.zh} · {step.en or step.zh}")


@dataclass(frozen=True, slots=True)
class Said:
    """One opinion given on a case on its way here."""

    step: Say
    who: str
    answer: Say
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One case on the page: its rank, its points, what was said of it, what is proposed."""

    case: Case
    place: Say
    area: str
    product: str
    points: str
    preferences: tuple[tuple[Say, tuple[Chip | Dash, ...]], ...]
    said: tuple[Said, ...]
    proposed: Say
    why: str
    decided: Say | None = None
    experts: Say | None = None


def matters_of(actor: Actor, on: date) -> list[Matter]:
    """The lists that wait for this person's meeting, the longest wait first."""
    living = cases.visible_to(actor).filter(ended_at__isnull=True).exclude(round_key="").order_by("entered_at", "pk")
    groups: dict[tuple[str, str, str], list[Case]] = {}
    for case in living:
        step = cases.step_of(case)
        if step.is_list:
            groups.setdefault((case.round_key, step.id, cases.scope_key_of(case, step)), []).append(case)
    found = []
    for (round_key, step_id, scope), held in groups.items():
        try:
            place = place_for(actor, round_key, step_id, scope, on)
        except Refused:
            continue
        if isinstance(place.permit, Permit):
            chips = chips_of(place.whole, place.step.citation())
            found.append(Matter(place, len(held), min(c.entered_on for c in held), chips))
    return sorted(found, key=lambda one: one.since)


def answers_of(place: Place) -> list[tuple[Say, Say, tuple[Chip | Dash, ...]]]:
    """What can be decided: each answer, where it leads, by which article."""
    from jidi.web.desk.applications.shown import where

    return [
        (
            Say(*words_of_answer(key, answer)), where(place.procedure, answer.to),
            chips_of(place.whole, answer.citation() or place.step.citation()),
        )
        for key, answer in place.step.then.items()
    ]  # fmt: skip


def entries_of(place: Place) -> list[Entry]:
    """The cases on the page, in the order saved, else ranked; each with what was said on its way."""
    listed = [item.case for item in place.to_answer] or place.waiting
    shown, moves = standings(place, listed), _moves(place, listed)
    ordered = sorted(listed, key=lambda case: shown[case.pk].order)
    return [_entry(place, case, shown[case.pk], moves.get(case.pk, ())) for case in ordered]


def decided_on(place: Place) -> list[Entry]:
    """The cases of the last list that was decided, each as it was placed and decided; where none waits any more."""
    row = next(iter(place.closed), None)
    if row is None:
        return []
    items = [item for item in cases.list_items(row) if item.moved_at is not None]
    keys = [item.case_id for item in items]
    placed, moves = placed_at(place.round_, place.step.id, place.step.say, keys), _moves(place, [i.case for i in items])
    applications = {one.case_id: one for one in queries.visible_to(place.actor).filter(case__in=keys)}
    made, given = [], given_by_experts(place)
    for number, item in enumerate(items, 1):
        one, application = placed.get(item.case_id), applications.get(item.case_id)
        made.append((one.row.place if one else number, Entry(
            item.case, one.place if one else Say(f"第 {number} 件", f"no. {number}"),
            application.base.area.name if application else "", application.base.product_words if application else "",
            figure(one.row.points, workbench.PLACES) if one else "—", (),
            tuple(_said(place, move) for move in moves.get(item.case_id, ())), one.choice if one else Say(""),
            one.why if one else "", _words(place, item.answer), experts_said(given.get(str(item.case_id))),
        )))  # fmt: skip
    return [entry for _, entry in sorted(made, key=lambda pair: pair[0])]


def _moves(place: Place, listed: Iterable[Case]) -> Mapping[int, Sequence[Move]]:
    """What was said on the way here: every reason, and every answer that could have been another."""
    found: dict[int, list[Move]] = {}
    for move in Move.objects.filter(case__in=list(listed)).order_by("seq"):
        if move.reason or move.answer in _judged(place, move.step):
            found.setdefault(move.case_id, []).append(move)
    return found


def _judged(place: Place, step_id: str) -> frozenset[str]:
    """The answers of a step that decides between several ways on; none of a step that has one."""
    step = place.procedure.step(step_id) if step_id else None
    on = (AnswerDoes.FORWARD, AnswerDoes.REFUSE)
    answers = [key for key, one in step.then.items() if place.procedure.does(step, one) in on] if step else []
    return frozenset(answers) if len(answers) > 1 else frozenset()


def _entry(place: Place, case: Case, one: Standing, moves: Sequence[Move]) -> Entry:
    application = place.applications.get(case.pk)
    return Entry(
        case, one.place, application.base.area.name if application else "",
        application.base.product_words if application else "", one.points, one.preferences,
        tuple(_said(place, move) for move in moves), one.proposed, one.why,
        experts=one.experts,
    )  # fmt: skip


def _words(place: Place, answer: str) -> Say:
    known = place.step.then.get(answer)
    return Say(*words_of_answer(answer, known)) if known else Say(answer)


def _said(place: Place, move: Move) -> Said:
    step = place.procedure.step(move.step) if move.step else None
    answer = step.then.get(move.answer) if step else None
    words = (
        Say(*words_of_answer(move.answer, answer)) if answer else LEFT_OUT if move.answer == SKIP else Say(move.answer)
    )
    return Said(step.say if step else Say(""), f"{move.who_organisation} {move.who_name}".strip(), words, move.reason)
