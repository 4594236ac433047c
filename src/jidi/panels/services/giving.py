"""What experts do: declare their interests, save what they type, hand in their sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from jidi.accounts.acting import Actor, require
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.clock import BEIJING
from jidi.common.say import Refused, Say
from jidi.panels.enums import Gives, PanelState
from jidi.panels.marks import criteria_of, mark_problems
from jidi.panels.models import Declaration, Panel, Seat, Sheet
from jidi.panels.permissions import may_declare, may_give
from jidi.panels.queries import seat_of
from jidi.panels.rules import DECLARE, OWN_SEAT, SHEET, SITS, STANDS


@refusals_audited("panel.declare", lambda a: About("panel", str(a["panel"].pk), a["panel"].area_code))
def declare(*, actor: Actor, panel: Panel, case_key: str, has_conflict: bool, text: str, at: datetime) -> Declaration:
    """Declare for one case whether the expert has an interest in it. Once said it stands; a conflict says which."""
    require(may_declare(actor, panel))
    seat = seat_of(actor, panel)
    if seat is None or case_key not in seat.case_keys:
        raise Refused(
            Say("没有作出声明。", "Nothing was declared."),
            Say("这一件不是由您评。", "This case is not yours to review."),
            Say("请在「评审」里看您要评的申报。", "See under “Reviews” what you review."),
            cite=OWN_SEAT,
        )
    if has_conflict and not text.strip():
        raise Refused(
            Say("没有作出声明。", "Nothing was declared."),
            Say("有利害关系的，要写明是什么关系。", "An interest is declared with what it is."),
            Say("请写明后再声明。", "Say what it is and declare again."),
            cite=DECLARE,
        )
    with operation(at=at):
        Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
        said = Declaration.objects.filter(seat=seat, case_key=case_key).first()
        if said is not None and (said.has_conflict, said.text) == (has_conflict, text.strip()):
            return said  # the second arrival of the same click
        if said is not None:
            raise _stands(said.at, "声明", "declared")
        made = Declaration.objects.create(
            seat=seat, case_key=case_key, has_conflict=has_conflict, text=text.strip(), at=at
        )
        _record(actor, "panel.declare", seat, at, {"case": case_key, "conflict": has_conflict})
    return made


def save_sheet(
    *, actor: Actor, seat: Seat, case_key: str, marks: Mapping[str, Mapping[str, str]], opinion: str,
    recommends: bool | None, at: datetime,
) -> Sheet:  # fmt: skip
    """Keep what an expert typed so far, as typed; nothing is judged before it is handed in."""
    require(may_give(actor, seat, case_key))
    with operation(at=at):
        return _kept(seat, case_key, marks, opinion, recommends, at)


@refusals_audited("panel.submit-sheet", lambda a: About("seat", str(a["seat"].pk), a["seat"].panel.area_code))
def submit_sheet(
    *, actor: Actor, seat: Seat, case_key: str, marks: Mapping[str, Mapping[str, str]], opinion: str,
    recommends: bool | None, at: datetime,
) -> Sheet:  # fmt: skip
    """Hand in a sheet: every criterion scored within its scale, a reason at the extremes; or a written opinion.

    Raises Refused naming everything that is missing; what was typed is kept all the same.
    """
    require(may_give(actor, seat, case_key))
    done = Sheet.objects.filter(seat=seat, case_key=case_key, submitted_at__isnull=False).first()
    if done is not None:
        return _again(done, marks, opinion, recommends)
    # Kept first and in a transaction of its own: what was typed survives a refusal.
    save_sheet(actor=actor, seat=seat, case_key=case_key, marks=marks, opinion=opinion, recommends=recommends, at=at)
    problems = sheet_problems(seat.panel, marks, opinion, recommends)
    if problems:
        raise Refused(
            Say("还没有提交；您填的都还在。", "Not handed in; what you typed is kept."),
            Say("；".join(p.zh for p in problems) + "。", "; ".join(p.en for p in problems) + "."),
            Say("请按提示改好后再提交。", "Mend it as said and hand it in again."),
            cite=SHEET,
        )
    with operation(at=at):
        sheet = _kept(seat, case_key, marks, opinion, recommends, at)
        sheet.submitted_at = at
        sheet.sheet_digest = sheet.seal()
        sheet.save(update_fields=["submitted_at", "sheet_digest"])
        _record(actor, "panel.submit-sheet", seat, at, {"case": case_key, "digest": sheet.sheet_digest})
    return sheet


def _again(done: Sheet, marks: Mapping[str, Mapping[str, str]], opinion: str, recommends: bool | None) -> Sheet:
    """The second arrival of the same click gets the first one's answer; anything else hears that the sheet stands."""
    known = {str(one["id"]) for one in done.seat.panel.criteria_json}
    if (done.marks_json, done.opinion, done.recommends) == (_plain(marks, known), opinion, recommends):
        return done
    assert done.submitted_at is not None
    raise _stands(done.submitted_at, "提交", "handed in")


