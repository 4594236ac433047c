"""A duty fulfilled by a procedure: it is met once a matter of that procedure about the same ended as asked.

Asked, not pushed: whoever moves a matter knows nothing of duties; working the duties out looks at what was finished.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from jidi.cases.models import Case
from jidi.common.say import Say
from jidi.policies import queries as policies
from jidi.policies.models import PackVersion
from jidi.returns.enums import ActKind, DutyState, LevelState
from jidi.returns.models import Duty
from jidi.returns.permissions import cite_for, debtor_level
from jidi.returns.queries import filling
from jidi.returns.queries.met import finished
from jidi.returns.services.filing import passed_by
from jidi.returns.services.states import Step, change_by_itself, locked
from policycore.obligations import Fulfilment


def meet(version: PackVersion, *, on: date, at: datetime) -> int:
    """Settle the duties of a version that finished matters meet; return how many. Call it inside an operation.

    Those that ask for more beside the procedure are left to the last of it.
    """
    met = 0
    for rule_id, link, by in _asked(version):
        rows = Duty.objects.filter(version=version, rule=rule_id, link=link, state=DutyState.DUE, opens_on__lte=on)
        duties = list(policies.without_texts(rows, "version"))
        for pk, case in finished(version, by, duties).items():
            met += _met(pk, case, on, at)
    return met


def _asked(version: PackVersion) -> Iterator[tuple[str, int, Fulfilment]]:
    for rule in policies.pack(version).obligations.values():
        for place, link in enumerate(rule.links):
            by = link.fulfilled_by or (rule.fulfilled_by if place == 0 else None)
            if by is not None and by.procedure and not (by.form or by.document or by.done_elsewhere):
                yield rule.id, place, by


def _met(pk: int, case: Case, on: date, at: datetime) -> int:
    duty, levels = locked(pk)
    if duty.state != DutyState.DUE or filling.articles_short(duty) or case.ended_on is None:
        return 0
    debtor, day = debtor_level(levels), case.ended_on
    passed = {one.place: {"state": LevelState.SKIPPED} for one in levels if one.place < debtor.place}
    passed[debtor.place] = passed_by(debtor, day)
    first = {} if duty.first_filed_on else {"first_filed_on": day, "first_filed_at": at}
    changes = {"state": DutyState.ACCEPTED, "at": duty.levels_count, "filed_at": at, "settled_at": at, **first}
    said = Say(f"{case.title_zh}（{case.case_no}）已办结", f"{case.case_no} is finished")
    detail = {"case": case.case_no, "end": case.end, "ended": day}
    step = Step(ActKind.MET, said.zh, changes, passed, detail=detail, place=debtor.place)
    change_by_itself(duty, levels, step, cite_for(duty), on=on, at=at)
    return 1
