"""An article that was not taken up no longer counts: the duty falls short again, with days to write another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from jidi.accounts.acting import Actor, Permit
from jidi.common.say import Cite, Say
from jidi.returns.enums import ActKind, DutyState, LevelState
from jidi.returns.models import Article, Duty, Level
from jidi.returns.permissions import EXEMPTING, EXTEND
from jidi.returns.queries import filling
from jidi.returns.queries.statuses import due_day_of
from jidi.returns.services.exempting import moved_with
from jidi.returns.services.states import Step, change, locked

DAYS_TO_WRITE = 10
"""Calendar days there are at least to write another article (rule of the house, as after a return)."""
DECLINED = "declined"
"""The mark of an act by which an article ceases to count."""


def discount(actor: Actor, article: Article, cite: Cite, on: date, at: datetime) -> Say | None:
    """Take an article that was not taken up out of the count of its duty; return what is missing now, None for nothing.

    Where articles alone fulfil the duty it is open again, and nobody is late with another before ``DAYS_TO_WRITE`` days are
    over. What was told at once stays told; what else fulfils a duty is reviewed with it. Call it inside an operation.
    """
    duty, levels = locked(article.duty_id or 0)
    if duty.urgent or not duty.articles_filed:
        return None
    changes: dict[str, Any] = {"articles_filed": duty.articles_filed - 1}
    reopened: dict[int, dict[str, Any]] = {}
    short = duty.articles_owed - changes["articles_filed"]
    opens = duty.state == DutyState.FILED and short > 0 and not filling.reviewed_whole(duty)
    if opens:
        changes |= {"first_filed_on": None, "first_filed_at": None, "filed_at": None, "filler": None}
        changes |= {"state": DutyState.DUE, "at": 0}
        waiting = {"state": LevelState.WAITING, "passed_on": None, "first_passed_on": None}
        reopened = {level.place: waiting for level in levels}
    permit = Permit(
        actor, "article.decline", "duty", str(duty.pk), Say("信息未采纳", "an article was not taken up"), cite
    )
    told = Step(ActKind.COUNTED, article.title, changes, reopened, detail={"article": article.pk, DECLINED: True})
    change(duty, levels, permit, told, on=on, at=at)
    if opens:
        _give_days(actor, duty, levels, article, on, at)
    if short <= 0 or duty.state != DutyState.DUE:
        return None
    until = due_day_of(duty)
    by, by_en = (f"，请在 {until} 前另报", f": write another by {until}") if until else ("，请另报", ": write another")
    return Say(f"本期还差 {short} 篇{by}", f"{short} still missing for the period{by_en}")


def _give_days(
    actor: Actor, duty: Duty, levels: Sequence[Level], article: Article, on: date, at: datetime
) -> None:  # fmt: skip
    """Put its day off where it would be over before another article can be written."""
    was, until = due_day_of(duty), on + timedelta(days=DAYS_TO_WRITE)
    if was is None or was >= until:
        return
    permit = Permit(actor, EXTEND, "duty", str(duty.pk), Say("未采纳的可以另报", "another may be written"), EXEMPTING)
    detail = {"was": was, "until": until, "with": moved_with(duty, levels, until)}
    said = f"信息《{article.title}》未采纳，另报一篇"
    change(
        duty,
        levels,
        permit,
        Step(ActKind.EXTENDED, said, {"extended_to": until}, detail=detail, cite=EXEMPTING),
        on=on,
        at=at,
    )
