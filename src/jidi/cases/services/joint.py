"""Joint offices: each signs its own answer as a record; the case goes on when all have said the same.

A return for correction needs no second signature: either office may ask for what is missing (rule of the house).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jidi.accounts.acting import Actor
from jidi.accounts.queries import authority
from jidi.agenda import services as agenda
from jidi.audit.services import record
from jidi.cases import words
from jidi.cases.errors import MoveRefused, Stale
from jidi.cases.models import Case, Opinion
from jidi.cases.permissions import capacity_of
from jidi.cases.queries import opinions, seats_at
from jidi.cases.queries.missing import Given, Resolved
from jidi.cases.services.entering import KIND, ROOM, enter, passage
from jidi.cases.services.writing import keep
from jidi.cases.states import state_of_opinion
from jidi.common.say import Say
from policycore.actors import Actor as PackActor
from policycore.actors import ActorKind
from policycore.engine import Moves, Situation
from policycore.verdict import Missing


@dataclass(frozen=True, slots=True)
class Signed:
    """What the signatures come to: the answer that stands (None: not yet), the reason, who is awaited, what stops it."""

    answer: str | None
    reason: str = ""
    waiting_for: tuple[str, ...] = ()
    stopped: Say | None = None


def sign(
    case: Case, situation: Situation, found: Moves, answer: Resolved, who: str, actor: Actor, given: Given, at: datetime,
    *, changing: bool = False,
) -> Signed:  # fmt: skip
    """Record an answer as the opinion of the office that gives it, and say whether the case may go on now.

    With ``changing`` (a list of which other lines change) whoever signed gives the same again for the lines that stay.
    """
    rule = situation.pack.actors.get(who)
    if rule is None or rule.kind is not ActorKind.JOINT:
        first_opinion(case, actor, actor.organ or str(actor.organisation_id), answer.answer, given.reason, at)
        return Signed(answer.answer, given.reason)
    organ = capacity_of(actor, case, who, situation.on) or actor.organ
    if not answer.decides:
        write_opinion(case, actor, organ, answer.answer, given.reason, at)
        return Signed(answer.answer, given.reason)
    _sign_once(case, actor, organ, answer.answer, given.reason, at, changing=changing)
    signed = _together(case, situation, found, rule, who)
    if signed.waiting_for:
        mine = [seat for seat in seats_at(case, who, situation.on) if seat.organ == organ]
        agenda.close_items(room=ROOM, kind=KIND, key=str(case.pk), at=at, seats=mine)
    elif signed.stopped is not None:
        # They have to talk: it waits with each of them again.
        enter(passage(case, at, situation.on, verdict=signed.stopped))
    return signed


def write_opinion(case: Case, actor: Actor, capacity: str, answer: str, text: str, at: datetime) -> Opinion:
    """Write an opinion; an earlier one of the same capacity at this visit of the step no longer counts."""
    Opinion.objects.filter(living_key=_living_key(case, capacity)).update(is_valid=False, living_key=None)
    return first_opinion(case, actor, capacity, answer, text, at)


def first_opinion(case: Case, actor: Actor, capacity: str, answer: str, text: str, at: datetime) -> Opinion:
    """Write the only opinion a capacity can have at this visit of the step."""
    row = Opinion.objects.create(
        case=case, visit=case.seq, step=case.step, capacity=capacity, answer=answer, text=text, at=at,
        living_key=_living_key(case, capacity), person_id=actor.person_id, who_name=actor.who.name,
        who_post=actor.who.post, who_organisation=actor.who.organisation,
    )  # fmt: skip
    keep(row, "opinion", state_of_opinion(row), actor.who, case.area_code, at)
    return row


def _living_key(case: Case, capacity: str) -> str:
    return f"{case.pk}:{case.seq}:{capacity}"


def _sign_once(case: Case, actor: Actor, organ: str, answer: str, reason: str, at: datetime, *, changing: bool) -> None:
    held = {row.capacity: row for row in opinions(case, visit=case.seq)}
    mine = held.get(organ)
    if mine is not None and mine.answer == answer and len({row.answer for row in held.values()}) > 1:
        return  # they differed when both had signed; asked again once the way out was decided
    own = mine is not None and mine.person_id == actor.person_id
    if mine is not None and own and changing and (mine.answer, mine.text) == (answer, reason):
        return  # a list is answered whole: the lines that are not changed come again as they were
    if mine is not None and (not own or (mine.answer == answer and not changing)):
        when = words.moment(mine.at)
        raise Stale(
            Say(
                f"{mine.who_organisation} {mine.who_name} 已于 {when} 签署意见。",
                f"{mine.who_name} of {mine.who_organisation} signed at {when}.",
            ),
            Say(
                "请等待其他机关签署；要改意见请由签署人办理。",
                "Wait for the other offices; only who signed may change it.",
            ),
            cite=words.SIGN,
        )
    write_opinion(case, actor, organ, answer, reason, at)
    record(
        at=at, who=actor.who, action="case.signed", kind="case", key=str(case.pk), area_code=case.area_code,
        detail={"step": case.step, "as": organ, "answer": answer, "reason": reason},
    )  # fmt: skip


def _together(case: Case, situation: Situation, found: Moves, rule: PackActor, who: str) -> Signed:
    held = {row.capacity: row for row in opinions(case, visit=case.seq)}
    wanted = rule.organs()
    lacking = [organ for organ in wanted if organ not in held]
    if lacking:
        return Signed(None, waiting_for=tuple(_office(case, who, organ, situation) for organ in lacking))
    said = {held[organ].answer for organ in wanted}
    lead = held[wanted[0]]
    if len(said) == 1:
        return Signed(lead.answer, _reasons(held, wanted))
    return _dissent(situation, found, rule, held, wanted)


def _dissent(
    situation: Situation, found: Moves, rule: PackActor, held: dict[str, Opinion], wanted: tuple[str, ...]
) -> Signed:
    if rule.if_they_differ is None:
        return Signed(None, stopped=Say("各机关意见不一致，须先协商一致", "the offices differ and have to agree first"))
    decided = situation.settled(rule.if_they_differ)
    if isinstance(decided, Missing):
        lacks = decided.lacks
        return Signed(None, stopped=Say(
            "各机关意见不一致；" + "；".join(lack.say.zh for lack in lacks),
            "the offices differ; " + "; ".join(lack.say.en for lack in lacks),
        ))  # fmt: skip
    if decided in words.LEAD_DECIDES:
        lead = held[wanted[0]]
        return Signed(lead.answer, _reasons(held, wanted))
    if decided in words.STAYS:
        return Signed(
            None,
            stopped=Say(
                "各机关意见不一致，按决定须先协商一致", "the offices differ; it was decided that they agree first"
            ),
        )
    if decided in found.step.then:
        return Signed(str(decided), _reasons(held, wanted))
    raise MoveRefused(
        Say(f"决定的处理方式「{decided}」这里不能执行。", f"The way decided, {decided!r}, cannot be carried out here."),
        Say("请发文机关另行决定。", "Let the issuer decide otherwise."),
        cite=words.SIGN,
        code="dissent",
    )


def _reasons(held: dict[str, Opinion], wanted: tuple[str, ...]) -> str:
    return "；".join(f"{held[o].who_organisation}：{held[o].text}" for o in wanted if held[o].text)


def _office(case: Case, who: str, organ: str, situation: Situation) -> str:
    seat = next(seat for seat in seats_at(case, who, situation.on) if seat.organ == organ)
    found = authority(organ=organ, tier=seat.tier, area_code=case.area_code, on=situation.on)
    return found.name if found else organ
