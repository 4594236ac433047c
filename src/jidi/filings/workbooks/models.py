"""Tables of workbooks: what was uploaded for one filing, and what was handed in for many at once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jidi.common.kept import Kept


class Upload(Kept):
    """A workbook somebody uploaded for a filing, and what was found in it. Written by ``uploads`` only.

    ``outcome_json`` holds the changes, the bad cells and the gaps as they were when it was read; the file itself is the
    attachment of this key. It changes once: when its uploader accepts it.
    """

    key = models.CharField(max_length=32, unique=True)
    filing = models.ForeignKey("filings.Filing", models.PROTECT, related_name="uploads")
    attachment = models.CharField(max_length=32)
    name = models.CharField(max_length=150)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="uploaded_workbooks")
    made_at = models.DateTimeField()
    base_revision = models.PositiveIntegerField()
    outcome_json = models.TextField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    saved_revision = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        db_table = "filings_upload"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.name}"


class Batch(Kept):
    """Many returns handed in at once: the file, how far it is, what is wrong in it. Written by ``batches`` only.

    ``next_row`` counts the good rows whose versions are stored; it moves in the transaction that stores them, so that
    whoever goes on after a crash begins where the last one ended. ``runner`` is the process at work, by a word of its own;
    a batch whose ``beat_at`` is old has lost it. ``problems_json`` holds the first bad cells, ``problems`` counts all;
    ``unused_json`` says what stands in the file and is not taken over (whoever stores it says that they know), and what the
    file has no place for.
    """

    off_record: ClassVar[dict[str, str]] = dict.fromkeys(
        ("state", "rows", "bad_rows", "problems", "problems_json", "unused_json", "said_zh", "said_en", "done_rows", "next_row", "runner",
         "beat_at", "ended_at"),
        "how far the process at work is, written every second between its operations; what it stores are versions",
    )  # fmt: skip

    class State(models.TextChoices):
        """How far it is."""

        READING = "reading", "读取核对 reading"
        CHECKED = "checked", "待采用 checked"
        STORING = "storing", "存储 storing"
        DONE = "done", "已完成 done"
        STOPPED = "stopped", "未存储 stopped"

    class Mode(models.TextChoices):
        """What is stored: everything or nothing, or the rows without a fault."""

        NONE = "", "未定 open"
        ALL = "all", "全部或都不 all or nothing"
        VALID = "valid", "只存无误的行 valid rows"

    key = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=40)
    lot = models.CharField(max_length=80)
    form_id = models.CharField(max_length=80)
    period = models.CharField(max_length=10, blank=True)
    attachment = models.CharField(max_length=32)
    name = models.CharField(max_length=150)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="batches")
    post = models.ForeignKey("accounts.Post", models.PROTECT, related_name="batches")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    mode = models.CharField(max_length=6, choices=Mode.choices, blank=True)
    rows = models.PositiveIntegerField(default=0)
    bad_rows = models.PositiveIntegerField(default=0)
    problems = models.PositiveIntegerField(default=0)
    problems_json = models.TextField(default="[]")
    unused_json = models.TextField(default="[]")
    said_zh = models.CharField(max_length=500, blank=True)
    said_en = models.CharField(max_length=500, blank=True)
    done_rows = models.PositiveIntegerField(default=0)
    next_row = models.PositiveIntegerField(default=0)
    runner = models.CharField(max_length=32, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "filings_batch"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["reading", "checked", "storing", "done", "stopped"]),
                name="filings_batch_state",
            ),
            models.CheckConstraint(condition=models.Q(mode__in=["", "all", "valid"]), name="filings_batch_mode"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.lot} {self.name}"
