"""Tables of this room: the demo clock's offset and the keys of commands already carried out."""

from __future__ import annotations

from django.db import models


class ClockOffset(models.Model):
    """How far the demo clock stands from the real one. One row; written by ``clock`` only."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    seconds = models.BigIntegerField(default=0)

    class Meta:
        db_table = "common_clock"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="common_clock_one_row")]

    def __str__(self) -> str:
        return f"{self.seconds:+d} s"


class OnceOnly(models.Model):
    """A command that was carried out under a key its page carried. Written by ``keys.once`` only.

    ``content`` is the digest of what was asked, so that a changed page sent under an old key is noticed.
    """

    key = models.CharField(max_length=64, unique=True)
    who = models.CharField(max_length=64)
    what = models.CharField(max_length=60)
    content = models.CharField(max_length=80)
    result_json = models.TextField(default="null")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "common_onceonly"

    def __str__(self) -> str:
        return f"{self.what} {self.key}"
