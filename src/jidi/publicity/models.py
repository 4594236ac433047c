"""What this room stores. A notice is never changed once published; an objection is settled once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jidi.common.appendonly import WrittenOnce
from jidi.common.kept import Kept
from jidi.publicity.enums import Identity, ObjectionState


class Notice(WrittenOnce):
    """A list put before the public: by whom, from when, its last day as counted, and what it lists."""

    on_record = True

    owner_kind = models.CharField(max_length=20)
    owner_key = models.CharField(max_length=60)
    area_code = models.CharField(max_length=6)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    items_json = models.JSONField()
    identity = models.CharField(max_length=10, choices=Identity.choices)
    published_on = models.DateField()
    last_day = models.DateField()
    counted_json = models.JSONField(help_text="the rule the last day was counted by, and the calendar's edition")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "publicity_notice"
        constraints = [
            models.UniqueConstraint(fields=["owner_kind", "owner_key"], name="publicity_notice_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("published_on")), name="publicity_notice_days"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def item_keys(self) -> list[str]:
        """The keys of what is listed."""
        return [entry["key"] for entry in self.items_json]


class Objection(Kept):
    """An objection to one item of a notice: what it says, who says so, how it was settled. Changed only by ``settle``."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    item_key = models.CharField(max_length=60)
    receipt = models.CharField(max_length=24, unique=True)
    text = models.TextField()
    by_name = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=40, blank=True)
    received_on = models.DateField()
    received_at = models.DateTimeField()
    answer_by = models.DateField(null=True, help_text="the last day to answer it, as counted when it was received")
    verifier = models.CharField(max_length=200, blank=True, help_text="who verifies it, as the document says")
    verified = models.TextField(blank=True, help_text="what they found")
    verified_by = models.CharField(max_length=60, blank=True)
    verified_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN)
    answer = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "publicity_objection"
        indexes = [models.Index(fields=["notice", "item_key"], name="publicity_objection_item")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, settled_at__isnull=True)
                | (~Q(state=ObjectionState.OPEN) & Q(settled_at__isnull=False) & ~Q(answer="")),
                name="publicity_objection_answered",
            )
        ]

    def __str__(self) -> str:
        return self.receipt
