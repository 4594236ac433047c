"""Review: ask, return by cell, accept, release a 准强制, judge an explanation. Nobody who reviews writes a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from jidi.accounts.acting import Actor, Permit, require
from jidi.audit.services import refusals_audited
from jidi.common.say import Say, Unknown
from jidi.filings.enums import Ruling
from jidi.filings.enums import Status as FiledStatus
from jidi.filings.queries import layout_in
from jidi.filings.services import judge_explanation as rule
from jidi.filings.services import set_status
from jidi.notices.enums import LetterKind
from jidi.returns.enums import ActKind, DutyState, LevelState
from jidi.returns.models import Act, Duty, Level
from jidi.returns.permissions import (
    REVIEWING,
    cite_for,
    may_accept,
    may_answer,
    may_ask,
    may_judge,
    may_return,
)
from jidi.returns.queries import filling
from jidi.returns.queries.articles import articles_taken
from jidi.returns.services.filing import about, once_for
from jidi.returns.services.states import KIND, Step, change, locked, needs_reason, refused
from jidi.returns.services.telling import tell, tell_rejected
from jidi.returns.services.waiting import put_question
from jidi.returns.words import title_of

DAYS_TO_CORRECT = 10
"""Calendar days a return gives at most where the reviewer names none (rule of the house)."""
MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a return: the place of the form it unlocks (an address, a field for all of it, ``filling.WHOLE`` for the
    whole form) and what is wrong."""

    field: str
    text: str


@refusals_audited("duty.ask", about)
def ask(*, actor: Actor, duty: Duty, text: str, on: date, at: datetime, once_key: str, field: str = "") -> Act:
    """Put a question to whoever filled it in: it stands on their work list before all that has a day. Nothing moves."""
    words = needs_reason(text, Say("没有提问。", "Nothing was asked."))

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = require(may_ask(actor, held, levels))
        step = Step(ActKind.ASKED, words, detail={"field": field}, versions=_now(held))
        made = change(held, levels, permit, step, on=on, at=at)
        put_question(held, levels, at=at)
        return made.pk

    return Act.objects.get(pk=once_for(actor, "duty.ask", once_key, at, [duty.pk, words, field], work))


@refusals_audited("duty.answer", about)
def answer(*, actor: Actor, duty: Duty, question: int, text: str, on: date, at: datetime, once_key: str) -> Act:
    """Answer a question; whoever asked is written to. Raises Unknown for one of another duty."""
    words = needs_reason(text, Say("没有答复。", "Nothing was answered."))

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = require(may_answer(actor, held, levels))
        asked = Act.objects.filter(pk=question, duty=held, kind=ActKind.ASKED).first()
        if asked is None:
            raise Unknown(Say("个问题", "question"))
        made = change(held, levels, permit, Step(ActKind.ANSWERED, words, answers=asked), on=on, at=at)
        put_question(held, levels, at=at)
        said = Say(f"已答复：{words[:200]}（您问：{asked.reason[:100]}）", f"answered: {words[:200]}")
        tell(
            [asked.person_id] if asked.person_id else [], kind=LetterKind.QUESTION, owner=(KIND, str(held.pk)), what=title_of(held), why=said,
            cite=REVIEWING, occasion=f"answer:{made.pk}", sender=actor, on=on, at=at,
        )  # fmt: skip
        return made.pk

    return Act.objects.get(pk=once_for(actor, "duty.answer", once_key, at, [duty.pk, question, words], work))


