"""What was done outside this system, on the word of a person: it fulfils a duty where the pack says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, Permit, require
from jidi.audit.services import operation, refusals_audited
from jidi.common.clock import day_of
from jidi.common.links import is_web_address
from jidi.common.say import Say
from jidi.files import services as files
from jidi.files.models import Attachment
from jidi.notices.enums import LetterKind
from jidi.returns.enums import ActKind, DutyState, LevelState
from jidi.returns.models import Act, Duty, Elsewhere, Level
from jidi.returns.permissions import (
    DONE_OUT,
    ELSEWHERE,
    SET_ASIDE,
    debtor_level,
    may_record_elsewhere,
    may_set_aside,
    owed_elsewhere,
    receiver_of,
    seat_of,
)
from jidi.returns.queries import filling
from jidi.returns.queries.duties import OWNER, levels_of
from jidi.returns.services.filing import about, filed_changes, once_for, passed_by
from jidi.returns.services.states import KIND, Step, change, locked, needs_reason, refused
from jidi.returns.services.telling import people_at, tell
from jidi.returns.words import title_of

PART = "elsewhere"
"""What evidence of it is filed under, beside the duty's own key."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says was done: what, where, on which day, who says so, a link or pictures that show it."""

    what: str
    where: str
    on: date
    said_by: str
    link: str = ""
    file_keys: tuple[str, ...] = ()


@refusals_audited(ELSEWHERE, about)
def attach_evidence(*, actor: Actor, duty: Duty, name: str, content: Any, at: datetime) -> Attachment:
    """Add a picture or document that shows what was done; it is used when the record is made."""
    permit = require(may_record_elsewhere(actor, duty, levels_of(duty)))
    own = Permit(actor, files.ATTACH, OWNER, f"{duty.pk}:{PART}", permit.reason, permit.cite)
    return files.attach(permit=own, name=name, content=content, area_code=duty.area_code, at=at)


@refusals_audited(ELSEWHERE, about)
def attach_prepared(*, actor: Actor, duty: Duty, name: str, content: Any, at: datetime) -> Attachment:
    """Add a picture to what is being prepared for another platform: it goes into the parcel, and proves nothing.

    Raises Refused for anything that is no picture.
    """
    permit = require(may_record_elsewhere(actor, duty, levels_of(duty)))
    own = Permit(actor, files.ATTACH, OWNER, f"{duty.pk}", permit.reason, permit.cite)
    with operation(at=at):
        made = files.attach(permit=own, name=name, content=content, area_code=duty.area_code, at=at)
        if not made.media_type.startswith("image/"):
            raise refused(
                Say("没有添加。", "It was not added."),
                Say("这里只能添加图片。", "Only pictures belong here."),
                Say("请选图片再上传。", "Choose a picture."),
                "no-picture",
                DONE_OUT,
                422,
            )
    return made


@refusals_audited(ELSEWHERE, about)
def record_elsewhere(*, actor: Actor, duty: Duty, told: Told, on: date, at: datetime, once_key: str) -> Act:
    """Record what was done elsewhere. It is settled by it: nobody of this site reviews what lies outside.

    Where articles are counted too, they have to be there first. Raises Refused without link or picture, for a link
    that is no address of the web, for a day to come, and while what it also asks for is missing.
    """

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = require(may_record_elsewhere(actor, held, levels))
        _complete(held, told, on)
        made = Elsewhere(
            duty=held, what=told.what.strip()[:300], where=told.where.strip()[:200], on=told.on, link=told.link.strip(),
            said_by=told.said_by.strip()[:100], person_id=actor.person_id, who_post=actor.post_name,
            who_organisation=actor.organisation_name, file_keys=",".join(told.file_keys), at=at,
        )  # fmt: skip
        made.save()
        return change(held, levels, permit, _step(held, levels, made, at), on=on, at=at).pk

    content = [duty.pk, told.what, told.where, told.on, told.link, list(told.file_keys)]
    return Act.objects.get(pk=once_for(actor, ELSEWHERE, once_key, at, content, work))


