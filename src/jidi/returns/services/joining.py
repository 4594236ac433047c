"""Several offices owe it together: each agrees to what lies there, then the leading one hands it in."""

from __future__ import annotations

from datetime import date, datetime

from jidi.accounts.acting import Actor, require
from jidi.audit.services import refusals_audited
from jidi.common.say import Say
from jidi.returns.enums import ActKind
from jidi.returns.models import Act, Duty
from jidi.returns.permissions import AGREE, JOINTLY, cite_for, joint_seats, jointly_in_hand, may_agree
from jidi.returns.queries.jointly import content_of, something_there
from jidi.returns.services.filing import about, once_for
from jidi.returns.services.states import Step, change, locked, refused


@refusals_audited(AGREE, about)
def agree(*, actor: Actor, duty: Duty, on: date, at: datetime, once_key: str, words: str = "") -> Act:
    """Agree to what lies there now, as one of the offices that owe it with the leading one. What is changed later is agreed
    to again. Raises Refused while nothing lies there, Denied for who does not owe it jointly.
    """

    def work() -> int:
        held, levels = locked(duty.pk)
        permit = require(may_agree(actor, held, levels))
        level, content = jointly_in_hand(held, levels), content_of(held)
        assert level is not None
        if not something_there(content):
            raise refused(
                Say("没有会签。", "It was not agreed to."),
                Say("还没有可以会签的内容。", "There is nothing to agree to yet."),
                Say("请先填写，或请牵头单位先准备。", "Fill it in first, or let the leading office prepare it."),
                "nothing-to-agree-to",
                JOINTLY,
                409,
            )
        organ = next(seat.organ for seat in joint_seats(held, level) if seat.holds(actor))
        step = Step(
            ActKind.AGREED, words.strip(), detail={"organ": organ, **content}, place=level.place, cite=cite_for(held)
        )
        return change(held, levels, permit, step, on=on, at=at).pk

    return Act.objects.get(pk=once_for(actor, AGREE, once_key, at, [duty.pk, words], work))
