"""Who may do what with a case: each answer is a permit with reason and article, or a refusal with its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.cases import guards, words
from jidi.cases.enums import SKIP, WITHDRAW
from jidi.cases.guards import MissingItem
from jidi.cases.models import Case, ListStep, Move, Opinion, ReturnPoint
from jidi.cases.queries import (
    actor_of_step,
    opinions,
    pack_of,
    procedure_of,
    record_at,
    resolved,
    situation_for,
    step_of,
    what_is_missing,
)
from jidi.cases.queries.asked import ORGAN, asked_offices, seat_asked
from jidi.cases.queries.missing import OFFICES, Looked
from jidi.common.reading import read_once
from jidi.common.say import Cite, Say
from jidi.policies import queries as policies
from jidi.policies.actors import cite_of, may_act_as, seat_held
from jidi.policies.models import PackVersion
from policycore.calendar import Due
from policycore.engine import Moves, Situation, limit_of_step, moves
from policycore.engine import may_withdraw as may_withdraw_at
from policycore.facts import Subject
from policycore.open_points import Where
from policycore.pack import Pack
from policycore.procedures import StepKind
from policycore.verdict import Missing


def action(step: str, answer: str) -> str:
    """The action a permit for an answer names."""
    return f"case.move.{step}.{answer}"


def may_open(
    actor: Actor, version: PackVersion, procedure: str, subject: Subject, area_code: str, on: date,
    organisation_id: int | None = None, *, round_key: str = "",
) -> Permit | Denied:  # fmt: skip
    """Whether an actor may begin a case: whoever acts at the first step of the procedure."""
    pack = policies.pack(version)
    rule = pack.procedures[procedure]
    situation = policies.situation(version, subject, on, Where(round=round_key, area=area_code))
    first = situation.settled(rule.steps[0].actor)
    if isinstance(first, Missing):
        return Denied(
            Say("；".join(lack.say.zh for lack in first.lacks), "; ".join(lack.say.en for lack in first.lacks))
        )
    key, cite = f"{subject.kind}:{subject.key}", cite_of(pack, rule.starts.citation() or rule.citation())
    return may_act_as(
        actor, pack, first, area_code, on, action="case.open", kind="subject", key=key, cite=cite,
        organisation_id=organisation_id,
    )  # fmt: skip


def may_answer(
    actor: Actor, case: Case, answer: str, on: date, *, situation: Situation | None = None
) -> Permit | Denied:
    """Whether an actor may give this answer at the step where the case stands now."""
    step, pack = step_of(case), pack_of(case)
    over = _over(case)
    if over is not None:
        return over
    if answer == WITHDRAW and answer not in step.then:
        return may_withdraw(actor, case, on)
    if answer not in step.then and not (answer == SKIP and step.may_be_skipped):
        return Denied(Say("这一步没有这个答复。", "The step has no such answer."), cite=cite_of(pack, step.citation()))
    known = step.then.get(answer)
    cite = cite_of(pack, (known.citation() if known else step.citation()) or step.citation())
    return _at_step(actor, case, on, action(case.step, answer), cite, situation)


def may_record(actor: Actor, case: Case, on: date) -> Permit | Denied:
    """Whether an actor may enter the record of the step where the case stands (a visit made, a notice published)."""
    over = _over(case)
    cite = cite_of(pack_of(case), step_of(case).citation())
    return _at_step(actor, case, on, f"case.record.{case.step}", cite) if over is None else over


def may_note(actor: Actor, case: Case, fact: str, on: date) -> Permit | Denied:
    """Whether an actor may answer a question of fact in a case: whoever acts at the step, or whom the pack names."""
    over = _over(case)
    if over is not None:
        return over
    pack = pack_of(case)
    rule = pack.facts.get(fact)
    if rule is None:
        return Denied(Say("本文件没有这个问题。", "The document asks no such question."))
    named, cite = f"case.note.{fact}", cite_of(pack, rule.citation())
    at_step = _at_step(actor, case, on, named, cite)
    if isinstance(at_step, Permit) or not rule.supplier:
        return at_step
    return _as(actor, case, rule.supplier, on, named, cite)


def may_answer_point(actor: Actor, point: ReturnPoint, on: date) -> Permit | Denied:
    """Whether an actor may answer a point for correction: whoever has the case to correct now."""
    case = point.case
    over = _over(case)
    return _at_step(actor, case, on, f"case.point.{point.pk}", words.ONCE) if over is None else over


def may_accept_point(actor: Actor, point: ReturnPoint, on: date) -> Permit | Denied:
    """Whether an actor may accept the answer to a point: whoever raised it, while the case is with them again."""
    case = point.case
    over = _over(case)
    if over is not None:
        return over
    if point.move.step != case.step:
        why = Say(
            "这一处由提出它的一方采纳，案卷现在不在那里。", "Whoever raised it accepts it, once the case is back there."
        )
        return Denied(why, cite=words.ONCE)
    return _at_step(actor, case, on, f"case.accept.{point.pk}", words.ONCE)


def may_withdraw(actor: Actor, case: Case, on: date) -> Permit | Denied:
    """Whether an actor may withdraw a case: its applicant, or whoever began it, as long as the procedure lets them."""
    over = _over(case)
    if over is not None:
        return over
    pack, procedure = pack_of(case), procedure_of(case)
    rule = procedure.withdraw
    if rule is None or not may_withdraw_at(procedure, case.step):
        cite = cite_of(pack, (rule or procedure).citation())
        return Denied(Say("到了这一步不能撤回。", "It cannot be withdrawn at this step."), cite=cite)
    cite = cite_of(pack, rule.citation())
    first = situation_for(case, on).settled(procedure.steps[0].actor)
    names = [name for name in (procedure.applicant, first) if isinstance(name, str)]
    found = [_as(actor, case, name, on, action(case.step, WITHDRAW), cite) for name in names]
    return next((answer for answer in found if isinstance(answer, Permit)), found[-1])


def may_give_opinion(actor: Actor, case: Case, on: date) -> Permit | Denied:
    """Whether an actor may answer a consultation: an office the procedure asks, or a department asked by name.

    The action ends in the capacity. Whoever keeps the record of others does not answer for them.
    """
    over = _over(case)
    if over is not None:
        return over
    step, pack = step_of(case), pack_of(case)
    cite = cite_of(pack, step.citation())
    offices = [name for name in step.asks if pack.actors[name].kind in OFFICES]
    found = [_as(actor, case, name, on, f"case.opinion.{case.step}.{name}", cite) for name in offices]
    found += _as_department(actor, case, on, cite)
    permit = next((answer for answer in found if isinstance(answer, Permit)), None)
    return permit or (
        found[0] if found else Denied(Say("这一步不征求意见。", "Nobody is asked at this step."), cite=cite)
    )


def _as_department(actor: Actor, case: Case, on: date, cite: Cite) -> list[Permit | Denied]:
    """Whether an actor is a department that was asked by name at the step."""
    found: list[Permit | Denied] = []
    for name, organ in asked_offices(record_at(case)).items() if step_of(case).kind is StepKind.CONSULT else ():
        if seat_asked(case, organ, on).holds(actor):
            reason = Say(f"{name}被征求意见。", f"The opinion of {name} was asked for.")
            permit = Permit(actor, f"case.opinion.{case.step}.{ORGAN}{organ}", "case", str(case.pk), reason, cite)
            denied = conflict(actor, case)
            found.append(permit if denied is None else denied)
    return found


def may_freeze(
    actor: Actor, version: PackVersion, procedure: str, step: str, scope_key: str, on: date, *, round_key: str = ""
) -> Permit | Denied:
    """Whether an actor may freeze the list of a step for a city, an area or a round."""
    pack = policies.pack(version)
    rule = pack.procedures[procedure].step(step)
    area = scope_key if rule.scope and rule.scope.list != "per-round" else pack.header.area
    held = round_key or (scope_key if rule.scope and rule.scope.list == "per-round" else "")
    situation = policies.situation(version, Subject("list", scope_key), on, Where(round=held, area=area))
    who = situation.settled(rule.actor)
    if isinstance(who, Missing):
        return _undecided(pack, who)
    named = f"list.freeze.{procedure}.{step}"
    cite = cite_of(pack, rule.citation())
    return may_act_as(actor, pack, who, area, on, action=named, kind="list", key=scope_key, cite=cite)


def may_move_list(actor: Actor, list_step: ListStep, on: date) -> Permit | Denied:
    """Whether an actor may answer for a frozen list, hold a line back, or enter its record."""
    answer = may_freeze(
        actor, list_step.version, list_step.procedure, list_step.step, list_step.scope_key, on,
        round_key=list_step.round_key,
    )  # fmt: skip
    if isinstance(answer, Denied):
        return answer
    return Permit(actor, "list.move", "list", str(list_step.pk), answer.reason, answer.cite)


@dataclass(frozen=True, slots=True)
class CaseMoves:
    """All a page needs about the step a case stands at: the engine's moves, who may give which answer, what is missing
    for each, by when, which opinions stand, which points are open."""

    moves: Moves
    permits: dict[str, Permit | Denied]
    missing: dict[str, tuple[MissingItem, ...]]
    due: Due | Missing | None
    opinions: tuple[Opinion, ...]
    points: tuple[ReturnPoint, ...]

    @property
    def may_act(self) -> bool:
        """Whether it is this actor's turn."""
        return any(isinstance(permit, Permit) for permit in self.permits.values())


