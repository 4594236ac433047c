"""Tables of workbooks: what was uploaded for one filing, and what was handed in for many at once."""

from __future__ import annotations

from django.db import models


class Upload(models.Model):
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
