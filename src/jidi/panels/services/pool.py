"""Entering the pool of experts and leaving it."""

from __future__ import annotations

from datetime import date, datetime

from jidi.accounts.acting import Actor, require
from jidi.accounts.models import Organisation, Person
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.keys import once
from jidi.common.say import Refused, Say
from jidi.panels.models import Expert
from jidi.panels.permissions import may_keep_pool
from jidi.panels.rules import POOL


@refusals_audited("panel.enter-pool", lambda a: About("pool", a["area_code"], a["area_code"]))
def enter_pool(
    *, actor: Actor, person: Person, organisation: Organisation, area_code: str, fields: str, on: date, at: datetime
) -> Expert:
    """Take a person into a province's pool; where the employer sits is kept for the draw. Raises Refused when in it."""
    require(may_keep_pool(actor, area_code))
    key = f"{area_code}:{person.pk}"
    if Expert.objects.filter(living_key=key).exists():
        raise Refused(
            Say("没有再次入库。", "Not entered again."),
            Say(f"{person.name}已在专家库。", f"{person.name} is in the pool already."),
            Say("如单位有变化，请先出库再重新入库。", "If the employer changed, take the person out first."),
            cite=POOL,
        )
    with operation(at=at):
        works_in = organisation.area.code if organisation.area_id else ""
        expert = Expert.objects.create(
            person=person,
            organisation=organisation,
            area_code=area_code,
            works_in=works_in,
            fields=fields,
            entered_on=on,
            living_key=key,
        )
        detail = {"person": person.pk, "name": person.name, "organisation": organisation.name, "on": on}
        record(at=at, who=actor.who, action="panel.enter-pool", kind="expert", key=str(expert.pk), area_code=area_code,
               detail=detail)  # fmt: skip
    return expert


def enter_from_page(
    *, actor: Actor, person: Person, organisation: Organisation, area_code: str, fields: str, on: date, at: datetime,
    once_key: str,
) -> Expert:  # fmt: skip
    """Take a person in as ``enter_pool`` does; however often the button is pressed, once."""

    def work() -> int:
        return enter_pool(
            actor=actor, person=person, organisation=organisation, area_code=area_code, fields=fields, on=on, at=at
        ).pk  # fmt: skip

    content = [person.pk, organisation.pk, area_code, fields]
    with operation(at=at):
        done = once(key=once_key, who=actor.key, what="panel.enter-pool", at=at, work=work, content=content)
    return Expert.objects.get(pk=done.result)


def leave_from_page(*, actor: Actor, expert: Expert, on: date, at: datetime, once_key: str) -> Expert:
    """Take an expert out as ``leave_pool`` does; however often the button is pressed, once."""

    def work() -> int:
        return leave_pool(actor=actor, expert=expert, on=on, at=at).pk

    with operation(at=at):
        done = once(key=once_key, who=actor.key, what="panel.leave-pool", at=at, work=work, content=[expert.pk])
    return Expert.objects.get(pk=done.result)


@refusals_audited("panel.leave-pool", lambda a: About("expert", str(a["expert"].pk), a["expert"].area_code))
def leave_pool(*, actor: Actor, expert: Expert, on: date, at: datetime) -> Expert:
    """Take an expert out of the pool from a day on; seats already drawn stay."""
    require(may_keep_pool(actor, expert.area_code))
    if expert.left_on is not None:
        raise Refused(
            Say("没有办理出库。", "Nothing was done."),
            Say(f"{expert.person.name}已经不在专家库。", f"{expert.person.name} is not in the pool any more."),
            Say("请看现在在库的专家。", "See who is in the pool now."),
            cite=POOL,
        )
    with operation(at=at):
        expert.left_on, expert.living_key = on, None
        expert.save(update_fields=["left_on", "living_key"])
        record(at=at, who=actor.who, action="panel.leave-pool", kind="expert", key=str(expert.pk),
               area_code=expert.area_code, detail={"on": on})  # fmt: skip
    return expert
