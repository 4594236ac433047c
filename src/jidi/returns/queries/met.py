"""Which finished matter meets a duty that is fulfilled by a procedure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef

from jidi.cases.models import Case, Move
from jidi.policies.models import PackVersion
from jidi.returns.enums import ActKind
from jidi.returns.models import Act, Duty
from policycore.facts import Subject
from policycore.obligations import Fulfilment
from policycore.procedures import AnswerDoes


def subject_of(duty: Duty) -> Subject:
    """What the figures of a duty are about, and whom a matter that meets it is about."""
    if duty.about_kind == "itself":
        return Subject("area", duty.debtor_area)
    return Subject(duty.about_kind, duty.about_key)


def since(duty: Duty) -> date:
    """From which day on a matter counts: the event's, else the first day of what is reported on."""
    return duty.opens_on if duty.urgent else duty.starts_on


def finished(version: PackVersion, by: Fulfilment, duties: Sequence[Duty]) -> dict[int, Case]:
    """Return for duties of one rule the finished matter that meets each: of the procedure, about the same, ended as asked
    since the duty's own first day; the earliest, and each matter for one duty only. Two queries.
    """
    if not by.procedure or not duties:
        return {}
    withdrawn = Move.objects.filter(case=OuterRef("pk"), seq=OuterRef("seq"), does=AnswerDoes.WITHDRAW.value)
    rows = Case.objects.filter(
        version__pack_id=version.pack_id, procedure=by.procedure, ended_on__gte=min(since(duty) for duty in duties)
    )
    rows = rows.filter(end=by.end) if by.end else rows.exclude(Exists(withdrawn))
    used = set(_used(version, duties[0]))
    found: dict[int, Case] = {}
    cases = [case for case in rows.order_by("ended_on", "pk") if case.case_no not in used]
    for duty in sorted(duties, key=lambda one: (since(one), one.pk)):
        subject = subject_of(duty)
        mine = (one for one in cases if one.subject == subject and one.ended_on and one.ended_on >= since(duty))
        case = next(mine, None)
        if case is not None:
            cases.remove(case)
            found[duty.pk] = case
    return found


def _used(version: PackVersion, duty: Duty) -> list[str]:
    """The matters that met another duty of the same rule already."""
    told = Act.objects.filter(
        kind=ActKind.MET, duty__version__pack_id=version.pack_id, duty__rule=duty.rule, duty__link=duty.link
    )
    return [detail["case"] for detail in told.values_list("detail_json", flat=True)]
