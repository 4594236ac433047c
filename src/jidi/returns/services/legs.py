"""By when those below feed a debtor: the debtor's own rule, below the article and marked so."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from jidi.accounts.acting import Actor, Permit, require
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.common.keys import once
from jidi.common.say import Say, house
from jidi.returns.enums import DutyState, LevelState
from jidi.returns.models import Duty, LegDay, Level
from jidi.returns.permissions import LEGS, debtor_level, may_set_legs
from jidi.returns.queries.duties import levels_of
from jidi.returns.services.states import refused, told
from jidi.returns.services.waiting import put_on_agenda

MOST_DAYS = 90
RULE = house("下级提供的时间由承担义务的单位自定", "the debtor sets by when it is fed")


@refusals_audited(
    LEGS, lambda a: About("duty-rule", f"{a['duty'].version.pack_id}:{a['duty'].rule}", a["duty"].area_code)
)
def set_leg_days(
    *, actor: Actor, duty: Duty, leg: str, days_before: int, on: date, at: datetime, once_key: str, every_period: bool = True
) -> LegDay:  # fmt: skip
    """Set how many days before its own due day the debtor of a duty wants what a leg feeds it, for all periods or this one.

    All open duties of the same rule and debtor follow. Raises Refused for a leg the rule does not leave to the debtor.
    """

    def work() -> int:
        permit = _permit(actor, duty, leg, days_before)
        values = {"days_before": days_before, "set_by_id": actor.person_id, "set_at": at}
        made, _ = LegDay.objects.update_or_create(
            pack_id=duty.version.pack_id, rule=duty.rule, actor=leg, debtor_area=duty.debtor_area,
            period="" if every_period else duty.period, defaults=values,
        )  # fmt: skip
        record(
            at=at, who=permit.actor.who, action=LEGS, kind="duty-rule", key=f"{duty.version.pack_id}:{duty.rule}",
            area_code=duty.debtor_area, detail={"leg": leg, "days_before": days_before, "period": made.period, "row": made.pk},
        )  # fmt: skip
        _follow(made, on, at)
        return made.pk

    with operation(at=at):
        content = [duty.pk, leg, days_before, every_period]
        done = once(key=once_key, who=actor.key, what=LEGS, at=at, work=work, content=content)
        return LegDay.objects.get(pk=done.result)


def _permit(actor: Actor, duty: Duty, leg: str, days_before: int) -> Permit:
    """Raises Denied for whoever is not the debtor, Refused for a level or a number of days that cannot be set."""
    levels = levels_of(duty)
    debtor = debtor_level(levels)
    permit = require(may_set_legs(actor, duty.version.pack_id, duty.rule, debtor.organ, debtor.tier, duty.debtor_area))
    if any(level.actor == leg and level.set_by for level in levels) and 0 <= days_before <= MOST_DAYS:
        return permit
    raise refused(
        Say("没有设定。", "It was not set."),
        Say(
            f"要在 0 至 {MOST_DAYS} 天之间，且这一级由您自定。",
            f"Between 0 and {MOST_DAYS} days, for a level you set yourself.",
        ),
        Say("请改好后再设。", "Correct it and set it again."),
        "leg-days",
        RULE,
        422,
    )


def _follow(set_: LegDay, on: date, at: datetime) -> None:
    """Give the open duties the day that was set."""
    rows = Level.objects.filter(
        duty__version__pack_id=set_.pack_id, duty__rule=set_.rule, duty__debtor_area=set_.debtor_area,
        duty__state=DutyState.DUE, duty__due_on__gte=on, actor=set_.actor, state=LevelState.WAITING,
    ).exclude(set_by="")  # fmt: skip
    if set_.period:
        rows = rows.filter(duty__period=set_.period)
    for level in rows.select_related("duty__version"):
        duty = level.duty
        assert duty.due_on is not None
        level.due_on = duty.due_on - timedelta(days=set_.days_before)
        level.save(update_fields=["due_on"])
        levels = levels_of(duty)
        told(duty, levels, "recomputed", at=at)
        put_on_agenda(duty, levels, on=on, at=at)
