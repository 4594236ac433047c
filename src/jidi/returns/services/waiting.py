"""What of a duty waits for whom: its items on the agenda, always those of how it stands now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jidi.agenda.addressees import of_seat
from jidi.agenda.queries import open_for
from jidi.agenda.services import close_items, open_item
from jidi.common.say import Say
from jidi.policies.actors import Seat
from jidi.returns.enums import SETTLED, ActKind, ArticleState, DutyState
from jidi.returns.models import Act, Duty, Level
from jidi.returns.permissions import REVIEWING, cite_for, filling_levels, joint_seats, receiver_of, seat_of
from jidi.returns.queries import filling
from jidi.returns.queries.articles import articles_of
from jidi.returns.queries.duties import ROOM
from jidi.returns.queries.jointly import agreed, content_of, something_there
from jidi.returns.queries.leveldays import days_of
from jidi.returns.words import title_of
from policycore.calendar import Due

KIND = "duty"
QUESTION = "question"
"""The kind of the item a question makes; its key is the duty's."""
RELEASE = "release"
"""The kind of the item a release makes that was asked for; its key is the duty's."""
ANSWER = Say("去答复", "Answer")
FILL = Say("去填报", "Fill in")
CORRECT = Say("去补正", "Correct it")
REVIEW = Say("去审核", "Review")
RECORD = Say("登记办理", "Record it")
WRITE = Say("写信息", "Write")
HAND = Say("递交文件", "Hand the document in")
PREPARE = Say("一起填写", "Fill it in together")
AGREE = Say("去会签", "Agree to it")
CARRY = Say("去办理", "Carry it through")


@dataclass(frozen=True, slots=True)
class Wait:
    """One item a duty wants on the agenda: for which seat (``turn`` in words), the act, its day, in whose hands it is."""

    seat: Seat
    turn: Say
    next: Say
    due: Due | None
    holder: Say
    verdict: Say


def put_question(duty: Duty, levels: Sequence[Level], *, at: datetime) -> None:
    """Bring the item of a duty's unanswered questions up to date: for whoever filled it in, none where all are answered."""
    open_ = list(
        Act.objects.filter(duty=duty, kind=ActKind.ASKED, answered_by__isnull=True).order_by("pk").values_list(
            "reason", "who_organisation"
        )
    )  # fmt: skip
    if not open_ or duty.filler is None or duty.state in SETTLED:
        close_items(room=ROOM, kind=QUESTION, key=str(duty.pk), at=at)
        return
    level = levels[duty.filler]
    text, who = open_[0]
    more = Say(f"，共 {len(open_)} 个", f", {len(open_)} in all") if len(open_) > 1 else Say("")
    open_item(
        room=ROOM, kind=QUESTION, key=str(duty.pk), area_code=duty.area_code, what=title_of(duty), next_step=ANSWER,
        cite=REVIEWING, at=at, seat=seat_of(duty, level), holder=_holder(level.actor_zh, level.actor_en),
        verdict=Say(f"{who}问：{text[:200]}{more.zh}", f"{who} asks: {text[:200]}{more.en}"),
    )  # fmt: skip


def put_on_agenda(
    duty: Duty, levels: Sequence[Level], *, on: date, at: datetime, since: datetime | None = None
) -> None:
    """Close what no longer waits and open what does, in the caller's transaction; what is opened waits ``since`` (``at``)."""
    if duty.state in SETTLED:
        close_items(room=ROOM, kind=(QUESTION, RELEASE), key=str(duty.pk), at=at)
    wanted = {of_seat(wait.seat): wait for wait in waits(duty, levels, on)}
    there = set(open_for(ROOM, KIND, str(duty.pk)))
    if there - set(wanted):  # it went on: a release that was asked for is not needed any more
        close_items(room=ROOM, kind=(KIND, RELEASE), key=str(duty.pk), at=at)
        there = set()
    for addressee, wait in wanted.items():
        open_item(
            room=ROOM, kind=KIND, key=str(duty.pk), area_code=duty.area_code, what=title_of(duty), next_step=wait.next,
            cite=cite_for(duty), at=since or at, seat=wait.seat, due=wait.due, holder=wait.holder, verdict=wait.verdict,
            is_new=addressee not in there,
        )  # fmt: skip


