"""Reading the facts of all cases of a list together, so that a long list asks the database no more than a short one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from jidi.cases.facts import CaseFacts
from jidi.cases.models import Case, CaseAnswer
from policycore.facts import FactKey, FactReader, Known, Subject
from policycore.pack import Pack
from policycore.verdict import Missing

Read = dict[tuple[FactKey, Subject], Known | Missing]


class Together:
    """The site's facts about the subjects of several cases, each fact read once for all of them."""

    def __init__(self, site: FactReader, cases: Sequence[Case], pack: Pack) -> None:
        self.site, self.pack = site, pack
        self.subjects = list(dict.fromkeys(case.subject for case in cases))
        self._read: dict[date, Read] = {}
        self._answers: dict[int, dict[str, CaseAnswer]] = {case.pk: {} for case in cases}
        for row in CaseAnswer.objects.filter(case__in=[case.pk for case in cases], is_valid=True):
            self._answers[row.case_id][row.fact] = row

    def of(self, case: Case) -> FactReader:
        """The reader of one case: its own answers, and what was read for all."""
        return _OneOf(case, self.pack, self, self._answers.get(case.pk))

    def read_many(
        self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date
    ) -> Mapping[tuple[FactKey, Subject], Known | Missing]:
        """Return the facts; what is asked for one subject of the list is read for every one."""
        held = self._read.setdefault(as_of, {})
        lacking = [key for key in keys if any((key, subject) not in held for subject in subjects)]
        if lacking:
            held.update(self.site.read_many(lacking, list(dict.fromkeys([*subjects, *self.subjects])), as_of))
        return {(key, subject): held[key, subject] for key in keys for subject in subjects}

    def related(self, subject: Subject, relation: str) -> Sequence[Subject] | Missing:
        """Ask the site."""
        return self.site.related(subject, relation)

    def population(self, name: str, subject: Subject, within: str) -> Sequence[Subject] | Missing:
        """Ask the site."""
        return self.site.population(name, subject, within)


class _OneOf(CaseFacts):
    """The reader of one case of a list, whose own answers were read with those of the others."""

    def __init__(self, case: Case, pack: Pack, site: FactReader, held: dict[str, CaseAnswer] | None) -> None:
        super().__init__(case, pack, site)
        self._held = held