@refusals_audited("duty.return", about)
def send_back(
    *, actor: Actor, duty: Duty, reason: str, points: Sequence[Point], on: date, at: datetime, once_key: str,
    days: int = DAYS_TO_CORRECT,
) -> Act:  # fmt: skip
    """Return it to whoever filled it in, with the places to be corrected and days of its own.

    Only the places named open. The first filing day stays on record: a return does not make a filing late. Points that
    an earlier return did not have need a reason of their own (``reason`` says it). Raises Refused without a point, or for
    a place the form does not have.
    """
    words = needs_reason(reason, Say("没有退回。", "It was not returned."))
    if not 1 <= days <= MOST_DAYS:
        raise _return_refused(
            f"补正时间要在 1 至 {MOST_DAYS} 天之间。", f"The days to correct lie between 1 and {MOST_DAYS}.", "days"
        )

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = require(may_return(actor, held, levels))
        _known_places(held, points)
        back = held.filler if held.filler is not None else 0
        changes: dict[str, Any] = {"at": back, "return_due_on": on + timedelta(days=days), "settled_at": None}
        if held.first_filed_on is not None:
            changes["state"] = DutyState.RETURNED
        reopened = {level.place: _waits_again(level) for level in levels if level.place >= back}
        step = Step(
            ActKind.RETURNED, words, changes, reopened, [{"field": p.field, "text": p.text.strip()} for p in points],
            {"days": days, "due": on + timedelta(days=days), "new": _new_points(held, points)}, _now(held),
        )  # fmt: skip
        _says(held, FiledStatus.RETURNED, permit, at, words)
        return change(held, levels, permit, step, on=on, at=at).pk

    content = [duty.pk, words, [[p.field, p.text] for p in points], days]
    return Act.objects.get(pk=once_for(actor, "duty.return", once_key, at, content, work))


@refusals_audited("duty.accept", about)
def accept(
    *, actor: Actor, duty: Duty, on: date, at: datetime, once_key: str, opinion: str = "", paper: bool = False
) -> Act:
    """Accept it: the last level's word. Raises Refused while an explanation was judged not to hold or not judged at all,
    and while articles that are asked for beside the form were not taken up. Where sealed paper copies are asked for,
    ``paper`` says that they were received; without that it is refused."""

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = require(may_accept(actor, held, levels))
        _explanations_hold(held)
        _articles_taken(held)
        copies = filling.paper_of(held)
        if copies and not paper:
            raise _no_paper(held, copies)
        changes = {"state": DutyState.ACCEPTED, "settled_at": at}
        detail = {"paper": copies} if copies else {}
        step = Step(ActKind.ACCEPTED, opinion, changes, detail=detail, versions=_now(held))
        _says(held, FiledStatus.ACCEPTED, permit, at, opinion)
        return change(held, levels, permit, step, on=on, at=at).pk

    return Act.objects.get(pk=once_for(actor, "duty.accept", once_key, at, [duty.pk, opinion], work))


def _explanations_hold(duty: Duty) -> None:
    """Raises Refused for each explanation that does not hold, and for each nobody has judged."""
    rejected, unjudged = explanations_ruled(duty, Ruling.REFUSED), explanations_ruled(duty, Ruling.OPEN)
    if rejected:
        raise refused(
            Say("没有通过。", "It was not accepted."),
            Say(f"有 {len(rejected)} 条说明被判为不成立。", f"{len(rejected)} explanations were judged not to hold."),
            Say("请退回补正，或重新判定说明。", "Return it, or judge the explanation again."),
            "explanation-rejected",
        )
    if unjudged:
        raise refused(
            Say("没有通过。", "It was not accepted."),
            Say(f"还有 {len(unjudged)} 条说明没有判定。", f"{len(unjudged)} explanations were not judged yet."),
            Say("请逐条判定成立或不成立，再审核通过。", "Judge each of them, then accept."),
            "explanation-open",
        )


def _articles_taken(duty: Duty) -> None:
    # Beside a form they are reviewed first; where they are all there is, one that was not taken up does not count.
    taken = not filling.reviewed_whole(duty) or articles_taken(duty) >= duty.articles_owed
    if not taken or filling.articles_short(duty):
        raise refused(
            Say("没有通过。", "It was not accepted."),
            Say("一并要求的信息还没有采纳。", "The articles asked for beside it were not taken up yet."),
            Say(
                "请先审阅信息；不采纳的，请退回补正。", "Review the articles first; where none is taken up, return it."
            ),
            "articles-open",
        )