def waits(duty: Duty, levels: Sequence[Level], on: date) -> Iterator[Wait]:
    """Who is to do what now."""
    if duty.state in SETTLED or on < duty.opens_on:
        return
    if duty.at == duty.levels_count:
        seat = receiver_of(duty, levels)
        if seat is not None and duty.state == DutyState.FILED and not _by_articles(duty):
            receives = _holder(levels[-1].to_zh, levels[-1].to_en)
            yield Wait(seat, receives, REVIEW, None, receives, _filed_words(duty))
        return
    opened = filling_levels(duty, levels)
    if not opened:
        level = levels[duty.at]
        has_it = _holder(level.actor_zh, level.actor_en)
        due = _level_due(duty, level, levels)
        yield Wait(seat_of(duty, level), has_it, REVIEW, due, has_it, _filed_words(duty))
        if level.joint:
            yield from _to_agree(duty, level, due, _filed_words(duty), on)
        return
    yield from _to_fill(duty, opened, levels, on)


def _by_articles(duty: Duty) -> bool:
    """Whether its articles are what there is to review: each is an item of its own, and taking them up settles the duty.

    One that came back waits with its writer, and is handed in again.
    """
    if duty.form_id or duty.elsewhere_ok or not duty.articles_owed:
        return False
    return articles_of(duty).filter(state__in=[ArticleState.FILED, ArticleState.RETURNED]).exists()


def _to_fill(duty: Duty, opened: Sequence[Level], levels: Sequence[Level], on: date) -> Iterator[Wait]:
    returned = duty.return_due_on is not None and duty.filler is not None
    first = opened[0]
    for level in opened:
        due: Due | None = _level_due(duty, level, levels)
        verdict = _open_words(duty)
        if returned:
            due = Due(duty.return_due_on or duty.opens_on)
            verdict = Say("已退回，按所列各处补正", "returned: correct the places named")
        yield Wait(
            seat_of(duty, level), _holder(level.actor_zh, level.actor_en), _next(duty, returned=returned), due,
            _holder(first.actor_zh, first.actor_en), verdict,
        )  # fmt: skip
        if level.joint and (duty.form_id or filling.document_of(duty)):
            yield from _to_agree(duty, level, due, verdict, on)


def _to_agree(duty: Duty, level: Level, due: Due | None, verdict: Say, on: date) -> Iterator[Wait]:
    """What waits for the offices beside the leading one: to fill it in, and to agree once something lies there."""
    whose, there = _holder(level.actor_zh, level.actor_en), something_there(content_of(duty))
    seats = {seat.organ: seat for seat in joint_seats(duty, level)}
    for one in agreed(duty, level, on):
        if one.holds:
            continue
        if there:
            verdict = (
                Say("已改动，请重新会签", "changed: agree again") if one.act else Say("等您会签", "yours to agree to")
            )
        yield Wait(seats[one.organ], whose, AGREE if there else PREPARE, due, whose, verdict)


def _next(duty: Duty, *, returned: bool) -> Say:
    if returned:
        return CORRECT
    by = filling.fulfilment_of(duty)
    if not duty.form_id and not filling.articles_short(duty) and (by.document or by.procedure):
        return HAND if by.document and filling.document_short(duty) else (RECORD if duty.elsewhere_ok else CARRY)
    if duty.form_id and duty.elsewhere_ok and duty.cells_filled and filling.latest_of(duty) is not None:
        return RECORD
    if duty.form_id or not (duty.articles_owed or duty.elsewhere_ok):
        return FILL
    return RECORD if duty.elsewhere_ok else WRITE


def _level_due(duty: Duty, level: Level, levels: Sequence[Level]) -> Due | None:
    day = days_of(duty, levels)[level.place]
    provisional = duty.provisional if level.is_debtor else level.provisional
    return Due(day, provisional and duty.extended_to is None) if day else None


def _open_words(duty: Duty) -> Say:
    if duty.open_zh:
        return Say(duty.open_zh, duty.open_en)
    if duty.articles_owed:
        done, owed = duty.articles_filed, duty.articles_owed
        return Say(f"已报 {done} 篇，至少 {owed} 篇", f"{done} handed in, at least {owed}")
    if duty.cells_owed:
        share = duty.cells_filled * 100 // duty.cells_owed
        return Say(f"已填 {share}%", f"{share} % filled in")
    if duty.elsewhere_ok and not duty.form_id:
        return Say("还没有登记", "not recorded yet")
    return Say("还没有填报", "not begun")


def _filed_words(duty: Duty) -> Say:
    if duty.first_filed_on is None:
        return Say("下级已提供", "supplied from below")
    return Say(f"{duty.first_filed_on:%m-%d} 报送", f"filed {duty.first_filed_on:%m-%d}")


def _holder(zh: str, en: str) -> Say:
    return Say(zh, en or zh)
