"""What came up and went by while nobody looked: duties that should wait for somebody, and stand on nobody's desk.

A site's timer may stand still for weeks, and the demo clock jumps. A duty whose first day and due day both passed meanwhile
does not follow decisions any more, so working the duties out leaves it alone; it is owed all the same.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast

from jidi.agenda.models import WorkItem
from jidi.audit.services import operation
from jidi.common.clock import BEIJING
from jidi.policies import queries as policies
from jidi.returns.enums import DutyState
from jidi.returns.models import Duty
from jidi.returns.queries.duties import ROOM, levels_of
from jidi.returns.services.waiting import KIND, put_on_agenda


def bring_up_overlooked(*, at: datetime, on: date) -> int:
    """Put every duty nobody filed, whose work may have begun, on the desk it waits on; return how many were on none.

    They wait since the day their work began, so that the ladder of reminders stands where it would have stood.
    """
    key = Cast(OuterRef("pk"), TextField())
    waiting = WorkItem.objects.filter(room=ROOM, kind=KIND, key=key, done_at__isnull=True)
    rows = Duty.objects.filter(state=DutyState.DUE, filler__isnull=True, opens_on__lte=on).exclude(Exists(waiting))
    with operation(at=at):
        found = list(policies.without_texts(rows, "version").select_related("base").order_by("pk"))
        for duty in found:
            since = datetime.combine(duty.opens_on, time(), tzinfo=BEIJING)
            put_on_agenda(duty, levels_of(duty), on=on, at=at, since=since)
    return len(found)
