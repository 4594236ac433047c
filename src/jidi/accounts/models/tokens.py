"""Tokens by which a program acts for a person in one of their posts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jidi.common.kept import Kept


class AccessToken(Kept):
    """A program's way in: a person in a post, for a while. Made and ended by ``services.tokens`` only.

    The secret itself is shown once and kept nowhere; ``digest`` is all that is known of it. ``last_used_on`` is brought up
    once a day. Whoever loses the post or the account loses the token with it: that is asked at every request.
    """

    off_record: ClassVar[dict[str, str]] = {
        "last_used_on": "brought up by the first request of a day, outside any operation; it opens nothing",
    }

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="tokens")
    post = models.ForeignKey("accounts.Post", models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    last_used_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "accounts_token"
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["person", "ended_at"], name="accounts_token_of")]

    def __str__(self) -> str:
        return f"{self.person_id}:{self.post_id} {self.name}"