@refusals_audited("duty.judge", about)
def judge_explanation(
    *, actor: Actor, duty: Duty, check: str, holds: bool, reason: str, on: date, at: datetime, once_key: str
) -> Act:
    """Judge the explanation given for a check of severity 核实: whether it holds, with a reason where it does not.

    Only while it is in review: what was accepted stands as it was judged.
    """
    words = reason.strip() if holds else needs_reason(reason, Say("没有判定。", "It was not judged."))

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = require(may_judge(actor, held, levels))
        version = filling.latest_of(held)
        given = version.explanations.filter(check_id=check).first() if version else None
        if given is None:
            raise refused(
                Say("没有判定。", "It was not judged."),
                Say("这条核查没有说明。", "No explanation was given for this check."),
                Say("请先请填报单位说明。", "Ask for one first."),
                "no-explanation",
            )
        own = filling.owner_permit(permit, held)
        rule(explanation=given, accepted=holds, actor=actor, permit=own, at=at, reason=words)
        step = Step(
            ActKind.JUDGED,
            words,
            detail={"check": check, "holds": holds, "asked": given.asked, "text": given.body[:500]},
            versions=_now(held),
        )
        made = change(held, levels, permit, step, on=on, at=at)
        if not holds:
            tell_rejected(actor, held, levels, made, on, at)
        return made.pk

    return Act.objects.get(pk=once_for(actor, "duty.judge", once_key, at, [duty.pk, check, holds, words], work))


def explanations_ruled(duty: Duty, ruling: Ruling) -> list[str]:
    """The checks whose explanation, as handed in last, stands so."""
    version = filling.latest_of(duty)
    rows = version.explanations.filter(ruling=ruling).order_by("pk") if version else ()
    return [one.check_id for one in rows]


def _says(duty: Duty, status: FiledStatus, permit: Permit, at: datetime, why: str) -> None:
    """Let the figures of the last version stand as the duty does."""
    version = filling.latest_of(duty)
    if version is not None:
        own = filling.owner_permit(permit, duty)
        set_status(version=version, status=status, actor=permit.actor, permit=own, at=at, why=why)


def _known_places(duty: Duty, points: Sequence[Point]) -> None:
    if not points or not all(point.text.strip() for point in points):
        raise _return_refused("没有写明哪几处、为什么。", "No point says where and why.", "no-points")
    filing = filling.filing_for(duty)
    layout = layout_in(filing) if filing else None
    for point in points:
        if layout is None or point.field == filling.WHOLE:
            continue
        if not point.field:
            raise _return_refused(
                f"「{point.text.strip()[:30]}」没有选是哪一处；整张表都要改的，选「整张表」。",
                f"{point.text.strip()[:30]!r} names no place; where all of it has to be gone over choose the whole form.",
                "no-place",
            )
        if not _is_place(layout, point.field):
            raise _return_refused(
                f"表上没有「{point.field}」这一处。", f"The form has no place {point.field!r}.", "unknown-place"
            )


def _is_place(layout: Any, field: str) -> bool:
    return layout.spot(field) is not None or field in {one.id for one in layout.form.fields()}


def _waits_again(level: Level) -> dict[str, Any]:
    return {"state": LevelState.WAITING, "passed_on": None}


def _new_points(duty: Duty, points: Sequence[Point]) -> int:
    """How many places an earlier return of this duty did not name: shown to the superior."""
    earlier = Act.objects.filter(duty=duty, kind=ActKind.RETURNED).values_list("points_json", flat=True)
    known = {point["field"] for points_json in earlier for point in points_json}
    return sum(point.field not in known for point in points) if known else 0


def _now(duty: Duty) -> str:
    version = filling.latest_of(duty)
    return f"{version.filing_id}:{version.ordinal}" if version else ""


def _no_paper(duty: Duty, copies: int) -> Exception:
    return refused(
        Say("没有审核通过。", "It was not accepted."),
        Say(
            f"盖章的纸质件 {copies} 份还没有登记收到。",
            f"The {copies} sealed paper copies were not recorded as received.",
        ),
        Say("收到后勾选「已收到」再审核通过。", "Once they are there, tick that they were received and accept."),
        "paper-missing",
        cite_for(duty),
        422,
    )


def _return_refused(zh: str, en: str, code: str) -> Exception:
    return refused(
        Say("没有退回。", "It was not returned."),
        Say(zh, en),
        Say("请写明每一处和理由。", "Name each place and why."),
        code,
        status=422,
    )