def moves_for(case: Case, actor: Actor, on: date) -> CaseMoves:
    """Where a case stands for an actor. What is missing is worked out for the answers they may give."""
    situation, looked = situation_for(case, on), Looked(case)
    step, found = step_of(case), moves(situation, case.procedure, case.step)
    names = [move.answer for move in found.moves]
    if SKIP not in names and resolved(found, SKIP) is not None:
        names.append(SKIP)
    permits = _permits(actor, case, names, on, situation)
    missing = {
        name: what_is_missing(case, name, on, situation=situation, step_moves=found, looked=looked)
        for name, permit in permits.items()
        if isinstance(permit, Permit)
    }
    due = None if case.has_ended else limit_of_step(situation, step, case.entered_on)
    given = tuple(opinions(case, visit=case.seq))
    return CaseMoves(found, permits, missing, due, given, tuple(looked.points))


def _permits(actor: Actor, case: Case, names: list[str], on: date, situation: Situation) -> dict[str, Permit | Denied]:
    """The permits for all answers of a step: who acts is asked once, each answer has its own action and article."""
    first = may_answer(actor, case, names[0], on, situation=situation)
    if isinstance(first, Denied):
        return dict.fromkeys(names, first)
    step, pack = step_of(case), pack_of(case)
    found: dict[str, Permit | Denied] = {}
    for name in names:
        known = step.then.get(name)
        cite = cite_of(pack, (known.citation() if known else step.citation()) or step.citation())
        found[name] = replace(first, action=action(case.step, name), cite=cite)
    return found


