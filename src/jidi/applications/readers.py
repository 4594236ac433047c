"""Facts this room reads for the rules: rounds since a title was revoked, documents handed in with an application."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from jidi.accounts.codes import contains
from jidi.applications import queries
from jidi.applications.models import Application, Round
from jidi.bases.enums import TitleAct
from jidi.bases.models import Base, TitleEvent
from jidi.common.clock import day_of
from jidi.files.models import Attachment
from jidi.policies.queries import pack
from policycore.facts import FactKey, Known, Subject
from policycore.verdict import Missing

ROUNDS_SINCE_REVOCATION: Final = "rounds-since-revocation"
"""The fact of this name: rounds opened for a base's area since its title was revoked, the one of the day included."""

Facts = dict[tuple[FactKey, Subject], Known | Missing]


class RoundsSince:
    """Counts the rounds that could have given a revoked title again, from the day after its revocation."""

    def read_many(self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date) -> Facts:
        """Return the count for each base with a revoked title; the others are left out (missing). Three queries."""
        wanted = [subject for subject in subjects if subject.kind == "base" and subject.key.isdigit()]
        revoked = _revoked([int(subject.key) for subject in wanted], as_of)
        if not revoked:
            return {}
        areas = dict(Base.objects.filter(pk__in=revoked).values_list("pk", "area_id"))
        rounds = list(Round.objects.filter(opens_on__lte=as_of).select_related("version"))
        found: Facts = {}
        for subject in wanted:
            if int(subject.key) in revoked:
                title, on = revoked[int(subject.key)]
                area = areas[int(subject.key)]
                count = sum(_could_give(one, title, area) and one.opens_on > on for one in rounds)
                found |= {(key, subject): Known(count, "applications") for key in keys}
        return found


class Documents:
    """Whether a document the checklist or a step names was handed in, by the id of its fact, for a base.

    Asked of the application that runs, else of the last one. A base that has never applied has nothing to look at:
    missing.
    """

    def read_many(self, keys: Collection[FactKey], subjects: Sequence[Subject], as_of: date) -> Facts:
        """Read the documents of many bases as handed in by a day; two queries."""
        bases = [subject.key for subject in subjects if subject.kind == queries.SUBJECT and subject.key.isdigit()]
        rows = Application.objects.filter(base_id__in=bases).values_list("base_id", "pk")
        last = {str(base): pk for base, pk in sorted(rows, key=lambda row: row[1])}
        owners = [f"{pk}:{key.name}" for pk in last.values() for key in keys]
        held = Attachment.objects.filter(owner_kind=queries.OWNER, owner_key__in=owners, withdrawn_at__isnull=True)
        there = {key for key, at in held.values_list("owner_key", "uploaded_at") if day_of(at) <= as_of}
        return {
            (key, subject): Known(f"{last[subject.key]}:{key.name}" in there, "documents")
            for key in keys
            for subject in subjects
            if subject.key in last and subject.kind == queries.SUBJECT
        }


def _revoked(bases: Collection[int], as_of: date) -> dict[int, tuple[str, date]]:
    """The title each base lost last, and on which day."""
    events = TitleEvent.objects.filter(
        holding__base_id__in=bases, act=TitleAct.REVOKED, on__lte=as_of, voided_by__isnull=True
    )
    rows = events.order_by("on", "pk").values_list("holding__base_id", "holding__title", "on")
    return {base: (title, on) for base, title, on in rows}


def _could_give(round_: Round, title: str, area: str) -> bool:
    procedure = pack(round_.version).procedures.get(round_.procedure)
    return (
        contains(round_.area_code, area)
        and procedure is not None
        and any(step.grants == title for step in procedure.steps)
    )
