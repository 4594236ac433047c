"""The closed lists of this room."""

from __future__ import annotations

from django.db import models


class Outcome(models.TextChoices):
    """How an attempt ended."""

    DONE = "done", "已办 done"
    REFUSED = "refused", "未准 refused"
