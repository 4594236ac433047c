"""A check of severity 准强制 stands in the way of handing in: who fills in asks above that it be released, and says why;
who receives it releases it or does not.

What is filled in stays unread above until it is handed in: the office asked decides on the check and the words alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from jidi.accounts.acting import Actor, Permit, require
from jidi.accounts.enums import Tier
from jidi.agenda.services import close_items, open_item
from jidi.audit.services import refusals_audited
from jidi.common.say import Say
from jidi.filings.queries import layout_in, missing
from jidi.notices.enums import LetterKind
from jidi.policies.actors import Seat
from jidi.returns.enums import ActKind
from jidi.returns.models import Act, Duty, Level
from jidi.returns.permissions import REVIEWING, debtor_level, may_ask, may_exempt, may_fill
from jidi.returns.queries import filling
from jidi.returns.queries.duties import ROOM
from jidi.returns.queries.releases import stands_in_the_way, wished
from jidi.returns.services.filing import about, once_for
from jidi.returns.services.states import KIND, Step, change, locked, needs_reason, refused
from jidi.returns.services.telling import tell
from jidi.returns.services.waiting import RELEASE
from jidi.returns.words import title_of
from policycore.forms import Severity


@refusals_audited("duty.ask-release", about)
def ask_release(*, actor: Actor, duty: Duty, check: str, reason: str, on: date, at: datetime, once_key: str) -> Act:
    """Ask above that a check be released, with the reason. Raises Refused without one, and for a check that does not stand
    in the way now or that nobody may release.
    """
    words = needs_reason(reason, Say("没有申请放行。", "No release was asked for."))

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = require(may_fill(actor, held, levels))
        filing = filling.filing_for(held)
        way = stands_in_the_way(filing, missing(filing, filling.rules_of(held, on))) if filing else {}
        if check not in way:
            raise refused(
                Say("没有申请放行。", "No release was asked for."),
                Say("这条核查现在不用放行。", "This check does not stand in the way now."),
                Say("强制的要改数，核实的要说明。", "Figures have to be corrected, or explained."),
                "not-releasable",
                REVIEWING,
                409,
            )
        told = {"check": check, "said": way[check].zh, "said_en": way[check].en}
        act = change(held, levels, permit, Step(ActKind.WISHED, words, detail=told), on=on, at=at)
        put_release(held, debtor_level(levels), at=at)
        return act.pk

    return Act.objects.get(pk=once_for(actor, "duty.ask-release", once_key, at, [duty.pk, check, words], work))


@refusals_audited("duty.release", about)
def release(*, actor: Actor, duty: Duty, check: str, reason: str, on: date, at: datetime, once_key: str) -> Act:
    """Release a check of severity 准强制 for this duty, so that it can be handed in all the same; with the reason why.

    Whoever receives it from below may, before it is handed in too. Raises Refused for a check of another severity.
    """
    words = needs_reason(reason, Say("没有放行。", "It was not released."))

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = _above(actor, held, levels)
        if not _releasable(held, check):
            raise _not_releasable(Say("没有放行。", "It was not released."))
        return _decided(actor, permit, held, levels, Step(ActKind.RELEASED, words, detail={"check": check}), on, at).pk

    return Act.objects.get(pk=once_for(actor, "duty.release", once_key, at, [duty.pk, check, words], work))


@refusals_audited("duty.refuse-release", about)
def refuse_release(*, actor: Actor, duty: Duty, check: str, reason: str, on: date, at: datetime, once_key: str) -> Act:
    """Not release a check somebody asked to be released: the figures have to be corrected. With the reason, which who asked
    reads. Raises Refused where nobody asked."""
    words = needs_reason(reason, Say("没有办理。", "It was not done."))

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = _above(actor, held, levels)
        if all(one.detail_json["check"] != check for one in wished(held)):
            raise _not_releasable(Say("没有办理。", "It was not done."))
        return _decided(actor, permit, held, levels, Step(ActKind.REFUSED, words, detail={"check": check}), on, at).pk

    return Act.objects.get(pk=once_for(actor, "duty.refuse-release", once_key, at, [duty.pk, check, words], work))


def _decided(
    actor: Actor, permit: Permit, duty: Duty, levels: Sequence[Level], step: Step, on: date, at: datetime
) -> Act:
    """Carry the decision out, take the item off the list, and write to whoever asked."""
    wishes = [one for one in wished(duty) if one.detail_json["check"] == step.detail["check"]]
    version = filling.latest_of(duty)
    named = f"{version.filing_id}:{version.ordinal}" if version else ""
    act = change(duty, levels, permit, replace(step, versions=named), on=on, at=at)
    put_release(duty, debtor_level(levels), at=at)
    said = step.kind.say
    for wish in wishes:
        zh, en = wish.detail_json["said"], wish.detail_json["said_en"]
        why = Say(f"{said.zh}「{zh}」：{act.reason[:200]}", f"{said.en} ({en}): {act.reason[:200]}")
        tell(
            [wish.person_id] if wish.person_id else [], kind=LetterKind.WORD, owner=(KIND, str(duty.pk)), what=title_of(duty),
            why=why, cite=REVIEWING, occasion=f"release:{act.pk}:{wish.pk}", sender=actor, on=on, at=at,
        )  # fmt: skip
    return act


def _above(actor: Actor, duty: Duty, levels: Sequence[Level]) -> Permit:
    """The permit of who may release: before anything was handed in the office that will receive it, then those above."""
    asked = may_ask(actor, duty, levels) if duty.filler is not None else may_exempt(actor, duty, levels, "duty.release")
    return require(asked)


def _releasable(duty: Duty, check: str) -> bool:
    filing = filling.filing_for(duty)
    checks = layout_in(filing).form.checks if filing else ()
    return any(one.id == check and one.severity is Severity.RELEASABLE for one in checks)


def _not_releasable(what: Say) -> Exception:
    return refused(
        what,
        Say("只有准强制的核查可以放行。", "Only a check that may be released can be."),
        Say("强制的要改数，核实的要说明。", "Figures have to be corrected, or explained."),
        "not-releasable",
    )


def put_release(duty: Duty, debtor: Level, *, at: datetime) -> None:
    """Bring the item of the releases asked for up to date: for who receives it from the debtor, none where none is open."""
    open_ = wished(duty)
    if not open_ or not debtor.to_organ:
        close_items(room=ROOM, kind=RELEASE, key=str(duty.pk), at=at)
        return
    last = open_[-1]
    open_item(
        room=ROOM, kind=RELEASE, key=str(duty.pk), area_code=duty.area_code, what=title_of(duty),
        next_step=Say("去放行或说明不放行", "Release it, or say why not"), cite=REVIEWING, at=at,
        seat=Seat(debtor.to_organ, Tier(debtor.to_tier), duty.area_code), holder=Say(debtor.to_zh, debtor.to_en or debtor.to_zh),
        verdict=Say(f"申请放行「{last.detail_json['said']}」：{last.reason[:200]}", f"asks to release: {last.reason[:200]}"),
    )  # fmt: skip
