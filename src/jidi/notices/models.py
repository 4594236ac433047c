"""The table of this room. A letter names what it is about by (room, kind, key), never by a foreign key."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jidi.common.kept import Kept
from jidi.notices.enums import LetterKind


class Letter(Kept):
    """One line of the digest of one person on one day. Written by ``services.send``; only ``read_at`` ever changes.

    ``once`` names the occasion (what, which rung of the ladder, which due day, to whom): the same occasion is never
    written twice, however often time is told to pass. ``rung`` is the day of the ladder counted from the due day
    (``-5``, ``0``, ``+3``), empty where there is none. ``from_above`` says that the reader is not the one whose turn it is but
    the level above. The sender is written as they were; empty is the system itself.
    """

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    rung = models.CharField(max_length=4, blank=True)
    from_above = models.BooleanField(default=False)
    owner_room = models.CharField(max_length=20)
    owner_kind = models.CharField(max_length=30)
    owner_key = models.CharField(max_length=60)
    what_zh = models.CharField(max_length=300)
    what_en = models.CharField(max_length=400, blank=True)
    why_zh = models.CharField(max_length=400)
    why_en = models.CharField(max_length=500, blank=True)
    due_on = models.DateField(null=True, blank=True)
    pack_id = models.CharField(max_length=60, blank=True)
    article = models.CharField(max_length=60, blank=True)
    cite_zh = models.CharField(max_length=300)
    cite_en = models.CharField(max_length=400, blank=True)
    basis = models.CharField(max_length=10)
    day = models.DateField()
    made_at = models.DateTimeField()
    sender = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    once = models.CharField(max_length=200, unique=True)

    class Meta:
        db_table = "notices_letter"
        ordering = ["-day", "due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="notices_letter_kind"),
            models.CheckConstraint(condition=~Q(once=""), name="notices_letter_once"),
        ]
        indexes = [
            models.Index(fields=["person", "day"], name="notices_letter_digest"),
            models.Index(fields=["person", "read_at"], name="notices_letter_unread"),
            models.Index(fields=["owner_room", "owner_kind", "owner_key"], name="notices_letter_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.person_id}: {self.what_zh}"
