"""Passwords a person used before, so that none comes back soon."""

from __future__ import annotations

from django.db import models

from jidi.accounts.models.people import Person
from jidi.common.kept import Kept


class PastPassword(Kept):
    """A password a person had, hashed as it was. Written and thinned by ``services.people`` only."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="past_passwords")
    encoded = models.CharField(max_length=128)
    left_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_pastpassword"
        ordering = ["-left_at", "-id"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.left_at:%Y-%m-%d}"
