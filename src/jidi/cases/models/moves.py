"""What was done in a case: its moves, the opinions that made them, the record of a step."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import F, Q

from jidi.common.appendonly import WrittenOnce
from jidi.common.kept import Kept


class Acted(models.Model):
    """Who did it, in words as they were then, and the person behind it (none: the system)."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    who_name = models.CharField(max_length=100)
    who_post = models.CharField(max_length=150, blank=True)
    who_organisation = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Move(WrittenOnce, Acted):
    """One move of a case: from ``step`` by ``answer`` to ``to_step`` (``end.NAME`` ends it). Written by ``services`` only.

    The first has no ``step`` and the answer ``open``. Replaying the rows gives where the case stands (I2). ``does`` is what
    the answer did (forward, return, refuse, withdraw), ``as_actor`` the actor of the pack that acted.
    """

    on_record = True

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="moves")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    made_on = models.DateField()
    step = models.CharField(max_length=60, blank=True)
    answer = models.CharField(max_length=60)
    to_step = models.CharField(max_length=70)
    does = models.CharField(max_length=10)
    as_actor = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    notes_json = models.TextField(default="{}")
    verdicts_digest = models.CharField(max_length=80, blank=True)
    list_step = models.ForeignKey("cases.ListStep", models.PROTECT, null=True, related_name="moves")
    operation = models.CharField(max_length=32)

    class Meta:
        db_table = "cases_move"
        ordering = ["case_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="cases_move_once"),
            models.CheckConstraint(condition=Q(seq=1, step="") | (Q(seq__gt=1) & ~Q(step="")), name="cases_move_first"),
            models.CheckConstraint(condition=~Q(to_step=F("step")), name="cases_move_somewhere"),
            models.CheckConstraint(
                condition=~Q(does__in=["refuse", "withdraw"]) | ~Q(reason=""), name="cases_move_why"
            ),
        ]
        indexes = [models.Index(fields=["person", "case"], name="cases_move_person")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.step} {self.answer} → {self.to_step}"

    @property
    def notes(self) -> dict[str, str]:
        """What was written down with the answer, by the name of the need."""
        found: dict[str, str] = json.loads(self.notes_json)
        return found


class Opinion(Kept, Acted):
    """What one office (or one asked) said at a step: a record, counted, not a state. Written by ``services`` only.

    ``capacity`` is the organ that signs, or the actor that was asked; ``visit`` the number of the move by which the case came
    to the step, so that an opinion of an earlier visit does not count. A changed one is superseded, never edited.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="opinions")
    visit = models.PositiveIntegerField()
    step = models.CharField(max_length=60)
    capacity = models.CharField(max_length=60)
    answer = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    is_valid = models.BooleanField(default=True)
    living_key = models.CharField(max_length=200, null=True, blank=True, unique=True)

    class Meta:
        db_table = "cases_opinion"
        ordering = ["case_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_valid=True, living_key__isnull=False) | Q(is_valid=False, living_key__isnull=True),
                name="cases_opinion_valid",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step} {self.capacity}: {self.answer}"


class StepRecord(Kept, Acted):
    """The record of a step (a visit, a meeting, an act, a notice): of one case at one visit, or of one list.

    Written by ``services`` only. A corrected one supersedes the earlier; the data is what ``records`` checked.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="records")
    list_step = models.ForeignKey("cases.ListStep", models.PROTECT, null=True, related_name="records")
    visit = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    data_json = models.TextField()
    at = models.DateTimeField()
    is_valid = models.BooleanField(default=True)
    living_key = models.CharField(max_length=60, null=True, blank=True, unique=True)

    class Meta:
        db_table = "cases_steprecord"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True, list_step__isnull=False) | Q(case__isnull=False, list_step__isnull=True),
                name="cases_record_of_one",
            ),
            models.CheckConstraint(
                condition=Q(is_valid=True, living_key__isnull=False) | Q(is_valid=False, living_key__isnull=True),
                name="cases_record_valid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id or self.list_step_id} {self.step} {self.kind}"

    @property
    def data(self) -> dict[str, Any]:
        """The record as data, days as days."""
        from jidi.policies.values import from_json

        found: dict[str, Any] = from_json(self.data_json)
        return found
