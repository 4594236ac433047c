"""How a duty stands on a day: what is stored, and what time alone says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from jidi.common.say import Cite, house
from jidi.returns.enums import SETTLED, DutyState, Status
from jidi.returns.models import Duty
from policycore.periods import Period

FINAL_MISS = house(
    "下一期结束时仍未报的，记为漏报；此前为逾期",
    "what is still not filed when the next period has ended counts as missed; until then as overdue",
)
"""When what is overdue is called missed on a page. For rules it is ``missed`` from the day after its due day."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a duty stands: its status, whether it was filed late, how many days it is over, whether it is a final miss."""

    status: Status
    late: bool = False
    days: int = 0
    final: bool = False
    due_on: date | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The words rules know for it besides the status itself."""
        return ("late",) if self.late else ()


def due_day_of(duty: Duty) -> date | None:
    """The day that counts: the extended one where a superior granted it; None where the text names none (at once)."""
    return duty.extended_to or (None if duty.no_day else duty.due_on)


def effective_due() -> Coalesce:
    """The same as an expression for queries."""
    return Coalesce(F("extended_to"), F("due_on"))


def standing(duty: Duty, on: date) -> Standing:
    """How a duty stands on a day. Deadlines include their own day, until its end."""
    due = due_day_of(duty)
    late = bool(due and duty.first_filed_on and duty.first_filed_on > due)
    if duty.state == DutyState.RETURNED:
        back = duty.return_due_on
        over = (on - back).days if back and on > back else 0
        return Standing(Status.RETURNED, late, over, due_on=back)
    if duty.state == DutyState.DUE:
        if due is None or on <= due or not duty.binding:
            return Standing(Status.DUE, due_on=due)
        return Standing(Status.MISSED, days=(on - due).days, final=_is_final(duty, on), due_on=due)
    return Standing(Status(duty.state), late, due_on=due)


def _is_final(duty: Duty, on: date) -> bool:
    period = period_of(duty)
    return period is None or on > period.step(1).ends_on


def period_of(duty: Duty) -> Period | None:
    """The period a duty is owed in; None where it is owed once or follows an event."""
    try:
        return Period.parse(duty.period)
    except ValueError:
        return None


def missing_on(on: date) -> Q:
    """The condition that a duty's day has passed and nothing was filed, or a return was not answered in time."""
    over = Q(extended_to__lt=on) | Q(extended_to__isnull=True, due_on__lt=on)
    return Q(over, state=DutyState.DUE, binding=True) | Q(state=DutyState.RETURNED, return_due_on__lt=on)


def is_filed() -> Q:
    """The condition that a duty counts as filed: the debtor has filed, or it was done elsewhere."""
    return Q(first_filed_on__isnull=False) | Q(state=DutyState.ELSEWHERE)


def as_of(duty: Duty, day: date) -> Standing | None:
    """How a duty stood on an earlier day, as far as its own days tell; None where its work had not begun by then."""
    if duty.opens_on > day:
        return None
    filed = duty.first_filed_on is not None and duty.first_filed_on <= day
    due = due_day_of(duty)
    if duty.state in {DutyState.WAIVED, DutyState.LAPSED}:
        return Standing(Status(duty.state), due_on=due)
    if not filed:
        if due is None or day <= due or not duty.binding:
            return Standing(Status.DUE, due_on=due)
        return Standing(Status.MISSED, days=(day - due).days, due_on=due)
    return standing(duty, day)


def settled(duty: Duty) -> bool:
    """Whether nothing waits any more."""
    return duty.state in SETTLED


def basis_of_final() -> Cite:
    """What the word 漏报 rests on."""
    return FINAL_MISS