def _plain(marks: Mapping[str, Mapping[str, str]], known: set[str]) -> dict[str, dict[str, str]]:
    return {
        key: {"points": str(mark.get("points", "")), "reason": str(mark.get("reason", ""))}
        for key, mark in marks.items()
        if key in known
    }


def sheet_problems(
    panel: Panel, marks: Mapping[str, Mapping[str, str]], opinion: str, recommends: bool | None
) -> list[Say]:
    """Say what a sheet lacks before it can be handed in."""
    if panel.gives == Gives.SCORES:
        return [say for _, say in mark_problems(criteria_of(panel.criteria_json), marks)]
    found = []
    if not opinion.strip():
        found.append(Say("还没有写评审意见", "the opinion is not written yet"))
    if recommends is None:
        found.append(Say("还没有选是否建议通过", "choose whether you recommend it"))
    return found


def _kept(
    seat: Seat,
    case_key: str,
    marks: Mapping[str, Mapping[str, str]],
    opinion: str,
    recommends: bool | None,
    at: datetime,
) -> Sheet:
    panel = Panel.objects.select_for_update(of=("self",)).get(pk=seat.panel_id)
    if panel.state != PanelState.SITTING:
        raise Refused(
            Say("没有保存。", "Not saved."),
            Say("评审已经结束，不能再改。", "The review has ended; nothing can be changed."),
            Say(
                "确需更正的，请告诉组织评审的机关。",
                "If it has to be mended, tell the office that organises the review.",
            ),
            cite=SITS,
        )
    # Locked with its panel: nobody else writes a sheet of it meanwhile.
    sheet = Sheet.objects.filter(seat=seat, case_key=case_key).first() or Sheet(seat=seat, case_key=case_key)
    if sheet.submitted_at is not None:
        raise _stands(sheet.submitted_at, "提交", "handed in")
    sheet.marks_json = _plain(marks, {str(one["id"]) for one in panel.criteria_json})
    sheet.opinion, sheet.recommends, sheet.saved_at = opinion, recommends, at
    sheet.sheet_digest = sheet.seal()
    sheet.save()
    return sheet


def _record(actor: Actor, action: str, seat: Seat, at: datetime, detail: Mapping[str, Any]) -> None:
    area = seat.panel.area_code
    record(at=at, who=actor.who, action=action, kind="seat", key=str(seat.pk), area_code=area, detail=detail)


def _stands(at: datetime, zh: str, en: str) -> Refused:
    """What was declared or handed in stands; what was typed now is not taken over."""
    moment = f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    return Refused(
        Say(f"这一份在 {moment} 已经{zh}。", f"This was {en} at {moment}."),
        Say(
            f"{zh}以后不能再改，这次填的与已{zh}的不同，没有采用。",
            f"Once {en} it stands; what differs was not taken over.",
        ),
        Say("确需更正的，请告诉组织评审的机关。", "If it has to be mended, tell the office that organises the review."),
        cite=STANDS,
        status=HTTPStatus.CONFLICT,
    )
