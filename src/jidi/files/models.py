"""The table of this room."""

from __future__ import annotations

from django.db import models

from jidi.common.kept import Kept


class Attachment(Kept):
    """A file that belongs to something. Written by ``services.attach``, taken back by ``services.withdraw``.

    The owner is named by kind and key, never by a foreign key: this room knows none of the rooms above it. ``name`` is for
    display; the bytes lie under ``stored``. A withdrawn file keeps its row and its bytes.
    """

    key = models.CharField(max_length=32, unique=True)
    owner_kind = models.CharField(max_length=40)
    owner_key = models.CharField(max_length=80)
    name = models.CharField(max_length=150)
    stored = models.CharField(max_length=32, unique=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=120)
    inline = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    area_code = models.CharField(max_length=6, blank=True)
    uploaded_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="uploads")
    uploaded_as = models.CharField(max_length=150)
    uploaded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="withdrawn_uploads"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "files_attachment"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="files_attachment_size"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="files_attachment_withdrawn",
            ),
        ]
        indexes = [models.Index(fields=["owner_kind", "owner_key"], name="files_attachment_owner")]

    def __str__(self) -> str:
        return self.name
