"""Explanations read: those of a version, those used before for the same finding, the same words elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from jidi.filings.background import Ruled
from jidi.filings.enums import Ruling
from jidi.filings.found import Found
from jidi.filings.models import Explanation, Filing, Version
from jidi.filings.reasons import BELIEVED, EXPLAINED, words_digest
from jidi.filings.spots import COMPUTED, RESTATED, WHY
from jidi.filings.state import FormState
from policycore.forms import Severity

MOST = 3
"""Explanations used before that are offered for one finding."""


@dataclass(frozen=True, slots=True)
class Used:
    """An explanation given before for the same kind of finding: its words, of which period, and how it was judged."""

    id: int
    text: str
    period: str
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class SameWords:
    """Who else explains in the very same words."""

    subject_kind: str
    subject_key: str
    period: str
    form_id: str
    filing_id: int


def topic_of(check: str) -> str:
    """Return what a finding is about without its period: next year's of the same kind has the same topic."""
    for head in (RESTATED, COMPUTED):
        if check.startswith(head):
            return head + check.removeprefix(head).split(".")[0]
    return check


@dataclass(frozen=True, slots=True)
class Told:
    """An explanation as it is handed in: of which check and spot, what was asked, the words."""

    check: str
    address: str
    asked: str
    body: str


def told_of(state: FormState, found: Iterable[Found]) -> list[Told]:
    """Return what is explained of these findings."""
    return [
        Told(one.check, one.address, one.say.zh[:500], state.text(WHY + one.check).strip())
        for one in found
        if one.check and one.severity is Severity.EXPLAIN and one.settled in _TOLD
    ]


def given(told: Iterable[Told], version: Version, before: Mapping[str, Explanation]) -> list[Explanation]:
    """Make the explanations a version brings (not stored yet). One that says the same of the same figures as in the
    version before (``before``, by check) keeps how it was judged.
    """
    return [_made(one, version, before.get(one.check)) for one in told]


_TOLD = (EXPLAINED, BELIEVED)


def _made(one: Told, version: Version, before: Explanation | None) -> Explanation:
    made = Explanation(
        version=version,
        check_id=one.check,
        topic=topic_of(one.check),
        address=one.address,
        asked=one.asked,
        body=one.body,
        words_digest=words_digest(one.body),
    )
    if before is not None and (before.words_digest, before.asked) == (made.words_digest, made.asked):
        made.ruling, made.ruled_why = before.ruling, before.ruled_why
        made.ruled_by_id, made.ruled_as, made.ruled_at = before.ruled_by_id, before.ruled_as, before.ruled_at
    return made


def rulings_of(filing: Filing) -> dict[str, Ruled]:
    """Return how the explanations of a filing were judged, by check, the latest version's first. One query."""
    rows = Explanation.objects.filter(version__filing=filing).exclude(ruling=Ruling.OPEN).order_by("version__ordinal")
    return {
        one.check_id: Ruled(one.words_digest, one.ruling == Ruling.ACCEPTED, one.ruled_why or "未写理由")
        for one in rows
    }


def of_version(version: Version) -> QuerySet[Explanation]:
    """Return the explanations handed in with a version, in the order of its findings."""
    return version.explanations.order_by("pk")


def used_before(filing: Filing, checks: Collection[str]) -> dict[str, list[Used]]:
    """Return for each of these findings what was explained in earlier periods of the same form and subject, accepted
    ones first, then the latest; what a reviewer did not accept is not offered. One query.
    """
    topics = {topic_of(check) for check in checks}
    if not topics:
        return {}
    rows = (
        Explanation.objects.filter(
            topic__in=topics,
            version__filing__form_id=filing.form_id,
            version__filing__subject_kind=filing.subject_kind,
            version__filing__subject_key=filing.subject_key,
        )
        .exclude(version__filing=filing)
        .exclude(ruling=Ruling.REFUSED)
        .order_by("-version__filing__period", "-version__ordinal")
        .values_list("topic", "pk", "body", "version__filing__period", "ruling")
    )
    by_topic: dict[str, dict[str, Used]] = {}
    for topic, pk, body, period, ruling in rows:
        by_topic.setdefault(topic, {}).setdefault(body, Used(pk, body, period, Ruling(ruling)))
    ordered = {
        topic: sorted(found.values(), key=lambda one: one.ruling is not Ruling.ACCEPTED)[:MOST]
        for topic, found in by_topic.items()
    }
    return {check: ordered[topic_of(check)] for check in checks if topic_of(check) in ordered}


def text_used(filing: Filing, explanation_id: int) -> str:
    """Return the words of an explanation this filing may use again; "" when it is not of the same form and subject."""
    found = Explanation.objects.filter(
        pk=explanation_id,
        version__filing__form_id=filing.form_id,
        version__filing__subject_kind=filing.subject_kind,
        version__filing__subject_key=filing.subject_key,
    ).first()
    return found.body if found else ""


def same_words(explanations: Collection[Explanation]) -> Mapping[int, list[SameWords]]:
    """Return by explanation where other subjects give the very same words: for the reviewer to see. One query."""
    digests = {one.words_digest for one in explanations}
    found: dict[int, list[SameWords]] = {one.pk: [] for one in explanations}
    if not digests:
        return found
    rows: Iterable[Any] = (
        Explanation.objects.filter(words_digest__in=digests)
        .values_list(
            "words_digest",
            "version__filing__subject_kind",
            "version__filing__subject_key",
            "version__filing__period",
            "version__filing__form_id",
            "version__filing_id",
        )
        .distinct()
    )
    others: dict[str, list[SameWords]] = {}
    for words, *rest in rows:
        others.setdefault(words, []).append(SameWords(*rest))
    for one in explanations:
        filing = one.version.filing
        mine = (filing.subject_kind, filing.subject_key)
        found[one.pk] = [
            other for other in others.get(one.words_digest, ()) if (other.subject_kind, other.subject_key) != mine
        ]
    return found
