"""Tables of this room. Rows come from ``services`` only; nothing here can be changed or deleted through the product."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from jidi.audit.chain import ALGORITHM, GENESIS
from jidi.audit.enums import Outcome
from jidi.common.appendonly import WrittenOnce


class Entry(WrittenOnce):
    """One thing done or refused. Written by ``services.record`` and ``services.record_refusal``.

    ``operation`` is one id for all entries of one operation. ``detail_json`` holds the detail as it was hashed:
    text and not a JSON column, because a database may write JSON back in another form. ``rows_json`` stands on the last
    entry of an operation: by table and key the digest of every kept row it wrote (``audit.rows``).
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    operation = models.CharField(max_length=32)
    who_key = models.CharField(max_length=32, blank=True)
    who_name = models.CharField(max_length=100, blank=True)
    who_post = models.CharField(max_length=150, blank=True)
    who_organisation = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40, blank=True)
    object_key = models.CharField(max_length=80, blank=True)
    area_code = models.CharField(max_length=6, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    detail_json = models.TextField(default="{}")
    before_digest = models.CharField(max_length=80, blank=True)
    after_digest = models.CharField(max_length=80, blank=True)
    rows_json = models.TextField(blank=True, default="")
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=10, default=ALGORITHM)

    class Meta:
        db_table = "audit_entry"
        ordering = ["seq"]
        constraints = [
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="audit_entry_seq_from_one"),
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="audit_entry_outcome_known"),
        ]
        indexes = [
            models.Index(fields=["object_kind", "object_key", "seq"], name="audit_entry_object"),
            models.Index(fields=["area_code", "seq"], name="audit_entry_area"),
            models.Index(fields=["who_key", "seq"], name="audit_entry_who"),
            models.Index(fields=["operation"], name="audit_entry_operation"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.object_kind}:{self.object_key} {self.outcome}"

    @property
    def detail(self) -> dict[str, Any]:
        """The detail as data."""
        found: dict[str, Any] = json.loads(self.detail_json)
        return found


class Head(models.Model):
    """The end of the chain: one row, locked while entries are added. Written by ``services`` only."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "audit_head"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_one_row")]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
