"""Facts this room reads for the rules: what people answered in a case, and which applications a subject made before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Q

from jidi.accounts.codes import span
from jidi.accounts.readers import AREA
from jidi.cases.models import Case, CaseAnswer
from policycore.facts import FactKey, FactReader, FactSource, FactType, Known, Subject, missing_fact
from policycore.pack import Pack
from policycore.verdict import Missing

APPLICATIONS: Final = FactType.APPLICATIONS.value
"""The source under which the history of applications is registered (see ``policies.queries.sources_of``)."""

_ANSWERED: Final = {FactSource.ANSWER, FactSource.FINDING}
Read = dict[tuple[FactKey, Subject], Known | Missing]


class Applications:
    """The cases a subject has had: when begun, how ended. What is still running has no result."""

    def read_many(self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date) -> Read:
        """Return the history of each subject as it stood on a day; none is an empty history, not a missing one.

        That of a place is the history of whatever applied there.
        """
        rows: dict[Subject, list[dict[str, Any]]] = {subject: [] for subject in subjects}
        kinds = {subject.kind for subject in subjects}
        places = {subject: span(subject.key) for subject in subjects if subject.kind == AREA}
        wanted = Q(subject_kind__in=kinds, subject_key__in=[s.key for s in subjects])
        for first, last in places.values():
            wanted |= Q(area_code__gte=first, area_code__lte=last)
        for case in Case.objects.filter(wanted, opened_on__lte=as_of).order_by("opened_on", "pk"):
            there = [subject for subject, (first, last) in places.items() if first <= case.area_code <= last]
            for subject in dict.fromkeys([case.subject, *there]):
                if subject in rows:
                    rows[subject].append(_row(case, as_of))
        return {(key, subject): Known(tuple(rows[subject]), "cases") for key in keys for subject in subjects}


def _row(case: Case, as_of: date) -> dict[str, Any]:
    over = case.ended_on is not None and case.ended_on <= as_of
    row: dict[str, Any] = {"on": case.opened_on, "procedure": case.procedure, "result": case.end if over else ""}
    if case.year:
        row["year"] = case.year
    if over:
        row["until"] = case.ended_on
    return row


class CaseFacts:
    """The reader of one case: what people answered in it first, everything else from the site's readers.

    Only here an answer belongs to a case: two cases about one base do not share their findings.
    """

    def __init__(self, case: Case, pack: Pack, site: FactReader) -> None:
        self.case, self.pack, self.site = case, pack, site
        self._held: dict[str, CaseAnswer] | None = None

    def read_many(
        self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date
    ) -> Mapping[tuple[FactKey, Subject], Known | Missing]:
        """Return answers given in this case, and the rest as the site reads it."""
        own = [key for key in keys if self._is_answer(key.name)]
        rest = [key for key in keys if key not in own]
        found: Read = dict(self.site.read_many(rest, subjects, as_of)) if rest else {}
        for key in own:
            for subject in subjects:
                found[key, subject] = self._answer(key, subject)
        return found

    def related(self, subject: Subject, relation: str) -> Sequence[Subject] | Missing:
        """Ask the site."""
        return self.site.related(subject, relation)

    def population(self, name: str, subject: Subject, within: str) -> Sequence[Subject] | Missing:
        """Ask the site."""
        return self.site.population(name, subject, within)

    def _is_answer(self, name: str) -> bool:
        fact = self.pack.facts.get(name)
        return fact is not None and fact.source in _ANSWERED

    def _answer(self, key: FactKey, subject: Subject) -> Known | Missing:
        if self._held is None:
            self._held = {row.fact: row for row in CaseAnswer.objects.filter(case=self.case, is_valid=True)}
        row = self._held.get(key.name)
        if row is None or subject != self.case.subject:
            return missing_fact(key.name, self.pack.facts[key.name].say, self.pack.facts[key.name].supplier or "")
        return Known(row.value, f"{row.who_organisation} {row.who_name} {row.noted_on}".strip())
