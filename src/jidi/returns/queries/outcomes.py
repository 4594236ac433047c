"""On which day who got which outcome of a document: what a duty ``on: {outcome: …}`` follows.

An outcome is an event of a title (where it was decided about a holder), or the end of a matter that is called as the
outcome is. Where the event names the matter it was decided in, its day counts and the matter's end does not come twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jidi.accounts.codes import span
from jidi.bases.enums import TitleAct
from jidi.bases.models import TitleEvent
from jidi.cases.models import Case
from jidi.policies.models import PackVersion


@dataclass(frozen=True, slots=True)
class Got:
    """Somebody got an outcome on a day; where it lies."""

    outcome: str
    kind: str
    key: str
    area_code: str
    on: date


def outcomes_got(version: PackVersion, wanted: str, until: date) -> list[Got]:
    """Return who got an outcome while a version was in force, up to a day, in the order of the days. Two queries.

    ``wanted`` is an outcome of the pack, an end of its procedures, or PROCEDURE.END.
    """
    since = version.in_force_from
    if since is None:
        return []
    decided = list(_of_titles(version, wanted, since, until))
    told = {case for _, case in decided if case}
    found = [got for got, _ in decided]
    found += [got for got, case in _of_cases(version, wanted, since, until) if case not in told]
    return sorted(set(found), key=lambda one: (one.on, one.kind, one.key, one.outcome))


def _of_titles(version: PackVersion, wanted: str, since: date, until: date) -> Iterator[tuple[Got, str]]:
    first, last = span(version.area_code)
    rows = TitleEvent.objects.filter(
        result=wanted, on__gte=since, on__lte=until, voided_by__isnull=True, pack__in=["", version.pack_id],
        holding__area_code__gte=first, holding__area_code__lte=last,
    )  # fmt: skip
    for event in rows.exclude(act=TitleAct.VOIDED).select_related("holding").order_by("on", "pk"):
        held = event.holding
        got = Got(wanted, held.holder_kind, held.holder_key, held.area_code, event.on)
        yield got, event.case_key


def _of_cases(version: PackVersion, wanted: str, since: date, until: date) -> Iterator[tuple[Got, str]]:
    procedure, _, end = wanted.rpartition(".")
    rows = Case.objects.filter(version__pack_id=version.pack_id, end=end, ended_on__gte=since, ended_on__lte=until)
    if procedure:
        rows = rows.filter(procedure=procedure)
    names = ("subject_kind", "subject_key", "area_code", "ended_on", "case_no")
    for kind, key, area_code, on, case_no in rows.order_by("ended_on", "pk").values_list(*names):
        yield Got(wanted, kind, key, area_code, on), case_no
