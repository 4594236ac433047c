"""Points for correction, and the answers people gave on questions of fact."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from jidi.cases.enums import PointState, TargetKind
from jidi.cases.models.moves import Acted
from jidi.common.kept import Kept


class ReturnPoint(Kept):
    """One point of a return for correction, tied to a field or a document. Written by ``services`` only.

    Only what the points of the last return name unlocks. A target that no earlier return of the case named needs
    ``why_new`` from the second return on.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="points")
    move = models.ForeignKey("cases.Move", models.PROTECT, related_name="points")
    place = models.PositiveSmallIntegerField()
    target_kind = models.CharField(max_length=10, choices=TargetKind.choices)
    target = models.CharField(max_length=120)
    text = models.TextField()
    why_new = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=PointState.choices, default=PointState.OPEN)
    answer_text = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    answered_name = models.CharField(max_length=100, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "cases_returnpoint"
        ordering = ["case_id", "move_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["move", "place"], name="cases_point_once"),
            models.CheckConstraint(condition=Q(state__in=PointState.values), name="cases_point_state"),
            models.CheckConstraint(condition=~Q(text=""), name="cases_point_text"),
            models.CheckConstraint(
                condition=~Q(state=PointState.ANSWERED) | (~Q(answer_text="") & Q(answered_at__isnull=False)),
                name="cases_point_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state=PointState.ACCEPTED) | Q(accepted_at__isnull=False), name="cases_point_accepted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.target_kind}:{self.target}"


class CaseAnswer(Kept, Acted):
    """What a person found on a question of fact in a case (否决情形核查), with the evidence. Written by ``services`` only.

    Rules read it as ``ANSWER(x)`` or ``FOUND(x)``. A later finding supersedes an earlier one; none is edited.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="answers")
    fact = models.CharField(max_length=60)
    value_json = models.TextField()
    evidence = models.TextField()
    step = models.CharField(max_length=60)
    noted_on = models.DateField()
    at = models.DateTimeField()
    is_valid = models.BooleanField(default=True)
    living_key = models.CharField(max_length=100, null=True, blank=True, unique=True)

    class Meta:
        db_table = "cases_answer"
        ordering = ["case_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_valid=True, living_key__isnull=False) | Q(is_valid=False, living_key__isnull=True),
                name="cases_answer_valid",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.fact}"

    @property
    def value(self) -> Any:
        """What was found."""
        from jidi.policies.values import from_json

        return from_json(self.value_json)
