"""Forming a panel, drawing its experts on record, replacing one, closing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, require
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.say import Cite, Refused, Say
from jidi.panels.drawing import METHOD, drawn, new_seed
from jidi.panels.enums import Gives, PanelState, SeatState, Sits
from jidi.panels.models import Draw, Panel, Seat
from jidi.panels.permissions import may_organise
from jidi.panels.queries import Lacking, panel_for, pool, short_of, what_is_missing
from jidi.panels.rules import COMPLETE, DRAW, ONCE, OWN_SEAT, REPLACED, SITS, SIZE, WAITING

ENDED = Say("评审已经结束。", "The review has ended.")
RESULTS_STAND = Say("结果以已交的评审为准，请转出评审结果。", "What was handed in counts; pass the results on.")


def _about_panel(asked: Mapping[str, Any]) -> About:
    panel: Panel = asked["panel"]
    return About("panel", str(panel.pk), panel.area_code)


@refusals_audited("panel.form", lambda a: About("round", a["round_key"], a["area_code"]))
def form_panel(
    *,
    actor: Actor,
    version_id: int,
    procedure: str,
    step: str,
    round_key: str,
    area_code: str,
    gives: Gives,
    sits: Sits,
    size: int,
    trim: int,
    criteria: Sequence[Mapping[str, str]],
    cases: Sequence[Mapping[str, str]],
    cite: Cite,
    at: datetime,
) -> Panel:
    """Form the panel of a step for a round, with the size, the form and the criteria decided for it.

    Raises Refused when there is one already, or no case to review.
    """
    require(may_organise(actor, area_code, round_key, cite))
    if not cases:
        raise _refused(
            Say("还没有可以评审的申报。", "There is nothing to review yet."), WAITING,
            Say("申报到了这一步再组建。", "Form the panel once some have come to this step."),
        )  # fmt: skip
    if panel_for(procedure, step, round_key):
        raise _refused(
            Say("这一批已经设了评审组。", "This round has its panel already."), ONCE,
            Say("请在这个评审组的页面上继续办。", "Go on at the page of that panel."),
        )  # fmt: skip
    with operation(at=at):
        panel = Panel.objects.create(
            version_id=version_id,
            procedure=procedure,
            step=step,
            round_key=round_key,
            area_code=area_code,
            gives=gives,
            sits=sits,
            size=size,
            trim=trim,
            criteria_json=[dict(c) for c in criteria],
            cases_json=[dict(c) for c in cases],
            formed_by_id=actor.person_id,
            formed_at=at,
        )
        detail = {"round": round_key, "gives": gives, "sits": sits, "size": size, "trim": trim, "cases": len(cases)}
        _record(actor, "panel.form", panel, at, detail)
    return panel


@refusals_audited("panel.draw", _about_panel)
def draw(
    *, actor: Actor, panel: Panel, exclusions: Mapping[int, Say], cite: Cite, on: date, at: datetime, seed: str = ""
) -> list[Seat]:
    """Draw the experts of a panel. Seed, pool, exclusions with reasons and who drew go on record.

    Raises Refused when the panel was drawn before, or the pool is too small after the exclusions.
    """
    require(may_organise(actor, panel.area_code, str(panel.pk), cite))
    with operation(at=at):
        panel = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
        if panel.state != PanelState.FORMING:
            raise _refused(
                Say("评审组已经抽取过。", "The panel was drawn already."), ONCE,
                Say("不能重抽；专家不能参加的，写明理由更换。", "It is not drawn again; replace an expert, with a reason."),
            )  # fmt: skip
        made = _draw(actor, panel, exclusions, panel.size, "", on, at, seed or new_seed())
        seats = [_seat(panel, expert, made, place) for place, expert in enumerate(made.drawn_json, 1)]
        panel.state = PanelState.SITTING
        panel.save(update_fields=["state"])
        _record(actor, "panel.draw", panel, at, {"seed": made.seed, "drawn": made.drawn_json, "pool": made.pool_json})
    return seats


@refusals_audited("panel.add-cases", _about_panel)
def add_cases(*, actor: Actor, panel: Panel, cases: Sequence[Mapping[str, str]], cite: Cite, at: datetime) -> Panel:
    """Put further cases before a panel; every expert declares on them as on the first ones. One that has ended sits again
    for them (a case returned for correction comes back when the others are through); what was handed in before stands.

    Raises Refused when there are none, or nobody was drawn yet.
    """
    require(may_organise(actor, panel.area_code, str(panel.pk), cite))
    with operation(at=at):
        panel = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
        fresh = [dict(case) for case in cases if case["key"] not in panel.case_keys]
        if not fresh:
            raise _refused(
                Say("没有新到的申报。", "Nothing new has come."), WAITING,
                Say("有新到的，会列在评审组的页面上。", "What comes later is listed on the panel's page."),
            )  # fmt: skip
        again = panel.state == PanelState.CLOSED
        if again:
            panel.state, panel.closed_at = PanelState.SITTING, None
        _require_sitting(panel)
        panel.cases_json = [*panel.cases_json, *fresh]
        panel.save(update_fields=["cases_json", "state", "closed_at"])
        _record(actor, "panel.add-cases", panel, at, {"cases": [case["key"] for case in fresh], "again": again})
    return panel


@refusals_audited("panel.substitute", lambda a: _about_panel({"panel": a["seat"].panel}))
def substitute(
    *, actor: Actor, seat: Seat, reason: str, exclusions: Mapping[int, Say], cite: Cite, on: date, at: datetime
) -> Seat:
    """Replace an expert by another drawn from the same pool; the reason is kept, and so is what the first one gave."""
    panel = seat.panel
    require(may_organise(actor, panel.area_code, str(panel.pk), cite))
    if not reason.strip():
        raise _refused(
            Say("没有写更换理由。", "No reason is given."), REPLACED,
            Say("请写明理由再更换。", "Give the reason and replace them then."),
        )  # fmt: skip
    with operation(at=at):
        panel = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
        seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
        _require_sitting(panel)
        if seat.state != SeatState.SITTING:
            raise _refused(
                Say("这一席已经更换过。", "This seat was replaced already."), REPLACED,
                Say("请看现在在组的专家。", "See who sits now."),
            )  # fmt: skip
        taken = {s.expert_id: Say("已在评审组", "sits already") for s in panel.seats.all()}
        made = _draw(actor, panel, {**exclusions, **taken}, 1, reason, on, at, new_seed())
        seat.state, seat.living_key, seat.why_replaced = SeatState.REPLACED, None, reason.strip()
        seat.save(update_fields=["state", "living_key", "why_replaced"])
        fresh = _seat(panel, made.drawn_json[0], made, seat.place, replaces=seat, for_case=seat.for_case)
        detail = {"seat": seat.pk, "reason": reason, "seed": made.seed, "drawn": made.drawn_json}
        _record(actor, "panel.substitute", panel, at, detail)
    return fresh


@refusals_audited("panel.stand-in", _about_panel)
def stand_in(
    *, actor: Actor, panel: Panel, case_key: str, exclusions: Mapping[int, Say], cite: Cite, on: date, at: datetime
) -> Seat:
    """Draw an expert for the one case another keeps away from; the others' seats and sheets stay as they are.

    Raises Refused when the case lacks nobody, the panel does not sit, or nobody is left to be drawn.
    """
    require(may_organise(actor, panel.area_code, str(panel.pk), cite))
    with operation(at=at):
        panel = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
        _require_lacks(panel, case_key)
        taken = {s.expert_id: Say("已在评审组", "sits already") for s in panel.seats.all()}
        title = next(entry["title"] for entry in panel.cases_json if entry["key"] == case_key)
        reason = f"「{title}」的专家回避"
        made = _draw(actor, panel, {**exclusions, **taken}, 1, reason, on, at, new_seed())
        place = 1 + max(seat.place for seat in panel.seats.all())
        fresh = _seat(panel, made.drawn_json[0], made, place, for_case=case_key)
        detail = {"case": case_key, "seat": fresh.pk, "seed": made.seed, "drawn": made.drawn_json}
        _record(actor, "panel.stand-in", panel, at, detail)
    return fresh


@refusals_audited("panel.close", _about_panel)
def close_panel(*, actor: Actor, panel: Panel, cite: Cite, at: datetime, why_short: str = "") -> Panel:
    """End the sitting once everything is in. Raises Refused with all that is missing.

    ``why_short`` answers for cases that have fewer experts than decided, where nobody more could be drawn.
    """
    require(may_organise(actor, panel.area_code, str(panel.pk), cite))
    with operation(at=at):
        panel = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
        short = bool(short_of(panel)) and bool(why_short.strip())
        missing = what_is_missing(panel, short_allowed=short)
        _require_sitting(panel)
        if missing:
            raise _not_done(missing)
        panel.state, panel.closed_at, panel.why_short = PanelState.CLOSED, at, why_short.strip() if short else ""
        panel.save(update_fields=["state", "closed_at", "why_short"])
        _record(actor, "panel.close", panel, at, {"why_short": panel.why_short} if short else {})
    return panel


def _require_sitting(panel: Panel) -> None:
    """Raise Refused where a panel has ended, or nobody was drawn for it yet."""
    if panel.state == PanelState.FORMING:
        raise _refused(
            Say("评审组还没有抽取专家。", "The panel was not drawn yet."), DRAW,
            Say("请先抽取专家。", "Draw its experts first."),
        )  # fmt: skip
    if panel.state == PanelState.CLOSED:
        raise _refused(ENDED, SITS, RESULTS_STAND)


def _require_lacks(panel: Panel, case_key: str) -> None:
    """Raise Refused where nobody may be drawn for one case: it is not before the panel, or lacks no expert."""
    _require_sitting(panel)
    if case_key not in panel.case_keys:
        raise _refused(
            Say("这一件不在这个评审组。", "This case is not before the panel."), OWN_SEAT,
            Say("请在列出的申报里选。", "Choose one of those listed."),
        )  # fmt: skip
    if case_key not in short_of(panel):
        raise _refused(
            Say("这一件的专家不缺，不用另抽。", "The case lacks no expert; nobody more is needed."), SIZE,
            Say("等在组的专家评完，再结束评审。", "Wait for those who sit, then end the review."),
        )  # fmt: skip


def _not_done(missing: Sequence[Lacking]) -> Refused:
    """Why a review cannot end yet, by the rule of what is missing where that is one, and what to do about it."""
    rules = {one.cite for one in missing}
    short = Say(
        "请为这一件另抽专家；抽不到人的，写明理由后结束。", "Draw a stand-in; where nobody is left, say why it ends with fewer."
    )  # fmt: skip
    wait = Say("等列出的都办完，再结束评审。", "End the review once all that is listed is done.")
    zh, en = "；".join(one.say.zh for one in missing), "; ".join(one.say.en for one in missing)
    return _refused(
        Say(f"还差：{zh}。", f"Still missing: {en}."), rules.pop() if len(rules) == 1 else COMPLETE,
        short if all(one.cite == SIZE for one in missing) else wait,
    )  # fmt: skip


def _draw(
    actor: Actor,
    panel: Panel,
    exclusions: Mapping[int, Say],
    wanted: int,
    reason: str,
    on: date,
    at: datetime,
    seed: str,
) -> Draw:
    everybody = [expert.pk for expert in pool(panel.area_code, on)]
    fit = [expert for expert in everybody if expert not in exclusions]
    if len(fit) < wanted:
        raise _refused(
            Say(
                f"专家库可抽 {len(fit)} 人，需要 {wanted} 人；另有 {len(everybody) - len(fit)} 人须回避。",
                f"{len(fit)} experts can be drawn, {wanted} are needed; {len(everybody) - len(fit)} are excluded.",
            ),
            DRAW,
            Say("请先在专家库里补充专家，再抽取。", "Take more experts into the pool, then draw."),
        )
    return Draw.objects.create(
        panel=panel,
        seed=seed,
        method=METHOD,
        pool_json=fit,
        excluded_json={str(k): v.zh for k, v in exclusions.items() if k in everybody},
        drawn_json=drawn(fit, seed, wanted),
        wanted=wanted,
        reason=reason,
        by_name=actor.name,
        by_post=f"{actor.organisation_name} {actor.post_name}",
        by_person_id=actor.person_id,
        at=at,
    )


def _seat(panel: Panel, expert: int, made: Draw, place: int, replaces: Seat | None = None, for_case: str = "") -> Seat:
    living = f"{panel.pk}:{expert}"
    return Seat.objects.create(
        panel=panel, expert_id=expert, draw=made, place=place, replaces=replaces, for_case=for_case, living_key=living
    )


def _record(actor: Actor, action: str, panel: Panel, at: datetime, detail: Mapping[str, Any]) -> None:
    record(
        at=at, who=actor.who, action=action, kind="panel", key=str(panel.pk), area_code=panel.area_code, detail=detail
    )


def _refused(why: Say, cite: Cite, next_step: Say) -> Refused:
    return Refused(Say("这一步没有办成。", "This was not done."), why, next_step, cite=cite)
