"""Duties that follow an event: something important happened, a title was given or ended, an outcome was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from jidi.accounts.acting import Actor, Denied
from jidi.audit.services import About, operation, refusals_audited
from jidi.bases.models import Base
from jidi.common.keys import once
from jidi.common.say import Say, Unknown
from jidi.policies import queries as policies
from jidi.policies.actors import cite_of
from jidi.policies.models import PackVersion
from jidi.returns.models import Duty, Level
from jidi.returns.queries.owing import Owing, Site, owing
from jidi.returns.services.states import told
from jidi.returns.services.waiting import put_on_agenda
from jidi.returns.services.writing import drawn
from policycore.engine.schedule import Planned, after_event
from policycore.facts import Subject
from policycore.obligations import Obligation
from policycore.open_points import Where


@refusals_audited("duty.raise", lambda a: About("duty-rule", f"{a['version'].pack_id}:{a['rule_id']}", a["area_code"]))
def raise_duty(
    *, actor: Actor, version: PackVersion, rule_id: str, area_code: str, happened: date, on: date, at: datetime,
    once_key: str, base: Base | None = None,
) -> list[Duty]:  # fmt: skip
    """Put on record that an event a rule speaks of happened on a day, and with it the duties that follow for a place.

    Officers whose area it is may. Raises Unknown for a rule that no event starts.
    """
    rule = policies.pack(version).obligations.get(rule_id)
    if rule is None or rule.on is None:
        raise Unknown(Say("项义务", "duty"))
    if not actor.covers(area_code):
        cite = cite_of(policies.pack(version), rule.citation())
        raise Denied(Say("不在您负责的地区。", "It lies outside your area."), cite=cite)

    def work() -> list[int]:
        made = raised(version, rule, happened, on, at, area_code=area_code, base=base)
        return [duty.pk for duty in made]

    with operation(at=at):
        content = [version.pk, rule_id, area_code, happened, base.pk if base else None]
        done = once(key=once_key, who=actor.key, what="duty.raise", at=at, work=work, content=content)
    return list(Duty.objects.filter(pk__in=done.result).select_related("version"))


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
