"""Why a case moved: the verdicts, and everything they read, so that they can be asked again in ten years."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from jidi.common.appendonly import WrittenOnce


class CalendarUsed(WrittenOnce):
    """A calendar as it stood when a verdict used it, once per edition."""

    on_record = True

    edition = models.CharField(max_length=80, unique=True)
    data_json = models.TextField()

    class Meta:
        db_table = "cases_calendarused"

    def __str__(self) -> str:
        return self.edition


class Recording(WrittenOnce):
    """Everything the verdicts of one move read: facts, relations, populations, decisions, the day and place asked."""

    on_record = True

    move = models.OneToOneField("cases.Move", models.PROTECT, related_name="recording")
    calendar = models.ForeignKey(CalendarUsed, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    data_json = models.TextField()
    digest = models.CharField(max_length=80)

    class Meta:
        db_table = "cases_recording"

    def __str__(self) -> str:
        return f"{self.move_id} {self.asked_on}"


class StoredVerdict(WrittenOnce):
    """A verdict that moved a case, whole, with its digest. ``queries.replay`` asks it again on what was recorded."""

    on_record = True

    move = models.ForeignKey("cases.Move", models.PROTECT, related_name="verdicts")
    place = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=120)
    value = models.CharField(max_length=60)
    effect = models.CharField(max_length=40, blank=True)
    data_json = models.TextField()
    digest = models.CharField(max_length=80)

    class Meta:
        db_table = "cases_verdict"
        ordering = ["move_id", "place"]
        constraints = [models.UniqueConstraint(fields=["move", "place"], name="cases_verdict_once")]

    def __str__(self) -> str:
        return f"{self.move_id} {self.question}: {self.value}"

    @property
    def data(self) -> dict[str, Any]:
        """The verdict as plain data."""
        found: dict[str, Any] = json.loads(self.data_json)
        return found
