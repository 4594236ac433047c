"""Reminding by hand: one click for all who miss; each on record, and a letter to everybody whose turn it is.

The ladder of days before and after a due day is the agenda's: it looks at the items this room opens.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from jidi.accounts.acting import Actor, require
from jidi.accounts.queries import actors_in
from jidi.agenda.addressees import of_seat
from jidi.agenda.models import WorkItem
from jidi.agenda.services import remind_now
from jidi.audit.services import About, operation, refusals_audited
from jidi.common.keys import once
from jidi.common.say import Say, house
from jidi.returns.enums import SETTLED, ActKind
from jidi.returns.models import Act, Duty, Level
from jidi.returns.permissions import joint_seats, may_remind, seat_of
from jidi.returns.queries.duties import ROOM, visible_to
from jidi.returns.services.states import Step, change, locked, refused
from jidi.returns.services.waiting import KIND, waits

REMINDING = house(
    "催办由上级向其下各级发出，同一事项同一人一天一次",
    "who stands above reminds those below, of one matter one person once a day",
)
BY_HAND = "manual"
"""The mark of a reminder somebody sent by a click; those of the ladder are marked T-15 … +3."""


@refusals_audited(
    "duty.remind", lambda a: About("duty", ",".join(map(str, list(a["duties"])[:8])), a["actor"].area_code)
)
def remind(
    *, actor: Actor, duties: Collection[int], on: date, at: datetime, once_key: str, note: str = "", mark: str = BY_HAND
) -> list[Act]:
    """Remind whoever below has these duties in hand now, in one click; one record each. What is settled is passed over, so
    is what is in one's own hands, and so is who was reminded of it by hand today: nobody is bothered twice on a day.

    Raises Refused when nobody is left to remind, Denied for duties the actor stands not above.
    """

    def work() -> list[int]:
        rows = visible_to(actor).filter(pk__in=list(duties)).exclude(state__in=SETTLED).order_by("pk")
        for duty in rows:
            require(may_remind(actor, duty))
        found = [_remind(actor, duty.pk, note, mark, on, at) for duty in rows]
        made = [act for act in found if act is not None]
        if not made:
            raise refused(
                Say("没有发出催办。", "Nobody was reminded."),
                Say(
                    "这些事项已报、未开始、要由您自己办，或今天已经催过。",
                    "They are filed, not open yet, yours to do, or were reminded today.",
                ),
                Say(
                    "明天可以再催；自己的事项在「审核」和工作台里办。",
                    "Remind again tomorrow; do your own in your work list.",
                ),
                "nobody-to-remind",
                REMINDING,
            )
        told = {
            (str(act.duty_id), seat)
            for act in Act.objects.filter(pk__in=made)
            for seat in act.detail_json["addressees"]
        }
        keys = {key for key, _ in told}
        items = WorkItem.objects.filter(room=ROOM, kind=KIND, key__in=keys, done_at__isnull=True).order_by("pk")
        items_told = [item for item in items if (item.key, item.addressee) in told]
        remind_now(items=items_told, sender=actor, at=at, on=on)
        return made

    with operation(at=at):
        content = [sorted(duties), note, mark]
        done = once(key=once_key, who=actor.key, what="duty.remind", at=at, work=work, content=content)
        return list(Act.objects.filter(pk__in=done.result).order_by("pk"))


def _remind(actor: Actor, pk: int, note: str, mark: str, on: date, at: datetime) -> int | None:
    duty, levels = locked(pk)
    permit = require(may_remind(actor, duty))
    found = left_to_remind(actor, duty, levels, on)
    if not found:
        return None
    detail = {"mark": mark, "to": [name for _, name in found], "addressees": [key for key, _ in found]}
    step = Step(ActKind.REMINDED, note, detail=detail)
    return change(duty, levels, permit, step, on=on, at=at).pk


def left_to_remind(actor: Actor, duty: Duty, levels: Sequence[Level], on: date) -> list[tuple[str, str]]:
    """Of those whose turn it is below (``whom``) those nobody reminded of it by hand today: the page asks the same."""
    today = Act.objects.filter(duty=duty, kind=ActKind.REMINDED, on=on).values_list("detail_json", flat=True)
    already = {seat for detail in today for seat in detail.get("addressees", ())}
    return [(seat, name) for seat, name in whom(actor, duty, levels, on) if seat not in already]


def whom(actor: Actor, duty: Duty, levels: Sequence[Level], on: date) -> list[tuple[str, str]]:
    """Whose turn it is below whoever reminds: addressees of the agenda with the names of the people who sit there.

    An office on the way of a duty reminds the levels below its own; one above all of them whoever has it.
    """
    own = [level.place for level in levels if seat_of(duty, level).holds(actor)]
    below = {
        of_seat(seat)
        for level in levels
        if not own or level.place < min(own)
        for seat in (seat_of(duty, level), *joint_seats(duty, level))
    }
    found: list[tuple[str, str]] = []
    for wait in waits(duty, levels, on):
        if of_seat(wait.seat) not in below:
            continue
        # Offices by their own names: a role word (基地所在地主管部门) names nobody.
        people = dict.fromkeys(f"{a.organisation_name} {a.name}" for a in actors_in(wait.seat.posts(on), on))
        found.append((of_seat(wait.seat), "、".join(people) or wait.turn.zh))
    return found
