"""Who may announce a round, start an application, put a list in order: each answer with its reason and article."""

from __future__ import annotations

from datetime import date

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.accounts.enums import Duty, Tier
from jidi.applications.models import Round
from jidi.applications.queries import SUBJECT
from jidi.cases import permissions as case_permissions
from jidi.common.say import Cite, Say, house
from jidi.policies.actors import WORKING, cite_of, may_act_as
from jidi.policies.models import PackVersion
from jidi.policies.queries import pack as pack_of
from policycore.facts import Subject
from policycore.pack import Pack
from policycore.procedures import Procedure, Step

ANNOUNCING = house("轮次由发文机关经办人发布", "the issuer's officers announce a round")
PER_ROUND = "per-round"
SELECTING = house("拟定名单由组织评审的机关经办", "whoever organises the review prepares the list")
REASONED = house(
    "名次提前的、取舍与名次不一致的，逐件写明理由",
    "who is placed better, or chosen or not against the order, has a reason",
)
DIFFERS = house(
    "决定与拟定名单不同的，逐件写明理由", "a decision that differs from the list has a reason, case by case"
)
AS_IT_WAITS = house("拟定名单须与现在等待办理的一致", "the list is what waits now")


def starting_cite(pack: Pack, procedure: Procedure) -> Cite:
    """What the announcement of a round rests on."""
    return cite_of(pack, procedure.starts.citation() or procedure.citation())


def may_announce(actor: Actor, area_code: str, cite: Cite) -> Permit | Denied:
    """Whether an actor may announce a round for an area: the officers of its province."""
    province = actor.duty == Duty.PROVINCE_OFFICER and actor.tier == Tier.PROVINCE
    if province and actor.area_code == area_code:
        return Permit(actor, "round.announce", "round", area_code, Say("省级经办人", "officer of the province"), cite)
    return Denied(Say("轮次由省级主管部门发布。", "Rounds are announced by the province."), cite=cite)


def begins_by_event(procedure: Procedure) -> bool:
    """Whether a procedure starts from an event somebody puts on record, and not in a round."""
    return procedure.starts.in_ == "event"


def may_begin(
    actor: Actor, version: PackVersion, procedure: Procedure, base_key: str, area_code: str, on: date,
    organisation_id: int | None = None,
) -> Permit | Denied:  # fmt: skip
    """Whether an actor may begin a procedure that starts from an event, about a base: whoever the pack names as applicant,
    else whoever acts at its first step."""
    subject = Subject(SUBJECT, base_key)
    first = case_permissions.may_open(
        actor, version, procedure.id, subject, area_code, on, organisation_id=organisation_id
    )
    if isinstance(first, Permit) or procedure.applicant is None:
        return first
    whole = pack_of(version)
    return may_act_as(
        actor, whole, procedure.applicant, area_code, on, action="case.open", kind="subject",
        key=f"{subject.kind}:{subject.key}", cite=starting_cite(whole, procedure), organisation_id=organisation_id,
    )  # fmt: skip


def may_select(actor: Actor, round_: Round, step: Step, scope_key: str, on: date) -> Permit | Denied:
    """Whether an actor may put the list of a step in order before it is decided.

    The list of the whole round is prepared by the officers of the province, who organise the review (rule of the house);
    one for a city or an area by the officers who act at the step there.
    """
    if step.scope is None or step.scope.list == PER_ROUND:
        if actor.duty == Duty.PROVINCE_OFFICER and actor.tier == Tier.PROVINCE and actor.covers(round_.area_code):
            why = Say("组织本轮评审", "organises the review of this round")
            return Permit(actor, "round.select", "round", round_.key, why, SELECTING)
        why = Say("名单由省级主管部门经办人拟定。", "The list is prepared by officers of the province.")
        return Denied(why, cite=SELECTING)
    found = case_permissions.may_freeze(
        actor, round_.version, round_.procedure, step.id, scope_key, on, round_key=round_.key
    )
    if isinstance(found, Permit) and actor.duty in WORKING:
        return Permit(actor, "round.select", "round", round_.key, found.reason, found.cite)
    if isinstance(found, Denied):
        return found
    return Denied(Say("名单由经办人拟定。", "The list is prepared by officers."), cite=SELECTING)


def is_open(round_: Round, on: date) -> bool:
    """Whether a round takes applications on a day (its last day included)."""
    return round_.opens_on <= on and (round_.closes_on is None or on <= round_.closes_on) and round_.state == "open"
