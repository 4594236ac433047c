"""Announcing a round and closing it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from jidi.accounts.acting import Actor, require
from jidi.agenda.services import close_items
from jidi.applications.enums import RoundState
from jidi.applications.models import Round
from jidi.applications.permissions import ANNOUNCING, may_announce, starting_cite
from jidi.applications.services.points import KIND, ROOM, ask_for_decisions, decide_year
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.clock import day_of
from jidi.common.keys import once
from jidi.common.say import Cite, Refused, Say, house
from jidi.policies.enums import VersionStatus
from jidi.policies.models import PackVersion
from jidi.policies.queries import covers, pack

DAYS = house("轮次的截止日不早于开始日", "a round does not end before it begins")
KEYS = house("每个轮次有自己的编号", "every round has a key of its own")


@refusals_audited("round.announce", lambda a: About("round", a["key"], a["area_code"]))
def announce_round(
    *,
    actor: Actor,
    version: PackVersion,
    procedure: str,
    key: str,
    area_code: str,
    year: int,
    title: Say,
    act: str,
    act_number: str,
    opens_on: date,
    closes_on: date | None,
    at: datetime,
    once_key: str,
    is_demo: bool = False,
) -> Round:
    """Announce a round of a procedure; it pins the pack version from now on.

    Raises Refused when the version is not published or not for this area, the procedure does not start in a round, the
    key is taken, or the days are the wrong way round.
    """
    whole = pack(version)
    rule = whole.procedures.get(procedure)
    cite = starting_cite(whole, rule) if rule else ANNOUNCING

    def work() -> int:
        require(may_announce(actor, area_code, cite))
        if version.status != VersionStatus.PUBLISHED or not covers(version, area_code):
            raise _refused("这一版政策没有在本地区施行。", "This version is not in force for the area.", cite)
        if rule is None or rule.starts.in_ != "round":
            raise _refused("这一程序不是按轮次组织的。", "This procedure does not start in a round.", cite)
        if closes_on is not None and closes_on < opens_on:
            raise _refused("截止日早于开始日。", "The last day lies before the first.", DAYS)
        if Round.objects.filter(key=key).exists():
            raise _refused(f"编号 {key} 已经用过。", f"The key {key} is taken.", KEYS)
        made = Round.objects.create(
            key=key,
            version=version,
            procedure=procedure,
            area_code=area_code,
            year=year,
            zh=title.zh,
            en=title.en,
            act=act,
            act_number=act_number,
            opens_on=opens_on,
            closes_on=closes_on,
            announced_at=at,
            announced_by_id=actor.person_id,
            is_demo=is_demo,
        )
        decide_year(made, actor, day_of(at), at)
        ask_for_decisions(made, day_of(at), at)
        _record(actor, "round.announce", made, at, {"opens": opens_on, "closes": closes_on, "act": act_number or act})
        return made.pk

    with operation(at=at):
        done = once(key=once_key, who=actor.key, what="round.announce", at=at, work=work, content=[key, procedure])
        return Round.objects.get(pk=done.result)


@refusals_audited("round.close", lambda a: About("round", a["round_"].key, a["round_"].area_code))
def close_round(*, actor: Actor, round_: Round, at: datetime) -> Round:
    """Stop taking applications; what was handed in goes on."""
    rule = pack(round_.version).procedures[round_.procedure]
    require(may_announce(actor, round_.area_code, starting_cite(pack(round_.version), rule)))
    with operation(at=at):
        round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
        if round_.state != RoundState.CLOSED:
            round_.state = RoundState.CLOSED
            round_.save(update_fields=["state"])
            close_items(room=ROOM, kind=KIND, key=round_.key, at=at)
            _record(actor, "round.close", round_, at, {})
    return round_


def _record(actor: Actor, action: str, round_: Round, at: datetime, detail: dict[str, Any]) -> None:
    record(at=at, who=actor.who, action=action, kind="round", key=round_.key, area_code=round_.area_code, detail=detail)


def _refused(zh: str, en: str, cite: Cite) -> Refused:
    return Refused(
        Say("轮次没有发布。", "The round was not announced."),
        Say(zh, en),
        Say("请改好后再发布。", "Mend it and announce it again."),
        cite=cite,
    )
