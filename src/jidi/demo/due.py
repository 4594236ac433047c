"""What falls due when the demo clock is moved: what time alone does on a site is done for the days skipped.

What is owed is worked out a year ahead and comes up when its work can begin, as ``jidi tick`` does it. Reminders are sent
as of the day the clock shows now, like on a site whose timer was switched off meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jidi.agenda.services import remind_due
from jidi.cases.models import Case
from jidi.cases.queries import step_of
from jidi.cases.services import MoveRefused, elapse
from jidi.common.clock import BEIJING
from jidi.common.keys import new_key
from jidi.returns.services import compute_ahead
from policycore.procedures import StepKind


def catch_up(*, at: datetime, on: date) -> int:
    """End every waiting step whose time has run; return how many cases moved."""
    moved = 0
    for case in Case.objects.filter(ended_at__isnull=True).select_related("version").order_by("pk"):
        if step_of(case).kind is not StepKind.WAIT:
            continue
        try:
            elapse(case_id=case.pk, at=at, on=on, key=new_key())
        except MoveRefused:
            continue  # its time has not run yet
        moved += 1
    compute_ahead(at=at, on=on)
    remind_due(at=at, on=on)
    return moved


@dataclass(slots=True)
class Timer:
    """The daily timer of the site while a story is played: what is due is worked out, the ladder of reminders is sent.

    Runs at eight on each day after ``last``; working duties out is left to the first and the last day and to each Monday.
    """

    last: date
    ran: bool = False

    def run_to(self, day: date) -> None:
        """Run for every day up to this one, in their order."""
        while self.last < day:
            self.last += timedelta(days=1)
            at = datetime.combine(self.last, time(8), tzinfo=BEIJING)
            if not self.ran or self.last == day or self.last.weekday() == 0:
                compute_ahead(at=at, on=self.last)
            remind_due(at=at, on=self.last)
            self.ran = True
