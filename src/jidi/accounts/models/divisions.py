"""Administrative divisions and how they were called before."""

from __future__ import annotations

from django.db import models

from jidi.accounts.enums import Tier
from jidi.common.kept import Kept


class Division(Kept):
    """A province, city or county. Written by ``services.divisions.load_divisions`` from ``data/divisions``.

    ``valid_to`` is the first day on which it is no more. ``is_virtual`` marks rows of the table that are no place
    (市辖区 as a city, 省直辖县级行政区划); ``is_zone`` marks zones that have a code in statistics only.
    """

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=60)
    tier = models.CharField(max_length=10, choices=Tier.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    is_virtual = models.BooleanField(default=False)
    is_zone = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        db_table = "accounts_division"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="accounts_division_days",
            ),
            models.CheckConstraint(condition=models.Q(tier__in=Tier.values), name="accounts_division_tier"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class DivisionChange(Kept):
    """A place that was renamed or got another code. ``since`` is a year, month or day, as exact as its source."""

    old_code = models.CharField(max_length=6)
    old_name = models.CharField(max_length=60)
    new_code = models.CharField(max_length=6)
    new_name = models.CharField(max_length=60)
    since = models.CharField(max_length=10)
    source = models.CharField(max_length=200)

    class Meta:
        db_table = "accounts_divisionchange"
        ordering = ["since", "old_code"]
        constraints = [
            models.UniqueConstraint(fields=["old_code", "old_name"], name="accounts_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.old_name} → {self.new_name} {self.since}"