@refusals_audited(SET_ASIDE, about)
def set_elsewhere_aside(*, actor: Actor, duty: Duty, reason: str, on: date, at: datetime, once_key: str) -> Act:
    """Set the record of what was done elsewhere aside, with the reason: the duty is open again until it is recorded anew;
    where it was sent on outside, only that.

    Whoever recorded it corrects it so; a level above that doubts it says why, and who owes it hears of it. The record
    stays on file, but no longer counts, and neither does the day it said. Raises Refused without a reason.
    """
    words = needs_reason(reason, Say("没有撤回登记。", "The record was not set aside."))

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = require(may_set_aside(actor, held, levels))
        sent_on = filling.sent_on_by(held, levels)
        act = change(held, levels, permit, _set_aside(held, levels, sent_on, words), on=on, at=at)
        theirs = [sent_on] if sent_on else [one for one in levels if one.place <= debtor_level(levels).place]
        seats = [seat_of(held, level) for level in theirs]
        if not any(seat.holds(actor) for seat in seats):
            title = title_of(held)
            why = Say(f"登记有疑问：{words}", f"the record is doubted: {words}")
            tell(
                people_at(seats, on), kind=LetterKind.WORD, owner=(KIND, str(held.pk)), what=title, why=why, cite=DONE_OUT,
                occasion=f"set-aside:{act.pk}", sender=actor, on=on, at=at,
            )  # fmt: skip
        return act.pk

    return Act.objects.get(pk=once_for(actor, SET_ASIDE, once_key, at, [duty.pk, words], work))


def _set_aside(duty: Duty, levels: Sequence[Level], sent_on: Level | None, words: str) -> Step:
    """What setting the record aside changes: of an onward level (``sent_on``) that level only, else the whole duty."""
    fresh = {"state": LevelState.WAITING, "passed_on": None, "first_passed_on": None}
    changes: dict[str, Any] = {"settled_at": None, "at": sent_on.place if sent_on is not None else 0}
    if sent_on is not None and not sent_on.is_debtor:
        changes["state"] = DutyState.FILED
    else:
        changes |= {"state": DutyState.DUE, "first_filed_on": None, "first_filed_at": None, "filed_at": None}
    if sent_on is None:
        changes["filler"] = None
    again = [sent_on] if sent_on is not None else levels
    aside = [one.pk for one in filling.records_of(duty)]
    passed = {level.place: fresh for level in again}
    place = sent_on.place if sent_on is not None else None
    return Step(ActKind.ELSEWHERE, words, changes, passed, detail={filling.SET_ASIDE: aside}, place=place)


def as_told(made: Elsewhere) -> dict[str, Any]:
    """A record as the act and the trail know it."""
    names = ("what", "where", "on", "link", "said_by", "file_keys")
    values = {name: getattr(made, name) for name in names}
    return {**values, "on": made.on.isoformat(), "record": made.pk}


def _step(duty: Duty, levels: Sequence[Level], told: Elsewhere, at: datetime) -> Step:
    debtor = debtor_level(levels)
    reviewed = receiver_of(duty, levels) is not None or debtor.place < levels[-1].place
    if owed_elsewhere(duty) and filling.reviewed_whole(duty) and reviewed:
        return _filed(duty, levels, told, at)
    changes: dict[str, Any] = {"settled_at": at, "at": duty.levels_count}
    place = debtor.place
    if owed_elsewhere(duty):
        changes["state"] = DutyState.ELSEWHERE
        if duty.first_filed_on is None:
            changes |= {"first_filed_on": told.on, "first_filed_at": at}
    else:
        place = duty.at
        if place == debtor.place:  # the debtor sends on what it was fed: with that it has filed
            changes |= filed_changes(duty, levels, told.on, at)
        changes["state"] = DutyState.ACCEPTED
    passed = {level.place: passed_by(level, told.on) for level in levels if level.place == place}
    return Step(ActKind.ELSEWHERE, told.what, changes, passed, detail=as_told(told), place=place)