def conflict(actor: Actor, case: Case) -> Denied | None:
    """Why a person must stay out of a case: an interest somebody registered, or because they acted for another office."""
    say = guards.forbidden(case, actor)
    if say is not None:
        return Denied(say, Say("请由其他经办人办理。", "Let a colleague do it."), cite=words.CONFLICT)

    office = actor.organisation_name
    acted = Move.objects.filter(case=case, person_id=actor.person_id).exclude(who_organisation=office)
    # Asked once in an act: what the act itself adds is of this very office.
    if read_once(("acted-for-another", case.pk, actor.person_id, office), acted.exists):
        why = Say("您已在本案中为另一机关办理。", "You have acted for another office in this case.")
        return Denied(why, Say("请由其他经办人办理。", "Let a colleague do it."), cite=words.TWO_OFFICES)
    return None


def _over(case: Case) -> Denied | None:
    if not case.has_ended:
        return None
    end = procedure_of(case).ends.get(case.end)
    zh, en = (end.zh, end.en or end.zh) if end else ("已撤回", "withdrawn")
    why = Say(f"本案已于 {case.ended_on} 办结：{zh}。", f"The case ended on {case.ended_on}: {en}.")
    return Denied(why, Say("可以查看经过。", "You can read its history."))


def _undecided(pack: Pack, who: Missing) -> Denied:
    """Who acts is an open point nobody has decided: say so, with who may, and the article that leaves it open."""
    point = next((pack.open_points[lack.name] for lack in who.lacks if lack.name in pack.open_points), None)
    zh, en = "；".join(lack.say.zh for lack in who.lacks), "; ".join(lack.say.en for lack in who.lacks)
    why = Say(f"还没有决定由谁办理：{zh}。", f"Who does this is undecided: {en}.")
    return Denied(
        why, Say("请在政策库的待定项里作出决定。", "Decide it on the page of open points."),
        cite=cite_of(pack, point.citation()) if point else words.GUARD,
    )  # fmt: skip


def _at_step(
    actor: Actor, case: Case, on: date, named: str, cite: Cite, situation: Situation | None = None
) -> Permit | Denied:
    who = actor_of_step(case, on, situation)
    if isinstance(who, Missing):
        return _undecided(pack_of(case), who)
    return _as(actor, case, who, on, named, cite)


def _as(actor: Actor, case: Case, who: str, on: date, named: str, cite: Cite) -> Permit | Denied:
    answer = may_act_as(
        actor, pack_of(case), who, case.area_code, on, action=named, kind="case", key=str(case.pk), cite=cite,
        organisation_id=case.organisation_id,
    )  # fmt: skip
    if isinstance(answer, Denied):
        return answer
    # A refusal is false where a permit is true: never join them by `or`.
    denied = conflict(actor, case)
    return answer if denied is None else denied


def capacity_of(actor: Actor, case: Case, who: str, on: date) -> str:
    """The organ an actor signs for as one of several joint offices (nothing for others)."""
    seat = seat_held(actor, pack_of(case), who, case.area_code, on, organisation_id=case.organisation_id)
    return seat.organ if seat else ""
