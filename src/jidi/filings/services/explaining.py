"""Explanations: the paper beside one, and the reviewer's ruling on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from jidi.accounts.acting import Actor, Permit
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.say import Refused, Say, house
from jidi.common.texts import one_line
from jidi.files.models import Attachment
from jidi.files.services import ATTACH, WITHDRAW, attach, withdraw
from jidi.filings.enums import Ruling, Status
from jidi.filings.looking_back import EVIDENCE, evidence_key
from jidi.filings.models import Explanation, Filing
from jidi.filings.services.shared import KIND, fits

REASON: Final = house("不采信须写明理由", "who does not accept an explanation says why")
LATEST: Final = house("只判定最后一版的说明", "only the explanations of the last version are judged")


def _about(asked: Mapping[str, Any]) -> About:
    filing: Filing = asked["explanation"].version.filing
    return About(KIND, str(filing.pk), filing.area_id)


@refusals_audited("explanation.judge", _about)
def judge_explanation(
    *, explanation: Explanation, accepted: bool, actor: Actor, permit: Permit, at: datetime, reason: str = ""
) -> Explanation:
    """Accept an explanation (采信) or not (不采信, with the reason the filer reads). Judging it alike twice is once.

    ``permit`` names the filing's owner. Raises Refused without a reason, or when a newer version was handed in.
    """
    filing = explanation.version.filing
    fits(permit, actor, filing.owner_kind, filing.owner_key)
    why = one_line(reason)[:500]
    if not accepted and not why:
        raise Refused(
            Say("没有判定。", "It was not judged."),
            Say("不采信没有写理由。", "No reason was given."),
            Say("请写明哪里说不通、还要什么。", "Say what does not hold and what is still needed."),
            cite=REASON,
            code="explanation-reason",
        )
    with operation(at=at):
        held = Explanation.objects.select_for_update(of=("self",)).get(pk=explanation.pk)
        _refuse_superseded(held)
        wanted = Ruling.ACCEPTED if accepted else Ruling.REFUSED
        if (held.ruling, held.ruled_why) == (wanted, why):
            return held
        before = held.ruling
        held.ruling, held.ruled_why, held.ruled_at = wanted, why, at
        held.ruled_by_id, held.ruled_as = actor.person_id, f"{actor.who.organisation} {actor.who.post}".strip()[:360]
        held.save(update_fields=["ruling", "ruled_why", "ruled_at", "ruled_by", "ruled_as"])
        record(
            at=at,
            who=actor.who,
            action="explanation.judged",
            kind=KIND,
            key=str(filing.pk),
            area_code=filing.area_id,
            detail={
                "version": explanation.version.ordinal,
                "check": held.check_id,
                "ruling": str(wanted),
                "why": why,
                "words": held.words_digest,
            },
            before=before,
            after=str(wanted),
        )
    return held


def _refuse_superseded(held: Explanation) -> None:
    if held.version.standing.status != Status.SUPERSEDED:
        return
    raise Refused(
        Say("没有判定。", "It was not judged."),
        Say("这一版之后又报了新版。", "A newer version followed."),
        Say("请打开最新一版再判定。", "Open the latest version."),
        cite=LATEST,
        code="filing-superseded",
    )


def attach_evidence(
    *, filing: Filing, check: str, name: str, content: Iterable[bytes], actor: Actor, permit: Permit, at: datetime
) -> Attachment:
    """Lay a paper beside an explanation. Raises FileRefused as ``files.attach`` does; ``permit`` names the owner."""
    fits(permit, actor, filing.owner_kind, filing.owner_key)
    mine = Permit(actor, ATTACH, EVIDENCE, evidence_key(filing.pk, check), permit.reason, permit.cite)
    return attach(permit=mine, name=name, content=content, area_code=filing.area_id, at=at)


def withdraw_evidence(
    *, filing: Filing, check: str, key: str, actor: Actor, permit: Permit, at: datetime
) -> Attachment:
    """Take a paper back from an explanation. Raises Unknown when it is not there."""
    fits(permit, actor, filing.owner_kind, filing.owner_key)
    mine = Permit(actor, WITHDRAW, EVIDENCE, evidence_key(filing.pk, check), permit.reason, permit.cite)
    return withdraw(permit=mine, key=key, at=at)
