"""Steps that work on a frozen list: one forwarding, one meeting, one act for many cases."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jidi.cases.models.moves import Acted
from jidi.common.kept import Kept


class ListStep(Kept, Acted):
    """A frozen list of the cases at a step for one city, one area or one round. Written by ``services`` only.

    ``digest`` stands for what was on it when it was frozen. ``living_key`` keeps one open list per step and scope.
    """

    version = models.ForeignKey("policies.PackVersion", models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=60)
    step = models.CharField(max_length=60)
    scope = models.CharField(max_length=12)
    scope_key = models.CharField(max_length=60)
    round_key = models.CharField(max_length=60, blank=True)
    area_code = models.CharField(max_length=6)
    digest = models.CharField(max_length=80)
    frozen_at = models.DateTimeField()
    frozen_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    living_key = models.CharField(max_length=220, null=True, blank=True, unique=True)

    class Meta:
        db_table = "cases_liststep"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, living_key__isnull=False)
                | Q(closed_at__isnull=False, living_key__isnull=True),
                name="cases_list_open",
            )
        ]
        indexes = [models.Index(fields=["procedure", "step", "round_key"], name="cases_list_step")]

    def __str__(self) -> str:
        return f"{self.procedure} {self.step} {self.scope_key}"


class ListItem(Kept):
    """A case on a frozen list: its place, its answer once given, or why it was held back. Written by ``services`` only."""

    list_step = models.ForeignKey(ListStep, models.PROTECT, related_name="items")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="list_items")
    place = models.PositiveSmallIntegerField()
    visit = models.PositiveIntegerField()
    answer = models.CharField(max_length=60, blank=True)
    held_reason = models.TextField(blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "cases_listitem"
        ordering = ["list_step_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["list_step", "case"], name="cases_item_once"),
            models.UniqueConstraint(fields=["list_step", "place"], name="cases_item_place"),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True, held_reason="") | (Q(held_at__isnull=False) & ~Q(held_reason="")),
                name="cases_item_held_why",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True) | Q(moved_at__isnull=True), name="cases_item_held_or_moved"
            ),
            models.CheckConstraint(condition=Q(moved_at__isnull=True) | ~Q(answer=""), name="cases_item_moved"),
        ]

    def __str__(self) -> str:
        return f"{self.list_step_id} {self.place} {self.case_id}"
