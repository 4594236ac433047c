"""A procedure that starts from an event: whoever the pack names puts on record what happened, and the matter is open.

It has a round of its own, for this base and this event, so that all that goes by rounds (decisions, lists, notices) holds.
"""

from __future__ import annotations

from datetime import date, datetime

from jidi.accounts.acting import Actor, Permit, require
from jidi.applications.enums import RoundState
from jidi.applications.models import Application, Round
from jidi.applications.permissions import begins_by_event, may_begin, starting_cite
from jidi.applications.services.applying import applicant_of, kind_for, started
from jidi.applications.services.points import ask_for_decisions
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.bases.models import Base
from jidi.common.keys import once
from jidi.common.say import Cite, Refused, Say, Unknown
from jidi.policies.enums import VersionStatus
from jidi.policies.models import PackVersion
from jidi.policies.queries import covers, pack
from policycore.procedures import Procedure

MOST_WORDS = 200


@refusals_audited("procedure.begin", lambda a: About("base", str(a["base"].pk), a["base"].area_id))
def begin_by_event(
    *, actor: Actor, version: PackVersion, procedure: str, base: Base, happened: date, what: str, on: date, at: datetime,
    once_key: str, kind: str = "",
) -> Application:  # fmt: skip
    """Begin a procedure that starts from an event, about a base: what happened (``what``) on which day is put on record.

    Raises Unknown for a procedure that does not start so; Denied for who the pack does not name; Refused without words,
    for a day to come or before the document was in force, and where the same was begun before.
    """
    rule = pack(version).procedures.get(procedure)
    if rule is None or not begins_by_event(rule):
        raise Unknown(Say("个程序", "procedure"))
    words = what.strip()[:MOST_WORDS]

    def work() -> int:
        applicant = applicant_of(base, on)
        own = applicant.pk if applicant else None
        permit = require(may_begin(actor, version, rule, str(base.pk), base.area_id, on, own))
        cite = starting_cite(pack(version), rule)
        _complete(version, base, happened, words, on, cite)
        round_ = _round(actor, permit, version, rule, base, happened, words, on, at, cite)
        chosen = kind_for(round_, base, kind, on)
        made = started(actor, permit, round_, base, applicant, chosen, on, at, once_key)
        ask_for_decisions(round_, on, at)
        return made

    with operation(at=at):
        content = [version.pk, procedure, base.pk, happened, words]
        done = once(key=once_key, who=actor.key, what="procedure.begin", at=at, work=work, content=content)
        return Application.objects.select_related("round__version", "case__version", "base__area").get(pk=done.result)


def _round(
    actor: Actor, permit: Permit, version: PackVersion, rule: Procedure, base: Base, happened: date, words: str,
    on: date, at: datetime, cite: Cite,
) -> Round:  # fmt: skip
    key = f"{rule.id[:24]}-{base.pk}-{happened.isoformat()}"
    if Round.objects.filter(key=key).exists():
        raise _refused(
            "这件事已经发起过。", "It was begun for this before.", "请到该案卷继续办理。", cite, "begun-before"
        )
    made = Round.objects.create(
        key=key, version=version, procedure=rule.id, area_code=version.area_code, year=happened.year,
        zh=f"{rule.say.zh}（{base.name}，{happened}）"[:120], en=f"{rule.say.en or rule.id} ({base.name}, {happened})"[:200],
        act=words, opens_on=on, closes_on=on, happened_on=happened, state=RoundState.CLOSED, announced_at=at,
        announced_by_id=actor.person_id,
    )  # fmt: skip
    record(
        at=at, who=actor.who, action="procedure.begin", kind="round", key=key, area_code=base.area_id,
        detail={"procedure": rule.id, "base": base.pk, "happened": happened, "permit": permit.cite.printed.zh},
    )  # fmt: skip
    return made


def _complete(version: PackVersion, base: Base, happened: date, words: str, on: date, cite: Cite) -> None:
    if version.status != VersionStatus.PUBLISHED or not covers(version, base.area_id):
        raise _refused(
            "这一版政策没有在本地区施行。",
            "This version is not in force there.",
            "请换一个程序。",
            cite,
            "not-in-force",
        )
    if len(words) < 2:
        raise _refused(
            "没有写发生了什么。", "What happened was not said.", "请写明情况和依据的文件。", cite, "no-words"
        )
    if happened > on:
        raise _refused(f"{happened} 还没有到。", f"{happened} is still to come.", "请填发生的日期。", cite, "to-come")
    if version.in_force_from is None or happened < version.in_force_from:
        raise _refused(
            "那天文件还没有施行。", "The document was not in force then.", "请填发生的日期。", cite, "not-in-force"
        )


def _refused(zh: str, en: str, then: str, cite: Cite, code: str) -> Refused:
    return Refused(
        Say("没有发起。", "It was not begun."), Say(zh, en), Say(then, "Correct it and send it again."), cite=cite, code=code,
        status=409 if code == "begun-before" else 422,
    )  # fmt: skip
