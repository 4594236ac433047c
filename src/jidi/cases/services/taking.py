"""Taking a whole matter away (整卷下载): whoever sees all of it may; that it was taken stays on record."""

from __future__ import annotations

from datetime import datetime

from jidi.accounts.acting import Actor
from jidi.audit.services import About, operation, record, refusals_audited
from jidi.cases.models import Case
from jidi.cases.queries import sees_all
from jidi.common.say import Say, Unknown


@refusals_audited("case.take", lambda named: About("case", str(named["case"].pk), named["case"].area_code))
def take_away(*, actor: Actor, case: Case, files: int, at: datetime) -> None:
    """Record that somebody takes a matter away as one file, with how many attachments, as it stands after which move.

    Raises Unknown for whoever does not see its content.
    """
    if not sees_all(actor, case):
        raise Unknown(Say("个案卷", "matter"))
    with operation(at=at):
        record(
            at=at, who=actor.who, action="case.take", kind="case", key=str(case.pk), area_code=case.area_code,
            detail={"number": case.case_no, "move": case.seq, "files": files},
        )  # fmt: skip