def _filed(duty: Duty, levels: Sequence[Level], told: Elsewhere, at: datetime) -> Step:
    """With the record everything is there that fulfils the duty: it goes up with its form, to be reviewed."""
    debtor, version = debtor_level(levels), filling.latest_of(duty)
    papers = list(duty.papers.values_list("at", flat=True)) if filling.document_of(duty) else []
    on = max(told.on, *(day_of(moment) for moment in [*papers, *([version.made_at] if version else [])]))
    changes = {"at": debtor.place + 1, "filler": debtor.place, **filed_changes(duty, levels, on, at)}
    passed = {one.place: {"state": LevelState.SKIPPED} for one in levels if one.place < debtor.place}
    passed[debtor.place] = passed_by(debtor, on)
    named = f"{version.filing_id}:{version.ordinal}" if version else ""
    return Step(ActKind.ELSEWHERE, told.what, changes, passed, detail=as_told(told), versions=named, place=debtor.place)


def _complete(duty: Duty, told: Told, on: date) -> None:
    if not (told.what.strip() and told.where.strip() and told.said_by.strip()):
        raise _refused(
            "要写明做了什么、在哪里、由谁说明。", "What was done, where, and who says so have to be given.", "what"
        )
    if not told.link.strip() and not told.file_keys:
        raise _refused("要有链接或截图。", "A link or a picture has to show it.", "no-evidence")
    if not told.link.strip() and not _shown_by(duty, told.file_keys):
        raise _refused(
            "没有链接的，要有截图、照片或 PDF；其他文件看不出已经办理。",
            "Without a link it takes a picture or a PDF; another file does not show that it was done.",
            "no-picture",
        )
    if told.link.strip() and not is_web_address(told.link):
        raise _refused(
            "链接要以 http:// 或 https:// 开头，照浏览器地址栏里的写。",
            "A link begins with http:// or https://, as the browser shows it.",
            "link",
        )
    if told.on > on:
        raise _refused(f"{told.on} 还没有到。", f"{told.on} is still to come.", "to-come")
    if told.on < duty.opens_on and duty.of_period == duty.period:
        raise _refused(
            f"{told.on} 早于本期开始的 {duty.opens_on}。",
            f"{told.on} lies before the period begins ({duty.opens_on}).",
            "too-early",
        )
    if owed_elsewhere(duty) or duty.state == DutyState.DUE:
        _rest_there(duty)


def _shown_by(duty: Duty, keys: Sequence[str]) -> bool:
    """Whether one of these files of the duty is a picture or a PDF, by its content."""
    found = Attachment.objects.filter(key__in=list(keys), owner_kind=OWNER, owner_key=f"{duty.pk}:{PART}")
    kinds = found.filter(withdrawn_at__isnull=True).values_list("media_type", flat=True)
    return any(kind.startswith(("image/", "application/pdf")) for kind in kinds)


def _rest_there(duty: Duty) -> None:
    """Raises Refused while something is missing that is asked for beside it."""
    if filling.form_fulfils(duty) and filling.latest_of(duty) is None:
        raise _refused("报表还没有报，先填好并报送。", "The form comes first: hand it in.", "form-missing")
    if filling.document_short(duty):
        raise _refused("文件还没有递交，先递交文件。", "The document comes first: hand it in.", "document-missing")
    if filling.procedure_short(duty):
        raise _refused("一并要求的程序还没有办结。", "The procedure asked for is not finished yet.", "procedure-open")
    if duty.articles_filed < duty.articles_owed:
        missing = duty.articles_owed - duty.articles_filed
        raise _refused(
            f"还差 {missing} 篇信息，先在这里写好、配图并报送。", f"{missing} articles are still missing: write them here first.",
            "articles-missing",
        )  # fmt: skip


def _refused(zh: str, en: str, code: str) -> Exception:
    return refused(
        Say("没有登记。", "It was not recorded."), Say(zh, en), Say("请补齐后再登记。", "Complete it, then record it."), code,
        DONE_OUT, 422,
    )  # fmt: skip


def withdraw_evidence(*, actor: Actor, duty: Duty, key: str, at: datetime) -> Attachment:
    """Take evidence back before the record is made."""
    permit = require(may_record_elsewhere(actor, duty, levels_of(duty)))
    own = Permit(actor, files.WITHDRAW, OWNER, f"{duty.pk}:{PART}", permit.reason, permit.cite)
    with operation(at=at):
        return files.withdraw(permit=own, key=key, at=at)
