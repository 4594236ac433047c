"""Tables of this room: rounds with the pack version they pin, applications, the lines of a selection."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jidi.applications.enums import RoundState
from jidi.common.kept import Kept


class Round(Kept):
    """An announced round of a procedure. Written by ``services.rounds`` only; the pack version is pinned at its opening.

    Its year, its number of places, its forms and its checklist are decisions on the pack's open points with scope
    ``round`` and this round's ``key`` as target, never columns here. What starts from an event has a round of its own, for
    one base: ``happened_on`` is the day of the event, ``act`` says in words what happened; nobody announced it.
    """

    key = models.CharField(max_length=60, unique=True)
    version = models.ForeignKey("policies.PackVersion", models.PROTECT, related_name="rounds")
    procedure = models.CharField(max_length=60)
    area_code = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=200, blank=True)
    act = models.CharField(max_length=200)
    act_number = models.CharField(max_length=80, blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "applications_round"
        ordering = ["-opens_on", "-id"]
        indexes = [models.Index(fields=["area_code", "procedure"], name="applications_round_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")), name="applications_round_days"
            ),
            models.CheckConstraint(condition=~Q(act=""), name="applications_round_act"),
        ]

    def __str__(self) -> str:
        return self.zh


class Application(Kept):
    """An application of one base in one round: the case that moves it and the base it is about.

    Its state is where its case stands; nothing is repeated here. At most one living application per round and base:
    ``living_key`` is set to NULL when the case ends.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="applications")
    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="+")
    base = models.ForeignKey("bases.Base", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    living_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    started_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    class Meta:
        db_table = "applications_application"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.round_id}:{self.base_id}"


class SelectionLine(Kept):
    """One line of the list a step decides on: where the ranking put it, where people put it, and why it moved.

    ``displaced`` marks a line nobody moved: it stands lower because others were put past it, and its ``reason`` names them.
    Written by ``services.selection`` only, and no more once the step has decided.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="selection")
    step = models.CharField(max_length=60)
    scope_key = models.CharField(max_length=60, blank=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    ranked_place = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    chosen = models.BooleanField()
    points = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    reason = models.CharField(max_length=500, blank=True)
    displaced = models.BooleanField(default=False)
    saved_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "applications_selection"
        ordering = ["round_id", "step", "place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "step", "case"], name="applications_selected_once"),
            models.CheckConstraint(condition=Q(place=F("ranked_place")) | ~Q(reason=""), name="applications_moved_why"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.step} #{self.place}"
