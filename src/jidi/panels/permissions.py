"""Who may do what with panels, with the reason and what it rests on."""

from __future__ import annotations

from jidi.accounts.acting import Actor, Denied, Permit
from jidi.accounts.enums import Duty, Tier
from jidi.common.say import Cite, Say
from jidi.panels.enums import PanelState
from jidi.panels.models import Panel, Seat
from jidi.panels.queries import cases_open_to, seat_of
from jidi.panels.rules import DECLARE, OWN_SEAT, POOL, SITS


def may_keep_pool(actor: Actor, area_code: str) -> Permit | Denied:
    """Whether an actor keeps the pool of a province."""
    if _of_province(actor, area_code):
        return Permit(actor, "panel.pool", "pool", area_code, Say("省级经办人", "officer of the province"), POOL)
    return Denied(
        Say("专家库由省级主管部门的经办人管理。", "The pool is kept by the officers of the province."), cite=POOL
    )


def may_organise(actor: Actor, area_code: str, key: str, cite: Cite) -> Permit | Denied:
    """Whether an actor may form a panel, draw, substitute and close it (``cite``: the article that has it organised)."""
    if _of_province(actor, area_code):
        return Permit(actor, "panel.organise", "panel", key, Say("组织专家评审", "organises the review"), cite)
    return Denied(Say("专家评审由省级主管部门组织。", "The review is organised by the province."), cite=cite)


def may_declare(actor: Actor, panel: Panel) -> Permit | Denied:
    """Whether an actor sits on a panel and may declare now."""
    seat = seat_of(actor, panel)
    if seat is not None and panel.state == PanelState.SITTING:
        return Permit(actor, "panel.declare", "seat", str(seat.pk), Say("评审组成员", "member of the panel"), DECLARE)
    if seat is not None:
        return Denied(Say("评审已经结束。", "The review has ended."), cite=SITS)
    return Denied(Say("您不在这个评审组。", "You do not sit on this panel."), cite=OWN_SEAT)


def may_open_case(actor: Actor, case_key: str) -> Permit | Denied:
    """Whether an expert may open a case: drawn, declared, no conflict, the panel sits."""
    if case_key in cases_open_to(actor):
        return Permit(actor, "panel.open", "case", case_key, Say("已声明无利害关系", "declared no interest"), DECLARE)
    return Denied(
        Say("须先声明与该申报无利害关系，才能看材料。", "Declare that you have no interest in it before you open it."),
        cite=DECLARE,
    )


def may_give(actor: Actor, seat: Seat, case_key: str) -> Permit | Denied:
    """Whether an expert may give marks or an opinion on a case from this seat."""
    own = seat.expert.person_id == actor.person_id and actor.duty == Duty.EXPERT
    answer = may_open_case(actor, case_key) if own else None
    if isinstance(answer, Permit):
        return Permit(actor, "panel.give", "sheet", f"{seat.pk}:{case_key}", answer.reason, DECLARE)
    return answer or Denied(Say("这一席不是您的。", "This seat is not yours."), cite=OWN_SEAT)


def _of_province(actor: Actor, area_code: str) -> bool:
    return actor.duty == Duty.PROVINCE_OFFICER and actor.tier == Tier.PROVINCE and actor.covers(area_code)
