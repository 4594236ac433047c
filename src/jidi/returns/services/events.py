"""Duties that follow an event: something important happened, a title was given or ended, an outcome was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from jidi.accounts.acting import Actor, Permit, require
from jidi.audit.services import About, operation, refusals_audited
from jidi.bases.models import Base
from jidi.common.keys import once
from jidi.common.say import Say, Unknown
from jidi.policies import queries as policies
from jidi.policies.models import PackVersion
from jidi.returns.enums import ActKind
from jidi.returns.models import Act, Duty, Level
from jidi.returns.queries.owing import Owing, Site, owing
from jidi.returns.rights import RAISE, RAISING, may_raise
from jidi.returns.services.standing import is_of
from jidi.returns.services.states import KIND, Step, change, locked, refused, told
from jidi.returns.services.waiting import put_on_agenda
from jidi.returns.services.writing import drawn
from policycore.engine.schedule import Planned, after_event
from policycore.facts import Subject
from policycore.obligations import Obligation
from policycore.open_points import Where


@refusals_audited(RAISE, lambda a: About("duty-rule", f"{a['version'].pack_id}:{a['rule_id']}", a["area_code"]))
def raise_duty(
    *, actor: Actor, version: PackVersion, rule_id: str, area_code: str, happened: date, on: date, at: datetime,
    once_key: str, base: Base | None = None, reason: str = "",
) -> list[Duty]:  # fmt: skip
    """Put on record that an event a rule speaks of happened on a day, and with it the duties that follow for a place.

    ``reason`` says what happened; without it the words of the event stand. Officers whose area it is may. Raises Unknown
    for a rule that no event starts; Refused for a day to come or before the document was in force, and where nobody owes it.
    """
    rule = policies.pack(version).obligations.get(rule_id)
    if rule is None or rule.on is None:
        raise Unknown(Say("项义务", "duty"))
    words = (reason.strip() or rule.on.zh)[:1000]

    def work() -> list[int]:
        permit = require(may_raise(actor, f"{version.pack_id}:{rule_id}", area_code))
        _on_a_day(version, happened, on)
        made = raised(version, rule, happened, on, at, area_code=area_code, base=base)
        if not made:
            raise _refused("这里没有单位承担这一项。", "Nobody owes it there.", "nobody", "请换一个基地或地区。")
        for duty in made:
            _put_on_record(permit, duty.pk, words, happened, on, at)
        return [duty.pk for duty in made]

    with operation(at=at):
        content = [version.pk, rule_id, area_code, happened, base.pk if base else None, words]
        done = once(key=once_key, who=actor.key, what=RAISE, at=at, work=work, content=content)
    return list(Duty.objects.filter(pk__in=done.result).select_related("version"))


def _on_a_day(version: PackVersion, happened: date, on: date) -> None:
    if happened > on:
        raise _refused(f"{happened} 还没有到。", f"{happened} is still to come.", "to-come", "请填发生的日期。")
    if version.in_force_from is None or happened < version.in_force_from:
        raise _refused(
            "那天文件还没有施行。", "The document was not in force then.", "not-in-force", "请填发生的日期。"
        )


def _put_on_record(permit: Permit, pk: int, words: str, happened: date, on: date, at: datetime) -> None:
    """The act that says who put the event on record; once for a duty, however often the same event is told."""
    duty, levels = locked(pk)
    if Act.objects.filter(duty=duty, kind=ActKind.RAISED).exists():
        return
    own = Permit(permit.actor, RAISE, KIND, str(pk), permit.reason, permit.cite)
    change(duty, levels, own, Step(ActKind.RAISED, words, detail={"happened": happened}), on=on, at=at)


def _refused(zh: str, en: str, code: str, then: str) -> Exception:
    nothing = Say("没有登记。", "It was not put on record.")
    return refused(nothing, Say(zh, en), Say(then, "Correct it and send it again."), code, RAISING, 422)


def raised(
    version: PackVersion, rule: Obligation, happened: date, on: date, at: datetime, *, area_code: str = "",
    base: Base | None = None,
) -> list[Duty]:  # fmt: skip
    """Make the duties that follow an event, for one place or base or for everybody; those that stand stay. Call it inside
    an operation."""
    site, found = Site(version, on), []
    where = Where(area=area_code or version.area_code, year=str(happened.year))
    situation = policies.situation(version, Subject("pack", version.pack_id), happened, where)
    for planned in after_event(situation, rule, happened):
        for who in owing(site, planned):
            if (area_code and area_code not in {who.area_code, who.debtor.area_code}) or (base and who.base != base):
                continue
            if planned.only and not is_of(site, planned, who, happened):
                continue
            found.append(_made(site, planned, who, on, at))
    return found


def _made(site: Site, planned: Planned, who: Owing, on: date, at: datetime) -> Duty:
    one = drawn(site, planned, who, at)
    there = Duty.objects.filter(key=one.duty.key).select_related("version").first()
    if there is not None:
        return there
    save_drawn(one.duty, one.levels, on, at)
    return one.duty


def save_drawn(duty: Duty, levels: Sequence[Level], on: date, at: datetime) -> None:
    """Store a duty with its levels, tell the trail, and put it on the agenda."""
    duty.save(force_insert=True)
    for level in levels:
        level.duty = duty
    Level.objects.bulk_create(levels)
    told(duty, levels, "made", at=at)
    put_on_agenda(duty, levels, on=on, at=at)
