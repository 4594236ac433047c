"""Publishing a notice, receiving objections, settling them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, require
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.clock import day_of
from jidi.common.say import Cite, Refused, Say
from jidi.publicity.enums import Identity, ObjectionState
from jidi.publicity.models import Notice, Objection
from jidi.publicity.permissions import may_handle


@dataclass(frozen=True, slots=True)
class Verified:
    """What whoever verifies an objection found: the words, who said them, on which day."""

    text: str
    by: str
    on: date | None

    @property
    def whole(self) -> bool:
        """Whether all of it is said."""
        return bool(self.text.strip() and self.by.strip() and self.on)


@refusals_audited("notice.publish", lambda a: About(a["owner_kind"], a["owner_key"], a["area_code"]))
def publish_notice(
    *,
    actor: Actor,
    owner_kind: str,
    owner_key: str,
    area_code: str,
    title: Say,
    body: str,
    items: Sequence[Mapping[str, str]],
    identity: Identity,
    published_on: date,
    last_day: date,
    counted: Mapping[str, Any],
    cite: Cite,
    at: datetime,
) -> Notice:
    """Put a list before the public. Raises Refused when it is published already or lists nothing."""
    require(may_handle(actor, area_code, owner_key, cite))
    if not items:
        raise _refused("名单是空的。", "The list is empty.", cite)
    if Notice.objects.filter(owner_kind=owner_kind, owner_key=owner_key).exists():
        raise _refused("这一份名单已经公示。", "This list is published already.", cite)
    with operation(at=at):
        notice = Notice.objects.create(
            owner_kind=owner_kind,
            owner_key=owner_key,
            area_code=area_code,
            title=title.zh,
            title_en=title.en,
            body=body,
            items_json=[dict(i) for i in items],
            identity=identity,
            published_on=published_on,
            last_day=last_day,
            counted_json=dict(counted),
            published_at=at,
            published_by_id=actor.person_id,
        )
        _record(actor, "notice.publish", notice, at, {"from": published_on, "until": last_day, "items": len(items)})
    return notice


@refusals_audited("notice.receive", lambda a: About("notice", str(a["notice"].pk), a["notice"].area_code))
def receive_objection(
    *,
    actor: Actor,
    notice: Notice,
    item_key: str,
    text: str,
    by_name: str,
    contact: str,
    channel: str,
    received_on: date,
    cite: Cite,
    at: datetime,
    answer_by: date | None = None,
    verifier: str = "",
) -> Objection:
    """Enter an objection that reached the office. One after the last day, without a text, or (where identity is
    required) without a name is refused. ``answer_by`` is the last day to answer it, ``verifier`` whose words are needed
    before that, where the document says so."""
    require(may_handle(actor, notice.area_code, str(notice.pk), cite))
    if item_key not in notice.item_keys:
        raise _refused("这一项不在公示名单里。", "This is not on the list.", cite)
    if not text.strip():
        raise _refused("没有写异议内容。", "The objection says nothing.", cite)
    if notice.identity == Identity.REQUIRED and not (by_name.strip() and contact.strip()):
        raise _refused(
            "本次公示须实名提出，请登记姓名和联系方式。", "A name and a way to reach them are required.", cite
        )
    if not notice.published_on <= received_on <= notice.last_day:
        zh = f"公示期是 {notice.published_on} 至 {notice.last_day}，收到日期不在其中。"
        raise _refused(zh, f"The notice ran from {notice.published_on} to {notice.last_day}.", cite)
    with operation(at=at):
        made = Objection.objects.create(
            notice=notice,
            item_key=item_key,
            receipt=secrets.token_hex(6).upper(),
            text=text.strip(),
            by_name=by_name.strip(),
            contact=contact.strip(),
            channel=channel,
            received_on=received_on,
            received_at=at,
            answer_by=answer_by,
            verifier=verifier,
        )
        _record(
            actor, "notice.receive", notice, at, {"receipt": made.receipt, "item": item_key, "answer_by": answer_by}
        )
    return made


@refusals_audited(
    "notice.settle", lambda a: About("notice", str(a["objection"].notice_id), a["objection"].notice.area_code)
)
def settle_objection(
    *, actor: Actor, objection: Objection, upheld: bool, answer: str, cite: Cite, at: datetime, verified: Verified | None = None
) -> Objection:  # fmt: skip
    """Settle an objection with a written answer; once settled it stays so.

    Raises Refused without an answer, and where somebody has to verify it without what they found, who said so and when:
    on a day from which it was received to today.
    """
    require(may_handle(actor, objection.notice.area_code, str(objection.notice_id), cite))
    _require_verified(objection, verified, cite, day_of(at))
    if not answer.strip():
        raise _refused("没有写核实情况和答复。", "The answer is not written.", cite)
    with operation(at=at):
        objection = Objection.objects.select_for_update(of=("self",)).select_related("notice").get(pk=objection.pk)
        if objection.state != ObjectionState.OPEN:
            raise _refused("这一件异议已经答复。", "This objection is settled.", cite)
        objection.state = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
        objection.answer, objection.settled_at, objection.settled_by_id = answer.strip(), at, actor.person_id
        if verified is not None and verified.whole:
            objection.verified, objection.verified_by = verified.text.strip(), verified.by.strip()[:60]
            objection.verified_on = verified.on
        objection.save()
        _record(
            actor,
            "notice.settle",
            objection.notice,
            at,
            {"receipt": objection.receipt, "upheld": upheld, "verified": objection.verified_by},
        )
    return objection


def _require_verified(objection: Objection, verified: Verified | None, cite: Cite, today: date) -> None:
    if not objection.verifier:
        return
    if verified is None or not verified.whole:
        zh = f"本项异议由{objection.verifier}核实：还没有写核实结论、由谁说明、哪一天。"
        raise _refused(zh, f"{objection.verifier} verifies it: what they found, who says so and when is missing.", cite)
    assert verified.on is not None
    if not objection.received_on <= verified.on <= today:
        zh = f"核实日期要在 {objection.received_on} 至 {today} 之间。"
        raise _refused(zh, f"It was verified between {objection.received_on} and {today}.", cite)


def _record(actor: Actor, action: str, notice: Notice, at: datetime, detail: Mapping[str, Any]) -> None:
    area = notice.area_code
    record(at=at, who=actor.who, action=action, kind="notice", key=str(notice.pk), area_code=area, detail=detail)


def _refused(zh: str, en: str, cite: Cite) -> Refused:
    return Refused(
        Say("公示这一步没有办成。", "This step of the notice was not done."),
        Say(zh, en),
        Say("请在公示页面改好后再办。", "Mend it on the page of the notice and try again."),
        cite=cite,
    )
